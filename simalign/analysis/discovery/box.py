"""A box: limits on a few conditions, what they hold, and how they are put in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
OPEN = float("inf")


class Range(NamedTuple):
    """From here to there, both ends in; infinite where there is no limit.

    >>> Range(-OPEN, 0.3).holds(np.array([0.2, 0.4])).tolist()
    [True, False]
    """

    low: float
    high: float

    def holds(self, x: NDArray[np.float64]) -> Flags:
        """Which values lie in it."""
        return np.asarray((x >= self.low) & (x <= self.high))


@dataclass(frozen=True)
class Box:
    """Ranges of the conditions that are limited, by name; all others are free. No limits: everything."""

    limits: Mapping[str, Range]

    def inside(self, cases: pd.DataFrame) -> Flags:
        """Which cases lie in the box.

        >>> Box({"a": Range(-OPEN, 1.0)}).inside(pd.DataFrame({"a": [0.0, 2.0]})).tolist()
        [True, False]
        """
        found = np.ones(len(cases), bool)
        for name, limit in self.limits.items():
            found &= limit.holds(cases[name].to_numpy(float))
        return found

    def without(self, name: str) -> "Box":
        """The box with one condition free."""
        return Box({other: limit for other, limit in self.limits.items() if other != name})


def density(inside: Flags, event: Flags) -> float:
    """The share of the cases inside in which the event happens; 0 where there are none.

    >>> density(np.array([True, True, False]), np.array([True, False, True]))
    0.5
    """
    return float(event[inside].mean()) if inside.any() else 0.0


def coverage(inside: Flags, event: Flags) -> float:
    """The share of the event's cases that are inside; 0 where it never happens.

    >>> coverage(np.array([True, True, False]), np.array([True, False, True]))
    0.5
    """
    return float(inside[event].mean()) if event.any() else 0.0


@dataclass(frozen=True)
class Condition:
    """A condition in words: what tables call it, what people do, its unit, and how finely its limits are told."""

    key: str
    words: str
    unit: str = ""
    digits: int = 2

    def told(self, x: float) -> str:
        """A value with its unit.

        >>> Condition("a", "trust").told(0.349), Condition("b", "horizon", "weeks", 0).told(26.0)
        ('0.35', '26 weeks')
        """
        return f"{x:.{self.digits}f}{' ' + self.unit if self.unit else ''}"

    def limits(self, limit: Range) -> str:
        """Limits with their unit.

        >>> Condition("a", "trust").limits(Range(-OPEN, 0.349)), Condition("a", "trust").limits(Range(0.1, 0.9))
        ('at most 0.35', '0.10 to 0.90')
        >>> Condition("b", "span", "reports", 0).limits(Range(1.5, 7.5)) # whole numbers
        '2 to 7 reports'
        """
        ends = (limit.low, limit.high) if self.digits else (np.ceil(limit.low), np.floor(limit.high))
        if np.isinf(limit.low):
            return f"at most {self.told(ends[1])}"
        if np.isinf(limit.high):
            return f"at least {self.told(ends[0])}"
        low, high = f"{ends[0]:.{self.digits}f}", self.told(ends[1])
        return high if self.told(ends[0]) == high else f"{low} to {high}"

    @property
    def axis(self) -> str:
        """What is along an axis, with its unit."""
        return f"{self.words}, {self.unit or 'share'}"


def in_words(box: Box, conditions: Sequence[Condition]) -> str:
    """Limits as a manager would say them, the first one first; empty where there are none.

    >>> conditions = [Condition("a", "trust"), Condition("b", "skill")]
    >>> in_words(Box({"a": Range(-OPEN, 0.35), "b": Range(0.1, 0.9)}), conditions)
    'trust is at most 0.35 and skill is 0.10 to 0.90'
    """
    known = {condition.key: condition for condition in conditions}
    return " and ".join(f"{known[name].words} is {known[name].limits(limit)}" for name, limit in box.limits.items())
