"""Compare the numbers of a classic with the published ones.

A number is reproduced if it differs from the published one by at most the tolerance and an allowance for chance. A
claim is reproduced if the number lies beyond its bound, and not reproduced if it lies on the other side, each beyond
chance; otherwise it is undecided. ``FALSE_ALARM`` is the probability of a false verdict about a simulated number that
is as published, or about a claim whose number is at the bound; a number without randomness has none.
"""

from collections.abc import Sequence
from math import hypot
from typing import NamedTuple

from scipy.special import ndtri

from simalign.docking.published import Target
from simalign.docking.record import Row

FALSE_ALARM = 1e-4
TWO_SIDED, ONE_SIDED = float(-ndtri(FALSE_ALARM / 2)), float(-ndtri(FALSE_ALARM))  # standard errors
REPRODUCED, NOT_REPRODUCED, UNDECIDED, NOT_FOUND = "reproduced", "not reproduced", "undecided", "not found"


class Check(NamedTuple):
    """A published number or claim beside ours; ``ours`` and ``error`` are None for a number that was not found."""

    target: Target
    ours: float | None
    error: float | None
    verdict: str

    @property
    def false_alarm(self) -> float:
        """The largest probability that chance alone makes a number that is as published "not reproduced"."""
        return FALSE_ALARM if self.error else 0.0


def verdict(target: Target, ours: float, error: float) -> str:
    """Return the verdict on a number with its standard error; 0 for a number without randomness.

    >>> target = Target("knowledge", "", 0.1, "published", 0.86, None, None, 0.01, 0.0, "")
    >>> verdict(target, 0.865, 0.0), verdict(target, 0.88, 0.001), verdict(target, 0.88, 0.005)
    ('reproduced', 'not reproduced', 'reproduced')
    >>> claim = target._replace(value=None, above=0.0)
    >>> verdict(claim, 0.1, 0.01), verdict(claim, 0.1, 0.1), verdict(claim, -0.1, 0.01)
    ('reproduced', 'undecided', 'not reproduced')
    """
    if target.value is not None:
        allowance = target.tolerance + TWO_SIDED * hypot(error, target.error)
        return REPRODUCED if abs(ours - target.value) <= allowance else NOT_REPRODUCED
    beyond = ours - target.above if target.above is not None else (target.below or 0.0) - ours
    if beyond > ONE_SIDED * error:
        return REPRODUCED
    return NOT_REPRODUCED if beyond < -ONE_SIDED * error or not error else UNDECIDED


def checks(targets: Sequence[Target], rows: Sequence[Row]) -> list[Check]:
    """Return the check of each target. Raises KeyError if the classic does not compute the number of a target."""
    computed = {(row.quantity, row.series, row.x): row for row in rows}
    results = []
    for target in targets:
        if target.kind == "not found":
            results.append(Check(target, None, None, NOT_FOUND))
            continue
        row = computed[target.quantity, target.series, target.x]
        results.append(Check(target, row.mean, row.error, verdict(target, row.mean, row.error)))
    return results
