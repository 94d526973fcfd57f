"""Emulator of the facts as functions of the parameters: a quadratic response surface on the active inputs of each fact.

Active inputs are chosen as in history matching (Craig et al. 1997, in Case Studies in Bayesian Statistics III).
Coefficients come from the lasso (Tibshirani 1996), with its penalty chosen by cross-validation. The cross-validated
error enters the likelihood.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem

Values = NDArray[np.float64]
Indices = NDArray[np.int64]
ACTIVE = 14  # maximum number of active inputs of one fact
FOLDS, PENALTIES, ITERATIONS = 5, 40, 5000


@dataclass(frozen=True)
class Emulator:
    """A quadratic polynomial for each fact: constant, linear terms and products of two inputs, scaled to -1 to 1.

    pairs: indices of the multiplied inputs, (products, 2); both are the same for a square. error: standard deviations
    of the out-of-sample residuals, (facts,). explained: shares of variance explained out of sample, (facts,).
    """

    constant: Values  # (facts,)
    linear: Values  # (parameters, facts)
    pairs: Indices
    products: Values  # (products, facts)
    error: Values
    explained: Values

    def at(self, u: Values) -> Values:
        """Return the emulated facts (points, facts) at points u (points, parameters) of the unit cube."""
        x = 2.0 * u - 1.0
        quadratic = x[:, self.pairs[:, 0]] * x[:, self.pairs[:, 1]]
        return np.asarray(self.constant + x @ self.linear + quadratic @ self.products)

    def only(self, facts: list[int]) -> "Emulator":
        """Return the emulator of a subset of the facts."""
        return Emulator(
            self.constant[facts],
            self.linear[:, facts],
            self.pairs,
            self.products[:, facts],
            self.error[facts],
            self.explained[facts],
        )

    @property
    def active(self) -> list[int]:
        """Indices of the inputs that affect at least one fact, in order."""
        in_pairs = self.pairs[np.abs(self.products).any(axis=1)]
        return sorted({*np.flatnonzero(np.abs(self.linear).any(axis=1)).tolist(), *in_pairs.ravel().tolist()})


def learn(u: Values, y: Values) -> Emulator:
    """Train an emulator on runs at points u (runs, parameters) of the unit cube with effects y (runs, facts).

    An effect that could not be computed is NaN, and its run is not used for that fact. Raises InputError for a fact
    that is NaN in more than half of the runs.

    >>> rng = np.random.default_rng(1)
    >>> u = rng.random((80, 3))
    >>> emulator = learn(u, np.stack([u[:, 0] * u[:, 1]], axis=1))
    >>> round(float(emulator.at(np.array([[0.5, 0.5, 0.1]]))[0, 0]), 2)
    0.25
    """
    count, facts = u.shape[1], y.shape[1]
    surfaces = [_surface(u[usable], y[usable, fact]) for fact, usable in enumerate(_usable_runs(y))]
    linear = np.zeros((count, facts))
    terms: dict[tuple[int, int], Values] = {}
    for fact, surface in enumerate(surfaces):
        for powers, coefficient in zip(surface.powers, surface.coefficients, strict=True):
            inputs = np.repeat(surface.active, powers)
            if len(inputs) == 1:
                linear[inputs[0], fact] = coefficient
            elif coefficient:
                terms.setdefault((int(inputs[0]), int(inputs[1])), np.zeros(facts))[fact] = coefficient
    return Emulator(
        constant=np.array([surface.constant for surface in surfaces]),
        linear=linear,
        pairs=np.array(list(terms), dtype=np.int64).reshape(-1, 2),
        products=np.array(list(terms.values())).reshape(-1, facts),
        error=np.array([surface.error for surface in surfaces]),
        explained=np.array([surface.explained for surface in surfaces]),
    )


def _usable_runs(y: Values) -> NDArray[np.bool_]:
    """Return for each fact which runs have it, (facts, runs)."""
    usable = np.isfinite(y.T)
    rare = np.flatnonzero(usable.mean(axis=1) < 0.5)
    if len(rare):
        message = "cannot be computed in more than half of the runs, so nothing can be fitted to it"
        raise InputError([Problem(message, key=f"fact {fact + 1}") for fact in rare])
    return usable


class _Surface(NamedTuple):
    """The polynomial of one fact in its active inputs, with the power of each input in each term."""

    active: Indices
    constant: float
    powers: Indices  # (terms, active)
    coefficients: Values  # (terms,)
    error: float
    explained: float


def _surface(u: Values, y: Values) -> _Surface:
    """Fit one fact: choose active inputs by their linear and square terms, then fit all terms of second degree."""
    from sklearn.linear_model import Lasso, LassoCV
    from sklearn.model_selection import KFold, cross_val_predict
    from sklearn.preprocessing import PolynomialFeatures

    x = 2.0 * u - 1.0
    folds = KFold(FOLDS, shuffle=True, random_state=0)
    count = x.shape[1]
    first = LassoCV(alphas=PENALTIES, cv=folds, max_iter=ITERATIONS).fit(np.hstack([x, x * x]), y)
    weight = np.abs(first.coef_[:count]) + np.abs(first.coef_[count:])
    active_count = min(ACTIVE, max(1, int((weight > 0).sum())))
    active = np.sort(np.argsort(-weight, kind="stable")[:active_count])
    terms = PolynomialFeatures(2, include_bias=False)
    features = terms.fit_transform(x[:, active])
    model = LassoCV(alphas=PENALTIES, cv=folds, max_iter=ITERATIONS).fit(features, y)
    residuals = y - cross_val_predict(Lasso(alpha=model.alpha_, max_iter=ITERATIONS), features, y, cv=folds)
    error, variance = float(np.std(residuals)), float(np.var(y))
    explained = 1.0 - error**2 / variance if variance > 0.0 else 0.0
    return _Surface(active, float(model.intercept_), terms.powers_, model.coef_, error, explained)
