"""Points on the goal simplex (shares of working time on K goals) and their likeness.

Functions read rows of (N, K) arrays in place. ``K`` is a tuple of K zeros, whose length is known at compile time.
Arithmetic is limited to + - * / sqrt and comparisons in a fixed order, so that results are bit-identical on every
machine.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from simalign.compiled import compiled, replaced, zeros

Rows = NDArray[np.float64]
Goals = tuple[int, ...]
BLOCK = 1024  # rows that are summed before their sum is added to the total


@compiled
def overlap(K: Goals, p: Rows, i: int, q: Rows, j: int) -> float:
    """Return the overlap of p[i] and q[j], 0 to 1: the sum over goals of the smaller of both shares (ODD 2).

    >>> import numpy as np
    >>> overlap((0, 0), np.array([[0.5, 0.5]]), 0, np.array([[0.75, 0.25]]), 0)
    0.75
    """
    total = 0.0
    for k in range(len(K)):
        total += p[i, k] if p[i, k] < q[j, k] else q[j, k]
    return total


@compiled
def effect(x: float) -> float:
    """Diminishing returns, x (2 - x): the effect of a lever at x, from 0 at 0 to 1 at 1 (ODD 2).

    >>> effect(0.5)
    0.75
    """
    return x * (2.0 - x)


@compiled
def q4(w: float, x: float) -> float:
    """The product w^(3/4) x^(1/4), by square roots only.

    >>> q4(16.0, 1.0)
    8.0
    """
    return sqrt(w * sqrt(w * x))


@compiled
def normalise(row: NDArray[np.float64]) -> float:
    """Divide a row (K,) by its sum, in place, and return the sum; a row without weight stays as it is."""
    total = 0.0
    for k in range(len(row)):
        total += row[k]
    if total > 0.0:
        for k in range(len(row)):
            row[k] /= total
    return total


@compiled
def cosine(K: Goals, p: Rows, i: int, q: Rows, j: int) -> float:
    """Return the cosine of the angle between p[i] and q[j], 0 to 1 (ODD 5.10, likeness).

    >>> import numpy as np
    >>> cosine((0, 0), np.array([[1.0, 0.0]]), 0, np.array([[0.6, 0.8]]), 0)
    0.6
    """
    product, square_p, square_q = 0.0, 0.0, 0.0
    for k in range(len(K)):
        product += p[i, k] * q[j, k]
        square_p += p[i, k] * p[i, k]
        square_q += q[j, k] * q[j, k]
    return min(1.0, product / sqrt(square_p * square_q))


@compiled
def alike(K: Goals, angle: tuple[int, ...], p: Rows, i: int, q: Rows, j: int) -> float:
    """Return how alike p[i] and q[j] are to members: their overlap or, if ``angle`` is not empty, their cosine.

    The length of ``angle`` is known at compile time, as that of K is, so that the unused variant costs no time.

    >>> import numpy as np
    >>> p, q = np.array([[1.0, 0.0]]), np.array([[0.5, 0.5]])
    >>> alike((0, 0), (), p, 0, q, 0), alike((0, 0), (0,), p, 0, q, 0)
    (0.5, 0.7071067811865475)
    """
    return cosine(K, p, i, q, j) if len(angle) else overlap(K, p, i, q, j)


@compiled
def focused(draft: NDArray[np.float64], focus: int, order: NDArray[np.int64], out: NDArray[np.float64]) -> None:
    """Write the ``focus`` largest entries of ``draft`` (K,), renormalised, into ``out``, and 0 for all others.

    Of equal entries, the first in ``order`` counts as larger (ODD 5.2).

    >>> import numpy as np
    >>> out = np.empty(3)
    >>> focused(np.array([0.2, 0.6, 0.2]), 2, np.arange(3), out); out
    array([0.25, 0.75, 0.  ])
    """
    for k in order:
        out[k] = 0.0
    total = 0.0
    for _ in range(min(focus, len(draft))):
        best = -1
        for k in order:
            if out[k] == 0.0 and (best < 0 or draft[k] > draft[best]):
                best = k
        if best < 0 or draft[best] <= 0.0:
            break
        out[best] = draft[best]
        total += draft[best]
    for k in range(len(out)):
        out[k] /= total


@compiled
def largest(K: Goals, p: Rows, i: int, count: int, order: NDArray[np.int64], out: NDArray[np.int8]) -> None:
    """Write 1 for the ``count`` largest entries of p[i] into ``out`` (K,), and 0 for all others.

    Of equal entries, the first in ``order`` counts as larger.
    """
    for k in order:
        out[k] = 0
    for _ in range(count):
        best = -1
        for k in order:
            if not out[k] and (best < 0 or p[i, k] > p[i, best]):
                best = k
        out[best] = 1


@compiled
def first_of_equals(p: Rows, i: int, border: float, top: NDArray[np.int8], order: NDArray[np.int64]) -> bool:
    """Return whether, of goals with the share ``border`` in p[i], those marked in ``top`` come first in ``order``."""
    ended = False
    for k in order:
        if p[i, k] == border:
            if top[k] and ended:
                return False
            ended = not top[k]
    return True


@compiled
def recalls(K: Goals, p: Rows, i: int, top: NDArray[np.int8], order: NDArray[np.int64]) -> bool:
    """Return whether the goals marked in ``top`` are the largest of p[i].

    Of equal entries, the first in ``order`` counts as larger.

    >>> import numpy as np
    >>> p, top = np.array([[0.5, 0.25, 0.25]]), np.array([1, 0, 1], np.int8)
    >>> recalls((0, 0, 0), p, 0, top, np.arange(3)), recalls((0, 0, 0), p, 0, top, np.array([0, 2, 1]))
    (False, True)
    """
    least, most = 2.0, -1.0
    for k in range(len(K)):
        x = p[i, k]
        if top[k]:
            least = x if x < least else least
        else:
            most = x if x > most else most
    if least == most:
        return first_of_equals(p, i, least, top, order)
    return least > most


@compiled
def mean_rows(K: Goals, rows: Rows, members: NDArray[np.int64], out: NDArray[np.float64]) -> None:
    """Write the mean of the rows of ``members`` into out (K,), summed in blocks of fixed size."""
    for k in range(len(K)):
        out[k] = 0.0
    for first in range(0, len(members), BLOCK):
        total = zeros(K)
        for n in range(first, min(first + BLOCK, len(members))):
            i = members[n]
            for k in range(len(K)):
                total = replaced(total, k, total[k] + rows[i, k])
        for k in range(len(K)):
            out[k] += total[k]
    for k in range(len(K)):
        out[k] /= len(members)
