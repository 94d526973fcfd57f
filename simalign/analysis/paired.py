"""Paired differences between policies that run on the same organisations with common random numbers.

The unit of analysis is the replication. Intervals are those of ``intervals``, computed from the differences over
replications.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.intervals import Interval as Interval
from simalign.analysis.intervals import band
from simalign.analysis.intervals import interval as interval


def window(table: pd.DataFrame, first: int, last: int, measures: Sequence[str]) -> pd.DataFrame:
    """Return the means of each run over the weeks first to last (inclusive), indexed by policy, basis, replication."""
    weeks = table[(table["week"] >= first) & (table["week"] <= last)]
    return weeks.groupby(["policy", "basis", "replication"])[list(measures)].mean()


def stacked(means: pd.DataFrame, basis: str, policies: Sequence[str]) -> NDArray[np.float64]:
    """Return the values of each run, (policies, measures, replications). means: as returned by ``window``.

    Raises KeyError for a policy without runs, ValueError if the policies do not have the same replications.
    """
    runs = [means.loc[(policy, basis)].sort_index() for policy in policies]
    for policy, run in zip(policies, runs, strict=True):
        if not run.index.equals(runs[0].index):
            raise ValueError(f"{policies[0]} and {policy} do not have the same replications")
    return np.ascontiguousarray(np.stack([run.to_numpy(float).T for run in runs]))


def differences(means: pd.DataFrame, measure: str, basis: str, one: str, other: str) -> NDArray[np.float64]:
    """Return the paired differences ``one`` minus ``other`` in a measure, (replications,). means: as in ``stacked``.

    Raises KeyError for a policy without runs, ValueError if the policies do not have the same replications.
    """
    a, b = means.loc[(one, basis)][measure], means.loc[(other, basis)][measure]
    if not a.index.equals(b.index):
        raise ValueError(f"{one} and {other} do not have the same replications")
    gaps: NDArray[np.float64] = (a - b).sort_index().to_numpy(float)
    return gaps


def difference(
    means: pd.DataFrame, measure: str, basis: str, one: str, other: str, first: int | None = None
) -> Interval:
    """Return the mean of the paired differences with its interval; arguments as in ``differences`` and ``interval``.

    Raises KeyError and ValueError as ``differences`` does.
    """
    return interval(differences(means, measure, basis, one, other), first=first)


def bands(table: pd.DataFrame, measure: str, base: str | None = None, first: int | None = None) -> pd.DataFrame:
    """Return mean and confidence band of a measure by week, or of its paired difference from ``base`` if that is given.

    One row per policy and week: policy, week, mean, low, high. With a single replication the ends are the mean.
    """
    wide = table.pivot(index="week", columns=["policy", "replication"], values=measure)
    rows = []
    for policy in table["policy"].unique():
        values = wide[policy] if base is None else wide[policy] - wide[base]
        mean, low, high = band(values.to_numpy(float), first)
        rows.append(pd.DataFrame({"policy": policy, "week": values.index, "mean": mean, "low": low, "high": high}))
    return pd.concat(rows, ignore_index=True)


def crossing(table: pd.DataFrame, measure: str, one: str, other: str) -> int | None:
    """Return the first week from which the mean of ``one`` stays above ``other`` to the end, having not been before.

    None if there is no such week. ``table`` has a single basis.
    """
    return crossing_of_means(means_by_week(table, measure), one, other)


def means_by_week(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return means over replications from week 1 on, one row per week and one column per policy, for a single basis."""
    return table[table["week"] > 0].groupby(["week", "policy"])[measure].mean().unstack()


def crossing_of_means(means: pd.DataFrame, one: str, other: str) -> int | None:
    """Return the week described in ``crossing``, from means as returned by ``means_by_week``."""
    ahead = (means[one] > means[other]).to_numpy()
    if not ahead[-1] or ahead.all():
        return None
    return int(means.index[len(ahead) - int(np.argmin(ahead[::-1]))])
