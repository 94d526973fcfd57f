"""Checks of a fit: leave-one-out prediction of each fact, and simulation-based calibration on synthetic data."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from simalign.calibration.emulator import Emulator, learn
from simalign.calibration.evaluate import Targets
from simalign.calibration.sampling import TO_SD, log_likelihood, sample

Values = NDArray[np.float64]
BINS = 8  # of the histogram of ranks
SHIFTS = 999  # random shifts of the ranks that form the reference distribution


def left_out_draws(
    u: Values, y: Values, targets: Targets, fact: int, count: int, draws: int, seed: int, steps: int
) -> Values:
    """Return draws (draws, parameters) from the posterior of all facts except one.

    u: points of all runs, (runs, parameters). y: their effects, (runs, facts). The emulator is trained on the ``count``
    runs with the highest likelihood of the other facts. The omitted fact has no influence on this choice.
    """
    others = [n for n in range(len(targets.names)) if n != fact]
    remaining, outputs = targets.only(others), y[:, others]
    likelihood = log_likelihood(outputs, remaining, 0.0 * remaining.half)
    near = np.argsort(-np.nan_to_num(likelihood, nan=-np.inf), kind="stable")[:count]
    return sample(learn(u[near], outputs[near]), remaining, u.shape[1], draws, seed, steps).draws


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


def synthetic_targets(targets: Targets, effects: Values, rng: np.random.Generator) -> Targets:
    """Return synthetic targets: intervals as wide as the published ones around true effects (facts,) plus noise."""
    observed = effects + targets.half / TO_SD * rng.standard_normal(len(effects))
    return Targets(targets.names, observed - targets.half, observed + targets.half)


def refit(
    emulator: Emulator,
    targets: Targets,
    truths: Values,
    effects: Values,
    seed: int,
    draws: int,
    steps: int,
    tick: Callable[[], None] = lambda: None,
) -> list[Values]:
    """Fit synthetic data at each of the ``truths`` (fits, parameters), and return draws of the active parameters.

    effects: the model's effects at the truths, (fits, facts). tick: called after each fit.
    """
    posteriors = []
    for n, (_, true_effects) in enumerate(zip(truths, effects, strict=True)):
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(n,)))
        synthetic = synthetic_targets(targets, true_effects, rng)
        posterior = sample(emulator, synthetic, truths.shape[1], draws, seed + n, steps)
        posteriors.append(posterior.draws[:, emulator.active])
        tick()
    return posteriors
