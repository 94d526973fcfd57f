"""Is the fit to be trusted: facts predicted by a fit without them, and fits of data that the model made itself."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from simalign.calibration.emulator import Emulator, learn
from simalign.calibration.evaluate import Targets
from simalign.calibration.sampling import TO_SD, log_likelihood, sample

Values = NDArray[np.float64]
BINS = 8  # of ranks
SHIFTS = 999  # random ones, which ranks are held against


def left_out_draws(
    u: Values, y: Values, targets: Targets, fact: int, count: int, draws: int, seed: int, steps: int
) -> Values:
    """Draws (draws, parameters) from the posterior of all facts but one.

    u (runs, parameters) and y (runs, facts): all runs there are; the emulator learns from the ``count`` of them that
    hold the other facts best, whatever they make of the fact itself.
    """
    others = [n for n in range(len(targets.names)) if n != fact]
    rest, shown = targets.only(others), y[:, others]
    near = np.argsort(-np.nan_to_num(log_likelihood(shown, rest, 0.0 * rest.half), nan=-np.inf), kind="stable")[:count]
    return sample(learn(u[near], shown[near]), rest, u.shape[1], draws, seed, steps).draws


class Ranks(NamedTuple):
    """Ranks of true values among the draws of their posterior (fits, parameters), from 0 to ``draws``."""

    ranks: NDArray[np.int64]
    draws: int

    def p_values(self) -> Values:
        """Chance of ranks as uneven as these, by parameter (parameters,): a chi-squared test on eight bins.

        >>> float(Ranks(np.arange(64)[:, None] % 64, 63).p_values()[0])
        1.0
        """
        return _p_values(self.ranks, self.draws)

    def unevenness(self) -> float:
        """Fisher's sum over the tests by parameter: the more uneven, the larger."""
        return float(_fisher(self.p_values()))

    def uneven(self, seed: int = 0, shifts: int = SHIFTS) -> float:
        """Chance of ranks as uneven as these over all parameters together.

        Parameters' ranks of one fit hang together, so that the sum's distribution is not Fisher's: it is that of the
        ranks with each fit's turned round by a random number, the same for all its parameters. That makes each
        parameter's ranks even and leaves how they hang together within a fit. It is a guide and no exact level.
        """
        rng, size = np.random.default_rng(seed), self.draws + 1
        turns = rng.integers(size, size=(shifts, len(self.ranks), 1))
        even = _fisher(_p_values((self.ranks + turns) % size, self.draws))
        return float((1 + np.sum(even >= self.unevenness())) / (1 + shifts))


def _p_values(ranks: NDArray[np.int64], draws: int) -> Values:
    """Of ranks (..., fits, parameters): (..., parameters)."""
    bins = ranks * BINS // (draws + 1)
    expected = ranks.shape[-2] / BINS
    apart = sum((((bins == b).sum(axis=-2) - expected) ** 2 for b in range(BINS)), np.zeros(()))
    return np.asarray(chdtrc(BINS - 1, apart / expected))


def _fisher(p: Values) -> Values:
    return np.asarray(-2.0 * np.log(np.clip(p, 1e-300, 1.0)).sum(axis=-1))


def rank(truths: Values, posteriors: Sequence[Values]) -> Ranks:
    """Ranks of true values (fits, parameters) among posterior draws, each (draws, parameters).

    Talts et al. (2018), arXiv:1804.06788: uniform where prior, simulator and posterior belong together.

    >>> rank(np.array([[0.5]]), [np.array([[0.1], [0.7], [0.2]])]).ranks.tolist()
    [[2]]
    """
    ranks = np.array([(draws < truth).sum(axis=0) for truth, draws in zip(truths, posteriors, strict=True)])
    return Ranks(ranks, len(posteriors[0]))


def own_data(targets: Targets, effects: Values, rng: np.random.Generator) -> Targets:
    """Targets as a study would publish them were these effects (facts,) the truth: with its error, and as wide."""
    seen = effects + targets.half / TO_SD * rng.standard_normal(len(effects))
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
        rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(n,)))
        posterior = sample(emulator, own_data(targets, own, rng), truths.shape[1], draws, seed + n, steps)
        found.append(posterior.draws[:, emulator.active])
        tick()
    return found
