"""Sobol indices with their uncertainty, and luck among the factors.

The estimators are those of ``scipy.stats.sobol_indices`` (Saltelli et al. 2010). Beside the factors stands luck: the
points of matrix A once more, with other luck and nothing else changed. Its total index is the share of the output's
variance that is luck, and what that may come to by chance is what a factor's must exceed: its ``threshold``.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc, sobol_indices

Numbers = NDArray[np.float64]
RESAMPLES = 1000
SHARED = 1.5**0.5
INTERVAL = (2.5, 97.5)  # percentiles of the bootstrap
SAMPLING, BOOTSTRAP = 3, 4  # spawn keys of the generators that sample, and that resample


class Indices(NamedTuple):
    """First-order and total indices, (outcomes, factors + 1) each, the last column luck; low and high: (2, ...)."""

    first: Numbers
    total: Numbers
    first_ends: Numbers
    total_ends: Numbers

    @property
    def first_threshold(self) -> Numbers:
        """What the first-order index of a factor must exceed to be told from luck, (outcomes,): luck's upper end."""
        return np.asarray(np.maximum(self.first_ends[1, :, -1], 0.0))

    @property
    def total_threshold(self) -> Numbers:
        """What the total index of a factor must exceed to be told from luck, (outcomes,).

        Luck's own index, and its upper reach times the root of 1.5: the index of a factor of no effect is another draw
        of the same, which has one of its two sides, and so a quarter of the variance of normal luck, in common.
        """
        own = self.total[:, -1]
        return np.asarray(own + SHARED * (self.total_ends[1, :, -1] - own))


def design(factors: int, n: int, seed: int) -> Numbers:
    """Quantiles of all points, (factors + 3, n, factors): A, B, A with a column of B each, and A once more.

    Raises ValueError where n is not a power of two.

    >>> design(2, 4, 1).shape
    (5, 4, 2)
    """
    if n < 2 or n & (n - 1):
        raise ValueError(f"n is {n}, not a power of two from 2")
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(SAMPLING,)))
    both = qmc.Sobol(2 * factors, rng=rng).random(n)
    a, b = both[:, :factors], both[:, factors:]
    mixed = np.repeat(a[None], factors, axis=0)
    for k in range(factors):
        mixed[k, :, k] = b[:, k]
    return np.concatenate([a[None], b[None], mixed, a[None]])


def indices(values: Numbers, seed: int, resamples: int = RESAMPLES) -> Indices:
    """Indices of outcomes (factors + 3, n, outcomes) at the points of a design, with 95% bootstrap intervals.

    Points of a row of the design are resampled together. An outcome that never varies has indices of 0.

    >>> points = design(1, 64, 1)
    >>> np.round(indices(points, 1, 10).first, 2).tolist()  # the outcome is the factor: no luck
    [[1.0, 0.0]]
    """
    n = values.shape[1]
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(BOOTSTRAP,)))
    first, total = _estimate(values)
    drawn = [_estimate(values[:, rng.integers(n, size=n)]) for _ in range(resamples)]
    ends = np.percentile(np.array(drawn), INTERVAL, axis=0)  # (2, first and total, outcomes, factors + 1)
    return Indices(first, total, ends[:, 0], ends[:, 1])


def _estimate(values: Numbers) -> tuple[Numbers, Numbers]:
    shape = (values.shape[2], len(values) - 2)
    a, b, *mixed = values.swapaxes(1, 2)
    found = sobol_indices(func={"f_A": a, "f_B": b, "f_AB": np.array(mixed)}, n=values.shape[1])
    return np.reshape(found.first_order, shape), np.reshape(found.total_order, shape)


def records(found: Indices, names: Sequence[str], outcomes: Sequence[str]) -> list[dict[str, object]]:
    """One record an outcome and factor: its indices, their intervals, and whether they are told from luck.

    An index is told from luck where it exceeds the threshold, and its interval lies above 0: one of a factor of no
    effect does so in about 1 of 40 cases.
    """
    rows: list[dict[str, object]] = []
    for o, outcome in enumerate(outcomes):
        for k, name in enumerate(names):
            row: dict[str, object] = {"outcome": outcome, "factor": name}
            for kind, value, ends, threshold in (
                ("first", found.first, found.first_ends, found.first_threshold[o]),
                ("total", found.total, found.total_ends, found.total_threshold[o]),
            ):
                low, high = float(ends[0, o, k]), float(ends[1, o, k])
                row |= {kind: float(value[o, k]), f"{kind}_low": low, f"{kind}_high": high}
                row[f"{kind}_told"] = bool(low > 0.0 and value[o, k] > threshold)
            rows.append(row)
    return rows
