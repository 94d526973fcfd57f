"""Why an interval is not to be relied on: what a sample shows of what it cannot show.

The rules look at the values alone. They cannot see what never happened: an event of one in a hundred leaves no trace
in most samples of thirty.
"""

import numpy as np
from numpy.typing import NDArray

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
