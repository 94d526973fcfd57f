"""Runs of a sweep arranged by arm, so that arms can be compared in pairs.

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

from simalign.analysis.percent import in_percent
from simalign.errors import InputError, Problem
from simalign.sweeps.store.results import Results

Numbers = NDArray[np.float64]
Arm = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """Tables of one sweep.

    units: of the recorded columns, by name. memo: cached results that several rows share.
    """

    factors: tuple[str, ...]
    runs: pd.DataFrame
    series: pd.DataFrame | None
    units: Mapping[str, str]
    memo: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)

    def values(self, arm: Arm, measure: str) -> pd.Series:
        """Return the values of a measure under an arm, by replication, or by point if the arm leaves factors open.

        Raises InputError if no run matches the arm or the sweep did not record the measure.
        """
        runs = self._recorded(arm, measure)
        free = [name for name in self.factors if name not in arm and runs[name].nunique() > 1]
        return runs.groupby(free or "replication", sort=True)[measure].mean()

    def values_by_point(self, arm: Arm, measure: str) -> pd.DataFrame:
        """Return a measure at each design point that matches an arm, (replications, points), with points by factor.

        Raises InputError if no run matches the arm or the sweep did not record the measure.
        """
        runs = self._recorded(arm, measure)
        return runs.pivot(index="replication", columns=list(self.factors), values=measure)

    def paired(self, one: Arm, other: Arm | None, measure: str) -> Numbers:
        """Return paired differences (units,) between two arms, or the values of ``one`` if ``other`` is None.

        Raises ValueError if the arms do not have the same replications or points.
        """
        a = self.values(one, measure)
        if other is None:
            return np.asarray(a, float)
        b = self.values(other, measure)
        if not a.index.equals(b.index):
            raise ValueError(f"{dict(one)} and {dict(other)} do not have the same replications or points")
        return np.asarray(a - b, float)

    def gaps(
        self, one: Arm, other: Arm | None, measure: str, percent_of: Arm | None = None, divisor: str = ""
    ) -> Numbers:
        """Return paired differences as ``paired``, or in per cent of the status quo's value in the same context.

        percent_of: the factors that turn ``one`` into the status quo. divisor: the measure of its value, ``measure`` by
        default.
        """
        values = self.paired(one, other, measure)
        if percent_of is None:
            return values
        return in_percent(values, self.paired({**one, **percent_of}, None, divisor or measure))

    def levels(self, arm: Arm, along: str) -> list[Any]:
        """Return the levels of a factor among the runs of an arm, sorted."""
        return sorted(self._matching(self.runs, arm)[along].unique().tolist())

    def along(
        self, one: Arm, other: Arm | None, along: str, measure: str, percent_of: Arm | None = None, divisor: str = ""
    ) -> Numbers:
        """Return differences as ``gaps`` between two arms at each level of a factor, (units, levels)."""
        columns = [
            self.gaps({**one, along: x}, other if other is None else {**other, along: x}, measure, percent_of, divisor)
            for x in self.levels(one, along)
        ]
        return np.column_stack(columns)

    def weekly(
        self, one: Arm, other: Arm | None, measure: str, percent_of: Arm | None = None
    ) -> tuple[Numbers, Numbers]:
        """Return weeks (W,) from 0 and paired differences as ``gaps`` between two arms, (replications, W).

        Raises InputError if the sweep did not record the series.
        """
        if self.series is None or measure not in self.series:
            raise InputError([Problem("series was not recorded by the sweep", key=measure)])
        wide = self._wide(one, measure)
        if other is not None:
            wide = wide - self._wide(other, measure)
        values = wide.to_numpy(float)
        if percent_of is not None:
            values = in_percent(values, self._wide({**one, **percent_of}, measure).to_numpy(float))
        return wide.columns.to_numpy(float), values

    def _recorded(self, arm: Arm, measure: str) -> pd.DataFrame:
        """Return the runs that match an arm. Raises InputError if the sweep did not record the measure."""
        runs = self._matching(self.runs, arm)
        if measure not in runs:
            raise InputError([Problem("was not recorded by the sweep", key=measure, allowed=", ".join(self.units))])
        return runs

    def _wide(self, arm: Arm, measure: str) -> pd.DataFrame:
        assert self.series is not None
        return self._matching(self.series, arm).pivot_table(index="replication", columns="week", values=measure)

    def _matching(self, table: pd.DataFrame, arm: Arm) -> pd.DataFrame:
        """Return the rows of a table that belong to an arm."""
        matches = np.ones(len(table), bool)
        for name, value in arm.items():
            if name not in self.factors:
                raise InputError([Problem("is not a factor of the sweep", key=name, allowed=", ".join(self.factors))])
            matches &= _equals(table[name], value)
        if not matches.any():
            raise InputError([Problem("no run of the sweep matches this arm", value=dict(arm))])
        return table[matches]


def _equals(column: pd.Series, value: Any) -> Numbers:
    """Flag the rows of a column that equal a value; a column of text stores its numbers as text."""
    text = not pd.api.types.is_numeric_dtype(column)  # booleans count as numeric
    equal: Numbers = (column == (str(value) if text else value)).to_numpy()
    return equal


def outcome_of(results: Results, units: Mapping[str, str], series: Sequence[str]) -> Outcome:
    """Read a store. Raises InputError if runs are missing or failed, since arms would not be paired."""
    coverage = results.coverage()
    if coverage["failed"] or coverage["missing"]:
        message = f"lacks {coverage['failed'] + coverage['missing']} of {coverage['runs']} runs"
        advice = "a complete store; `simalign results` on it shows the reason"
        raise InputError([Problem(message, results.store.path, allowed=advice)])
    weekly = results.series() if series else None
    return Outcome(tuple(results.store.factors), results.runs(), weekly, units)
