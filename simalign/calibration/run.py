"""A complete calibration: screening, history matching, posterior draws, leave-one-out fits and synthetic-data fits."""

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
TRUTHS = 2  # spawn key of the random generator of the true parameters behind synthetic data


@dataclass(frozen=True)
class Checks:
    """Sizes of the screening and of the checks of a fit."""

    trajectories: int = 4  # of the screening by elementary effects
    points: int = 256  # training runs of the emulator for synthetic data; a power of two
    left_out: int = 8  # posterior draws of each leave-one-out fit
    near: int = 768  # training runs of its emulator: those with the highest likelihood of the other facts
    refits: int = 96  # fits of synthetic data
    ranked: int = 63  # posterior draws of each, among which the true value is ranked
    steps: int = 2000  # of the sampler in each fit


FULL_PLAN, FULL_CHECKS = Plan(), Checks()
QUICK_PLAN, QUICK_CHECKS = QUICK, Checks(trajectories=2, points=64, left_out=4, refits=8, ranked=15, steps=200)


@dataclass(frozen=True)
class Calibration:
    """Results of a calibration: the fit, the screening, and the checks."""

    fit: Fit
    mu_star: Values  # mean absolute elementary effects, (facts, parameters)
    at_median: Values  # effects at the posterior median, (facts,)
    left_out: list[Values]  # for each fact, its effects at the draws of the fit without it
    ranks: Ranks
    ranked: list[int]  # indices of the ranked parameters


def calibrate(
    folder: Folder,
    parameters: int,
    plan: Plan,
    checks: Checks,
    workers: int,
    on_fit: Callable[[Fit], None] = lambda result: None,
    tick: Callable[[str, int], None] = lambda stage, done: None,
) -> Calibration:
    """Calibrate the psychological parameters to the facts of a folder's studies.

    Evaluations that the folder holds are not run again. The screening and the synthetic data use a quarter of the
    organisations.
    parameters: number of free parameters. workers: number of processes. on_fit: called with the fit before it is
    checked. tick: called with the name of a stage and the number of units of work that it has added.
    """
    from joblib import parallel_config

    with parallel_config(backend="threading", n_jobs=workers):  # for cross-validation; does not change the results
        return _calibrate(folder, parameters, plan, checks, workers, on_fit, tick)


def _calibrate(
    folder: Folder,
    parameters: int,
    plan: Plan,
    checks: Checks,
    workers: int,
    on_fit: Callable[[Fit], None],
    tick: Callable[[str, int], None],
) -> Calibration:
    seed = folder.setting.seed
    targets = folder.setting.evaluator().targets
    few = folder.of_fewer(4)
    points = design(parameters, checks.trajectories, seed)
    screened = effects(points, few.effects(points, workers, partial(tick, "screening")), seed).mu_star
    result = fit(folder, targets, parameters, plan, workers, tick)
    median = folder.effects(median_point(result)[None], workers)[0]
    on_fit(result)
    left_out = _leave_one_out(folder, result, checks, workers, tick)
    ranks, ranked = _rank_truths(few, targets, parameters, checks, workers, tick)
    return Calibration(result, screened, median, left_out, ranks, ranked)


def _leave_one_out(
    folder: Folder, result: Fit, checks: Checks, workers: int, tick: Callable[[str, int], None]
) -> list[Values]:
    """Return for each fact its effects at draws of the fit without it; an empty list if there is only one fact."""
    if len(result.targets.names) == 1:
        return []
    seed, near, draws = folder.setting.seed, checks.near, checks.left_out
    points = []
    for fact in range(len(result.targets.names)):
        points.append(left_out_draws(result.u, result.y, result.targets, fact, near, draws, seed + fact, checks.steps))
        tick("leave-one-out fits", 1)
    effects_of_all = folder.effects(np.concatenate(points), workers, partial(tick, "leave-one-out runs"))
    return [values[:, fact] for fact, values in enumerate(np.split(effects_of_all, len(points)))]


def _rank_truths(
    folder: Folder, targets: Targets, parameters: int, checks: Checks, workers: int, tick: Callable[[str, int], None]
) -> tuple[Ranks, list[int]]:
    """Return the ranks of parameters drawn from the prior among posterior draws of fits to their synthetic data."""
    seed = folder.setting.seed
    u = first_points(parameters, checks.points, seed + 1)
    emulator = learn(u, folder.effects(u, workers, partial(tick, "emulator for synthetic data")))
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(TRUTHS,)))
    truths = rng.random((checks.refits, parameters))
    true_effects = folder.effects(truths, workers, partial(tick, "synthetic data"))
    fits = partial(tick, "synthetic-data fits", 1)
    posteriors = refit(emulator, targets, truths, true_effects, seed, checks.ranked, checks.steps, fits)
    return rank(truths[:, emulator.active], posteriors), emulator.active
