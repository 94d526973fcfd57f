"""Paired differences: two policies on the same organisations with the same luck, with their uncertainty.

The unit is the replication. Intervals are Student's t on the differences, over replications.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats


class Interval(NamedTuple):
    """A mean with its confidence interval; the ends are NaN where one replication alone gives none."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        """The way it is printed: the mean, and half the width of its symmetric interval."""
        if np.isnan(self.low):
            return f"{self.mean:+.3f}"
        return f"{self.mean:+.3f} ±{self.high - self.mean:.3f}"


def interval(values: Sequence[float] | np.ndarray, confidence: float = 0.95) -> Interval:
    """Mean and t-interval of independent values.

    >>> interval([1.0, 2.0, 3.0]).mean
    2.0
    """
    x = np.asarray(values, float)
    mean = float(np.mean(x))
    if len(x) < 2:
        return Interval(mean, float("nan"), float("nan"))
    half = float(stats.t.ppf((1.0 + confidence) / 2.0, len(x) - 1) * np.std(x, ddof=1) / np.sqrt(len(x)))
    return Interval(mean, mean - half, mean + half)


def window(table: pd.DataFrame, first: int, last: int, measures: Sequence[str]) -> pd.DataFrame:
    """Means over the weeks first to last (inclusive) of each run: indexed by policy, basis and replication."""
    weeks = table[(table["week"] >= first) & (table["week"] <= last)]
    return weeks.groupby(["policy", "basis", "replication"])[list(measures)].mean()


def difference(means: pd.DataFrame, measure: str, basis: str, one: str, other: str) -> Interval:
    """Paired difference ``one`` minus ``other`` in a measure; ``means`` as ``window`` gives it.

    Raises KeyError for a policy that is not there, ValueError where the replications are not the same.
    """
    a, b = means.loc[(one, basis)][measure], means.loc[(other, basis)][measure]
    if not a.index.equals(b.index):
        raise ValueError(f"{one} and {other} have not run the same replications")
    return interval((a - b).to_numpy())


def bands(table: pd.DataFrame, measure: str, base: str | None = None) -> pd.DataFrame:
    """Mean and 95% interval of a measure by policy and week; of the paired difference from ``base`` where one is named.

    One row a policy and week: policy, week, mean, low, high.
    """
    wide = table.pivot_table(index="week", columns=["policy", "replication"], values=measure, sort=False)
    rows = []
    for policy in table["policy"].unique():
        values = wide[policy] if base is None else wide[policy] - wide[base]
        mean = values.mean(axis=1)
        half = 0.0 * mean
        if values.shape[1] > 1:
            half = stats.t.ppf(0.975, values.shape[1] - 1) * values.std(axis=1, ddof=1) / np.sqrt(values.shape[1])
        rows.append(
            pd.DataFrame({"policy": policy, "week": mean.index, "mean": mean, "low": mean - half, "high": mean + half})
        )
    return pd.concat(rows, ignore_index=True)


def crossing(table: pd.DataFrame, measure: str, one: str, other: str) -> int | None:
    """First week from which the mean of ``one`` stays above ``other`` to the end, having been at most level before.

    None where there is no such week. ``table`` holds one basis.
    """
    wide = table[table["week"] > 0].groupby(["week", "policy"])[measure].mean().unstack()
    ahead = (wide[one] > wide[other]).to_numpy()
    if not ahead[-1] or ahead.all():
        return None
    return int(wide.index[len(ahead) - int(np.argmin(ahead[::-1]))])
