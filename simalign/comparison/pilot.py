"""How many replications a comparison needs, by a pilot of it: the spread of its paired differences in the last period.

``analysis.power`` has the test's power; here it is applied to every pair of policies and measure.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import pandas as pd

from simalign.analysis.findings import periods, policies_by_basis
from simalign.analysis.intervals import interval
from simalign.analysis.paired import differences, window
from simalign.analysis.power import replications_for, smallest

MEASURES = ("do_gain", "value", "want_gain", "compliance_gap")
DIFFERENCES = (0.005, 0.01, 0.02, 0.05)
POWERS = (0.8, 0.95)
NOTHING = 1e-12  # a standard deviation below which the pilot saw no spread


def requirements(
    series: pd.DataFrame, weeks: int, replications: int, further: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return, for each basis, measure and pair of policies, what a paired t test (two-sided, 5%) requires.

    series: tidy table of a pilot; weeks: weeks of policy; replications: of which the smallest detectable difference is
    also returned; further: measures beside the usual ones.
    Each record has the standard deviation ``sd`` of the paired differences, ``needed`` replications by difference and
    power, and the ``smallest`` difference by power; the last two are empty where the pilot saw no spread.
    """
    measures = tuple(dict.fromkeys((*MEASURES, *further)))
    return [_required(spread, replications) for spread in _spreads(series, weeks, measures)]


def _spreads(series: pd.DataFrame, weeks: int, measures: Sequence[str]) -> Iterator[dict[str, Any]]:
    means = window(series, *list(periods(weeks).values())[-1], measures)
    for basis, names in policies_by_basis(series).items():
        for measure in measures:
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


def _required(spread: dict[str, Any], replications: int) -> dict[str, Any]:
    sd = spread["sd"]
    if not sd > NOTHING:
        return spread | {"needed": [], "smallest": []}
    needed = [
        {"difference": difference, "power": power, "replications": replications_for(difference, sd, power)}
        for difference in DIFFERENCES
        for power in POWERS
    ]
    detectable = [{"power": power, "difference": smallest(sd, replications, power)} for power in POWERS]
    return spread | {"needed": needed, "smallest": detectable}


def most_variable(records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each measure and basis, the record of the pair that varies most."""
    keys = dict.fromkeys((record["basis"], record["measure"]) for record in records)
    return [
        max((r for r in records if (r["basis"], r["measure"]) == key), key=lambda record: record["sd"]) for key in keys
    ]
