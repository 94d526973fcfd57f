"""Sobol indices with their uncertainty, with replication noise as an additional factor.

The estimators are those of ``scipy.stats.sobol_indices`` (Saltelli et al. 2010). For replication noise, the points of
matrix A are run again with different random numbers and no other change. Its total index is the share of the output
variance that is due to noise. The index of a factor must exceed a ``threshold``: the upper range of the noise index.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc, sobol_indices

Numbers = NDArray[np.float64]
RESAMPLES = 1000
SHARED = 1.5**0.5  # see Indices.total_threshold
INTERVAL = (2.5, 97.5)  # percentiles of the bootstrap
SAMPLING, BOOTSTRAP = 3, 4  # spawn keys of the random generators of the design and of the bootstrap


class Indices(NamedTuple):
    """First-order and total indices, (outcomes, factors + 1), and their interval ends, (2, outcomes, factors + 1).

    The last column is replication noise.
    """

    first: Numbers
    total: Numbers
    first_ends: Numbers
    total_ends: Numbers

    @property
    def first_threshold(self) -> Numbers:
        """Threshold of first-order indices, (outcomes,): the upper end of the index of replication noise."""
        return np.asarray(np.maximum(self.first_ends[1, :, -1], 0.0))

    @property
    def total_threshold(self) -> Numbers:
        """Threshold of total indices, (outcomes,): the noise index plus sqrt(1.5) times its upper half-width.

        The total index of a factor without effect has the same distribution as the noise index. Both use the runs of
        matrix A, and therefore share a quarter of their variance if the noise is normal.
        """
        noise = self.total[:, -1]
        return np.asarray(noise + SHARED * (self.total_ends[1, :, -1] - noise))


def design(factors: int, n: int, seed: int) -> Numbers:
    """Return the quantiles of all points, (factors + 3, n, factors): A, B, A with each column from B, and A again.

    Raises ValueError if n is not a power of two.

    >>> design(2, 4, 1).shape
    (5, 4, 2)
    """
    if n < 2 or n & (n - 1):
        raise ValueError(f"n is {n}, not a power of two from 2")
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(SAMPLING,)))
    points = qmc.Sobol(2 * factors, rng=rng).random(n)
    a, b = points[:, :factors], points[:, factors:]
    mixed = np.repeat(a[None], factors, axis=0)
    for k in range(factors):
        mixed[k, :, k] = b[:, k]
    return np.concatenate([a[None], b[None], mixed, a[None]])


def indices(values: Numbers, seed: int, resamples: int = RESAMPLES) -> Indices:
    """Compute the indices of outcomes (factors + 3, n, outcomes) at the points of a design, with bootstrap intervals.

    The 95% intervals resample the n rows of the design, each with all of its points. An outcome that does not vary has
    indices of 0.

    >>> points = design(1, 64, 1)
    >>> np.round(indices(points, 1, 10).first, 2).tolist()  # the outcome equals the factor, without noise
    [[1.0, 0.0]]
    """
    n = values.shape[1]
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(BOOTSTRAP,)))
    first, total = _estimate(values)
    resampled = [_estimate(values[:, rng.integers(n, size=n)]) for _ in range(resamples)]
    ends = np.percentile(np.array(resampled), INTERVAL, axis=0)  # (2, first and total, outcomes, factors + 1)
    return Indices(first, total, ends[:, 0], ends[:, 1])


def _estimate(values: Numbers) -> tuple[Numbers, Numbers]:
    shape = (values.shape[2], len(values) - 2)
    a, b, *mixed = values.swapaxes(1, 2)
    result = sobol_indices(func={"f_A": a, "f_B": b, "f_AB": np.array(mixed)}, n=values.shape[1])
    return np.reshape(result.first_order, shape), np.reshape(result.total_order, shape)


def records(result: Indices, names: Sequence[str], outcomes: Sequence[str]) -> list[dict[str, object]]:
    """Return one record per outcome and factor: indices, intervals, and whether each index exceeds replication noise.

    An index exceeds replication noise (``first_told``, ``total_told``) if it is above the threshold and its interval
    is above 0. The index of a factor without effect does so in about 1 of 40 cases.
    """
    rows: list[dict[str, object]] = []
    for o, outcome in enumerate(outcomes):
        for k, name in enumerate(names):
            row: dict[str, object] = {"outcome": outcome, "factor": name}
            for kind, value, ends, threshold in (
                ("first", result.first, result.first_ends, result.first_threshold[o]),
                ("total", result.total, result.total_ends, result.total_threshold[o]),
            ):
                low, high = float(ends[0, o, k]), float(ends[1, o, k])
                row |= {kind: float(value[o, k]), f"{kind}_low": low, f"{kind}_high": high}
                row[f"{kind}_told"] = bool(low > 0.0 and value[o, k] > threshold)
            rows.append(row)
    return rows
