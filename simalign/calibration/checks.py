"""Is the fit to be trusted: facts predicted by a fit without them, and fits of data that the model made itself."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from simalign.calibration.emulator import Emulator
from simalign.calibration.evaluation import Targets
from simalign.calibration.sampling import TO_SD, sample

Values = NDArray[np.float64]
BINS = 8  # of ranks


def left_out_draws(
    emulator: Emulator, targets: Targets, fact: int, parameters: int, draws: int, seed: int, steps: int
) -> Values:
    """Draws (draws, parameters) from the posterior of all facts but one."""
    others = [n for n in range(len(targets.names)) if n != fact]
    return sample(emulator.only(others), targets.only(others), parameters, draws, seed, steps).draws


class Ranks(NamedTuple):
    """Ranks of true values among the draws of their posterior (fits, parameters), from 0 to ``draws``."""

    ranks: NDArray[np.int64]
    draws: int

    def p_values(self) -> Values:
        """Chance of ranks as uneven as these, by parameter (parameters,): a chi-squared test on eight bins.

        >>> float(Ranks(np.arange(64)[:, None] % 64, 63).p_values()[0])
        1.0
        """
        bins = self.ranks * BINS // (self.draws + 1)
        counts = np.stack([(bins == b).sum(axis=0) for b in range(BINS)])
        expected = len(self.ranks) / BINS
        return np.asarray(stats.chi2.sf(((counts - expected) ** 2 / expected).sum(axis=0), BINS - 1))

    def uneven(self) -> float:
        """Chance of ranks as uneven as these over all parameters: Fisher's method on the tests by parameter.

        Parameters' ranks of one fit are not quite independent, so that it is a guide and no exact level.
        """
        p = np.clip(self.p_values(), 1e-300, 1.0)
        return float(stats.chi2.sf(-2.0 * np.log(p).sum(), 2 * len(p)))


def rank(truths: Values, posteriors: Sequence[Values]) -> Ranks:
    """Ranks of true values (fits, parameters) among posterior draws, each (draws, parameters).

    Talts et al. (2018), arXiv:1804.06788: uniform where prior, simulator and posterior belong together.

    >>> rank(np.array([[0.5]]), [np.array([[0.1], [0.7], [0.2]])]).ranks.tolist()
    [[2]]
    """
    ranks = np.array([(draws < truth).sum(axis=0) for truth, draws in zip(truths, posteriors, strict=True)])
    return Ranks(ranks, len(posteriors[0]))


def own_data(targets: Targets, effects: Values, luck: np.random.Generator) -> Targets:
    """Targets as a study would publish them were these effects (facts,) the truth: with its error, and as wide."""
    seen = effects + targets.half / TO_SD * luck.standard_normal(len(effects))
    return Targets(targets.names, seen - targets.half, seen + targets.half)


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
    """Posterior draws of the emulator's active parameters for data made at each of the ``truths`` (fits, parameters).

    effects (fits, facts): what the model gives there.
    """
    found = []
    for n, (_, own) in enumerate(zip(truths, effects, strict=True)):
        luck = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(n,)))
        posterior = sample(emulator, own_data(targets, own, luck), truths.shape[1], draws, seed + n, steps)
        found.append(posterior.draws[:, emulator.active])
        tick()
    return found
