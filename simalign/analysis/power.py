"""Number of replications: the power of the paired t test, and Stein's two-stage procedure for a given precision.

**Power.** Two-sided, from the noncentral t distribution, exact for normal differences (Cohen 1988, "Statistical Power
Analysis for the Behavioral Sciences", 2nd ed., ch. 2; there d is the difference over the standard deviation of the
differences).

**Precision.** A first stage of replications gives the variance. The variance determines the total number of
replications, and the interval uses the variance and the degrees of freedom of the first stage. For normal values the
coverage is exact whatever the total (Stein 1945, "A two-sample test for a linear hypothesis whose power is independent
of the variance", Ann. Math. Stat. 16). A procedure that stops as soon as an interval looks narrow covers less often
than stated, because it stops when the variance happens to look small. Later stages can only add skewness, which
lengthens one side of the interval: replications are added until that side is as short as the required precision.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import ceil, sqrt
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtri, nctdtr, stdtrit

from simalign.analysis.findings import LEADS, periods, policies_by_basis
from simalign.analysis.intervals import interval, reach_of
from simalign.analysis.paired import differences, window

CLOSE = 1e-9  # relative difference below which two widths are the same
LARGEST = 10**9  # replications at most


def power(difference: float, sd: float, replications: int, alpha: float = 0.05) -> float:
    """Return the power of a two-sided paired t test at level ``alpha``: the probability of detecting a true difference.

    difference, sd: true mean and standard deviation of the paired differences, in the same unit.
    Raises ValueError for fewer than two replications, or if sd is not above 0.

    >>> round(power(0.5, 1.0, 34), 2)
    0.81
    """
    if replications < 2 or not sd > 0:
        raise ValueError(f"replications must be at least 2 and sd above 0, not {replications} and {sd}")
    df = replications - 1
    critical = float(stdtrit(df, 1 - alpha / 2))
    shift = abs(difference) / sd * sqrt(replications)
    if shift > 1000:
        return 1.0  # beyond the range of scipy's noncentral t
    wrong = 0.0 if shift > 8 else float(nctdtr(df, shift, -critical))  # detected with the wrong sign
    return float(1 - nctdtr(df, shift, critical)) + wrong


def replications_for(difference: float, sd: float, wanted: float, alpha: float = 0.05) -> int | None:
    """Return the smallest number of replications that detects a difference with the wanted power; None above LARGEST.

    Raises ValueError as ``power`` does, for a difference of 0, and for a power that is not between alpha and 1.

    >>> replications_for(0.5, 1.0, 0.8)
    34
    """
    if difference == 0 or not alpha < wanted < 1:
        raise ValueError(f"no number of replications detects a difference of {difference} with a power of {wanted}")
    too_few, enough = 1, 2
    while power(difference, sd, enough, alpha) < wanted:
        too_few, enough = enough, 2 * enough
        if enough > LARGEST:
            return None
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (middle, enough) if power(difference, sd, middle, alpha) < wanted else (too_few, middle)
    return enough


def smallest(sd: float, replications: int, wanted: float, alpha: float = 0.05) -> float:
    """Return the smallest difference that replications detect with the wanted power, in the unit of ``sd``.

    Raises ValueError as ``power`` does, and for a power that is not between alpha and 1.

    >>> round(smallest(1.0, 34, 0.8), 2)
    0.5
    """
    from scipy.optimize import brentq  # takes long to import, and comparisons import this module

    if not alpha < wanted < 1:
        raise ValueError(f"no difference is detected with a power of {wanted}")
    power(0.0, sd, replications, alpha)
    standard = 1.0
    while power(standard, 1.0, replications, alpha) < wanted:
        standard *= 2
    effect = brentq(lambda d: power(d, 1.0, replications, alpha) - wanted, 0.0, standard, xtol=1e-10)
    return float(effect) * sd


def spread_factors(pilot: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the confidence limits of the true variance as factors of the variance in a pilot (chi-squared).

    The number of replications needed scales with the same factors. pilot: its number of replications.

    >>> [round(factor, 2) for factor in spread_factors(20)]
    [0.58, 2.13]
    """
    tail = (1 - confidence) / 2
    low, high = (float((pilot - 1) / chdtri(pilot - 1, p)) for p in (tail, 1 - tail))
    return low, high


class Need(NamedTuple):
    """Replications that a paired difference needs in total, and the reach of the interval from those run so far."""

    basis: str
    one: str
    other: str
    measure: str
    replications: int
    reach: float


def needed(values: Sequence[float] | NDArray[np.float64], half: float, first: int | None = None) -> int:
    """Return the total number of replications for an interval that reaches at most ``half`` from the mean.

    values: of all replications so far; half: in their unit; first: how many of them are the first stage, all if None.
    Run the replications needed and call it again with all values, until the number does not grow.
    Raises ValueError for fewer than two values in the first stage, or if ``half`` is not above 0.

    >>> needed([1.0, 2.0, 3.0], 0.5)
    75
    """
    x = np.asarray(values, float)
    first = len(x) if first is None else first
    if first < 2 or not half > 0:
        raise ValueError(f"values must be at least 2 and the half-width above 0, not {first} and {half}")
    if len(x) > first:
        reach = interval(x, first=first).reach
        return max(len(x) + 1, ceil(len(x) * (reach / half) ** 2 - 1e-9)) if reach > half * (1 + CLOSE) else len(x)
    n, reach = len(x), reach_of(x, len(x))
    enough = max(n, ceil(n * (reach / half) ** 2 - 1e-9))
    too_few = enough - 1 if reach_of(x, max(n, enough - 1)) > half else n - 1
    while enough - too_few > 1:  # the long side of a skewed interval shrinks faster than 1/sqrt(n)
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if reach_of(x, middle) <= half * (1 + 1e-12) else (middle, enough)
    return enough


def needs(table: pd.DataFrame, weeks: int, policies: Sequence[str], half: float, first: int) -> list[Need]:
    """Return the replications needed by each difference in ``LEADS`` in the last period, largest first.

    There is one entry per basis, pair of policies and measure. table: tidy series of all replications so far; first:
    replications of the first stage. Raises ValueError as ``needed`` does.
    """
    last = list(periods(weeks).values())[-1]
    means = window(table, *last, LEADS)
    entries = []
    for basis, one, other, measure in _pairs(table, policies):
        gaps = differences(means, measure, basis, one, other)
        wanted = needed(gaps, half, first)
        entries.append(Need(basis, one, other, measure, wanted, interval(gaps, first=first).reach))
    return sorted(entries, key=lambda need: (-need.replications, -need.reach))


def _pairs(table: pd.DataFrame, policies: Sequence[str]) -> Iterator[tuple[str, str, str, str]]:
    for basis, names in policies_by_basis(table, policies).items():
        for other, one in combinations(names, 2):
            yield from ((basis, one, other, measure) for measure in LEADS)
