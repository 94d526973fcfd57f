"""Facts as smooth functions of parameters, learnt from runs: a quadratic response surface on what matters to each.

Active inputs as in history matching (Craig et al. 1997, in Case Studies in Bayesian Statistics III); coefficients by
the lasso (Tibshirani 1996), its penalty by cross-validation. The error that cross-validation finds is carried on.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem

Values = NDArray[np.float64]
Places = NDArray[np.int64]
ACTIVE = 14  # inputs of one fact, at most
FOLDS, PENALTIES, ITERATIONS = 5, 40, 5000


@dataclass(frozen=True)
class Emulator:
    """facts = constant + linear terms + products of two inputs, of inputs scaled to -1 to 1.

    pairs: (products, 2) which inputs are multiplied, both the same for a square. What it misses has the standard
    deviations ``error`` (facts,), out of sample; ``explained`` (facts,) is the share of variance that it does not miss.
    """

    constant: Values  # (facts,)
    linear: Values  # (parameters, facts)
    pairs: Places
    products: Values  # (products, facts)
    error: Values
    explained: Values

    def at(self, u: Values) -> Values:
        """Facts at points u (points, parameters) of the unit cube: (points, facts)."""
        x = 2.0 * u - 1.0
        both = x[:, self.pairs[:, 0]] * x[:, self.pairs[:, 1]]
        return np.asarray(self.constant + x @ self.linear + both @ self.products)

    def only(self, facts: list[int]) -> "Emulator":
        """The emulator of some of the facts."""
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
        """Inputs that matter to any fact, in order."""
        in_pairs = self.pairs[np.abs(self.products).any(axis=1)]
        return sorted({*np.flatnonzero(np.abs(self.linear).any(axis=1)).tolist(), *in_pairs.ravel().tolist()})


def learn(u: Values, y: Values) -> Emulator:
    """An emulator of runs at points u (runs, parameters) of the unit cube with effects y (runs, facts).

    Where an effect could not be worked out it is NaN, and the run is left out of that fact. Raises InputError for a
    fact that is NaN in more than half of the runs.

    >>> rng = np.random.default_rng(1)
    >>> u = rng.random((80, 3))
    >>> found = learn(u, np.stack([u[:, 0] * u[:, 1]], axis=1)).at(np.array([[0.5, 0.5, 0.1]]))
    >>> round(float(found[0, 0]), 2)
    0.25
    """
    count, facts = u.shape[1], y.shape[1]
    surfaces = [_surface(u[there], y[there, fact]) for fact, there in enumerate(_there(y))]
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


def _there(y: Values) -> NDArray[np.bool_]:
    """Which runs have which fact, (facts, runs)."""
    there = np.isfinite(y.T)
    rare = np.flatnonzero(there.mean(axis=1) < 0.5)
    if len(rare):
        message = "cannot be worked out in more than half of the runs, so that nothing can be fitted to it"
        raise InputError([Problem(message, key=f"fact {place + 1}") for place in rare])
    return there


class _Surface(NamedTuple):
    active: Places
    constant: float
    powers: Places  # (terms, active)
    coefficients: Values  # (terms,)
    error: float
    explained: float


def _surface(u: Values, y: Values) -> _Surface:
    """One fact: first the inputs that matter, alone and squared; then all products of two of those."""
    from sklearn.linear_model import Lasso, LassoCV
    from sklearn.model_selection import KFold, cross_val_predict
    from sklearn.preprocessing import PolynomialFeatures

    x = 2.0 * u - 1.0
    folds = KFold(FOLDS, shuffle=True, random_state=0)
    count = x.shape[1]
    first = LassoCV(alphas=PENALTIES, cv=folds, max_iter=ITERATIONS).fit(np.hstack([x, x * x]), y)
    weight = np.abs(first.coef_[:count]) + np.abs(first.coef_[count:])
    some = min(ACTIVE, max(1, int((weight > 0).sum())))
    active = np.sort(np.argsort(-weight, kind="stable")[:some])
    terms = PolynomialFeatures(2, include_bias=False)
    features = terms.fit_transform(x[:, active])
    model = LassoCV(alphas=PENALTIES, cv=folds, max_iter=ITERATIONS).fit(features, y)
    missed = y - cross_val_predict(Lasso(alpha=model.alpha_, max_iter=ITERATIONS), features, y, cv=folds)
    error, spread = float(np.std(missed)), float(np.var(y))
    explained = 1.0 - error**2 / spread if spread > 0.0 else 0.0
    return _Surface(active, float(model.intercept_), terms.powers_, model.coef_, error, explained)
