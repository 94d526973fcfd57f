"""How many replications a precision takes: Stein's two stages.

A first stage of replications gives the variance, that variance the number to run in all, and the interval keeps the
first stage's variance and its degrees of freedom. For normal values the coverage is exact whatever the number (Stein
1945, "A two-sample test for a linear hypothesis whose power is independent of the variance", Ann. Math. Stat. 16).
To stop as soon as the interval looks narrow is not: it stops where the variance happens to look small.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import ceil
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.findings import LEADS, periods, there
from simalign.analysis.intervals import interval, reach_of
from simalign.analysis.paired import differences, window


class Need(NamedTuple):
    """What a paired difference takes: replications in all, and how far its interval now reaches."""

    basis: str
    one: str
    other: str
    measure: str
    replications: int
    reach: float


def needed(values: Sequence[float] | NDArray[np.float64], half: float) -> int:
    """Replications in all, those of the first stage among them, for an interval that reaches no farther than ``half``.

    values: those of the first stage; half: in their unit. Raises ValueError for fewer than two values, or where
    ``half`` is not above 0.

    >>> needed([1.0, 2.0, 3.0], 0.5)
    75
    """
    if len(values) < 2 or not half > 0:
        raise ValueError(f"it takes two values and a half-width above 0, not {len(values)} and {half}")
    x = np.asarray(values, float)
    n, now = len(x), reach_of(x, len(x))
    many = max(n, ceil(n * (now / half) ** 2 - 1e-9))
    few = many - 1 if reach_of(x, max(n, many - 1)) > half else n - 1
    while many - few > 1:  # the long side of a skewed difference shortens faster than by the root
        middle = (few + many) // 2
        few, many = (few, middle) if reach_of(x, middle) <= half * (1 + 1e-12) else (middle, many)
    return many


def needs(
    table: pd.DataFrame, weeks: int, policies: Sequence[str], half: float, first: int | None = None
) -> list[Need]:
    """What each leading difference in the last period takes, the most first: of every pair of policies, on each basis.

    table: the tidy series of a comparison; the first stage's, or all of them with ``first``, its replications.
    Raises ValueError as ``needed`` does.
    """
    last = list(periods(weeks).values())[-1]
    means = window(table, *last, LEADS)
    found = []
    for basis, one, other, measure in _leading(table, policies):
        apart = differences(means, measure, basis, one, other)
        wanted = needed(apart[:first], half)
        found.append(Need(basis, one, other, measure, wanted, interval(apart, first=first).reach))
    return sorted(found, key=lambda need: (-need.replications, -need.reach))


def _leading(table: pd.DataFrame, policies: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
    for basis, names in there(table, policies).items():
        for other, one in combinations(names, 2):
            yield from ((basis, one, other, measure) for measure in LEADS)
