"""A complete calibration: prior and posterior draws, discrepancies, left-out families and fits of synthetic data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from simalign.calibration.adjustment import Adjusted, Learnt, Spread, adjust, learnt
from simalign.calibration.checkpoint import Folder
from simalign.calibration.checks import Ranks, refit
from simalign.calibration.discrepancy import DOSE, Discrepancy, learn
from simalign.calibration.leave_out import leave_families_out
from simalign.calibration.targets import Targets, compress

Values = NDArray[np.float64]
EDGE = 1e-6  # nearest that a point may come to a face of the unit cube
TAILS = (0.005, 0.995)  # quantiles of the prior at which simulated effects are clipped


@dataclass(frozen=True)
class Plan:
    """Sizes of a calibration.

    draws: draws from the prior; a power of two. posterior: posterior draws, which are simulated again. without:
    posterior draws of each fit without a family. refits: fits of synthetic data. ranked: posterior draws of each, among
    which the true value is ranked.
    """

    draws: int = 2048
    posterior: int = 256
    without: int = 64
    refits: int = 200
    ranked: int = 63


FULL, QUICK = Plan(), Plan(draws=64, posterior=16, without=16, refits=16, ranked=15)


@dataclass(frozen=True)
class Calibration:
    """Results of a calibration. Effects are in common units (``Targets``); points are on the unit cube.

    u: prior draws, (draws, parameters). effects: theirs, (draws, rows). adjusted: draws and effects that the adjustment
    predicts. posterior: posterior draws, (draws, parameters). fitted: their effects, simulated again. scores: of
    families that are left out. without: posterior draws of the fit without each family, (draws, parameters). learnt:
    the variance of each parameter that the evidence removes, and that it removes by chance.
    """

    targets: Targets
    u: Values
    effects: Values
    discrepancy: Discrepancy
    adjusted: Adjusted
    posterior: Values
    fitted: Values
    scores: pd.DataFrame
    without: Mapping[str, Values]
    ranks: Ranks
    learnt: Learnt


def prior_points(parameters: int, draws: int, seed: int) -> Values:
    """Return points of a scrambled Sobol sequence in the unit cube, (draws, parameters)."""
    sampler = qmc.Sobol(parameters, rng=np.random.default_rng(seed))
    return np.clip(np.asarray(sampler.random(draws)), EDGE, 1.0 - EDGE)


def _points(z: Values, count: int, seed: int) -> Values:
    """Return ``count`` draws of standard normal parameters, or all if they are fewer, as points of the unit cube."""
    chosen = np.random.default_rng(seed).choice(len(z), min(count, len(z)), replace=False)
    return np.asarray(np.clip(ndtr(z[chosen]), EDGE, 1.0 - EDGE))


def in_common_units(effects: Values, targets: Targets) -> Values:
    """Return simulated effects (draws, rows), in the units of the rows, in common units, clipped at extreme quantiles.

    Undefined effects, such as the standardised difference of a constant, count as the median of the others.
    """
    scaled = compress((effects - targets.origin) / targets.scale)
    with np.errstate(invalid="ignore"):
        low, middle, high = np.nan_to_num(np.nanquantile(scaled, [TAILS[0], 0.5, TAILS[1]], axis=0))
    return np.clip(np.where(np.isfinite(scaled), scaled, middle), low, high)


def calibrate(
    folder: Folder,
    parameters: int,
    plan: Plan,
    workers: int,
    on_fit: Callable[[Values, Learnt], None] = lambda posterior, learning: None,
    tick: Callable[[str, int], None] = lambda stage, done: None,
) -> Calibration:
    """Calibrate psychological parameters to the evidence of a folder's studies.

    Evaluations that the folder holds are not run again. parameters: number of parameters. workers: number of processes.
    on_fit: called with the posterior draws, and how much was learnt, before they are checked. tick: called with the
    name of a stage and the number of units of work that it has added.
    """
    seed = folder.setting.seed
    targets = folder.setting.evaluator().targets
    u = prior_points(parameters, plan.draws, seed)
    effects = in_common_units(folder.effects(u, workers, partial(tick, "prior draws")), targets)
    z, rows = ndtri(u), np.arange(len(targets))
    discrepancy = learn(effects, targets)
    spread = Spread(discrepancy.of(targets), DOSE)
    adjusted = adjust(z, effects, targets, rows, spread, seed)
    learning = learnt(z, effects, targets, spread, adjusted, seed)
    posterior = _points(adjusted.z, plan.posterior, seed)
    on_fit(posterior, learning)
    fitted = in_common_units(folder.effects(posterior, workers, partial(tick, "posterior draws")), targets)
    scores, others = leave_families_out(z, effects, targets, seed, partial(tick, "families left out", 1))
    without = {family: _points(fitted_z, plan.without, seed) for family, fitted_z in others.items()}
    fits = partial(tick, "fits of synthetic data", 1)
    ranks = refit(z, effects, targets, spread, spread, plan.refits, plan.ranked, seed, fits)
    return Calibration(targets, u, effects, discrepancy, adjusted, posterior, fitted, scores, without, ranks, learning)
