"""Scores of probabilistic forecasts: continuous ranked probability score, coverage, and signs."""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


def crps(draws: Values, value: float) -> float:
    """Return the continuous ranked probability score of a forecast given by draws (Gneiting & Raftery 2007).

    E|X - y| - E|X - X'| / 2, in the unit of the value; 0 is perfect. For a point forecast it is the absolute error.

    >>> crps(np.array([1.0, 1.0]), 3.0)
    2.0
    """
    x = np.sort(draws)
    n = len(x)
    spread = 2.0 * np.sum((2 * np.arange(1, n + 1) - n - 1) * x) / n**2
    return float(np.mean(np.abs(x - value)) - spread / 2.0)


def covered(draws: Values, value: float, share: float) -> bool:
    """Return whether the central interval of the draws with this share of probability holds the value.

    >>> covered(np.arange(101.0), 30.0, 0.5), covered(np.arange(101.0), 20.0, 0.5)
    (True, False)
    """
    low, high = np.quantile(draws, [(1 - share) / 2, (1 + share) / 2])
    return bool(low <= value <= high)


def brier(probability: float, happened: bool) -> float:
    """Return the Brier score of a probability (Brier 1950).

    >>> brier(0.75, True)
    0.0625
    """
    return (probability - float(happened)) ** 2
