"""The runs of a sweep by arm: what one arm gave in each replication, in the same order for every arm.

An arm is a mapping of the sweep's factors to values, as the sweep file names them. One that fits a single design point
gives a value a replication. One that leaves factors open fits many points and gives a value a point, its mean over
replications: then the points, contexts for example, are what is counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.errors import InputError, Problem
from simalign.sweeps.store.results import Results

Numbers = NDArray[np.float64]
Arm = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """Tables of one sweep; ``units`` of the columns that were kept; ``memo``: searches that several rows tell of."""

    factors: tuple[str, ...]
    runs: pd.DataFrame
    series: pd.DataFrame | None
    units: Mapping[str, str]
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def values(self, arm: Arm, measure: str) -> pd.Series:
        """A measure under an arm, by replication, or by point where the arm leaves factors open.

        Raises InputError where nothing fits the arm, and for a measure that was not kept.
        """
        own = self._own(self.runs, arm)
        if measure not in own:
            raise InputError([Problem("was not kept by the sweep", key=measure, allowed=", ".join(self.units))])
        free = [name for name in self.factors if name not in arm and own[name].nunique() > 1]
        return own.groupby(free or "replication", sort=True)[measure].mean()

    def paired(self, one: Arm, other: Arm | None, measure: str) -> Numbers:
        """Differences (units,) of two arms, each in the same replication or point; values where there is no other.

        Raises ValueError where the two have not the same ones.
        """
        a = self.values(one, measure)
        if other is None:
            return np.asarray(a, float)
        b = self.values(other, measure)
        if not a.index.equals(b.index):
            raise ValueError(f"{dict(one)} and {dict(other)} have not the same replications or points")
        return np.asarray(a - b, float)

    def levels(self, arm: Arm, along: str) -> list[Any]:
        """The values that a factor takes under an arm, in order."""
        return sorted(self._own(self.runs, arm)[along].unique().tolist())

    def along(self, one: Arm, other: Arm | None, along: str, measure: str) -> Numbers:
        """Differences of two arms at each level of a factor, (units, levels)."""
        levels = self.levels(one, along)
        found = [
            self.paired({**one, along: x}, other if other is None else {**other, along: x}, measure) for x in levels
        ]
        return np.column_stack(found)

    def weekly(self, one: Arm, other: Arm | None, measure: str) -> tuple[Numbers, Numbers]:
        """Weeks (W,) from 0, and differences of two arms, (replications, W).

        Raises InputError where the sweep kept no such series.
        """
        if self.series is None or measure not in self.series:
            raise InputError([Problem("series was not kept by the sweep", key=measure)])
        wide = self._wide(one, measure)
        if other is not None:
            wide = wide - self._wide(other, measure)
        return wide.columns.to_numpy(float), wide.to_numpy(float)

    def _wide(self, arm: Arm, measure: str) -> pd.DataFrame:
        assert self.series is not None
        return self._own(self.series, arm).pivot_table(index="replication", columns="week", values=measure)

    def _own(self, table: pd.DataFrame, arm: Arm) -> pd.DataFrame:
        there = np.ones(len(table), bool)
        for name, value in arm.items():
            if name not in self.factors:
                raise InputError([Problem("is no factor of the sweep", key=name, allowed=", ".join(self.factors))])
            there &= _is(table[name], value)
        if not there.any():
            raise InputError([Problem("no run of the sweep fits this arm", value=dict(arm))])
        return table[there]


def _is(column: pd.Series, value: Any) -> Numbers:
    """Where a column holds a value; columns that also hold words have their numbers as text."""
    words = not pd.api.types.is_numeric_dtype(column)  # booleans count as numeric
    same: Numbers = (column == (str(value) if words else value)).to_numpy()
    return same


def outcome_of(results: Results, units: Mapping[str, str], series: Sequence[str]) -> Outcome:
    """What a store holds. Raises InputError where runs are missing or failed: they would not be paired."""
    standing = results.coverage()
    if standing["failed"] or standing["missing"]:
        message = f"lacks {standing['failed'] + standing['missing']} of {standing['runs']} runs"
        raise InputError([Problem(message, results.store.path, allowed="`simalign results` on it, which says why")])
    weekly = results.series() if series else None
    return Outcome(tuple(results.store.factors), results.runs(), weekly, units)
