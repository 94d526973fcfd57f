"""Morris screening: elementary effects of each factor over its whole range, by SALib.

``mu_star`` is the mean absolute effect (Campolongo et al. 2007). ``sigma``, the standard deviation of the effects,
measures interactions and nonlinearity. Two points that differ in one factor also have different random numbers, so
replication noise alone produces a positive ``mu_star``. ``floor`` gives its expected value, and the threshold that
noise exceeds in 1 of 40 cases.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.installation import require

Numbers = NDArray[np.float64]
LEVELS = 4  # of the grid; steps are 2/3 of a range
STEP = LEVELS / (2.0 * (LEVELS - 1))
RESAMPLES = 1000
SAMPLING, BOOTSTRAP = 5, 6  # spawn keys of the random generators of the design and of the bootstrap
QUANTILE, DRAWS = 0.975, 20_000  # of replication noise at the threshold, and draws that estimate it


class Effects(NamedTuple):
    """Elementary effects, all (outcomes, factors): mu*, its 95% interval, sigma, and the mean effect mu."""

    mu_star: Numbers
    low: Numbers
    high: Numbers
    sigma: Numbers
    mu: Numbers


def check_installed() -> None:
    """Raise InputError with the installation command if SALib is missing."""
    require("Morris screening", "screening", "SALib")


def design(factors: int, trajectories: int, seed: int) -> Numbers:
    """Return the quantiles of all points, (trajectories * (factors + 1), factors), on a grid of four levels in [0, 1].

    Raises ValueError for fewer than two trajectories.

    >>> design(2, 3, 1).shape
    (9, 2)
    """
    from SALib.sample.morris import sample

    if trajectories < 2:
        raise ValueError(f"at least two trajectories are required, not {trajectories}")
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(SAMPLING,)))
    return np.asarray(sample(_problem(factors), trajectories, num_levels=LEVELS, seed=rng))


def effects(points: Numbers, values: Numbers, seed: int, groups: Sequence[str] | None = None) -> Effects:
    """Compute the effects of the factors on outcomes (points, outcomes) at the points of a design.

    groups: the group of each factor; the effects are then those of the groups, in the order in which they first occur,
    and sigma and mu of a group of several factors are NaN and not meaningful.

    >>> points = design(2, 3, 1)
    >>> np.round(effects(points, points @ np.array([[3.0], [0.0]]), 1).mu_star, 6).tolist()
    [[3.0, 0.0]]
    """
    from SALib.analyze.morris import analyze

    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(BOOTSTRAP,)))
    problem, settings = _problem(points.shape[1]), {"num_levels": LEVELS, "num_resamples": RESAMPLES}
    problem |= {"groups": list(groups)} if groups else {}
    results = [analyze(problem, points, column, seed=rng, **settings) for column in values.T]
    mu_star, half, sigma, mu = (
        np.array([np.ma.getdata(result[name]) for result in results], float)
        for name in ("mu_star", "mu_star_conf", "sigma", "mu")
    )
    return Effects(mu_star, np.maximum(mu_star - half, 0.0), mu_star + half, sigma, mu)


def floor(variance: Numbers, replications: int, trajectories: int) -> tuple[Numbers, Numbers]:
    """Return the mean and the 97.5% quantile of mu* under replication noise alone, (outcomes,) each.

    variance: of the replication noise of one run. Without an effect of the factor, an elementary effect is the
    difference of two means over replications divided by the step. It is approximately normal, and mu* is the mean of
    its absolute values. The quantile is estimated by simulation.
    """
    sd = np.sqrt(2.0 * variance / replications) / STEP
    draws = np.abs(np.random.default_rng(0).standard_normal((DRAWS, trajectories))).mean(axis=1)
    return sd * math.sqrt(2.0 / math.pi), sd * np.quantile(draws, QUANTILE)


def _problem(factors: int) -> dict[str, object]:
    names = [f"x{k}" for k in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}
