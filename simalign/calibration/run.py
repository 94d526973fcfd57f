"""A complete calibration: prior and posterior draws, discrepancies, left-out families and fits of synthetic data."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from simalign.calibration.adjustment import Adjusted, Spread, adjust
from simalign.calibration.checkpoint import Folder
from simalign.calibration.checks import Ranks, refit
from simalign.calibration.discrepancy import DOSE, Discrepancy, learn
from simalign.calibration.leave_out import learnt, leave_families_out
from simalign.calibration.targets import Targets

Values = NDArray[np.float64]
EDGE = 1e-6  # nearest that a point may come to a face of the unit cube
TAILS = (0.005, 0.995)  # quantiles of the prior at which simulated effects are clipped
CHANCE = 1  # spawn key of the random generator of shuffled parameters


@dataclass(frozen=True)
class Plan:
    """Sizes of a calibration.

    draws: draws from the prior; a power of two. posterior: posterior draws, which are simulated again. refits: fits of
    synthetic data. ranked: posterior draws of each, among which the true value is ranked.
    """

    draws: int = 2048
    posterior: int = 256
    refits: int = 200
    ranked: int = 63


FULL, QUICK = Plan(), Plan(64, 16, 16, 15)


@dataclass(frozen=True)
class Calibration:
    """Results of a calibration. Effects are in common units (``Targets``); points are on the unit cube.

    u: prior draws, (draws, parameters). effects: theirs, (draws, rows). adjusted: draws and effects that the adjustment
    predicts. posterior: posterior draws, (draws, parameters). fitted: their effects, simulated again. scores: of
    families that are left out. learnt: how many parameters' worth of variance the evidence removes, and how many it
    would by chance.
    """

    targets: Targets
    u: Values
    effects: Values
    discrepancy: Discrepancy
    adjusted: Adjusted
    posterior: Values
    fitted: Values
    scores: pd.DataFrame
    ranks: Ranks
    learnt: tuple[float, float]


def prior_points(parameters: int, draws: int, seed: int) -> Values:
    """Return points of a scrambled Sobol sequence in the unit cube, (draws, parameters)."""
    sampler = qmc.Sobol(parameters, rng=np.random.default_rng(seed))
    return np.clip(np.asarray(sampler.random(draws)), EDGE, 1.0 - EDGE)


def in_common_units(effects: Values, targets: Targets) -> Values:
    """Return simulated effects (draws, rows) in common units, clipped at extreme quantiles.

    Undefined effects, such as the standardised difference of a constant, count as the median of the others.
    """
    scaled = (effects - targets.origin) / targets.scale
    with np.errstate(invalid="ignore"):
        low, middle, high = np.nan_to_num(np.nanquantile(scaled, [TAILS[0], 0.5, TAILS[1]], axis=0))
    return np.clip(np.where(np.isfinite(scaled), scaled, middle), low, high)


def calibrate(
    folder: Folder,
    parameters: int,
    plan: Plan,
    workers: int,
    on_fit: Callable[[Values], None] = lambda posterior: None,
    tick: Callable[[str, int], None] = lambda stage, done: None,
) -> Calibration:
    """Calibrate psychological parameters to the evidence of a folder's studies.

    Evaluations that the folder holds are not run again. parameters: number of parameters. workers: number of processes.
    on_fit: called with the posterior draws before they are checked. tick: called with the name of a stage and the
    number of units of work that it has added.
    """
    seed = folder.setting.seed
    targets = folder.setting.evaluator().targets
    u = prior_points(parameters, plan.draws, seed)
    effects = in_common_units(folder.effects(u, workers, partial(tick, "prior draws")), targets)
    z, rows = ndtri(u), np.arange(len(targets))
    discrepancy = learn(effects, targets)
    spread = Spread(discrepancy.of(targets), DOSE)
    adjusted = adjust(z, effects, targets, rows, spread, seed)
    chosen = np.random.default_rng(seed).choice(len(z), min(plan.posterior, len(z)), replace=False)
    posterior = np.clip(ndtr(adjusted.z[chosen]), EDGE, 1.0 - EDGE)
    on_fit(posterior)
    fitted = in_common_units(folder.effects(posterior, workers, partial(tick, "posterior draws")), targets)
    scores = leave_families_out(z, effects, targets, seed, partial(tick, "families left out", 1))
    fits = partial(tick, "fits of synthetic data", 1)
    ranks = refit(z, effects, targets, spread, spread, plan.refits, plan.ranked, seed, fits)
    shuffled = np.random.default_rng([seed, CHANCE]).permutation(z)
    by_chance = adjust(shuffled, effects, targets, rows, spread, seed)
    counts = learnt(z, adjusted.z), learnt(z, by_chance.z)
    return Calibration(targets, u, effects, discrepancy, adjusted, posterior, fitted, scores, ranks, counts)
