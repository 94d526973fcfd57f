"""Power analysis of a comparison: the replications that it needs, from the paired differences of a pilot.

The standard deviations are those of the last period. ``analysis.power`` computes the power of the test; this module
applies it to every pair of policies and every measure.
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
NOTHING = 1e-12  # standard deviations below this count as 0


def requirements(
    series: pd.DataFrame, weeks: int, replications: int, further: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Return the requirements of a two-sided paired t test at 5%, for each basis, measure and pair of policies.

    series: tidy table of a pilot. weeks: weeks of policy. replications: number of replications for which the smallest
    detectable difference is computed. further: measures in addition to ``MEASURES``.
    Each record holds the standard deviation ``sd`` of the paired differences, the ``needed`` replications by difference
    and power, and the ``smallest`` detectable difference by power. The last two are empty if ``sd`` is 0.
    """
    measures = tuple(dict.fromkeys((*MEASURES, *further)))
    return [_required(spread, replications) for spread in _spreads(series, weeks, measures)]


def _spreads(series: pd.DataFrame, weeks: int, measures: Sequence[str]) -> Iterator[dict[str, Any]]:
    means = window(series, *list(periods(weeks).values())[-1], measures)
    for basis, names in policies_by_basis(series).items():
        for measure in measures:
            for baseline, policy in combinations(names, 2):
                paired = differences(means, measure, basis, policy, baseline)
                yield {
                    "basis": basis,
                    "measure": measure,
                    "one": policy,
                    "other": baseline,
                    "sd": float(paired.std(ddof=1)),
                    "warning": interval(paired).warning,
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
    """Return, for each measure and basis, the record of the pair with the largest standard deviation."""
    keys = dict.fromkeys((record["basis"], record["measure"]) for record in records)
    return [
        max((r for r in records if (r["basis"], r["measure"]) == key), key=lambda record: record["sd"]) for key in keys
    ]
