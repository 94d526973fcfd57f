"""How much of an output is the luck of its replications."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


class Noise(NamedTuple):
    """Luck in outcomes (outcomes,): variance of one run's luck, and its share of the variance over the points.

    ``share`` is that of the mean of the replications, which is what indices are of; ``share_of_one`` that of a run.
    """

    variance: Numbers
    share: Numbers
    share_of_one: Numbers


def noise(values: Numbers) -> Noise:
    """The share of luck in outcomes (points, replications, outcomes), by analysis of variance.

    The replications of a point must have independent luck. Shares are 0 where nothing varies.
    Raises ValueError for fewer than two points or replications.

    >>> noise(np.array([[[1.0], [1.0]], [[3.0], [3.0]]])).share
    array([0.])
    """
    points, r, _ = values.shape
    if points < 2 or r < 2:
        raise ValueError(f"luck cannot be told from {points} points with {r} replications; it takes two of each")
    within = values.var(axis=1, ddof=1).mean(axis=0)
    between = values.mean(axis=1).var(axis=0, ddof=1)  # of means: signal, and luck over r
    signal = np.maximum(between - within / r, 0.0)
    return Noise(within, _share(within / r, signal), _share(within, signal))


def _share(luck: Numbers, signal: Numbers) -> Numbers:
    total = luck + signal
    return np.where(total > 0.0, luck / np.where(total > 0.0, total, 1.0), 0.0)
