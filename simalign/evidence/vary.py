"""Correlations between the properties in which organisations differ."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from simalign.evidence.study import Correlated


def correlated(unit: NDArray[np.float64], keys: Sequence[str], groups: Sequence[Correlated]) -> NDArray[np.float64]:
    """Return uniform numbers (n, keys) with the rank correlations of groups of keys (a Gaussian copula).

    unit: independent uniform numbers (n, keys + groups); the last columns are common factors, one for each group. The
    rank correlation r of two keys requires a correlation 2 sin(pi r / 6) of their normal scores (Pearson 1907).

    >>> correlated(np.full((1, 3), 0.5), ["a", "b"], [Correlated(keys=["a", "b"], by=0.3)])
    array([[0.5, 0.5]])
    """
    out = unit[:, : len(keys)].copy()
    scores = ndtri(np.clip(unit, 1e-9, 1.0 - 1e-9))
    for n, group in enumerate(groups):
        r = 2.0 * np.sin(np.pi * group.by / 6.0)
        for key in group.keys:
            column = keys.index(key)
            out[:, column] = ndtr(np.sqrt(r) * scores[:, len(keys) + n] + np.sqrt(1.0 - r) * scores[:, column])
    return out
