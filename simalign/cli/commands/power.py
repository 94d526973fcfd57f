"""simalign power: how many replications a comparison needs to show a difference."""

from collections.abc import Iterator
from itertools import combinations
from typing import Annotated, Any

import pandas as pd

from simalign.analysis.findings import periods, there
from simalign.analysis.intervals import interval
from simalign.analysis.paired import differences, window
from simalign.analysis.power import replications_for, smallest
from simalign.cli import output
from simalign.cli.commands.compare import chosen, run_stages
from simalign.cli.lazy import command
from simalign.cli.option_groups import ComparisonOptions
from simalign.cli.options import (
    announce_compilation,
    drawn,
    whole_option,
)
from simalign.cli.tables import print_power

MEASURES = ("do_gain", "value", "want_gain", "compliance_gap")
DIFFERENCES = (0.005, 0.01, 0.02, 0.05)
POWERS = (0.8, 0.95)


@command(epilog="Example: simalign power -p push,pull --pilot 20 -n 30")
def power(
    options: ComparisonOptions,
    replications: Annotated[
        int,
        whole_option(
            2,
            1_000_000,
            "Also print the smallest difference that this many replications detect.",
            "--replications",
            "-n",
        ),
    ] = 30,
    pilot: Annotated[
        int,
        whole_option(2, 10_000, "Replications of the pilot, which estimate spread."),
    ] = 20,
) -> None:
    """Estimate how many replications detect a difference.

    Runs a pilot of the comparison and prints how many replications a paired t test (two-sided, 5%) needs to detect a
    difference of .005, .01, .02 and .05 with 80% and 95% power. Covers do_gain, value, want_gain and compliance_gap in
    the last quarter, each for the pair of policies that varies most. Writes no files.
    """
    design, named, posterior = chosen(options)
    if posterior is not None:
        posterior.check(design, pilot)
    seed = drawn(options.seed)
    announce_compilation(len(design.goals))
    _, table, _ = run_stages(design, named, seed, pilot, posterior)
    record = {
        "scenario": design.name,
        "seed": seed,
        "pilot": pilot,
        "replications": replications,
        "uncertainty": posterior and posterior.plain(),
        "pairs": [_pair(own, replications) for own in _spreads(table, design.weeks)],
    }
    if options.as_json:
        print(output.json_text(record))
        return
    print_power(record, DIFFERENCES, POWERS)


def _spreads(table: pd.DataFrame, weeks: int) -> Iterator[dict[str, Any]]:
    """Standard deviation of each paired difference in the last period, on each basis, and its warning."""
    means = window(table, *list(periods(weeks).values())[-1], MEASURES)
    for basis, names in there(table).items():
        for measure in MEASURES:
            for other, one in combinations(names, 2):
                apart = differences(means, measure, basis, one, other)
                yield {
                    "basis": basis,
                    "measure": measure,
                    "one": one,
                    "other": other,
                    "sd": float(apart.std(ddof=1)),
                    "warning": interval(apart).warning,
                }


def _pair(own: dict[str, Any], replications: int) -> dict[str, Any]:
    """A spread with what it means; without, where the pilot saw none."""
    if not own["sd"] > 1e-12:
        return own | {"needed": [], "smallest": []}
    needed = [
        {"difference": d, "power": p, "replications": replications_for(d, own["sd"], p)}
        for d in DIFFERENCES
        for p in POWERS
    ]
    seen = [{"power": p, "difference": smallest(own["sd"], replications, p)} for p in POWERS]
    return own | {"needed": needed, "smallest": seen}
