"""How many replications show a paired difference, and how small a one so many show: the paired t test's power.

Two-sided, from the noncentral t distribution, exact for normal differences (Cohen 1988, "Statistical Power Analysis for
the Behavioral Sciences", 2nd ed., ch. 2; there d is the difference over the standard deviation of the differences).

How many replications a precision takes: Stein's two stages, and further ones where the values turn out to be skewed.

A first stage of replications gives the variance, that variance the number to run in all, and the interval uses the
first stage's variance and its degrees of freedom. For normal values the coverage is exact whatever the number (Stein
1945, "A two-sample test for a linear hypothesis whose power is independent of the variance", Ann. Math. Stat. 16).
A procedure that stops as soon as an interval looks narrow covers less often than it says, as it stops where the
variance happens to look small. Here the variance stays that of the first stage. What later stages can add is skewness,
which lengthens one side of an interval: replications are added until that side is as short as the precision.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, stats

from simalign.analysis.findings import LEADS, periods, there
from simalign.analysis.intervals import interval, reach_of
from simalign.analysis.paired import differences, window

CLOSE = 1e-9  # relative difference below which two widths are the same
LARGEST = 10**9  # replications beyond which nothing is counted


def power(difference: float, sd: float, replications: int, alpha: float = 0.05) -> float:
    """Chance that a paired t test at level ``alpha`` shows a true difference.

    difference, sd: true mean and standard deviation of the paired differences, in one unit, sd above 0.
    Raises ValueError for fewer than two replications, or an sd that is not above 0.

    >>> round(power(0.5, 1.0, 34), 2)
    0.81
    """
    if replications < 2 or not sd > 0:
        raise ValueError(f"it takes two replications and an sd above 0, not {replications} and {sd}")
    df = replications - 1
    critical = float(stats.t.ppf(1 - alpha / 2, df))
    shift = abs(difference) / sd * sqrt(replications)
    if shift > 1000:
        return 1.0  # beyond what scipy's noncentral t computes
    wrong = 0.0 if shift > 8 else float(stats.nct.cdf(-critical, df, shift))  # shown with the wrong sign
    return float(stats.nct.sf(critical, df, shift)) + wrong


def replications_for(difference: float, sd: float, wanted: float, alpha: float = 0.05) -> int | None:
    """Fewest replications that show a difference with the power wanted; None where that is more than can be counted.

    Raises ValueError as ``power`` does, for a difference of 0 and a power that is not from alpha to 1.

    >>> replications_for(0.5, 1.0, 0.8)
    34
    """
    if difference == 0 or not alpha < wanted < 1:
        raise ValueError(f"no number shows a difference of {difference} with a power of {wanted}")
    few, many = 1, 2
    while power(difference, sd, many, alpha) < wanted:
        few, many = many, 2 * many
        if many > LARGEST:
            return None
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if power(difference, sd, middle, alpha) < wanted else (few, middle)
    return many


def smallest(sd: float, replications: int, wanted: float, alpha: float = 0.05) -> float:
    """The smallest difference that so many replications show with the power wanted, in the unit of ``sd``.

    Raises ValueError as ``power`` does, and for a power that is not from alpha to 1.

    >>> round(smallest(1.0, 34, 0.8), 2)
    0.5
    """
    if not alpha < wanted < 1:
        raise ValueError(f"no difference has a power of {wanted}")
    power(0.0, sd, replications, alpha)
    standard = 1.0
    while power(standard, 1.0, replications, alpha) < wanted:
        standard *= 2
    found = optimize.brentq(lambda d: power(d, 1.0, replications, alpha) - wanted, 0.0, standard, xtol=1e-10)
    return float(found) * sd


def spread_factors(pilot: int, confidence: float = 0.95) -> tuple[float, float]:
    """By what the variance, so the numbers needed, may really differ from a pilot's: low and high factor (chi-squared).

    >>> [round(factor, 2) for factor in spread_factors(20)]
    [0.58, 2.13]
    """
    tail = (1 - confidence) / 2
    low, high = (float((pilot - 1) / stats.chi2.ppf(p, pilot - 1)) for p in (1 - tail, tail))
    return low, high


class Need(NamedTuple):
    """What a paired difference takes: replications in all, and how far the interval of those there are reaches."""

    basis: str
    one: str
    other: str
    measure: str
    replications: int
    reach: float


def needed(values: Sequence[float] | NDArray[np.float64], half: float, first: int | None = None) -> int:
    """Replications in all, those there are among them, for an interval that reaches no farther than ``half``.

    values: all that there are; half: in their unit; first: how many of them are the first stage, all if None. Call it
    again with the values of all the replications that it says are needed, until it says that they suffice.
    Raises ValueError for fewer than two values in the first stage, or where ``half`` is not above 0.

    >>> needed([1.0, 2.0, 3.0], 0.5)
    75
    """
    x = np.asarray(values, float)
    first = len(x) if first is None else first
    if first < 2 or not half > 0:
        raise ValueError(f"it takes two values and a half-width above 0, not {first} and {half}")
    if len(x) > first:
        now = interval(x, first=first).reach
        return max(len(x) + 1, ceil(len(x) * (now / half) ** 2 - 1e-9)) if now > half * (1 + CLOSE) else len(x)
    n, now = len(x), reach_of(x, len(x))
    many = max(n, ceil(n * (now / half) ** 2 - 1e-9))
    few = many - 1 if reach_of(x, max(n, many - 1)) > half else n - 1
    while many - few > 1:  # the long side of a skewed difference shortens faster than by the root
        middle = (few + many) // 2
        few, many = (few, middle) if reach_of(x, middle) <= half * (1 + 1e-12) else (middle, many)
    return many


def needs(table: pd.DataFrame, weeks: int, policies: Sequence[str], half: float, first: int) -> list[Need]:
    """What each leading difference in the last period takes, the most first: of every pair of policies, on each basis.

    table: the tidy series of a comparison, all that there are; first: replications of the first stage among them.
    Raises ValueError as ``needed`` does.
    """
    last = list(periods(weeks).values())[-1]
    means = window(table, *last, LEADS)
    found = []
    for basis, one, other, measure in _leading(table, policies):
        apart = differences(means, measure, basis, one, other)
        wanted = needed(apart, half, first)
        found.append(Need(basis, one, other, measure, wanted, interval(apart, first=first).reach))
    return sorted(found, key=lambda need: (-need.replications, -need.reach))


def _leading(table: pd.DataFrame, policies: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
    for basis, names in there(table, policies).items():
        for other, one in combinations(names, 2):
            yield from ((basis, one, other, measure) for measure in LEADS)
