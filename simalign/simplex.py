"""Points on the goal simplex: shares of working time over K goals, and how alike two of them are.

Rows of (N, K) arrays are read in place. ``K`` is a tuple of K zeros: its length is known when the code is compiled.
Only + - * / and comparisons, in a fixed order: the same bytes on every machine.
"""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

from simalign.compiled import compiled, replaced, zeros

Rows = NDArray[np.float64]
Goals = tuple[int, ...]
BLOCK = 1024


@compiled
def overlap(K: Goals, p: Rows, i: int, q: Rows, j: int) -> float:
    """Share of time that serves the same goals: the sum over goals of the smaller share of p[i] and q[j], 0 to 1.

    >>> import numpy as np
    >>> overlap((0, 0), np.array([[0.5, 0.5]]), 0, np.array([[0.75, 0.25]]), 0)
    0.75
    """
    total = 0.0
    for k in range(len(K)):
        total += p[i, k] if p[i, k] < q[j, k] else q[j, k]
    return total


@compiled
def cosine(K: Goals, p: Rows, i: int, q: Rows, j: int) -> float:
    """Cosine of the angle between p[i] and q[j], 0 to 1.

    >>> import numpy as np
    >>> cosine((0, 0), np.array([[1.0, 0.0]]), 0, np.array([[0.6, 0.8]]), 0)
    0.6
    """
    both, one, other = 0.0, 0.0, 0.0
    for k in range(len(K)):
        both += p[i, k] * q[j, k]
        one += p[i, k] * p[i, k]
        other += q[j, k] * q[j, k]
    return min(1.0, both / sqrt(one * other))


@compiled
def alike(K: Goals, angle: tuple[int, ...], p: Rows, i: int, q: Rows, j: int) -> float:
    """How alike p[i] and q[j] are to members: by their overlap or, where ``angle`` holds anything, by their cosine.

    Like K, ``angle`` is known when the code is compiled: the way that is not taken costs nothing.

    >>> import numpy as np
    >>> p, q = np.array([[1.0, 0.0]]), np.array([[0.5, 0.5]])
    >>> alike((0, 0), (), p, 0, q, 0), alike((0, 0), (0,), p, 0, q, 0)
    (0.5, 0.7071067811865475)
    """
    return cosine(K, p, i, q, j) if len(angle) else overlap(K, p, i, q, j)


@compiled
def focused(draft: NDArray[np.float64], focus: int, order: NDArray[np.int64], out: NDArray[np.float64]) -> None:
    """Keep the ``focus`` largest entries of ``draft`` (K,), renormalised, in ``out``; of equals the first in ``order``.

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
    """Mark the ``count`` largest entries of p[i] in ``out`` (K,); of equal ones the earlier in ``order``."""
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
    """Whether, of the goals that stand at ``border`` in p[i], those marked in ``top`` come first in ``order``."""
    ended = False
    for k in order:
        if p[i, k] == border:
            if top[k] and ended:
                return False
            ended = not top[k]
    return True


@compiled
def recalls(K: Goals, p: Rows, i: int, top: NDArray[np.int8], order: NDArray[np.int64]) -> bool:
    """Whether the goals marked in ``top`` are the largest of p[i]; of equal ones the first in ``order`` is larger.

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
    """Mean of the rows of ``members``, into out (K,); summed in blocks of fixed size."""
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
