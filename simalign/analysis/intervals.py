"""The one 95% interval of this package: of the mean of independent values, honest where its warning is empty.

Student's t, with two amendments from ``FEWEST`` values on. Where the values are evidently skewed, the end on the side
of the long tail is moved out to where Hall's transformation has it (Hall 1992, "On the removal of skewness by
transformation", J. R. Stat. Soc. B 54), with the sample's skewness raised by ``RAISED``/n, as small samples understate
it; the other end stays, so that values with two long tails, which look skewed by chance, lose nothing. Values of which
there are two only have Wilson's interval (Wilson 1927). What was measured of it: ``experiments/intervals``.

Why an interval is not to be relied on: what a sample shows of what it cannot show.

The rules look at the values alone. They cannot see what never happened: an event of one in a hundred leaves no trace
in most samples of thirty.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, stdtrit

RAISED = 6.0  # tuned on the distributions of experiments/intervals, as is caveats.EVIDENT
Ends = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


class Interval(NamedTuple):
    """A mean with its confidence interval, and why not to rely on that, if so; one value alone has NaN as ends."""

    mean: float
    low: float
    high: float
    warning: str = ""

    def __str__(self) -> str:
        """The way it is printed: the mean, and how far the ends are from it.

        >>> print(Interval(1.0, 0.5, 1.5), Interval(1.0, 0.5, 2.0), sep="; ")
        +1.000 ±0.500; +1.000 -0.500 +1.000
        """
        if np.isnan(self.low):
            return f"{self.mean:+.3f}"
        below, above = f"{self.mean - self.low:.3f}", f"{self.high - self.mean:.3f}"
        return f"{self.mean:+.3f} ±{above}" if below == above else f"{self.mean:+.3f} -{below} +{above}"

    @property
    def reach(self) -> float:
        """Half the width; of a lopsided interval, how far the farther end is from the mean.

        >>> Interval(1.0, 0.5, 2.0).reach
        1.0
        """
        return max(self.mean - self.low, self.high - self.mean)


def interval(
    values: Sequence[float] | NDArray[np.float64], confidence: float = 0.95, first: int | None = None
) -> Interval:
    """Mean and interval of independent values, in their unit, with its warning.

    first: how many values decided how many there are, by ``power.needed``; None where that was settled before.
    Raises ValueError where there is no value, or ``first`` is not from 1 to their number.

    >>> interval([1.0, 2.0, 3.0]).mean
    2.0
    """
    x = np.asarray(values, float)
    mean, low, high = ends(x, confidence, first)
    return Interval(float(mean), float(low), float(high), str(caveats(x, first)))


def intervals(values: NDArray[np.float64], first: int | None = None) -> list[list[Interval]]:
    """Return the ``interval`` of each sample of values (a, b, n), at once.

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
    """Mean, low and high end of many intervals at once: of values (..., n), arrays (...).

    Raises ValueError as ``interval`` does.

    >>> [end.round(3).tolist() for end in ends(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]))]
    [[2.0, 0.0], [-0.484, 0.0], [4.484, 0.0]]
    """
    mean, error, q = _student(values, confidence, first)
    low, high = mean - q * error, mean + q * error
    if values.shape[-1] >= FEWEST and first != 1:
        low, high = _lengthened(values, mean, error, q, (low, high))
        low, high = _two_valued(values, float(ndtri((1.0 + confidence) / 2.0)), (low, high))
    return mean, low, high


def band(values: NDArray[np.float64], first: int | None = None) -> Ends:
    """Return the mean, low and high end of a confidence band: a 95% interval of Student's t at each place of a curve.

    values: (..., n), replications last; first: as in ``interval``. With one replication the ends are the mean.
    The amendments of ``ends`` are left out: along a curve, values pass for skewed at some places and not at others, and
    the band would get spikes on one side. Raises ValueError as ``interval`` does.

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
    """Mean and standard error of values (..., n), and Student's t; NaN for the latter two where one value decides."""
    n = values.shape[-1]
    first = n if first is None else first
    if not 1 <= first <= n:
        raise ValueError(f"first must be from 1 to {n}, the number of values, not {first}")
    mean = values.mean(axis=-1)
    if first == 1:
        return mean, np.full_like(mean, np.nan), float("nan")
    q = float(stdtrit(first - 1, (1.0 + confidence) / 2.0))
    return mean, values[..., :first].std(axis=-1, ddof=1) / np.sqrt(n), q


