"""Kinds of estimate that an experiment reports. Each is a record that computes one row of results from an outcome.

Every estimate has a ``key`` (its name in ``results.csv``), a ``label`` in words, a ``measure`` that the sweep recorded
and the ``sweep`` that it is computed from. An arm is a mapping of factors to values. Estimates refer to the means of
arms over replications.

A difference in value can be in per cent of the status quo's value: ``percent_of`` has the factors that turn an arm into
the status quo in the same context, and ``divisor`` the measure of its value, if it is not the measure that is compared.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.intervals import FEWEST, Interval, interval
from simalign.experiments.bootstrap import Numbers, bootstrap_interval
from simalign.experiments.outcome import Arm, Outcome
from simalign.experiments.results import PERCENT, Row, of_differences, of_interval, of_values

MAIN = "sweep"


class Estimate(Protocol):
    """A number that an experiment reports."""

    @property
    def key(self) -> str:
        """Its name in ``results.csv``."""

    @property
    def label(self) -> str:
        """Its description in words."""

    @property
    def sweep(self) -> str:
        """Name of the sweep that it is computed from."""

    def of(self, outcome: Outcome) -> Row:
        """Compute the row. Raises InputError for an arm or a measure that the sweep does not have."""


@dataclass(frozen=True)
class Measured:
    """The fields that all estimates of a measure share."""

    key: str
    label: str
    measure: str
    sweep: str = field(default=MAIN, kw_only=True)

    def row(self, result: Interval, n: int, unit: str, note: str = "") -> Row:
        """Make a row of this estimate; ``note`` replaces the warning of the interval."""
        return of_interval(self.key, self.label, result._replace(warning=note or result.warning), n, unit)


@dataclass(frozen=True)
class Compared(Measured):
    """The fields of estimates that compare arms of one measure, in its unit or in per cent of status quo.

    matters: the smallest effect that matters, in the unit of the row; ``results.MATTERS`` has the default by unit.
    """

    percent_of: Arm | None = field(default=None, kw_only=True)
    divisor: str = field(default="", kw_only=True)
    matters: float | None = field(default=None, kw_only=True)

    def differences(self, pairs: Sequence[tuple[Arm, Arm]], outcome: Outcome) -> Row:
        """Make a row of the first paired difference minus the others."""
        first, *rest = (outcome.gaps(*pair, self.measure, self.percent_of, self.divisor) for pair in pairs)
        unit = outcome.units[self.measure] if self.percent_of is None else PERCENT
        return of_differences(self.key, self.label, first - sum(rest), unit, self.matters)


@dataclass(frozen=True)
class Mean(Measured):
    """Level of a measure under an arm."""

    arm: Arm

    def of(self, outcome: Outcome) -> Row:
        """Compute the row."""
        values = outcome.paired(self.arm, None, self.measure)
        return of_values(self.key, self.label, values, outcome.units[self.measure])


@dataclass(frozen=True)
class Gap(Compared):
    """Paired difference: a measure under ``one`` minus the measure under ``other``."""

    one: Arm
    other: Arm

    def of(self, outcome: Outcome) -> Row:
        """Compute the row."""
        return self.differences([(self.one, self.other)], outcome)


@dataclass(frozen=True)
class Change(Compared):
    """Interaction: the difference of two differences, each between a pair of arms."""

    one: tuple[Arm, Arm]
    other: tuple[Arm, Arm]

    def of(self, outcome: Outcome) -> Row:
        """Compute the row."""
        return self.differences([self.one, self.other], outcome)


@dataclass(frozen=True)
class Share(Measured):
    """Percentage of replications (or contexts) in which a measure is higher under ``one`` than under ``other``."""

    one: Arm
    other: Arm

    def of(self, outcome: Outcome) -> Row:
        """Compute the row."""
        return percentage_row(self.key, self.label, outcome.paired(self.one, self.other, self.measure) > 0)


def percentage_row(key: str, label: str, true: NDArray[np.bool_]) -> Row:
    """Return the percentage of true values (n,) with a 95% interval; the rule of three if all values agree.

    Rule of three: Hanley & Lippman-Hand 1983, JAMA 249(13).

    >>> percentage_row("k", "of all", np.repeat([True, False], 30)).estimate
    50.0
    """
    result, n = interval(np.where(true, 100.0, 0.0)), len(true)
    if np.isnan(result.low) or result.low == result.high:
        reach = min(100.0, 300.0 / n)
        low, high = (100.0 - reach, 100.0) if result.mean else (0.0, reach)
        result = result._replace(low=low, high=high)
    low, high = max(result.low, 0.0), min(result.high, 100.0)
    few = f"{n} are too few for a share" if n < FEWEST else ""
    return of_interval(key, label, result._replace(low=low, high=high, warning=few), n, "%")


@dataclass(frozen=True)
class Crossing(Measured):
    """First week from which the mean of a series stays higher under ``one`` than under ``other`` until the end.

    If that never happens, it is the week after the last one, and the note says so.
    """

    one: Arm
    other: Arm

    def of(self, outcome: Outcome) -> Row:
        """Compute the row."""
        weeks, values = outcome.weekly(self.one, self.other, self.measure)
        after = values[:, weeks > 0]
        result = bootstrap_interval(after, stays_above)
        beyond = result.high > after.shape[1]
        note = f"the interval reaches past the last week, {after.shape[1]}" if beyond else ""
        return self.row(result, len(values), "weeks", note)


def stays_above(means: Numbers) -> Numbers:
    """Return the first week, from 1, from which means (..., W) stay above 0; W + 1 if the last mean is not above 0.

    >>> stays_above(np.array([[-1.0, 1.0, 2.0], [1.0, 1.0, -1.0]])).tolist()
    [2.0, 4.0]
    """
    below = means[..., ::-1] <= 0
    weeks = means.shape[-1]
    first = np.where(below.any(axis=-1), below.argmax(axis=-1), weeks)
    return np.asarray(weeks - first + 1.0)


@dataclass(frozen=True)
class ArgMax(Measured):
    """Level of the factor ``along`` at which the mean of a measure is highest.

    The interval covers the levels at which resampled means are highest. over: a second factor that is maximised as
    well, without being reported.
    """

    arm: Arm
    along: str
    unit: str
    over: str = ""

    def of(self, outcome: Outcome) -> Row:
        """Compute the row."""
        others: list[Mapping[str, Any]] = [{}]
        if self.over:
            others = [{self.over: level} for level in outcome.levels(self.arm, self.over)]
        levels = outcome.levels(self.arm, self.along)
        values = [outcome.along({**self.arm, **other}, None, self.along, self.measure) for other in others]
        columns = np.array(levels * len(others), float)
        result = bootstrap_interval(np.column_stack(values), lambda means: columns[means.argmax(axis=-1)])
        return self.row(result, len(values[0]), self.unit)
