"""Morris screening: elementary effects of each factor, over its whole range, by SALib.

``mu_star`` is the mean absolute effect (Campolongo et al. 2007), ``sigma`` the standard deviation of effects: how far
a factor interacts or bends. Two points that differ in one factor also differ in luck, which alone would make for a
``mu_star``: its ``floor``, and the threshold that it exceeds in 1 of 40 cases.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.installation import require

Numbers = NDArray[np.float64]
LEVELS = 4  # of the grid, which makes steps of 2/3 of a range
STEP = LEVELS / (2.0 * (LEVELS - 1))
RESAMPLES = 1000
SAMPLING, BOOTSTRAP = 5, 6  # spawn keys of the generators that sample, and that resample
RARE, TRIES = 0.975, 20_000  # the share of cases below a threshold, and how many are tried to find it


class Effects(NamedTuple):
    """Of each outcome and factor, (outcomes, factors): mu*, its 95% interval, sigma, and the mean effect."""

    mu_star: Numbers
    low: Numbers
    high: Numbers
    sigma: Numbers
    mu: Numbers


def check_installed() -> None:
    """Raise InputError, with the command that installs it, where SALib is missing."""
    require("Morris screening", "calibrate", "SALib")


def design(factors: int, trajectories: int, seed: int) -> Numbers:
    """Quantiles of all points, (trajectories * (factors + 1), factors), on a grid of four levels from 0 to 1.

    Raises ValueError for fewer than two trajectories.

    >>> design(2, 3, 1).shape
    (9, 2)
    """
    from SALib.sample.morris import sample

    if trajectories < 2:
        raise ValueError(f"{trajectories} trajectories; it takes two at least")
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(SAMPLING,)))
    return np.asarray(sample(_problem(factors), trajectories, num_levels=LEVELS, seed=rng))


def effects(points: Numbers, values: Numbers, seed: int) -> Effects:
    """Effects of the factors on outcomes (points, outcomes) at the points of a design.

    >>> points = design(2, 3, 1)
    >>> np.round(effects(points, points @ np.array([[3.0], [0.0]]), 1).mu_star, 6).tolist()
    [[3.0, 0.0]]
    """
    from SALib.analyze.morris import analyze

    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(BOOTSTRAP,)))
    problem, settings = _problem(points.shape[1]), {"num_levels": LEVELS, "num_resamples": RESAMPLES}
    found = [analyze(problem, points, column, seed=rng, **settings) for column in values.T]
    mu_star, half, sigma, mu = (
        np.array([np.ma.getdata(one[name]) for one in found], float)
        for name in ("mu_star", "mu_star_conf", "sigma", "mu")
    )
    return Effects(mu_star, np.maximum(mu_star - half, 0.0), mu_star + half, sigma, mu)


def floor(variance: Numbers, replications: int, trajectories: int) -> tuple[Numbers, Numbers]:
    """What luck alone makes of mu* (outcomes,): its mean, and what it exceeds in 1 of 40 cases.

    variance: of one run's luck. The effect of a factor that has none is the difference of two means of replications
    over the step, by and large normal, and mu* the mean of its absolute values; the threshold is found by trying.
    """
    sd = np.sqrt(2.0 * variance / replications) / STEP
    tried = np.abs(np.random.default_rng(0).standard_normal((TRIES, trajectories))).mean(axis=1)
    return sd * math.sqrt(2.0 / math.pi), sd * np.quantile(tried, RARE)


def _problem(factors: int) -> dict[str, object]:
    names = [f"x{k}" for k in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}
