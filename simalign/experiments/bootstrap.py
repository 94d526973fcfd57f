"""Percentile bootstrap intervals of numbers that are not means.

Replications are resampled as a whole, so that paired values stay paired (Efron & Tibshirani 1993, "An Introduction to
the Bootstrap", ch. 13).
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.intervals import FEWEST, Interval

SAMPLES, SEED = 2000, 1
Numbers = NDArray[np.float64]


def bootstrap_interval(values: Numbers, statistic: Callable[[Numbers], Numbers]) -> Interval:
    """Estimate a statistic of column means with its 95% interval; the same values give the same interval.

    values: (units, columns), one row for each replication or context. statistic: maps means (..., columns) to (...).
    The interval always contains the estimate.

    >>> bootstrap_interval(np.array([[1.0, 2.0], [3.0, 4.0]]), lambda means: means[..., 1] / means[..., 0]).mean
    1.5
    """
    n = len(values)
    estimate = float(statistic(values.mean(axis=0)))
    if n == 1:
        return Interval(estimate, estimate, estimate, "1 replication gives no interval")
    counts = np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), SAMPLES)
    low, high = (float(end) for end in np.quantile(statistic(counts @ values / n), (0.025, 0.975)))
    warning = f"{n} replications are too few for a bootstrap" if n < FEWEST else ""
    return Interval(estimate, min(low, estimate), max(high, estimate), warning)
