"""History matching: waves of runs at parameters that the emulator of earlier waves finds plausible, then the posterior.

The method follows Vernon, Goldstein & Bower (2010, Bayesian Analysis 5(4)), but draws each wave from a posterior
instead of applying an implausibility cut-off. The likelihood of each wave widens the published intervals by the factor
``temper``; that of the last wave does not.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from simalign.calibration.checkpoint import Folder
from simalign.calibration.emulator import Emulator, learn
from simalign.calibration.evaluate import Targets
from simalign.calibration.sampling import Posterior, sample

Values = NDArray[np.float64]
FIRST = 1  # spawn key of the random generator of the points of the first wave


@dataclass(frozen=True)
class Plan:
    """Sizes of a fit.

    points: number of points of each wave; that of the first is a power of two. tempers: of the likelihood from which
    the points of the second and later waves are drawn. kept: number of latest waves that train the emulator. steps: of
    the sampler. draws: posterior draws.
    """

    points: tuple[int, ...] = (512, 256, 256, 256, 256, 256)
    tempers: tuple[float, ...] = (2.0, 1.6, 1.3, 1.1, 1.0)
    kept: int = 4
    steps: int = 2000
    draws: int = 150


QUICK = Plan(points=(64, 64), tempers=(1.0,), steps=300, draws=100)


@dataclass(frozen=True)
class Fit:
    """Result of a fit: all runs, the last emulator, and posterior draws with the effects that the model has there."""

    targets: Targets
    u: Values  # (runs, parameters)
    y: Values  # (runs, facts)
    wave: NDArray[np.int64]  # (runs,)
    emulator: Emulator
    posterior: Posterior
    effects: Values  # (draws, facts), by the model


def fit(
    folder: Folder,
    targets: Targets,
    parameters: int,
    plan: Plan,
    workers: int,
    tick: Callable[[str, int], None] = lambda stage, done: None,
) -> Fit:
    """Fit the parameters to the targets. Evaluations that the folder holds are not run again.

    parameters: number of parameters. tick: called with the name of a stage and the number of points that it has added.
    """
    seed = folder.setting.seed
    points = first_points(parameters, plan.points[0], seed)
    us, ys = [points], [folder.effects(points, workers, lambda done: tick("wave 1", done))]
    for n, (count, temper) in enumerate(zip(plan.points[1:], plan.tempers, strict=True), start=2):
        emulator = _learn_latest(us, ys, plan.kept)
        points = sample(emulator, targets, parameters, count, seed + n, plan.steps, temper).draws
        us.append(points)
        ys.append(folder.effects(points, workers, partial(tick, f"wave {n}")))
    emulator = _learn_latest(us, ys, plan.kept)
    posterior = sample(emulator, targets, parameters, plan.draws, seed, plan.steps)
    effects = folder.effects(posterior.draws, workers, lambda done: tick("draws", done))
    waves = np.repeat(np.arange(1, len(us) + 1), [len(u) for u in us])
    return Fit(targets, np.concatenate(us), np.concatenate(ys), waves, emulator, posterior, effects)


def first_points(parameters: int, count: int, seed: int) -> Values:
    """Return points of a scrambled Sobol sequence, (count, parameters); count must be a power of two.

    >>> first_points(3, 8, 1).shape
    (8, 3)
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(FIRST,)))
    return np.asarray(qmc.Sobol(parameters, rng=rng).random(count))


def _learn_latest(us: list[Values], ys: list[Values], kept: int) -> Emulator:
    return learn(np.concatenate(us[-kept:]), np.concatenate(ys[-kept:]))
