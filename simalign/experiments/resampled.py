"""Intervals of what is no mean: a number that means of columns give, over bootstrap samples of the replications.

Percentile bootstrap (Efron & Tibshirani 1993, "An Introduction to the Bootstrap", ch. 13), replications drawn as a
whole, so that what is paired stays paired.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.caveats import FEWEST
from simalign.analysis.intervals import Interval

SAMPLES, SEED = 2000, 1
Numbers = NDArray[np.float64]


def resampled(values: Numbers, number: Callable[[Numbers], Numbers]) -> Interval:
    """A number of column means with its 95% interval, the same each time.

    values: (units, columns); ``number`` makes (...) of means (..., columns). The interval always holds the estimate.

    >>> resampled(np.array([[1.0, 2.0], [3.0, 4.0]]), lambda means: means[..., 1] / means[..., 0]).mean
    1.5
    """
    n = len(values)
    estimate = float(number(values.mean(axis=0)))
    if n == 1:
        return Interval(estimate, estimate, estimate, "1 replication gives no interval")
    counts = np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), SAMPLES)
    low, high = (float(end) for end in np.quantile(number(counts @ values / n), (0.025, 0.975)))
    warning = f"{n} replications are too few for a bootstrap" if n < FEWEST else ""
    return Interval(estimate, min(low, estimate), max(high, estimate), warning)
