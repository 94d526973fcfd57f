"""Posterior draws of the parameters given the published intervals and the emulator, by MCMC.

Priors are uniform on the unit cube, because every parameter is a quantile of its prior. The likelihood of a fact is
normal around the middle of its published 95% interval, with the standard deviation that the interval implies. The
variance of the emulator's error is added (history matching, Craig et al. 1997; Kennedy & O'Hagan 2001, J R Stat Soc B
63(3)).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.calibration.emulator import Emulator
from simalign.calibration.evaluate import Targets

Values = NDArray[np.float64]
TO_SD = 1.959963984540054  # half-width of a 95% interval in standard deviations


class Posterior(NamedTuple):
    """Posterior draws (draws, parameters) on the unit cube; ``converged`` is the largest split R-hat (Gelman 2013)."""

    draws: Values
    converged: float


def log_likelihood(effects: Values, targets: Targets, error: Values, temper: float = 1.0) -> Values:
    """Return the log likelihood (points,) of effects (points, facts).

    error: standard deviation of the effects themselves, (facts,). temper: factor on the published intervals.
    """
    variance = (temper * targets.half / TO_SD) ** 2 + error**2
    return np.asarray(-0.5 * np.sum((effects - targets.middle) ** 2 / variance + np.log(variance), axis=1))


def sample(
    emulator: Emulator, targets: Targets, parameters: int, draws: int, seed: int, steps: int = 2500, temper: float = 1.0
) -> Posterior:
    """Draw from the posterior of all ``parameters`` with emcee (Foreman-Mackey et al. 2013), by differential evolution.

    Parameters that affect no fact are drawn from their prior.
    draws: number of draws. steps: of the chain, of which the second half is used. temper: factor on the widths of the
    published intervals.
    """
    import emcee

    active = emulator.active
    walkers = 4 * len(active) + 4
    rng = np.random.default_rng(seed)

    def log_posterior(x: Values) -> Values:
        inside = ((x >= 0.0) & (x <= 1.0)).all(axis=1)
        u = np.full((len(x), parameters), 0.5)
        u[:, active] = np.clip(x, 0.0, 1.0)
        likelihood = log_likelihood(emulator.at(u), targets, emulator.error, temper)
        return np.where(inside, likelihood, -np.inf)

    start = rng.random((walkers, len(active)))
    moves = [(emcee.moves.DEMove(), 0.7), (emcee.moves.DESnookerMove(), 0.1), (emcee.moves.StretchMove(), 0.2)]
    sampler = emcee.EnsembleSampler(walkers, len(active), log_posterior, moves=moves, vectorize=True)
    sampler.random_state = np.random.RandomState(rng.integers(2**32)).get_state()
    sampler.run_mcmc(start, steps, thin_by=1)
    chain = sampler.get_chain(discard=steps // 2)  # (steps, walkers, active)
    flat = chain.reshape(-1, len(active))
    chosen = np.linspace(0, len(flat) - 1, draws).astype(int)
    u = rng.random((draws, parameters))
    u[:, active] = flat[chosen]
    return Posterior(u, r_hat(chain))


def r_hat(chain: Values) -> float:
    """Return the largest split R-hat over the parameters of a chain (steps, walkers, parameters).

    The walkers of an ensemble are not independent. So each half of the walkers in each half of the steps counts as one
    sequence.
    """
    steps, walkers, _ = chain.shape
    quarters = [
        chain[a : a + steps // 2, b : b + walkers // 2].reshape(-1, chain.shape[2])
        for a in (0, steps // 2)
        for b in (0, walkers // 2)
    ]
    means = np.array([q.mean(axis=0) for q in quarters])
    within = np.mean([q.var(axis=0, ddof=1) for q in quarters], axis=0)
    between = means.var(axis=0, ddof=1)
    return float(np.sqrt(1.0 + np.max(between / within)))
