"""Scales of answers, such as 1-5, 0-10, per cent or eNPS, and their conversion to shares from 0 to 1."""

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

NUMBER = r"[+-]?\d+(?:[.,]\d+)?"
RANGE = re.compile(rf"({NUMBER})\s*(?:-|–|—|to|bis|à|a|tot|\.\.)\s*({NUMBER})")
BRACKETS = re.compile(r"^(.*?)\s*[(\[]([^()\[\]]*)[)\]]\s*$")
NAMED = {
    **dict.fromkeys(("%", "percent", "per cent", "prozent", "pour cent", "por ciento", "por cento"), (0.0, 100.0)),
    **dict.fromkeys(("enps", "nps"), (-100.0, 100.0)),
}
ALLOWED = "a scale such as 1-5, 0-10, %, or eNPS (from -100 to 100)"


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale of answers: ``low`` becomes 0 and ``high`` 1. The low end may be the larger number."""

    low: float
    high: float

    def __str__(self) -> str:
        """Return the ends as text."""
        return f"{self.low:g} to {self.high:g}"

    def holds(self, answer: float) -> bool:
        """Return whether a number is an answer on this scale."""
        return min(self.low, self.high) <= answer <= max(self.low, self.high)

    def shares(self, answers: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return answers as shares from 0 to 1.

        >>> Scale(1.0, 5.0).shares(np.array([1.0, 4.0])), Scale(5.0, 1.0).shares(np.array([1.0]))
        (array([0.  , 0.75]), array([1.]))
        """
        return (answers - self.low) / (self.high - self.low)


SHARE = Scale(0.0, 1.0)


def scale_of(text: str) -> Scale | None:
    """Return the scale of a text; None if it is not a scale.

    >>> scale_of("1-5"), scale_of("0 to 10"), scale_of("eNPS"), scale_of("Required")
    (Scale(low=1.0, high=5.0), Scale(low=0.0, high=10.0), Scale(low=-100.0, high=100.0), None)
    """
    words = " ".join(text.casefold().split())
    if words in NAMED:
        return Scale(*NAMED[words])
    match = RANGE.fullmatch(words)
    low, high = (float(end.replace(",", ".")) for end in match.groups()) if match else (0.0, 0.0)
    return Scale(low, high) if low != high else None


def named_scale(column: str) -> tuple[str, Scale | None]:
    """Return the name of a column without its brackets, and the scale in them, if it is one.

    >>> named_scale("trust_1 (1-5)"), named_scale("Trust [Required]"), named_scale("trust")
    (('trust_1', Scale(low=1.0, high=5.0)), ('Trust', None), ('trust', None))
    """
    match = BRACKETS.match(column)
    return (match[1], scale_of(match[2])) if match else (column, None)
