"""A Gaussian-process surrogate: a smooth prediction of an outcome from the factors, with its uncertainty.

The process has a Matérn 5/2 kernel with a length for each factor and a nugget, which scikit-learn fits by maximum
likelihood (C. E. Rasmussen & C. K. I. Williams 2006, Gaussian Processes for Machine Learning, chapters 2 and 5). Inputs
lie between 0 and 1; a category is one input per value.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
FOLDS, RESTARTS = 10, 2
BAND = 1.959964  # half-width of a 95% band in standard deviations
LENGTHS, NUGGETS = (0.05, 50.0), (1e-6, 10.0)  # bounds of the lengths of the kernel and of the nugget


@dataclass(frozen=True)
class Encoding:
    """The inputs of a surrogate: for each factor its least and greatest number, or its categories.

    logarithmic: the factors whose logarithm is the input.
    """

    ends: Mapping[str, tuple[float, float]]
    categories: Mapping[str, Sequence[Any]]
    logarithmic: Sequence[str] = ()

    @classmethod
    def of(cls, points: pd.DataFrame, logarithmic: Sequence[str] = ()) -> "Encoding":
        """Return the encoding of the factors that vary over points, one column per factor.

        >>> Encoding.of(pd.DataFrame({"a": [1, 3], "b": ["x", "y"], "c": [2, 2]})).names
        ['a', 'b']
        """
        ends, categories = {}, {}
        for name in points:
            column = points[name]
            if column.nunique() < 2:
                continue
            if pd.api.types.is_numeric_dtype(column) and column.dtype != bool:
                ends[name] = (float(column.min()), float(column.max()))
            else:
                categories[name] = list(dict.fromkeys(column))
        return cls(ends, categories, [name for name in logarithmic if name in ends])

    @property
    def names(self) -> list[str]:
        """The factors."""
        return [*self.ends, *self.categories]

    def inputs(self, points: pd.DataFrame) -> Numbers:
        """Return the inputs of points, (points, inputs)."""
        columns: list[Numbers] = []
        for name, (low, high) in self.ends.items():
            values = points[name].to_numpy(float)
            if name in self.logarithmic:
                values, low, high = np.log(values), np.log(low), np.log(high)
            columns.append((values - low) / (high - low))
        for name, values in self.categories.items():
            columns += [(points[name] == value).to_numpy(float) for value in values]
        return np.column_stack(columns)


class Errors(NamedTuple):
    """Cross-validated errors: the share of the variance that is predicted, and the root of the mean squared error."""

    r_squared: float
    rmse: float


def fitted(x: Numbers, y: Numbers, seed: int) -> Any:
    """Return a Gaussian process fitted to outcomes y (points,) at inputs x (points, inputs).

    >>> x = np.linspace(0, 1, 12)[:, None]
    >>> round(float(fitted(x, x[:, 0] ** 2, 1).predict([[0.5]])[0]), 2)
    0.25
    """
    process = import_module("sklearn.gaussian_process")
    kernels = process.kernels
    kernel = kernels.ConstantKernel(1.0, (1e-2, 1e3)) * kernels.Matern(np.ones(x.shape[1]), LENGTHS, nu=2.5)
    kernel += kernels.WhiteKernel(1e-2, NUGGETS)
    return _fit(process.GaussianProcessRegressor(kernel, n_restarts_optimizer=RESTARTS, **_settings(seed)), x, y)


def _settings(seed: int) -> dict[str, Any]:
    return {"normalize_y": True, "random_state": np.random.RandomState(seed % 2**32)}


def _fit(model: Any, x: Numbers, y: Numbers) -> Any:
    with warnings.catch_warnings(), single_thread():
        warnings.filterwarnings("ignore", module="sklearn")  # of lengths at their bounds: factors without effect
        return model.fit(x, y)


def single_thread() -> Any:
    """Return a context in which linear algebra uses one thread, so that results do not depend on the number of cores.

    Matrices of a few hundred rows are not slower with it.
    """
    return import_module("threadpoolctl").threadpool_limits(1)


def cross_validated(model: Any, x: Numbers, y: Numbers, groups: NDArray[np.int64], seed: int) -> Numbers:
    """Return predictions of y (points,), each by a process that was fitted without the fold of the point.

    groups: points of the same number are in the same fold. The fits start from the parameters of ``model``.
    """
    numbers = np.unique(groups)
    order = np.random.default_rng(seed).permutation(len(numbers))
    fold = dict(zip(numbers[order].tolist(), (np.arange(len(numbers)) % FOLDS).tolist(), strict=True))
    folds = np.array([fold[number] for number in groups.tolist()])
    process = import_module("sklearn.gaussian_process").GaussianProcessRegressor
    predicted = np.empty(len(y))
    for n in np.unique(folds):
        out = folds == n
        part = _fit(process(model.kernel_, n_restarts_optimizer=0, **_settings(seed)), x[~out], y[~out])
        with single_thread():
            predicted[out] = part.predict(x[out])
    return predicted


def errors(y: Numbers, predicted: Numbers) -> Errors:
    """Return the errors of predictions.

    >>> errors(np.array([0.0, 2.0]), np.array([0.0, 1.0]))
    Errors(r_squared=0.5, rmse=0.7071067811865476)
    """
    squares = float(((y - predicted) ** 2).mean())
    variance = float(y.var())
    return Errors(1.0 - squares / variance if variance > 0.0 else 0.0, squares**0.5)


def main_effect(model: Any, reference: Numbers, settings: Sequence[Numbers], columns: slice) -> tuple[Numbers, Numbers]:
    """Return the mean and the half-width of the 95% band of the outcome at each setting of a factor.

    The outcome is averaged over the reference inputs (points, inputs), in which the columns of the factor are set. The
    band is that of the average, because the process has the covariance of its predictions; it has no nugget.
    """
    means, halves = [], []
    for setting in settings:
        inputs = reference.copy()
        inputs[:, columns] = setting
        mean, covariance = _posterior(model, inputs)
        means.append(mean.mean())
        halves.append(BAND * np.sqrt(max(float(covariance.mean()), 0.0)))
    return np.array(means), np.array(halves)


def _posterior(model: Any, x: Numbers) -> tuple[Numbers, Numbers]:
    """Return the mean and the covariance of the outcome without nugget at inputs."""
    with single_thread():
        mean, covariance = model.predict(x, return_cov=True)
    return mean, covariance - nugget_of(model) * np.eye(len(x))


def nugget_of(model: Any) -> float:
    """Return the variance of the nugget: of noise, and of all that is not smooth in the factors."""
    return float(model.kernel_.k2.noise_level * model._y_train_std**2)


class Next(NamedTuple):
    """The numbers of the chosen points, those that reduce the predictive variance most, in order.

    sd: of the prediction at each, before any of them is run. left: the share of the mean predictive variance over all
    candidates that is left after it and those before it.
    """

    chosen: list[int]
    sd: list[float]
    left: list[float]


def most_useful(model: Any, candidates: Numbers, count: int) -> Next:
    """Choose points among candidates (points, inputs), each the one that reduces the mean predictive variance most.

    The mean is over all candidates. The variance after a run does not depend on its result, so that points are chosen
    one after another before any is run (D. J. C. MacKay 1992, Neural Computation 4, 590-604; D. A. Cohn 1996).

    >>> x = np.linspace(0, 0.5, 9)[:, None]  # the right half has no runs
    >>> candidates = np.linspace(0, 1, 21)[:, None]
    >>> bool(candidates[most_useful(fitted(x, np.sin(6 * x[:, 0]), 1), candidates, 1).chosen[0], 0] > 0.6)
    True
    """
    _, covariance = _posterior(model, candidates)
    nugget, start = nugget_of(model), float(np.trace(covariance))
    sd = np.sqrt(np.maximum(covariance.diagonal(), 0.0))
    chosen: list[int] = []
    left: list[float] = []
    for _ in range(min(count, len(candidates))):
        gain = (covariance**2).sum(axis=0) / (np.maximum(covariance.diagonal(), 0.0) + nugget + 1e-300)
        gain[chosen] = -1.0
        best = int(np.argmax(gain))
        row = covariance[best]
        covariance = covariance - np.outer(row, row) / (row[best] + nugget + 1e-300)
        chosen.append(best)
        left.append(float(np.trace(covariance)) / start if start > 0.0 else 0.0)
    return Next(chosen, [float(sd[index]) for index in chosen], left)
