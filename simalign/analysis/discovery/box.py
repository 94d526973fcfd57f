"""Boxes: limits on a few conditions, their density and coverage, and their description in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
OPEN = float("inf")


class Range(NamedTuple):
    """A closed interval; an infinite end is not a limit.

    >>> Range(-OPEN, 0.3).contains(np.array([0.2, 0.4])).tolist()
    [True, False]
    """

    low: float
    high: float

    def contains(self, x: NDArray[np.float64]) -> Flags:
        """Return which values lie in the range."""
        return np.asarray((x >= self.low) & (x <= self.high))


@dataclass(frozen=True)
class Box:
    """Ranges of the limited conditions, by name; other conditions are free. Without limits it contains all cases."""

    limits: Mapping[str, Range]

    def inside(self, cases: pd.DataFrame) -> Flags:
        """Return which cases lie in the box; cases: one column per condition.

        >>> Box({"a": Range(-OPEN, 1.0)}).inside(pd.DataFrame({"a": [0.0, 2.0]})).tolist()
        [True, False]
        """
        inside = np.ones(len(cases), bool)
        for name, limit in self.limits.items():
            inside &= limit.contains(cases[name].to_numpy(float))
        return inside

    def without(self, name: str) -> "Box":
        """Return the box without the limits on one condition."""
        return Box({key: limit for key, limit in self.limits.items() if key != name})


def density(inside: Flags, event: Flags) -> float:
    """Return the share of the cases inside a box in which the event happens; 0 without cases inside.

    >>> density(np.array([True, True, False]), np.array([True, False, True]))
    0.5
    """
    return float(event[inside].mean()) if inside.any() else 0.0


def coverage(inside: Flags, event: Flags) -> float:
    """Return the share of the cases with the event that are inside a box; 0 if it never happens.

    >>> coverage(np.array([True, True, False]), np.array([True, False, True]))
    0.5
    """
    return float(inside[event].mean()) if event.any() else 0.0


@dataclass(frozen=True)
class Condition:
    """Presentation of a condition: its key in tables, its name for people, its unit and the decimals of its limits."""

    key: str
    words: str
    unit: str = ""
    digits: int = 2

    def formatted(self, x: float) -> str:
        """Format a value with its unit.

        >>> Condition("a", "trust").formatted(0.349), Condition("b", "horizon", "weeks", 0).formatted(26.0)
        ('0.35', '26 weeks')
        """
        return f"{x:.{self.digits}f}{' ' + self.unit if self.unit else ''}"

    def limits(self, limit: Range) -> str:
        """Format limits with their unit; limits of whole numbers are rounded inwards.

        >>> Condition("a", "trust").limits(Range(-OPEN, 0.349)), Condition("a", "trust").limits(Range(0.1, 0.9))
        ('at most 0.35', '0.10 to 0.90')
        >>> Condition("b", "span", "reports", 0).limits(Range(1.5, 7.5))
        '2 to 7 reports'
        """
        ends = (limit.low, limit.high) if self.digits else (np.ceil(limit.low), np.floor(limit.high))
        if np.isinf(limit.low):
            return f"at most {self.formatted(ends[1])}"
        if np.isinf(limit.high):
            return f"at least {self.formatted(ends[0])}"
        low, high = f"{ends[0]:.{self.digits}f}", self.formatted(ends[1])
        return high if self.formatted(ends[0]) == high else f"{low} to {high}"

    @property
    def axis(self) -> str:
        """Label of an axis, with the unit."""
        return f"{self.words}, {self.unit or 'share'}"


def describe_box(box: Box, conditions: Sequence[Condition]) -> str:
    """Describe the limits of a box in words, in their order; empty without limits.

    >>> conditions = [Condition("a", "trust"), Condition("b", "skill")]
    >>> describe_box(Box({"a": Range(-OPEN, 0.35), "b": Range(0.1, 0.9)}), conditions)
    'trust is at most 0.35 and skill is 0.10 to 0.90'
    """
    known = {condition.key: condition for condition in conditions}
    return " and ".join(f"{known[name].words} is {known[name].limits(limit)}" for name, limit in box.limits.items())
