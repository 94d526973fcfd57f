"""A whole calibration: screening, waves, draws, the fit without each fact, fits to the model's own data."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from simalign.calibration.checkpoint import Folder
from simalign.calibration.checks import Ranks, left_out_draws, rank, refit
from simalign.calibration.emulator import learn
from simalign.calibration.evaluate import Targets
from simalign.calibration.tables import median_point
from simalign.calibration.waves import QUICK, Fit, Plan, first_points, fit
from simalign.sensitivity.elementary_effects import design, effects

Values = NDArray[np.float64]
TRUTHS = 2  # spawn key of the generator of the parameters that own data are made with


@dataclass(frozen=True)
class Checks:
    """How much is run beside the fit."""

    trajectories: int = 4  # of the screening
    points: int = 256  # that the emulator of own data learns from; a power of two
    left_out: int = 8  # draws of each fit without a fact
    near: int = 768  # runs that its emulator learns from: those that hold the other facts best
    refits: int = 96  # fits of the model's own data
    ranked: int = 63  # draws of each, which ranks are among
    steps: int = 2000


FULL_PLAN, FULL_CHECKS = Plan(), Checks()
QUICK_PLAN, QUICK_CHECKS = QUICK, Checks(trajectories=2, points=64, left_out=4, refits=8, ranked=15, steps=200)


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

    Screening and own data, which try the machinery, take a quarter of the organisations. ``kept`` is given the fit
    before it is checked; ``tick`` is told of each stage what more is done.
    """
    from joblib import parallel_config

    with parallel_config(backend="threading", n_jobs=workers):  # the emulator's folds; what they come to is the same
        return _calibrated(folder, parameters, plan, checks, workers, kept, tick)


def _calibrated(
    folder: Folder,
    parameters: int,
    plan: Plan,
    checks: Checks,
    workers: int,
    kept: Callable[[Fit], None],
    tick: Callable[[str, int], None],
) -> Calibration:
    seed = folder.setting.seed
    targets = folder.setting.evaluator().targets
    few = folder.of_fewer(4)
    points = design(parameters, checks.trajectories, seed)
    screened = effects(points, few.effects(points, workers, partial(tick, "screening")), seed).mu_star
    found = fit(folder, targets, parameters, plan, workers, tick)
    median = folder.effects(median_point(found)[None], workers)[0]
    kept(found)
    alone = _alone(folder, found, checks, workers, tick)
    ranks, ranked = _own_data(few, targets, parameters, checks, workers, tick)
    return Calibration(found, screened, median, alone, ranks, ranked)


def _alone(folder: Folder, found: Fit, checks: Checks, workers: int, tick: Callable[[str, int], None]) -> list[Values]:
    """Each fact at draws of the fit without it; none where there is one fact alone."""
    if len(found.targets.names) == 1:
        return []
    seed = folder.setting.seed
    without = []
    for fact in range(len(found.targets.names)):
        without.append(
            left_out_draws(
                found.u, found.y, found.targets, fact, checks.near, checks.left_out, seed + fact, checks.steps
            )
        )
        tick("fits without a fact", 1)
    tried = folder.effects(np.concatenate(without), workers, partial(tick, "facts left out"))
    return [own[:, fact] for fact, own in enumerate(np.split(tried, len(without)))]


def _own_data(
    folder: Folder, targets: Targets, parameters: int, checks: Checks, workers: int, tick: Callable[[str, int], None]
) -> tuple[Ranks, list[int]]:
    """Ranks of parameters drawn from the prior in fits of the data that the model makes with them."""
    seed = folder.setting.seed
    u = first_points(parameters, checks.points, seed + 1)
    emulator = learn(u, folder.effects(u, workers, partial(tick, "points for own data")))
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(TRUTHS,)))
    truths = rng.random((checks.refits, parameters))
    made = folder.effects(truths, workers, partial(tick, "own data"))
    fits = partial(tick, "fits of own data", 1)
    posteriors = refit(emulator, targets, truths, made, seed, checks.ranked, checks.steps, fits)
    return rank(truths[:, emulator.active], posteriors), emulator.active
