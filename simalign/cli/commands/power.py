"""simalign power: how many replications a comparison needs to detect a difference."""

from typing import Annotated

import typer

from simalign.api.checkpoints import until_saved
from simalign.api.compare import MOST_REPLICATIONS
from simalign.api.power import power as analysed
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.options import (
    JsonOption,
    OrganisationOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    TiesOption,
    UncertaintyOption,
    WeeksOption,
    as_options,
    chosen_scenario,
    several,
    whole,
    without_policy_settings,
)
from simalign.cli.tables import print_power
from simalign.comparison.pilot import DIFFERENCES, POWERS


@command(epilog="Example: simalign power -p push,pull --pilot 20 -n 30")
def power(
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
            parser=whole(2, 1_000_000),
            metavar="N",
            help="Also say the smallest difference that so many replications show.",
        ),
    ] = 30,
    pilot: Annotated[
        int,
        typer.Option(parser=whole(2, MOST_REPLICATIONS), metavar="N", help="Replications that are run for the spread."),
    ] = 20,
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    organisation: OrganisationOption = None,
    ties: TiesOption = None,
    settings: SetOption = None,
    uncertainty: UncertaintyOption = "none",
    as_json: JsonOption = False,
) -> None:
    """Say how many replications a difference needs to be detected.

    Runs a pilot of the comparison, and prints how many replications a paired t test (two-sided, 5%) needs to show a
    difference of .005, .01, .02 and .05 with 80% and 95% power: for do_gain, value, want_gain and compliance_gap in
    the last quarter, of the pair of policies that varies most. Nothing is written.
    """
    design = chosen_scenario(scenario, organisation, ties, without_policy_settings(settings), weeks)
    with until_saved():
        with as_options():
            result = analysed(
                design,
                several(policies),
                replications=replications,
                pilot=pilot,
                seed=seed,
                uncertainty=uncertainty,
            )
        if as_json:
            print(output.json_text(result.record))
        else:
            print_power(result.record, DIFFERENCES, POWERS)
