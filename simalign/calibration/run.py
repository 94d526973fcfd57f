"""A whole calibration: screening, waves, draws, the fit without each fact, fits to the model's own data."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simalign.calibration.checks import Ranks, left_out_draws, rank, refit
from simalign.calibration.emulator import learn
from simalign.calibration.folder import Folder
from simalign.calibration.tables import median_point
from simalign.calibration.waves import QUICK, Fit, Plan, fit
from simalign.sensitivity.morris import design, effects

Values = NDArray[np.float64]
TRUTHS = 2  # spawn key of the generator of the parameters that own data are made with


@dataclass(frozen=True)
class Checks:
    """How much is run beside the fit."""

    trajectories: int = 4  # of the screening
    left_out: int = 16  # draws of each fit without a fact
    refits: int = 40  # fits of the model's own data
    ranked: int = 63  # draws of each, which ranks are among
    steps: int = 1000


FULL_PLAN, FULL_CHECKS = Plan(), Checks()
QUICK_PLAN, QUICK_CHECKS = QUICK, Checks(trajectories=2, left_out=4, refits=8, ranked=15, steps=200)


@dataclass(frozen=True)
class Calibration:
    """What came out."""

    fit: Fit
    mu_star: Values  # (facts, parameters)
    at_median: Values  # (facts,)
    alone: list[Values]  # by fact: effects of it at draws of the fit without it
    ranks: Ranks
    ranked: list[int]  # places of the parameters that were ranked


def calibrate(
    folder: Folder,
    parameters: int,
    plan: Plan,
    checks: Checks,
    workers: int,
    kept: Callable[[Fit], None] = lambda found: None,
    tick: Callable[[str, int], None] = lambda stage, done: None,
) -> Calibration:
    """Calibrate ``parameters``; what the folder holds already is not run again.

    ``kept`` is given the fit before it is checked; ``tick`` is told of each stage what more is done.
    """
    seed = folder.setting.seed
    targets = folder.setting.laboratory().targets
    points = design(parameters, checks.trajectories, seed)
    screened = effects(points, folder.effects(points, workers, lambda done: tick("screening", done)), seed).mu_star
    found = fit(folder, targets, parameters, plan, workers, tick)
    median = folder.effects(median_point(found)[None], workers)[0]
    wide = learn(found.u, found.y)
    kept(found)
    without = []
    for fact in range(len(targets.names)):
        without.append(left_out_draws(wide, targets, fact, parameters, checks.left_out, seed + fact, checks.steps))
        tick("fits without a fact", 1)
    tried = folder.effects(np.concatenate(without), workers, lambda done: tick("facts left out", done))
    alone = [own[:, fact] for fact, own in enumerate(np.split(tried, len(without)))]
    first = found.wave == 1
    emulator = learn(found.u[first], found.y[first])
    luck = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(TRUTHS,)))
    truths = luck.random((checks.refits, parameters))
    made = folder.effects(truths, workers, lambda done: tick("own data", done))
    posteriors = refit(
        emulator, targets, truths, made, seed, checks.ranked, checks.steps, lambda: tick("fits of own data", 1)
    )
    ranks = rank(truths[:, emulator.active], posteriors)
    return Calibration(found, screened, median, alone, ranks, emulator.active)
