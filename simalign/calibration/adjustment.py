"""Bayes linear adjustment of an ensemble of draws to published effects, and weighting of draws by published signs.

Draws from the prior are moved by linear regression of parameters on simulated effects, as in the ensemble Kalman
filter with perturbed observations (Goldstein & Wooff 2007, Bayes Linear Statistics; Evensen 2003, Ocean Dyn 53). The
result is exact for a linear model with normal errors.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.special import ndtr

from simalign.calibration.targets import Targets

Values = NDArray[np.float64]
SHUFFLES = 20  # adjustments of shuffled parameters
CHANCE = 1  # spawn key of their random generator
LEVEL = 0.99  # quantile of the variance removed by chance that an informed parameter exceeds


class Spread(NamedTuple):
    """Spreads between the model and published effects, in common units.

    discrepancy: standard deviation of the model's own error in each row, (rows,). dose: standard deviation of the
    factor by which the strength of a study's intervention may differ from its translation into levers.
    """

    discrepancy: Values
    dose: float


def error_covariance(targets: Targets, effects: Values, spread: Spread) -> Values:
    """Return the covariance of published minus simulated effects at the true parameters, (rows, rows).

    Errors of publication and of the model are independent between rows. A wrong dose multiplies all effects of a study
    by the same factor before they are compressed, which moves a compressed effect by its hyperbolic tangent. targets:
    rows with intervals. effects: of draws from the prior, (draws, rows).
    """
    independent = np.diag(targets.error**2 + spread.discrepancy**2)
    moves = np.tanh(effects)
    products = moves.T @ moves / len(effects)
    return np.asarray(independent + spread.dose**2 * targets.same_study() * products)


def adjusted(inputs: Values, outputs: Values, value: Values, noise: Values, rng: np.random.Generator) -> Values:
    """Return the inputs (draws, inputs) adjusted to observed values (rows,) of the outputs (draws, rows).

    noise: covariance of the observations' errors, (rows, rows). Each draw is adjusted to the observations with an
    error drawn from that covariance.
    """
    if not outputs.shape[1]:
        return inputs.copy()
    x, y = inputs - inputs.mean(axis=0), outputs - outputs.mean(axis=0)
    total = y.T @ y / (len(y) - 1) + noise
    gain = cho_solve(cho_factor(total), y.T @ x / (len(y) - 1)).T
    perturbed = value + rng.standard_normal(outputs.shape) @ np.linalg.cholesky(noise).T
    return np.asarray(inputs + (perturbed - outputs) @ gain.T)


def probability_of_sign(effect: Values, targets: Targets, discrepancy: Values) -> Values:
    """Return the probability (draws, rows) that a study with these effects (draws, rows) would publish its sign.

    The published effect is the simulated one plus a normal error. A sign of 1 or -1 needs at least the smallest size
    that counts; a sign of 0 needs less than that in either direction.
    """
    sd = np.maximum(discrepancy, 1e-9)
    above = ndtr((effect - targets.smallest) / sd)
    below = ndtr((-effect - targets.smallest) / sd)
    return np.asarray(np.where(targets.sign > 0, above, np.where(targets.sign < 0, below, 1.0 - above - below)))


def weights_of_signs(effect: Values, targets: Targets, discrepancy: Values) -> Values:
    """Return weights of draws (draws,), with the sum 1, in proportion to the probability of all published signs."""
    logs = np.log(np.maximum(probability_of_sign(effect, targets, discrepancy), 1e-12)).sum(axis=1)
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def resampled(weights: Values, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return indices of draws (draws,) resampled in proportion to their weights, systematically (Kitagawa 1996)."""
    places = (np.arange(len(weights)) + rng.random()) / len(weights)
    return np.minimum(np.searchsorted(np.cumsum(weights), places), len(weights) - 1)


def effective_size(weights: Values) -> float:
    """Return the effective number of weighted draws (Kish 1965).

    >>> effective_size(np.full(8, 1 / 8))
    8.0
    """
    return float(1.0 / np.sum(weights**2))


class Adjusted(NamedTuple):
    """Adjusted draws: standard normal parameters z (draws, parameters) and effects of all rows (draws, rows).

    effective: the effective number of draws after weighting by signs.
    """

    z: Values
    effects: Values
    effective: float


def adjust(
    z: Values, effects: Values, targets: Targets, rows: NDArray[np.int64], spread: Spread, seed: int
) -> Adjusted:
    """Return prior draws adjusted to the published intervals, then resampled by the published signs, of chosen rows.

    z: standard normal parameters, (draws, parameters). effects: of all rows, (draws, rows). rows: indices of the rows
    to learn from. spread: its discrepancy has one element per row of ``targets``.
    """
    rng = np.random.default_rng(seed)
    sized = np.intersect1d(rows, targets.with_interval)
    signed = np.intersect1d(rows, targets.with_sign)
    both = np.concatenate([z, effects], axis=1)
    some = targets.only(sized)
    noise = error_covariance(some, effects[:, sized], Spread(spread.discrepancy[sized], spread.dose))
    moved = adjusted(both, effects[:, sized], some.value, noise, rng)
    new_z, new_effects = moved[:, : z.shape[1]], moved[:, z.shape[1] :]
    weights = weights_of_signs(new_effects[:, signed], targets.only(signed), spread.discrepancy[signed])
    chosen = resampled(weights, rng)
    return Adjusted(new_z[chosen], new_effects[chosen], effective_size(weights))


class Learnt(NamedTuple):
    """Shares of the parameters' variance that an adjustment removes: 1 minus posterior over prior variance.

    removed: of each parameter, (parameters,). by_chance: of parameters that are unrelated to the effects, (shuffles,
    parameters). A finite number of draws is always correlated with the effects by chance, so the latter are not 0.
    """

    removed: Values
    by_chance: Values

    @property
    def informed(self) -> NDArray[np.bool_]:
        """Whether the evidence is informative about each parameter, (parameters,).

        It is if more variance is removed than from 99 % of shuffled parameters, so that 1 % of the parameters about
        which the evidence is not informative are expected to count as well.
        """
        return np.asarray(self.removed > np.quantile(self.by_chance, LEVEL))

    @property
    def chance(self) -> float:
        """Number of parameters' worth of variance that is removed by chance."""
        return float(self.by_chance.sum(axis=1).mean())

    @property
    def net(self) -> float:
        """Effective number of parameters that the evidence informs: the sum of the removed shares, net of chance."""
        return float(self.removed.sum()) - self.chance


def learnt(
    z: Values, effects: Values, targets: Targets, spread: Spread, fitted: Adjusted, seed: int, shuffles: int = SHUFFLES
) -> Learnt:
    """Return the variance that a fit to all rows removes, beside fits of the same draws with shuffled parameters.

    Arguments as in ``adjust``, whose result is ``fitted``.
    """
    rows, rng = np.arange(len(targets)), np.random.default_rng([seed, CHANCE])
    by_chance = [
        adjust(rng.permutation(z), effects, targets, rows, spread, seed + n).z.var(axis=0) for n in range(shuffles)
    ]
    variance = z.var(axis=0)
    return Learnt(1.0 - fitted.z.var(axis=0) / variance, 1.0 - np.array(by_chance) / variance)
