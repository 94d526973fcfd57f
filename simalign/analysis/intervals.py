"""The confidence interval of the mean used throughout the package, and diagnostics that flag it as unreliable.

The interval is Student's t, with two amendments from ``FEWEST`` values on:

- If the values are evidently skewed, the end on the side of the long tail is moved out to the end given by Hall's
  transformation (Hall 1992, "On the removal of skewness by transformation", J. R. Stat. Soc. B 54). The sample skewness
  is increased by the factor 1 + ``RAISED``/n, because small samples understate it. The other end stays, so that values
  with two long tails, which can look skewed by chance, do not lose coverage.
- If the values take only two distinct values, the interval is Wilson's (Wilson 1927).

``experiments/intervals`` measures the coverage; it is close to nominal where the warning is empty. The diagnostics
(``caveats``: few replications, ties, rare values, skewness) see only the values and cannot detect an event that did not
happen: an event with a probability of 1% is absent from most samples of thirty.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

RAISED = 6.0  # tuned on the distributions of experiments/intervals, as is EVIDENT
Ends = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


class Interval(NamedTuple):
    """A mean with its confidence interval and a warning if that is unreliable. A single value has NaN as ends."""

    mean: float
    low: float
    high: float
    warning: str = ""

    def __str__(self) -> str:
        """Format the mean with the distances of the ends from it, with three decimals.

        >>> print(Interval(1.0, 0.5, 1.5), Interval(1.0, 0.5, 2.0), sep="; ")
        +1.000 ±0.500; +1.000 -0.500 +1.000
        """
        return self.text(3)

    def text(self, decimals: int) -> str:
        """Format the mean with the distances of the ends from it.

        >>> Interval(1.0, 0.5, 1.5).text(1)
        '+1.0 ±0.5'
        """
        mean = f"{self.mean:+.{decimals}f}"
        if np.isnan(self.low):
            return mean
        below, above = f"{self.mean - self.low:.{decimals}f}", f"{self.high - self.mean:.{decimals}f}"
        return f"{mean} ±{above}" if below == above else f"{mean} -{below} +{above}"

    @property
    def reach(self) -> float:
        """Distance of the farther end from the mean: half the width of a symmetric interval.

        >>> Interval(1.0, 0.5, 2.0).reach
        1.0
        """
        return max(self.mean - self.low, self.high - self.mean)


def interval(
    values: Sequence[float] | NDArray[np.float64], confidence: float = 0.95, first: int | None = None
) -> Interval:
    """Return the mean and confidence interval of independent values, in their unit, with a warning.

    first: number of values in the first stage, if ``power.needed`` determined their total from it; None if the number
    was fixed in advance. Raises ValueError without values, or if ``first`` is not from 1 to their number.

    >>> interval([1.0, 2.0, 3.0]).mean
    2.0
    """
    x = np.asarray(values, float)
    mean, low, high = ends(x, confidence, first)
    return Interval(float(mean), float(low), float(high), str(caveats(x, first)))


def intervals(values: NDArray[np.float64], first: int | None = None) -> list[list[Interval]]:
    """Return the ``interval`` of each sample in an array of values (a, b, n).

    >>> intervals(np.array([[[1.0, 2.0, 3.0]]])) == [[interval([1.0, 2.0, 3.0])]]
    True
    """
    mean, low, high = ends(values, first=first)
    warning = caveats(values, first)
    return [
        [Interval(float(m), float(a), float(b), str(w)) for m, a, b, w in zip(*row, strict=True)]
        for row in zip(mean, low, high, warning, strict=True)
    ]


def ends(values: NDArray[np.float64], confidence: float = 0.95, first: int | None = None) -> Ends:
    """Return mean, low and high end of the intervals of many samples: of values (..., n), arrays (...).

    Raises ValueError as ``interval`` does.

    >>> [end.round(3).tolist() for end in ends(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]))]
    [[2.0, 0.0], [-0.484, 0.0], [4.484, 0.0]]
    """
    mean, error, q = _student(values, confidence, first)
    low, high = mean - q * error, mean + q * error
    if values.shape[-1] >= FEWEST and first != 1:
        low, high = _move_long_tail(values, mean, error, q, (low, high))
        low, high = _wilson(values, float(ndtri((1.0 + confidence) / 2.0)), (low, high))
    return mean, low, high


def band(values: NDArray[np.float64], first: int | None = None) -> Ends:
    """Return the mean, low and high end of a confidence band: a 95% Student's t interval at each point of a curve.

    values: (..., n), replications last; first: as in ``interval``. With one replication the ends are the mean.
    The amendments of ``ends`` do not apply: along a curve, skewness is evident at some points and not at others, which
    would give the band one-sided spikes. Raises ValueError as ``interval`` does.

    >>> [end.round(3).tolist() for end in band(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]))]
    [[2.0, 0.0], [-0.484, 0.0], [4.484, 0.0]]
    """
    mean, error, q = _student(values, 0.95, first)
    low, high = mean - q * error, mean + q * error
    if values.shape[-1] == 1 or first == 1:
        return mean, mean, mean
    return mean, low, high


def _student(
    values: NDArray[np.float64], confidence: float, first: int | None
) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """Return mean, standard error and Student's t quantile for values (..., n); the last two are NaN if first is 1."""
    n = values.shape[-1]
    first = n if first is None else first
    if not 1 <= first <= n:
        raise ValueError(f"first must be from 1 to {n}, the number of values, not {first}")
    mean = values.mean(axis=-1)
    if first == 1:
        return mean, np.full_like(mean, np.nan), float("nan")
    q = float(stdtrit(first - 1, (1.0 + confidence) / 2.0))
    return mean, values[..., :first].std(axis=-1, ddof=1) / np.sqrt(n), q


