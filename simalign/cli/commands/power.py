"""simalign power: how many replications a comparison needs to detect a difference."""

from typing import Annotated

from simalign.api.checkpoints import until_saved
from simalign.api.compare import MOST_REPLICATIONS
from simalign.api.power import power as analysed
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.option_groups import ComparisonOptions
from simalign.cli.options import (
    as_options,
    several,
    whole_option,
)
from simalign.cli.tables import print_power
from simalign.comparison.pilot import DIFFERENCES, POWERS


@command(epilog="Example: simalign power -p push,pull --pilot 20 -n 30")
def power(
    options: ComparisonOptions,
    replications: Annotated[
        int,
        whole_option(
            2, 1_000_000, "Also print the smallest difference that N replications detect.", "--replications", "-n"
        ),
    ] = 30,
    pilot: Annotated[
        int,
        whole_option(2, MOST_REPLICATIONS, "Replications of the pilot, which estimate the spread."),
    ] = 20,
) -> None:
    """Estimate how many replications detect a difference.

    Runs a pilot of the comparison and prints how many replications a paired t test (two-sided, 5%) needs to detect a
    difference of .005, .01, .02 and .05 with 80% and 95% power. Covers do_gain, value, want_gain and compliance_gap in
    the last quarter, each for the pair of policies that varies most. Writes no files.
    """
    design = options.load()
    with until_saved():
        with as_options():
            result = analysed(
                design,
                several(options.policies),
                replications=replications,
                pilot=pilot,
                seed=options.seed,
                uncertainty=options.uncertainty,
            )
        if options.as_json:
            print(output.json_text(result.record))
        else:
            print_power(result.record, DIFFERENCES, POWERS)
