"""The model's own error (discrepancy), learnt for each family of evidence."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

from simalign.calibration.adjustment import Spread, error_covariance
from simalign.calibration.targets import Targets

Values = NDArray[np.float64]
USUAL, USUAL_SD = 0.3, 0.7  # prior of the common discrepancy: lognormal with this median, in common units
FAMILY_SD = 0.5  # prior of a family's discrepancy: lognormal around the common one
DOSE = 0.3  # standard deviation of the factor by which a study's dose may differ from its translation


class Discrepancy(NamedTuple):
    """Standard deviations of the model's error in common units: ``common``, and by family those that were learnt."""

    common: float
    families: Mapping[str, float]

    def of(self, targets: Targets) -> Values:
        """Return the discrepancy of each row; the common one for families from which nothing was learnt."""
        return np.array([self.families.get(name, self.common) for name in targets.families])


def learn(effects: Values, targets: Targets, dose: float = DOSE) -> Discrepancy:
    """Return the most probable discrepancies given published intervals and prior draws of simulated effects.

    The published effects are normal around the mean of the draws, with the draws' covariance, the errors of
    publication, those of the dose, and the discrepancy. effects: (draws, rows). targets: the same rows; signs are not
    used.
    """
    rows = targets.with_interval
    some, draws = targets.only(rows), effects[:, rows]
    names = sorted(set(some.families))
    index = np.array([names.index(name) for name in some.families], np.int64)
    if not len(rows):
        return Discrepancy(USUAL, {})
    mean = draws.mean(axis=0)
    between = (draws - mean).T @ (draws - mean) / (len(draws) - 1)
    residual = some.value - mean

    def loss(point: Values) -> float:
        common, family = point[0], point[1:]
        spread = Spread(np.exp(family[index]), dose)
        factor = cho_factor(between + error_covariance(some, draws, spread))
        misfit = residual @ cho_solve(factor, residual) + 2.0 * np.log(np.diag(factor[0])).sum()
        priors = ((common - np.log(USUAL)) / USUAL_SD) ** 2 + (((family - common) / FAMILY_SD) ** 2).sum()
        return float(misfit + priors) / 2.0

    start = np.full(1 + len(names), np.log(USUAL))
    best = np.exp(minimize(loss, start, method="L-BFGS-B", bounds=[(-6.0, 3.0)] * len(start)).x)
    return Discrepancy(float(best[0]), dict(zip(names, best[1:].tolist(), strict=True)))
