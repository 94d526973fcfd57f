"""Which members hang together through working ties, in either direction."""

import numpy as np
from numpy.typing import NDArray

from simalign.organisation.record import Ties


def sources(ties: Ties) -> NDArray[np.int64]:
    """Members from whom the ties start, (T,)."""
    return np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start))


def components(ties: Ties) -> NDArray[np.int64]:
    """Find the first member of each member's component, (N,).

    Each round hangs the first members of components that touch below the smaller one; the rounds are few
    (Shiloach and Vishkin 1982, Journal of Algorithms 3, 57-67).

    >>> components(Ties(np.array([0, 0, 1, 1]), np.array([0]), np.empty(0)))
    array([0, 0, 2])
    """
    first = np.arange(len(ties.start) - 1)
    one, other = sources(ties), ties.target
    while True:
        a, b = first[one], first[other]
        apart = a != b
        if not apart.any():
            return first
        a, b, one, other = a[apart], b[apart], one[apart], other[apart]
        np.minimum.at(first, np.maximum(a, b), np.minimum(a, b))
        while np.any(first != (above := first[first])):
            first = above
