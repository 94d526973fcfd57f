"""After-measures: what a whole series says that no single week does."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def _series(values: ArrayLike) -> NDArray[np.float64]:
    x = np.asarray(values, np.float64)
    if x.ndim != 1 or not len(x):
        raise ValueError(f"a series is a row of one or more numbers, not of shape {x.shape}")
    return x


def time_to_reach(values: ArrayLike, level: float) -> float:
    """First week (counted from 1, the first value) in which a series is at ``level`` or above; NaN if it never is.

    Raises ValueError for what is no series.

    >>> time_to_reach([0.2, 0.4, 0.6, 0.5], 0.5), time_to_reach([0.2], 0.5)
    (3.0, nan)
    """
    there = np.flatnonzero(_series(values) >= level)
    return float(there[0] + 1) if len(there) else float("nan")


def area_under(values: ArrayLike) -> float:
    """Area under a series, each value standing for one week, in units of the measure times weeks.

    Raises ValueError for what is no series.

    >>> area_under([0.25, 0.5, 0.25])
    1.0
    """
    return float(np.cumsum(_series(values))[-1])


def remains(values: ArrayLike, stop: int, weeks: int, before: float = 0.0) -> float:
    """Share of a gain that is left ``weeks`` after management stops.

    values: a series from week 1 on; ``stop``: the last week of management; ``before``: the level that the gain is
    counted from. NaN where there was no gain. Raises ValueError where the series does not reach that far, or for
    what is no series.

    >>> remains([0.25, 0.75, 0.5, 0.5], stop=2, weeks=2, before=0.25)
    0.5
    """
    x = _series(values)
    if not 1 <= stop <= stop + weeks <= len(x):
        raise ValueError(f"weeks {stop} and {stop + weeks} are not both among the {len(x)} of the series")
    gain = x[stop - 1] - before
    return float((x[stop + weeks - 1] - before) / gain) if gain > 0.0 else float("nan")
