"""Summary statistics of a series of weekly values, such as the time to reach a level."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def _as_series(values: ArrayLike) -> NDArray[np.float64]:
    x = np.asarray(values, np.float64)
    if x.ndim != 1 or not len(x):
        raise ValueError(f"a series must be a one-dimensional array of one or more numbers, not of shape {x.shape}")
    return x


def time_to_reach(values: ArrayLike, level: float) -> float:
    """Return the first week in which a series reaches ``level``; NaN if it never does.

    Weeks are counted from 1, the week of the first value. Raises ValueError for values that are not a series.

    >>> time_to_reach([0.2, 0.4, 0.6, 0.5], 0.5), time_to_reach([0.2], 0.5)
    (3.0, nan)
    """
    weeks = np.flatnonzero(_as_series(values) >= level)
    return float(weeks[0] + 1) if len(weeks) else float("nan")


def area_under(values: ArrayLike) -> float:
    """Return the area under a series of weekly values, in units of the measure times weeks.

    Raises ValueError for values that are not a series.

    >>> area_under([0.25, 0.5, 0.25])
    1.0
    """
    return float(np.cumsum(_as_series(values))[-1])


def remains(values: ArrayLike, stop: int, weeks: int, before: float = 0.0) -> float:
    """Return the share of a gain that remains ``weeks`` weeks after management stops; NaN if there was no gain.

    values: a series from week 1 on; stop: the last week of management; before: the level from which the gain is
    counted. Raises ValueError if the series is too short, or for values that are not a series.

    >>> remains([0.25, 0.75, 0.5, 0.5], stop=2, weeks=2, before=0.25)
    0.5
    """
    x = _as_series(values)
    if not 1 <= stop <= stop + weeks <= len(x):
        raise ValueError(f"weeks {stop} and {stop + weeks} must both be in the series, which has {len(x)} weeks")
    gain = x[stop - 1] - before
    return float((x[stop + weeks - 1] - before) / gain) if gain > 0.0 else float("nan")
