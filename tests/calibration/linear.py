"""A linear model with normal parameters, whose posterior is known in closed form."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.calibration.adjustment import Spread
from simalign.calibration.checks import synthetic
from simalign.calibration.targets import Targets

Values = NDArray[np.float64]
PARAMETERS, ROWS, DRAWS = 8, 30, 2000


class Linear(NamedTuple):
    """Prior draws z (draws, parameters), their effects (draws, rows), the matrix of the model, and targets."""

    z: Values
    effects: Values
    matrix: Values
    targets: Targets


def blank(rows: int, error: float = 0.1, signs: int = 0) -> Targets:
    """Return targets without values: three rows per study, six families; the last ``signs`` rows have only a sign."""
    sized = np.arange(rows) < rows - signs
    return Targets(
        names=tuple(f"row {n}" for n in range(rows)),
        families=tuple(f"family {n // 3 % 6}" for n in range(rows)),
        studies=tuple(f"study {n // 3}" for n in range(rows)),
        scale=np.ones(rows),
        origin=np.zeros(rows),
        low=np.where(sized, -1.96 * error, np.nan),
        high=np.where(sized, 1.96 * error, np.nan),
        value=np.where(sized, 0.0, np.nan),
        error=np.where(sized, error, np.nan),
        sign=np.where(sized, 0.0, 1.0),
        smallest=np.full(rows, 0.05),
    )


def linear(seed: int, spread: Spread, signs: int = 0, draws: int = DRAWS) -> Linear:
    """Return a linear model with data that follow from a true parameter and the spread."""
    rng = np.random.default_rng(seed)
    matrix = rng.standard_normal((PARAMETERS, ROWS)) * (rng.random((PARAMETERS, ROWS)) < 0.4) * 0.5
    z = rng.standard_normal((draws, PARAMETERS))
    truth = rng.standard_normal(PARAMETERS)
    targets = synthetic(truth @ matrix, blank(ROWS, signs=signs), spread, rng)
    return Linear(z, z @ matrix, matrix, targets)
