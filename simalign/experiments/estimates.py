"""Intervals of what is no mean: a number that means of columns give, over bootstrap samples of the replications.

Percentile bootstrap (Efron & Tibshirani 1993, "An Introduction to the Bootstrap", ch. 13), replications drawn as a
whole, so that what is paired stays paired.

What an experiment states of its runs, each kind a record that an outcome turns into a row.

``sweep`` names the sweep of the folder that a number is of. Numbers are of the arms' means over replications.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.intervals import FEWEST, Interval, interval
from simalign.experiments.outcome import Arm, Outcome
from simalign.experiments.results import Row, of_differences, of_interval

SAMPLES, SEED = 2000, 1
Numbers = NDArray[np.float64]


def resampled(values: Numbers, number: Callable[[Numbers], Numbers]) -> Interval:
    """A number of column means with its 95% interval, the same each time.

    values: (units, columns); ``number`` makes (...) of means (..., columns). The interval always holds the estimate.

    >>> resampled(np.array([[1.0, 2.0], [3.0, 4.0]]), lambda means: means[..., 1] / means[..., 0]).mean
    1.5
    """
    n = len(values)
    estimate = float(number(values.mean(axis=0)))
    if n == 1:
        return Interval(estimate, estimate, estimate, "1 replication gives no interval")
    counts = np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), SAMPLES)
    low, high = (float(end) for end in np.quantile(number(counts @ values / n), (0.025, 0.975)))
    warning = f"{n} replications are too few for a bootstrap" if n < FEWEST else ""
    return Interval(estimate, min(low, estimate), max(high, estimate), warning)


MAIN = "sweep"


class Estimate(Protocol):
    """A number that is stated: under which key, of which sweep, and how it is worked out."""

    @property
    def key(self) -> str:
        """Its name in ``results.csv``."""

    @property
    def sweep(self) -> str:
        """The sweep that it is of."""

    def of(self, outcome: Outcome) -> Row:
        """The row."""


@dataclass(frozen=True)
class Mean:
    """The level of a measure under an arm."""

    key: str
    what: str
    measure: str
    arm: Arm
    sweep: str = MAIN

    def of(self, outcome: Outcome) -> Row:
        """The row."""
        values = outcome.paired(self.arm, None, self.measure)
        row = of_differences(self.key, self.what, values, outcome.units[self.measure])
        return Row(row.key, row.what, row.estimate, row.low, row.high, row.n, float("nan"), row.unit, row.note)


@dataclass(frozen=True)
class Gap:
    """How much higher a measure is under one arm than under another, pair by pair."""

    key: str
    what: str
    measure: str
    one: Arm
    other: Arm
    sweep: str = MAIN

    def of(self, outcome: Outcome) -> Row:
        """The row."""
        values = outcome.paired(self.one, self.other, self.measure)
        return of_differences(self.key, self.what, values, outcome.units[self.measure])


@dataclass(frozen=True)
class Change:
    """How much larger one difference is than another: an interaction. Each is a pair of arms."""

    key: str
    what: str
    measure: str
    one: tuple[Arm, Arm]
    other: tuple[Arm, Arm]
    sweep: str = MAIN

    def of(self, outcome: Outcome) -> Row:
        """The row."""
        values = outcome.paired(*self.one, self.measure) - outcome.paired(*self.other, self.measure)
        return of_differences(self.key, self.what, values, outcome.units[self.measure])


@dataclass(frozen=True)
class Share:
    """In how many of a hundred replications (or contexts) a measure is higher under one arm than under another."""

    key: str
    what: str
    measure: str
    one: Arm
    other: Arm
    sweep: str = MAIN

    def of(self, outcome: Outcome) -> Row:
        """The row."""
        return share_row(self.key, self.what, outcome.paired(self.one, self.other, self.measure) > 0)


def share_row(key: str, what: str, true: NDArray[np.bool_]) -> Row:
    """In how many of a hundred something is so, (n,), with its interval.

    >>> share_row("k", "of all", np.repeat([True, False], 30)).estimate
    50.0
    """
    found, n = interval(np.where(true, 100.0, 0.0)), len(true)
    if np.isnan(found.low) or found.low == found.high:  # all alike: the rule of three (Hanley & Lippman-Hand 1983)
        reach = min(100.0, 300.0 / n)
        low, high = (100.0 - reach, 100.0) if found.mean else (0.0, reach)
        found = found._replace(low=low, high=high)
    low, high = max(found.low, 0.0), min(found.high, 100.0)
    few = f"{n} are too few for a share" if n < FEWEST else ""
    return of_interval(key, what, found._replace(low=low, high=high, warning=few), n, "%")


@dataclass(frozen=True)
class Kept:
    """How many per cent of an earlier difference between two arms are there later, of the means."""

    key: str
    what: str
    later: str
    earlier: str
    one: Arm
    other: Arm
    sweep: str = MAIN

    def of(self, outcome: Outcome) -> Row:
        """The row."""
        values = np.column_stack([outcome.paired(self.one, self.other, name) for name in (self.later, self.earlier)])
        found = resampled(values, lambda means: 100.0 * means[..., 0] / means[..., 1])
        return of_interval(self.key, self.what, found, len(values), "%")


@dataclass(frozen=True)
class Crossing:
    """First week from which the mean of a series stays above under one arm than under another, to the end.

    The week after the last where it never does; the note then says in how many resamples.
    """

    key: str
    what: str
    measure: str
    one: Arm
    other: Arm
    sweep: str = MAIN

    def of(self, outcome: Outcome) -> Row:
        """The row."""
        weeks, values = outcome.weekly(self.one, self.other, self.measure)
        after = values[:, weeks > 0]
        found = resampled(after, stays_above)
        beyond = found.high > after.shape[1]
        note = f"the interval reaches past the last week, {after.shape[1]}" if beyond else found.warning
        return of_interval(self.key, self.what, found._replace(warning=note), len(values), "weeks")


def stays_above(means: Numbers) -> Numbers:
    """First week, from 1, from which means (..., W) stay above 0; W + 1 where the last is not.

    >>> stays_above(np.array([[-1.0, 1.0, 2.0], [1.0, 1.0, -1.0]])).tolist()
    [2.0, 4.0]
    """
    below = means[..., ::-1] <= 0
    weeks = means.shape[-1]
    first = np.where(below.any(axis=-1), below.argmax(axis=-1), weeks)
    return np.asarray(weeks - first + 1.0)


@dataclass(frozen=True)
class Best:
    """The level of a factor at which the mean of a measure is highest; the interval is of the levels that may be it.

    over: another factor, which is at its best, too, of whatever level.
    """

    key: str
    what: str
    measure: str
    arm: Arm
    along: str
    unit: str
    over: str = ""
    sweep: str = MAIN

    def of(self, outcome: Outcome) -> Row:
        """The row."""
        others = [{self.over: level} for level in outcome.levels(self.arm, self.over)] if self.over else [{}]
        levels = outcome.levels(self.arm, self.along)
        values = [outcome.along({**self.arm, **other}, None, self.along, self.measure) for other in others]
        places = np.array(levels * len(others), float)
        found = resampled(np.column_stack(values), lambda means: places[means.argmax(axis=-1)])
        return of_interval(self.key, self.what, found, len(values[0]), self.unit)


@dataclass(frozen=True)
class Turn:
    """The level of a factor from which one arm is above another on the mean, between levels by a straight line.

    The highest level where it never is, the lowest where it always is; the note says so.
    """

    key: str
    what: str
    measure: str
    one: Arm
    other: Arm
    along: str
    unit: str
    sweep: str = MAIN

    def of(self, outcome: Outcome) -> Row:
        """The row."""
        levels = np.array(outcome.levels(self.one, self.along), float)
        values = outcome.along(self.one, self.other, self.along, self.measure)
        found = resampled(values, lambda means: turns(levels, means))
        ends: dict[Any, str] = {levels[0]: "above at every level", levels[-1]: "above at no level but perhaps the last"}
        note = ends.get(found.mean, found.warning)
        return of_interval(self.key, self.what, found._replace(warning=note), len(values), self.unit)


def turns(levels: Numbers, means: Numbers) -> Numbers:
    """Where means (..., L) at growing levels (L,) last come from below 0 to above; the ends where they do not.

    >>> turns(np.array([0.0, 1.0, 2.0]), np.array([[-1.0, 1.0, 2.0], [1.0, 1.0, 1.0], [-1.0, -1.0, -1.0]])).tolist()
    [0.5, 0.0, 2.0]
    """
    last = (stays_above(means) - 2).astype(int)  # the last level that is not above
    inside = (last >= 0) & (last < len(levels) - 1)
    a = np.clip(last, 0, len(levels) - 2)
    low = np.take_along_axis(means, a[..., None], -1)[..., 0]
    high = np.take_along_axis(means, a[..., None] + 1, -1)[..., 0]
    span = np.where(inside, high - low, 1.0)
    between = levels[a] - low / span * (levels[a + 1] - levels[a])
    return np.asarray(np.where(inside, between, np.where(last < 0, levels[0], levels[-1])), float)
