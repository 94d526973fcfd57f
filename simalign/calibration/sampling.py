"""Draws from the posterior: parameters that give the facts, as far as published intervals and the emulator can tell.

Priors are uniform on the unit cube (every prior is written as quantiles of it). The likelihood of a fact is normal
around the middle of its published 95% interval, which gives its standard deviation, too; what the emulator misses
adds to that (history matching, Craig et al. 1997; Kennedy & O'Hagan 2001, J R Stat Soc B 63(3)).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.calibration.emulator import Emulator
from simalign.calibration.evaluate import Targets

Values = NDArray[np.float64]
TO_SD = 1.959963984540054  # half of a 95% interval, in standard deviations


class Posterior(NamedTuple):
    """Draws (draws, parameters) on the unit cube; ``converged``: largest split R-hat (Gelman et al. 2013)."""

    draws: Values
    converged: float


def log_likelihood(found: Values, targets: Targets, error: Values, temper: float = 1.0) -> Values:
    """Log likelihood of effects (points, facts), each with a standard deviation ``error`` of its own: (points,)."""
    variance = (temper * targets.half / TO_SD) ** 2 + error**2
    return np.asarray(-0.5 * np.sum((found - targets.middle) ** 2 / variance + np.log(variance), axis=1))


def sample(
    emulator: Emulator, targets: Targets, parameters: int, draws: int, seed: int, steps: int = 2500, temper: float = 1.0
) -> Posterior:
    """Draw from the posterior of all ``parameters`` with emcee (Foreman-Mackey et al. 2013), by differential evolution.

    Parameters that matter to no fact are drawn from their prior. ``temper`` widens the published intervals.
    """
    import emcee

    active = emulator.active
    walkers = 4 * len(active) + 4
    rng = np.random.default_rng(seed)

    def log_posterior(x: Values) -> Values:
        inside = ((x >= 0.0) & (x <= 1.0)).all(axis=1)
        u = np.full((len(x), parameters), 0.5)
        u[:, active] = np.clip(x, 0.0, 1.0)
        found = log_likelihood(emulator.at(u), targets, emulator.error, temper)
        return np.where(inside, found, -np.inf)

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
    """Largest split R-hat over parameters of a chain (steps, walkers, parameters), walkers in two groups.

    Walkers of an ensemble are not independent, so that each half of them, in each half of the steps, counts as one.
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
