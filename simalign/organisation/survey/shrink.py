"""Means of groups with few answers, shrunken towards the mean of all answers (ODD 7-10)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ICC = 0.12  # median of published intraclass correlations of answers in groups (James 1982)
PRIOR = (1.0 - ICC) / ICC  # answers with which the mean of all answers counts


def shrunken(mean: Floats, count: Floats) -> Floats:
    """Return the means of groups, (G,), shrunken towards the mean of all answers.

    mean, count: (G,) of the answers in each group; a group without answers gets the mean of all.

    >>> shrunken(np.array([0.2, 0.8, np.nan]), np.array([10.0, 10.0, 0.0])).round(3)
    array([0.327, 0.673, 0.5  ])
    """
    answered = count > 0
    overall = overall_mean(mean, count)
    values = np.full(len(mean), overall)
    values[answered] += count[answered] / (count[answered] + PRIOR) * (mean[answered] - overall)
    return values


def overall_mean(mean: Floats, count: Floats) -> float:
    """Return the mean of all answers; NaN without any."""
    answered = count > 0
    if not answered.any():
        return float("nan")
    return float(np.cumsum(mean[answered] * count[answered])[-1] / np.cumsum(count[answered])[-1])


def means_of_groups(values: Floats, weight: Floats, group: NDArray[np.int64], groups: int) -> tuple[Floats, Floats]:
    """Return the mean and the number of the answers in each group, (G,); NaN and 0 without answers.

    values, weight, group: (rows,) answers, the number of answers behind each, and their groups.
    """
    answered = ~np.isnan(values)
    count = np.bincount(group[answered], weight[answered], minlength=groups)
    total = np.bincount(group[answered], weight[answered] * values[answered], minlength=groups)
    return np.divide(total, count, out=np.full(groups, np.nan), where=count > 0), count


def completed(values: Floats, group: NDArray[np.int64], groups: int) -> Floats:
    """Return the values of members (N,), with the shrunken mean of their group for members without an answer.

    >>> completed(np.array([0.2, np.nan, 0.8]), np.array([0, 0, 1]), 2).round(3)
    array([0.2  , 0.464, 0.8  ])
    """
    mean, count = means_of_groups(values, np.ones(len(values)), group, groups)
    return np.where(np.isnan(values), shrunken(mean, count)[group], values)
