"""The runs of a sweep arranged by arm, so that arms can be compared in pairs.

An arm is a mapping of the sweep's factors to values, as the sweep file names them. An arm that matches a single design
point has one value for each replication. An arm that leaves factors open matches many points and has one value for each
point, the mean over its replications; the units of analysis are then the points, for example contexts.
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
    """Tables of one sweep. units: by recorded column; memo: results of searches that several rows share."""

    factors: tuple[str, ...]
    runs: pd.DataFrame
    series: pd.DataFrame | None
    units: Mapping[str, str]
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def values(self, arm: Arm, measure: str) -> pd.Series:
        """Values of a measure under an arm, by replication, or by point where the arm leaves factors open.

        Raises InputError if no run matches the arm or the sweep did not record the measure.
        """
        own = self._own(self.runs, arm)
        if measure not in own:
            raise InputError([Problem("was not recorded by the sweep", key=measure, allowed=", ".join(self.units))])
        free = [name for name in self.factors if name not in arm and own[name].nunique() > 1]
        return own.groupby(free or "replication", sort=True)[measure].mean()

    def paired(self, one: Arm, other: Arm | None, measure: str) -> Numbers:
        """Paired differences (units,) between two arms; the values of ``one`` if ``other`` is None.

        Raises ValueError if the arms do not have the same replications or points.
        """
        a = self.values(one, measure)
        if other is None:
            return np.asarray(a, float)
        b = self.values(other, measure)
        if not a.index.equals(b.index):
            raise ValueError(f"{dict(one)} and {dict(other)} do not have the same replications or points")
        return np.asarray(a - b, float)

    def levels(self, arm: Arm, along: str) -> list[Any]:
        """Levels of a factor among the runs of an arm, sorted."""
        return sorted(self._own(self.runs, arm)[along].unique().tolist())

    def along(self, one: Arm, other: Arm | None, along: str, measure: str) -> Numbers:
        """Paired differences between two arms at each level of a factor, (units, levels)."""
        levels = self.levels(one, along)
        found = [
            self.paired({**one, along: x}, other if other is None else {**other, along: x}, measure) for x in levels
        ]
        return np.column_stack(found)

    def weekly(self, one: Arm, other: Arm | None, measure: str) -> tuple[Numbers, Numbers]:
        """Weeks (W,) from 0, and paired differences between two arms, (replications, W).

        Raises InputError if the sweep did not record the series.
        """
        if self.series is None or measure not in self.series:
            raise InputError([Problem("series was not recorded by the sweep", key=measure)])
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
                raise InputError([Problem("is not a factor of the sweep", key=name, allowed=", ".join(self.factors))])
            there &= _is(table[name], value)
        if not there.any():
            raise InputError([Problem("no run of the sweep matches this arm", value=dict(arm))])
        return table[there]


def _is(column: pd.Series, value: Any) -> Numbers:
    """Flag the rows of a column that equal a value; a column with words in it stores its numbers as text."""
    words = not pd.api.types.is_numeric_dtype(column)  # booleans count as numeric
    same: Numbers = (column == (str(value) if words else value)).to_numpy()
    return same


def outcome_of(results: Results, units: Mapping[str, str], series: Sequence[str]) -> Outcome:
    """Read a store. Raises InputError if runs are missing or failed, since arms would not be paired."""
    standing = results.coverage()
    if standing["failed"] or standing["missing"]:
        message = f"lacks {standing['failed'] + standing['missing']} of {standing['runs']} runs"
        raise InputError([Problem(message, results.store.path, allowed="`simalign results` on it, which says why")])
    weekly = results.series() if series else None
    return Outcome(tuple(results.store.factors), results.runs(), weekly, units)
