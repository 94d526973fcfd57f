"""Simulation-based calibration of the fit: ranks of true parameters among the draws of fits to synthetic data."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from simalign.calibration.adjustment import Spread, adjust
from simalign.calibration.targets import Targets

Values = NDArray[np.float64]
BINS = 8  # of the histogram of ranks
SHIFTS = 999  # random shifts of the ranks that form the reference distribution


class Ranks(NamedTuple):
    """Ranks of true values among the draws of their posteriors, (fits, parameters), from 0 to ``draws``."""

    ranks: NDArray[np.int64]
    draws: int

    def p_values(self) -> Values:
        """Test the ranks of each parameter for uniformity: chi-squared p values on eight bins, (parameters,).

        >>> float(Ranks(np.arange(64)[:, None] % 64, 63).p_values()[0])
        1.0
        """
        return _p_values(self.ranks, self.draws)

    def unevenness(self) -> float:
        """Return Fisher's combined statistic over the parameters; larger values are less uniform."""
        return float(_fisher(self.p_values()))

    def uneven(self, seed: int = 0, shifts: int = SHIFTS) -> float:
        """Test the ranks of all parameters together for uniformity, and return the p value.

        The ranks within one fit are correlated, so Fisher's statistic does not follow its usual distribution. Its
        reference distribution comes from random cyclic shifts of the ranks: one shift per fit, the same for all its
        parameters. Shifted ranks are uniform for each parameter and stay correlated within a fit. The p value is a
        guide and not an exact level.
        """
        rng, size = np.random.default_rng(seed), self.draws + 1
        offsets = rng.integers(size, size=(shifts, len(self.ranks), 1))
        reference = _fisher(_p_values((self.ranks + offsets) % size, self.draws))
        return float((1 + np.sum(reference >= self.unevenness())) / (1 + shifts))


def _p_values(ranks: NDArray[np.int64], draws: int) -> Values:
    """Return chi-squared p values (..., parameters) of ranks (..., fits, parameters)."""
    bins = ranks * BINS // (draws + 1)
    expected = ranks.shape[-2] / BINS
    squares = sum((((bins == b).sum(axis=-2) - expected) ** 2 for b in range(BINS)), np.zeros(()))
    return np.asarray(chdtrc(BINS - 1, squares / expected))


def _fisher(p: Values) -> Values:
    return np.asarray(-2.0 * np.log(np.clip(p, 1e-300, 1.0)).sum(axis=-1))


def rank(truths: Values, posteriors: Sequence[Values]) -> Ranks:
    """Return the ranks of true values (fits, parameters) among the posterior draws of each fit, (draws, parameters).

    The ranks are uniform if the posterior is consistent with prior and simulator (Talts et al. 2018,
    arXiv:1804.06788).

    >>> rank(np.array([[0.5]]), [np.array([[0.1], [0.7], [0.2]])]).ranks.tolist()
    [[2]]
    """
    ranks = np.array([(draws < truth).sum(axis=0) for truth, draws in zip(truths, posteriors, strict=True)])
    return Ranks(ranks, len(posteriors[0]))


def synthetic(effects: Values, targets: Targets, spread: Spread, rng: np.random.Generator) -> Targets:
    """Return targets that studies would publish if these effects (rows,) were the model's at the true parameters.

    Each study has its own dose, and each row the model's error; intervals have the error of publication as well. The
    dose acts as in ``error_covariance``.
    """
    studies, study = np.unique(targets.studies, return_inverse=True)
    dose = spread.dose * rng.standard_normal(len(studies))
    published = effects + np.tanh(effects) * dose[study] + spread.discrepancy * rng.standard_normal(len(effects))
    value = published + targets.error * rng.standard_normal(len(effects))  # nan where only a sign is published
    sign = np.where(np.abs(published) < targets.smallest, 0.0, np.sign(published))
    return replace(targets, value=value, sign=np.where(np.isfinite(targets.value), targets.sign, sign))


def refit(
    z: Values,
    effects: Values,
    targets: Targets,
    spread: Spread,
    assumed: Spread,
    fits: int,
    draws: int,
    seed: int,
    tick: Callable[[], None] = lambda: None,
) -> Ranks:
    """Fit synthetic data of ``fits`` prior draws, each without that draw, and rank the true parameters.

    z: standard normal parameters of prior draws, (draws, parameters). effects: (draws, rows). spread: of the synthetic
    data. assumed: by the fit, normally the same. draws: number of posterior draws among which a true value is ranked.
    tick: called after each fit.
    """
    rng = np.random.default_rng(seed)
    posteriors, truths = [], rng.choice(len(z), fits, replace=False)
    for n, truth in enumerate(truths):
        others = np.arange(len(z)) != truth
        data = synthetic(effects[truth], targets, spread, rng)
        fitted = adjust(z[others], effects[others], data, np.arange(len(targets)), assumed, seed + n)
        posteriors.append(fitted.z[rng.choice(len(fitted.z), draws, replace=False)])
        tick()
    return rank(z[truths], posteriors)
