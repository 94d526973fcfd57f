"""The fit: waves of runs, each where the last one's emulator holds the facts possible; then draws from the posterior.

History matching by waves (Vernon, Goldstein & Bower 2010, Bayesian Analysis 5(4)), with the posterior of a likelihood
in place of a cut-off. Each wave's likelihood is wider than the published intervals by its ``temper``, the last one's
is not.
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
FIRST = 1  # spawn key of the generator of the first wave's points


@dataclass(frozen=True)
class Plan:
    """How much is run."""

    points: tuple[int, ...] = (512, 256, 256, 256, 256, 256)  # of each wave; of the first a power of two
    tempers: tuple[float, ...] = (
        2.0,
        1.6,
        1.3,
        1.1,
        1.0,
    )  # of the likelihood that the next are drawn from
    kept: int = 4  # last waves that an emulator learns from
    steps: int = 2000  # of the sampler
    draws: int = 150


QUICK = Plan(points=(64, 64), tempers=(1.0,), steps=300, draws=100)


@dataclass(frozen=True)
class Fit:
    """What came out: all runs, the last emulator, and draws with the effects that the model itself gives there."""

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
    """Fit ``parameters`` to ``targets``; what the folder holds already is not run again.

    ``tick`` is called with the stage and the number of points done in it.
    """
    seed = folder.setting.seed
    points = first_points(parameters, plan.points[0], seed)
    us, ys = [points], [folder.effects(points, workers, lambda done: tick("wave 1", done))]
    for n, (count, temper) in enumerate(zip(plan.points[1:], plan.tempers, strict=True), start=2):
        emulator = _learnt(us, ys, plan.kept)
        points = sample(emulator, targets, parameters, count, seed + n, plan.steps, temper).draws
        us.append(points)
        ys.append(folder.effects(points, workers, partial(tick, f"wave {n}")))
    emulator = _learnt(us, ys, plan.kept)
    posterior = sample(emulator, targets, parameters, plan.draws, seed, plan.steps)
    effects = folder.effects(posterior.draws, workers, lambda done: tick("draws", done))
    waves = np.repeat(np.arange(1, len(us) + 1), [len(u) for u in us])
    return Fit(targets, np.concatenate(us), np.concatenate(ys), waves, emulator, posterior, effects)


def first_points(parameters: int, count: int, seed: int) -> Values:
    """Points that fill the prior evenly: a scrambled Sobol sequence, (count, parameters); count a power of two.

    >>> first_points(3, 8, 1).shape
    (8, 3)
    """
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(FIRST,)))
    return np.asarray(qmc.Sobol(parameters, rng=rng).random(count))


def _learnt(us: list[Values], ys: list[Values], kept: int) -> Emulator:
    return learn(np.concatenate(us[-kept:]), np.concatenate(ys[-kept:]))
