"""simalign compare: policies on the same organisations with common random numbers."""

from typing import Annotated, Any

import typer

from simalign.api.checkpoints import until_saved
from simalign.api.compare import MOST_REPLICATIONS
from simalign.api.compare import compare as compared
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.options import (
    JsonOption,
    OrganisationOption,
    OutOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    TiesOption,
    UncertaintyOption,
    WeeksOption,
    above_zero,
    as_options,
    chosen_scenario,
    several,
    whole,
    without_policy_settings,
)
from simalign.cli.tables import print_comparison
from simalign.comparison.report import MOST


@command(epilog="Example: simalign compare -g workshop -p push,pull -n 10 --out results")
def compare(
    scenario: ScenarioArgument = "default",
    policies: Annotated[
        str,
        typer.Option("--policies", "-p", metavar="NAMES", help="Shipped policies or YAML files, with commas."),
    ] = "push,pull,hybrid",
    replications: Annotated[
        int,
        typer.Option(
            "--replications",
            "-n",
            parser=whole(1, MOST_REPLICATIONS),
            metavar="N",
            help="Replications: organisations, or runs of an imported one.",
        ),
    ] = 30,
    precision: Annotated[
        float | None,
        typer.Option(
            parser=above_zero,
            metavar="WIDTH",
            help="Replicate until the 95% intervals of the differences in do_gain and value, last quarter, reach no "
            "farther than this, in the measures' units. --replications are the first stage, which says how many.",
            show_default=False,
        ),
    ] = None,
    most: Annotated[
        int | None,
        typer.Option(
            parser=whole(1, MOST_REPLICATIONS),
            metavar="N",
            help=f"Replications that --precision may run, at most; {MOST} if not given.",
            show_default=False,
        ),
    ] = None,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    organisation: OrganisationOption = None,
    ties: TiesOption = None,
    settings: SetOption = None,
    uncertainty: UncertaintyOption = "none",
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare policies on the same organisations.

    They have common random numbers, as set and at equal cost. Prints a table of paired differences with
    95% intervals, with a warning where one is not to be relied on, and writes figures, series and a manifest.
    The policies are those of --policies; one in the scenario takes no part.
    """
    design = chosen_scenario(scenario, organisation, ties, without_policy_settings(settings), weeks)
    with output.reserve(out, "simalign-compare") as results, until_saved():
        with as_options():
            result = compared(
                design,
                several(policies),
                replications=replications,
                precision=precision,
                most=most,
                seed=seed,
                uncertainty=uncertainty,
            )

        def show(place: str | None) -> None:
            _print(result.record | {"out": place}, as_json)

        output.save_and_show(results, result, show)


def _print(record: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(output.json_text(record))
        return
    print_comparison(record)
    place = record["out"]
    saved = f"Figures, series and manifest: {place}/ (open {place}/curves.png)" if place else "Nothing was written"
    print(f"\n{saved}. Repeat: --seed {record['seed']}")
