"""The Pareto front: policies that no other one equals or exceeds in every respect and exceeds in one."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def on_front(values: Floats) -> NDArray[np.bool_]:
    """Return which rows no other row dominates; values: (policies, respects), of which more is better.

    Of equal rows the first one counts. Rows are visited in the order of their first respect, so that each needs to be
    compared with the front so far only (Kung, Luccio and Preparata 1975, "On finding the maxima of a set of vectors").

    >>> on_front(np.array([[1.0, 1.0], [2.0, 0.0], [0.0, 0.5], [2.0, 0.0]])).tolist()
    [True, True, False, False]
    """
    order = np.lexsort(tuple(-values[:, column] for column in reversed(range(values.shape[1]))))
    front: list[int] = []
    for row in order.tolist():
        if not (values[front] >= values[row]).all(axis=1).any():
            front.append(row)
    result = np.zeros(len(values), bool)
    result[front] = True
    return result


def spread(values: Floats, count: int) -> list[int]:
    """Return the indices of at most ``count`` rows that cover the others: the best in each respect, then the farthest.

    values: (policies, respects). Distances are relative to the range of each respect.

    >>> spread(np.array([[0.0, 1.0], [1.0, 0.0], [0.5, 0.5], [0.1, 0.9]]), 3)
    [1, 0, 2]
    """
    size = np.ptp(values, axis=0)
    scaled = values / np.where(size > 0.0, size, 1.0)
    chosen = list(dict.fromkeys(int(row) for row in values.argmax(axis=0)))[:count]
    while len(chosen) < min(count, len(values)):
        distance = np.min(np.linalg.norm(scaled[:, None] - scaled[None, chosen], axis=2), axis=1)
        if distance.max() == 0.0:
            break
        chosen.append(int(distance.argmax()))
    return chosen
