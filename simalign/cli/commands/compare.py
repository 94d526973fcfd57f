"""simalign compare: policies on the same organisations with common random numbers."""

from typing import Annotated, Any

import typer

from simalign.api.checkpoints import until_saved
from simalign.api.compare import MOST_REPLICATIONS
from simalign.api.compare import compare as compared
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.option_groups import ComparisonOptions
from simalign.cli.options import (
    OutOption,
    above_zero,
    as_options,
    several,
    whole_option,
)
from simalign.cli.tables import print_comparison
from simalign.comparison.report import MOST


@command(epilog="Example: simalign compare -g workshop -p push,pull -n 10 --out results")
def compare(
    options: ComparisonOptions,
    replications: Annotated[
        int,
        whole_option(
            1, MOST_REPLICATIONS, "Replications: organisations, or runs of an imported one.", "--replications", "-n"
        ),
    ] = 30,
    precision: Annotated[
        float | None,
        typer.Option(
            parser=above_zero,
            metavar="WIDTH",
            help="Add replications to --replications until the 95% intervals of the mean differences in do_gain and "
            "value in the last quarter reach no farther than this from the mean, in units of the measure.",
            show_default=False,
        ),
    ] = None,
    most: Annotated[
        int | None,
        whole_option(1, MOST_REPLICATIONS, f"Largest number of replications of --precision; default {MOST}."),
    ] = None,
    out: OutOption = None,
) -> None:
    """Compare policies on the same organisations.

    All policies share common random numbers. They are compared as specified and at equal cost, that is, scaled back
    towards status quo to the cost of one of them, at which most keep at least half of what they add to the cost of
    status quo; a policy that costs less is listed and left out. Prints a table of mean paired differences with
    their 95% intervals, with a warning about each unreliable one; writes figures, weekly series and a manifest. Only
    the policies of --policies take part: the policy of the scenario is ignored.
    """
    design = options.load()
    with output.reserve(out, "simalign-compare") as results, until_saved():
        with as_options():
            result = compared(
                design,
                several(options.policies),
                replications=replications,
                precision=precision,
                most=most,
                seed=options.seed,
                uncertainty=options.uncertainty,
            )

        def show(path: str | None) -> None:
            _print(result.record | {"out": path}, options.as_json)

        output.save_and_show(results, lambda folder: result.write(folder, output.command()), show)


def _print(record: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(output.json_text(record))
        return
    print_comparison(record)
    path = record["out"]
    saved = f"Figures, series and manifest: {path}/ (open {path}/curves.png)" if path else "Nothing was written"
    print(f"\n{saved}. Repeat: --seed {record['seed']}")
