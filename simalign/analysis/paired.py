"""Paired differences: two policies on the same organisations with the same luck, with their uncertainty.

The unit is the replication. Intervals are those of ``intervals``, on the differences, over replications.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.intervals import Interval as Interval
from simalign.analysis.intervals import band
from simalign.analysis.intervals import interval as interval


def window(table: pd.DataFrame, first: int, last: int, measures: Sequence[str]) -> pd.DataFrame:
    """Means over the weeks first to last (inclusive) of each run: indexed by policy, basis and replication."""
    weeks = table[(table["week"] >= first) & (table["week"] <= last)]
    return weeks.groupby(["policy", "basis", "replication"])[list(measures)].mean()


def stacked(means: pd.DataFrame, basis: str, policies: Sequence[str]) -> NDArray[np.float64]:
    """Values of each run, (policies, measures, replications); ``means`` as ``window`` gives it.

    Raises KeyError for a policy that is not there, ValueError where the replications are not the same.
    """
    runs = [means.loc[(policy, basis)].sort_index() for policy in policies]
    for policy, own in zip(policies, runs, strict=True):
        if not own.index.equals(runs[0].index):
            raise ValueError(f"{policies[0]} and {policy} have not run the same replications")
    return np.ascontiguousarray(np.stack([own.to_numpy(float).T for own in runs]))


def differences(means: pd.DataFrame, measure: str, basis: str, one: str, other: str) -> NDArray[np.float64]:
    """Paired differences ``one`` minus ``other`` in a measure, (replications,); ``means`` as ``window`` gives it.

    Raises KeyError for a policy that is not there, ValueError where the replications are not the same.
    """
    a, b = means.loc[(one, basis)][measure], means.loc[(other, basis)][measure]
    if not a.index.equals(b.index):
        raise ValueError(f"{one} and {other} have not run the same replications")
    found: NDArray[np.float64] = (a - b).sort_index().to_numpy(float)
    return found


def difference(
    means: pd.DataFrame, measure: str, basis: str, one: str, other: str, first: int | None = None
) -> Interval:
    """Mean of the paired differences with its interval; ``first`` replications decided how many were run, if any did.

    Raises as ``differences`` does.
    """
    return interval(differences(means, measure, basis, one, other), first=first)


def bands(table: pd.DataFrame, measure: str, base: str | None = None, first: int | None = None) -> pd.DataFrame:
    """Mean and confidence band of a measure by week; of the paired difference from ``base`` where one is named.

    One row a policy and week: policy, week, mean, low, high; the ends are the mean where one replication gives none.
    """
    wide = table.pivot(index="week", columns=["policy", "replication"], values=measure)
    rows = []
    for policy in table["policy"].unique():
        values = wide[policy] if base is None else wide[policy] - wide[base]
        mean, low, high = band(values.to_numpy(float), first)
        rows.append(pd.DataFrame({"policy": policy, "week": values.index, "mean": mean, "low": low, "high": high}))
    return pd.concat(rows, ignore_index=True)


def crossing(table: pd.DataFrame, measure: str, one: str, other: str) -> int | None:
    """First week from which the mean of ``one`` stays above ``other`` to the end, having been at most level before.

    None where there is no such week. ``table`` holds one basis.
    """
    return passing(means_by_week(table, measure), one, other)


def means_by_week(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Means over replications from week 1 on: a row a week, a column a policy. ``table`` holds one basis."""
    return table[table["week"] > 0].groupby(["week", "policy"])[measure].mean().unstack()


def passing(means: pd.DataFrame, one: str, other: str) -> int | None:
    """The week that ``crossing`` gives; ``means`` as ``means_by_week`` gives them."""
    ahead = (means[one] > means[other]).to_numpy()
    if not ahead[-1] or ahead.all():
        return None
    return int(means.index[len(ahead) - int(np.argmin(ahead[::-1]))])