def _move_long_tail(
    values: NDArray[np.float64],
    mean: NDArray[np.float64],
    error: NDArray[np.float64],
    q: float,
    t_ends: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends with the one on the side of an evident long tail moved out (Hall 1992)."""
    a = _hall_a(values, values.shape[-1])
    skewed, a = a != 0.0, np.where(a == 0.0, 1.0, a)
    low, high = t_ends
    low = np.where(skewed, np.minimum(low, mean - error * _hall_inverse(q, a)), low)
    return low, np.where(skewed, np.maximum(high, mean - error * _hall_inverse(-q, a)), high)


def _hall_a(values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return Hall's a for samples of ``size`` values: skewness / (3 sqrt(size)); 0 if skewness is not evident."""
    n = values.shape[-1]
    g = skewness(values)
    a = (1.0 + RAISED / n) * g * np.sqrt(n * (n - 1)) / (n - 2) / (3.0 * np.sqrt(size))
    return np.where(evident(values), a, 0.0)


def _hall_inverse(y: float | NDArray[np.float64], a: NDArray[np.float64]) -> NDArray[np.float64]:
    """Solve Hall's transformation T + a T^2 + a^2 T^3 / 3 + a/2 = y for T."""
    t: NDArray[np.float64] = (np.cbrt(1.0 + 3.0 * a * (y - a / 2.0)) - 1.0) / a
    return t


def reach_of(values: NDArray[np.float64], size: int) -> float:
    """Predict from a first stage, (n,), how far the interval of ``size`` values will reach.

    >>> reach_of(np.array([1.0, 2.0, 3.0]), 3) == interval([1.0, 2.0, 3.0]).reach
    True
    """
    n = len(values)
    q = float(stdtrit(n - 1, 0.975))
    a = _hall_a(values, size) if n >= FEWEST else np.zeros(())
    far = float(np.abs(_hall_inverse(-q * np.sign(a), a))) if a != 0.0 else q
    return max(q, far) * float(values.std(ddof=1)) / float(np.sqrt(size))


def _wilson(
    values: NDArray[np.float64], z: float, t_ends: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the ends, replaced by Wilson's for samples with exactly two distinct values."""
    n = values.shape[-1]
    x = np.round(values, DIGITS)
    least, most = x.min(axis=-1), x.max(axis=-1)
    upper = x == most[..., None]
    two = (upper | (x == least[..., None])).all(axis=-1) & (most > least)
    share = upper.mean(axis=-1)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    low, high = t_ends
    width = most - least
    return (
        np.where(two, least + width * (middle - half), low),
        np.where(two, least + width * (middle + half), high),
    )


FEWEST = 20  # values: with fewer, half the samples of a clearly skewed measure look normal, and coverage is too low
FEW = 20  # events: with fewer, their share is too uncertain
EVIDENT = 2.15  # standard errors from which skewness is evident; one in fifty normal samples exceeds it
APART = 4.0  # times the range of the other values: a wider gap separates outliers
DIGITS = 12  # decimals to which values are compared for equality


def caveats(values: NDArray[np.float64], first: int | None = None) -> NDArray[np.object_]:
    """Return why the intervals of samples, (..., n), are unreliable: texts, (...), empty if they are reliable.

    first: as in ``interval``.

    >>> print(caveats(np.zeros(30)))
    all 30 replications are equal: rare events may be missing
    >>> print(caveats(np.repeat([0.0, 1.0], [27, 3])))
    only 3 of 30 replications differ from the rest: a rare event
    >>> print(caveats(np.arange(12.0)))
    12 replications are too few to distinguish a skewed measure from a normal one
    """
    n = values.shape[-1]
    shape = values.shape[:-1]
    texts = np.full(shape, "", object)
    if n == 1:
        return np.full(shape, "1 replication gives no interval", object)
    stage = n if first is None else first
    if stage < FEWEST:
        texts[...] = f"{stage} replications are too few to distinguish a skewed measure from a normal one"
    elif first is not None:
        texts[evident(values)] = f"skewed, and the spread of the first {first} replications determined their number"
    x = np.sort(np.round(values, DIGITS), axis=-1)
    outliers = _outliers(x)
    differ = n - (x == x[..., n // 2, None]).sum(axis=-1)  # a value that most replications share is the median
    rare = (differ < FEW) & (2 * differ <= n) & (differ < n - 1)
    for index in np.argwhere(outliers > 0):
        texts[tuple(index)] = f"{_replications(outliers[tuple(index)], n)} far from the rest: a rare event"
    for index in np.argwhere(rare):
        k = differ[tuple(index)]
        texts[tuple(index)] = f"only {k} of {n} replications {'differs' if k == 1 else 'differ'} from the rest"
        texts[tuple(index)] += ": a rare event" if 5 * k <= n else ""
    texts[x[..., 0] == x[..., -1]] = f"all {n} replications are equal: rare events may be missing"
    texts[np.isnan(values).any(axis=-1)] = "not defined in every replication"
    return texts


def skewness(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sample skewness g1 of values (..., n), third central moment / standard deviation^3; 0 if all equal.

    >>> float(skewness(np.array([0.0, 0.0, 0.0, 4.0])).round(3))
    1.155
    """
    deviations = values - values.mean(axis=-1, keepdims=True)
    square = (deviations**2).mean(axis=-1)
    cube = (deviations**3).mean(axis=-1)
    return np.divide(cube, square**1.5, out=np.zeros_like(cube), where=square**1.5 > 0)


def evident(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return whether samples, (..., n), are more skewed than normal ones by chance; never true for fewer than 3 values.

    >>> evident(np.array([[-1.0, 0.0, 1.0] * 9, [0.0, 0.0, 9.0] * 9])).tolist()
    [False, False]
    >>> evident(np.repeat([0.0, 9.0], [24, 3])).item()
    True
    """
    n = values.shape[-1]
    error = np.sqrt(6.0 * (n - 2) / ((n + 1) * (n + 3)))  # standard error of g1 under normality
    skewed: NDArray[np.bool_] = np.abs(skewness(values)) > EVIDENT * error
    return skewed


def _replications(k: int, n: int) -> str:
    return f"{k} of {n} replications {'lies' if k == 1 else 'lie'}"


def _outliers(x: NDArray[np.float64]) -> NDArray[np.int64]:
    """Count the sorted values, (..., n), beyond a wide gap, at most a fifth of them; 0 without such a gap.

    >>> _outliers(np.array([0.0, 0.1, 0.2, 0.3, 0.4, 9.0])).item()
    1
    """
    n = x.shape[-1]
    counts = np.zeros(x.shape[:-1], np.int64)
    for k in range(min(FEW - 1, n // 5), 0, -1):
        above = x[..., n - k] - x[..., n - k - 1] > APART * (x[..., n - k - 1] - x[..., 0])
        below = x[..., k] - x[..., k - 1] > APART * (x[..., -1] - x[..., k])
        counts[above | below] = k
    return counts