def _lengthened(
    values: NDArray[np.float64],
    mean: NDArray[np.float64],
    error: NDArray[np.float64],
    q: float,
    plain: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The ends, the one on the side of an evident long tail moved out."""
    a = _lopsided(values, values.shape[-1])
    skewed, a = a != 0.0, np.where(a == 0.0, 1.0, a)
    low, high = plain
    low = np.where(skewed, np.minimum(low, mean - error * _turned(q, a)), low)
    return low, np.where(skewed, np.maximum(high, mean - error * _turned(-q, a)), high)


def _lopsided(values: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Hall's a, skewness over three roots of the ``size`` of the sample that is meant; 0 where none is evident."""
    n = values.shape[-1]
    g = skewness(values)
    a = (1.0 + RAISED / n) * g * np.sqrt(n * (n - 1)) / (n - 2) / (3.0 * np.sqrt(size))
    return np.where(evident(values), a, 0.0)


def _turned(y: float | NDArray[np.float64], a: NDArray[np.float64]) -> NDArray[np.float64]:
    """The t whose transform T + aT^2 + a^2 T^3 / 3 + a/2 is y."""
    found: NDArray[np.float64] = (np.cbrt(1.0 + 3.0 * a * (y - a / 2.0)) - 1.0) / a
    return found


def reach_of(values: NDArray[np.float64], size: int) -> float:
    """How far an interval of ``size`` values is to reach, by a first stage of them, (n,).

    >>> reach_of(np.array([1.0, 2.0, 3.0]), 3) == interval([1.0, 2.0, 3.0]).reach
    True
    """
    n = len(values)
    q = float(stdtrit(n - 1, 0.975))
    a = _lopsided(values, size) if n >= FEWEST else np.zeros(())
    far = float(np.abs(_turned(-q * np.sign(a), a))) if a != 0.0 else q
    return max(q, far) * float(values.std(ddof=1)) / float(np.sqrt(size))


def _two_valued(
    values: NDArray[np.float64], z: float, plain: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The ends; those of Wilson for values that are the one or the other of two."""
    n = values.shape[-1]
    x = np.round(values, DIGITS)
    least, most = x.min(axis=-1), x.max(axis=-1)
    upper = x == most[..., None]
    two = (upper | (x == least[..., None])).all(axis=-1) & (most > least)
    share = upper.mean(axis=-1)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2)
    low, high = plain
    width = most - least
    return (
        np.where(two, least + width * (middle - half), low),
        np.where(two, least + width * (middle + half), high),
    )


FEWEST = 20  # values: of fewer, half the samples of a clearly skewed measure pass for normal, and cover too seldom
FEW = 20  # events: of fewer, their share is not known well enough
EVIDENT = 2.15  # standard errors under normality from which skewness is evident; of normal samples, one in fifty has it
APART = 4.0  # spreads of the rest: a gap that is wider sets off what is beyond it
DIGITS = 12  # decimals beyond which values count as equal


def caveats(values: NDArray[np.float64], first: int | None = None) -> NDArray[np.object_]:
    """Why the intervals of samples, values (..., n), are not to be relied on: texts (...), empty where they are.

    first: how many of the values decided how many there are; None where that was settled before.

    >>> print(caveats(np.zeros(30)))
    all 30 replications are the same: what is rare has not shown
    >>> print(caveats(np.repeat([0.0, 1.0], [27, 3])))
    only 3 of 30 replications differ from the rest: a rare event
    >>> print(caveats(np.arange(12.0)))
    12 replications are too few to tell a skewed measure from a normal one
    """
    n = values.shape[-1]
    shape = values.shape[:-1]
    found = np.full(shape, "", object)
    if n == 1:
        return np.full(shape, "1 replication gives no interval", object)
    few = n if first is None else first
    if few < FEWEST:
        found[...] = f"{few} replications are too few to tell a skewed measure from a normal one"
    elif first is not None:
        found[evident(values)] = f"skewed, and the spread of the first {first} decided how many were run"
    x = np.sort(np.round(values, DIGITS), axis=-1)
    apart = _apart(x)
    differ = n - (x == x[..., n // 2, None]).sum(axis=-1)  # what most have is the median, too
    rare = (differ < FEW) & (2 * differ <= n) & (differ < n - 1)
    for at in np.argwhere(apart > 0):
        found[tuple(at)] = f"{_replications(apart[tuple(at)], n)} far from the rest: a rare event"
    for at in np.argwhere(rare):
        k = differ[tuple(at)]
        found[tuple(at)] = f"only {k} of {n} replications {'differs' if k == 1 else 'differ'} from the rest"
        found[tuple(at)] += ": a rare event" if 5 * k <= n else ""
    found[x[..., 0] == x[..., -1]] = f"all {n} replications are the same: what is rare has not shown"
    found[np.isnan(values).any(axis=-1)] = "not defined in every replication"
    return found


def skewness(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Third moment about the mean over the standard deviation cubed (g1) of values (..., n); 0 of equal values.

    >>> float(skewness(np.array([0.0, 0.0, 0.0, 4.0])).round(3))
    1.155
    """
    away = values - values.mean(axis=-1, keepdims=True)
    square = (away**2).mean(axis=-1)
    cube = (away**3).mean(axis=-1)
    return np.divide(cube, square**1.5, out=np.zeros_like(cube), where=square**1.5 > 0)


def evident(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether samples, values (..., n), are skewed beyond what normal values are by chance; never of fewer than 3.

    >>> evident(np.array([[-1.0, 0.0, 1.0] * 9, [0.0, 0.0, 9.0] * 9])).tolist()
    [False, False]
    >>> evident(np.repeat([0.0, 9.0], [24, 3])).item()
    True
    """
    n = values.shape[-1]
    found: NDArray[np.bool_] = np.abs(skewness(values)) > EVIDENT * np.sqrt(6.0 * (n - 2) / ((n + 1) * (n + 3)))
    return found


def _replications(k: int, n: int) -> str:
    return f"{k} of {n} replications {'lies' if k == 1 else 'lie'}"


def _apart(x: NDArray[np.float64]) -> NDArray[np.int64]:
    """How many of the sorted values (..., n), at most a fifth, lie beyond a wide gap; 0 where there is none.

    >>> _apart(np.array([0.0, 0.1, 0.2, 0.3, 0.4, 9.0])).item()
    1
    """
    n = x.shape[-1]
    found = np.zeros(x.shape[:-1], np.int64)
    for k in range(min(FEW - 1, n // 5), 0, -1):
        above = x[..., n - k] - x[..., n - k - 1] > APART * (x[..., n - k - 1] - x[..., 0])
        below = x[..., k] - x[..., k - 1] > APART * (x[..., -1] - x[..., k])
        found[above | below] = k
    return found
