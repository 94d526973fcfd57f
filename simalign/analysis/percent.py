"""Value and net value of policies in per cent of the status quo's value.

A percentage is computed within each replication: the paired difference of two policies, divided by the value of status
quo on the same organisation with the same random numbers. The value of status quo is also the divisor for net value, so
that the two measures differ by the pay behind incentives. The confidence interval is about the mean over replications.
The middle 95% is about a single replication; with posterior draws it covers plausible people as well.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.intervals import intervals
from simalign.analysis.paired import differences, stacked, window

VALUES = ("value", "value_net")
QUANTILES = (0.025, 0.975)


def in_percent(gaps: NDArray[np.float64], base_value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return differences (..., n) in per cent of the value of status quo (n,); NaN where that is not above 0.

    >>> in_percent(np.array([0.1, 0.1]), np.array([0.5, 0.0])).tolist()
    [20.0, nan]
    """
    undefined = np.full(np.shape(gaps), np.nan)
    positive = np.broadcast_to(base_value > 0, undefined.shape)
    percent: NDArray[np.float64] = np.divide(100.0 * gaps, base_value, out=undefined, where=positive)
    return percent


def percent_between(means: pd.DataFrame, basis: str, one: str, other: str, base: str) -> NDArray[np.float64]:
    """Return the differences ``one`` minus ``other`` in value, in per cent of the value of ``base``; (replications,).

    means: as returned by ``paired.window``.
    """
    base_value = means.loc[(base, basis)]["value"].sort_index().to_numpy(float)
    return in_percent(differences(means, "value", basis, one, other), base_value)


def percent_of_base(
    table: pd.DataFrame, spans: dict[str, tuple[int, int]], base: str, first: int | None = None, spread: bool = False
) -> list[dict[str, Any]]:
    """Return one record per basis, period, policy other than ``base`` and measure of ``VALUES``, in per cent.

    table: tidy series. spans: first and last week of each period. first: as in ``intervals.interval``. spread: whether
    to add the ends of the middle 95% of replications, and the share of replications above ``base``.
    """
    records: list[dict[str, Any]] = []
    for (period, weeks), basis in product(spans.items(), table["basis"].unique()):
        policies = list(table.loc[table["basis"] == basis, "policy"].unique())
        levels = stacked(window(table, *weeks, VALUES), basis, policies)
        at_base = levels[policies.index(base)]
        shares = in_percent(levels - at_base, at_base[VALUES.index("value")])
        means = intervals(shares, first)
        for (p, policy), (m, measure) in product(enumerate(policies), enumerate(VALUES)):
            if policy == base:
                continue
            mean = means[p][m]
            entry = {"basis": basis, "period": period, "policy": policy, "measure": measure, "percent": mean.mean}
            entry |= {"low": mean.low, "high": mean.high, "warning": mean.warning}
            records.append(entry | (_middle(shares[p, m]) if spread else {}))
    return records


def _middle(shares: NDArray[np.float64]) -> dict[str, float]:
    low, high = (float(end) for end in np.quantile(shares, QUANTILES))
    return {"middle_low": low, "middle_high": high, "ahead": float(np.mean(shares > 0))}


def columns(spread: bool) -> Sequence[str]:
    """Return the names of the columns of a table of the records."""
    names = ("basis", "period", "policy", "measure", "percent", "low", "high", "warning")
    return (*names, "middle_low", "middle_high", "ahead") if spread else names
