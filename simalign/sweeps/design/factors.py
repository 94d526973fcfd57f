"""The forms in which a file gives the values of a factor.

They are a list of values; ``{grid: [from, to, how many]}``; ``{range: [from, to, step]}``, with both ends; or a
distribution, which is sampled: uniform [from, to], loguniform [from, to], normal [mean, sd], truncated_normal [mean,
sd, from, to], triangular [from, mode, to], beta [a, b], integers [from, to], choice [value, ...]. In a sweep, all
factors with ``{together: [value, ...]}`` take their first values at the same design points, then their second ones.
"""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import WithJsonSchema
from scipy.special import betaincinv, log_ndtr, ndtri, ndtri_exp

from simalign.errors import InputError, Problem
from simalign.files.messages import nearest

Numbers = NDArray[np.float64]
MOST = 1_000_000  # values of one factor
AVOIDABLE = ("is out of range", "is not a whole number")  # problems of a value that another distribution avoids


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution by name, with its numbers; its values are the quantiles of numbers between 0 and 1."""

    name: str
    numbers: tuple[Any, ...]

    def values(self, u: Numbers) -> list[Any]:
        """Return the quantiles of u (n,), rounded to twelve digits, so that they do not depend on library versions.

        >>> import numpy as np
        >>> Distribution("uniform", (2.0, 4.0)).values(np.array([0.0, 0.5]))
        [2.0, 3.0]
        """
        if self.name == "choice":
            return [self.numbers[int(index)] for index in np.minimum(u * len(self.numbers), len(self.numbers) - 1)]
        if self.name == "integers":
            low, high = self.numbers
            return [int(low + index) for index in np.minimum(np.floor(u * (high - low + 1)), high - low)]
        return [_rounded(x) for x in QUANTILES[self.name](u, *self.numbers)]


def _rounded(x: float) -> float:
    return float(f"{float(x):.12g}")


def _normal(u: Numbers, mean: float, sd: float) -> Numbers:
    return np.asarray(mean + sd * ndtri(np.clip(u, 1e-9, 1.0 - 1e-9)))


def _truncated_normal(u: Numbers, mean: float, sd: float, low: float, high: float) -> Numbers:
    """Return quantiles of a normal distribution truncated to [low, high], in logarithms for accuracy in the tails."""
    a, b, side = (low - mean) / sd, (high - mean) / sd, 1.0
    if a > 0.0:  # reflect the upper tail to the lower one, which logarithms resolve
        a, b, side, u = -b, -a, -1.0, 1.0 - u
    with np.errstate(divide="ignore"):  # log 0, at the ends
        z = ndtri_exp(np.logaddexp(log_ndtr(a) + np.log1p(-u), log_ndtr(b) + np.log(u)))
    return np.asarray(np.clip(mean + side * sd * z, low, high))


def _beta(u: Numbers, a: float, b: float) -> Numbers:
    return np.asarray(betaincinv(a, b, u))


def _triangular(u: Numbers, low: float, mode: float, high: float) -> Numbers:
    bend = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    return np.where(u < bend, rising, high - np.sqrt((1.0 - u) * (high - low) * (high - mode)))


def _uniform(u: Numbers, low: float, high: float) -> Numbers:
    return low + u * (high - low)


def _loguniform(u: Numbers, low: float, high: float) -> Numbers:
    return np.asarray(low * (high / low) ** u)


QUANTILES: dict[str, Callable[..., Numbers]] = {
    "uniform": _uniform,
    "loguniform": _loguniform,
    "normal": _normal,
    "truncated_normal": _truncated_normal,
    "triangular": _triangular,
    "beta": _beta,
}
TOGETHER = "together"  # a form: values that several factors take together
LISTED = ("choice", TOGETHER)  # forms of values instead of numbers
DISTRIBUTIONS = (*QUANTILES, "integers", "choice")
FORMS = f"a list of values, or one of grid, range, {', '.join(DISTRIBUTIONS)}"
ONE_KEY: dict[str, Any] = {"type": "object", "minProperties": 1, "maxProperties": 1}
FactorForm = Annotated[Any, WithJsonSchema({"description": FORMS, "anyOf": [{"type": "array"}, ONE_KEY]})]
DistributionForm = Annotated[Any, WithJsonSchema({"description": ", ".join(DISTRIBUTIONS), **ONE_KEY})]


@dataclass(frozen=True, slots=True)
class Form:
    """The requirements of a form's numbers: ``count`` of them, for which ``sound`` must return True."""

    count: int
    allowed: str
    sound: Callable[..., bool]
    whole: bool = False


SHAPES = {
    "grid": Form(3, "[from, to, how many], of 1 to a million values", lambda a, b, n: n == int(n) and 1 <= n <= MOST),
    "range": Form(3, "[from, to, step], with a step that leads to the end", lambda a, b, s: _steps(a, b, s) >= 0),
    "uniform": Form(2, "[from, to], with from below to", lambda a, b: a < b),
    "loguniform": Form(2, "[from, to], above 0, with from below to", lambda a, b: 0 < a < b),
    "normal": Form(2, "[mean, sd], sd above 0", lambda m, sd: sd > 0),
    "truncated_normal": Form(
        4, "[mean, sd, from, to], sd above 0, with from below to", lambda m, sd, a, b: sd > 0 and a < b
    ),
    "triangular": Form(3, "[from, mode, to], in order", lambda a, m, b: a <= m <= b and a < b),
    "beta": Form(2, "[a, b], both above 0", lambda a, b: a > 0 and b > 0),
    "integers": Form(2, "[from, to], whole numbers, with from not above to", lambda a, b: a <= b, whole=True),
}


def _steps(low: float, high: float, step: float) -> int:
    """Return the number of steps from one number to another; -1 if they do not lead there or are too many."""
    if step == 0 or (high - low) / step < 0 or (high - low) / step > MOST:
        return -1
    return math.floor((high - low) / step + 1e-9)


def values_of(form: Any, key: str) -> list[Any] | Distribution:
    """Return the values of a factor, or the distribution from which they are drawn.

    Raises InputError for an unknown form, or unusable numbers.

    >>> values_of({"range": [0, 0.3, 0.1]}, "a"), values_of({"grid": [0, 1, 3]}, "a")
    ([0.0, 0.1, 0.2, 0.3], [0.0, 0.5, 1.0])
    """
    if isinstance(form, list):
        return _listed(form, key)
    if not isinstance(form, dict) or len(form) != 1:
        raise InputError([Problem("is not a form of values", key=key, value=form, allowed=FORMS)])
    ((name, numbers),) = form.items()
    key = f"{key}.{name}"
    if name == "choice":
        return Distribution(name, tuple(_listed(numbers, key)))
    if name not in SHAPES:
        hint = nearest(name, [*SHAPES, "choice"])
        raise InputError([Problem(f"is not a form of values{hint}", key=key, value=numbers, allowed=FORMS)])
    low, *rest = _checked(numbers, SHAPES[name], key)
    if name in QUANTILES or name == "integers":
        return Distribution(name, (low, *rest))
    if name == "grid":
        values = [_rounded(x) for x in np.linspace(low, rest[0], int(rest[1]))]
    else:
        values = [_rounded(low + n * rest[1]) for n in range(_steps(low, *rest) + 1)]
    if (index := _first_repeat(values)) is not None:
        message, allowed = f"gives the value {values[index]:g} twice", "numbers that give different values"
        raise InputError([Problem(message, key=key, value=numbers, allowed=allowed)])
    return list(values)


def values_in_sweep(form: Any, key: str) -> list[Any] | Distribution:
    """Return the values of a factor of a sweep as ``values_of`` does, or those that it takes together with others.

    >>> values_in_sweep({"together": [2, 1, 2]}, "a").numbers
    (2, 1, 2)
    """
    if not isinstance(form, dict) or list(form) != [TOGETHER]:
        return values_of(form, key)
    if not isinstance(form[TOGETHER], list) or not form[TOGETHER]:
        allowed = "a list of one value or more"
        raise InputError([Problem("is not a list", key=f"{key}.{TOGETHER}", value=form[TOGETHER], allowed=allowed)])
    return Distribution(TOGETHER, tuple(form[TOGETHER]))


def within_range(problem: Problem, form: Any) -> Problem:
    """Return the problem with a suitable distribution added if ``form`` is one whose values leave the range of the key.

    >>> within_range(Problem("is out of range", allowed="a number from 0 to 1"), {"normal": [0.5, 0.3]}).allowed
    'a number from 0 to 1; truncated_normal: [0.5, 0.3, from, to] stays between from and to'
    """
    if not isinstance(form, dict) or len(form) != 1 or problem.message not in AVOIDABLE:
        return problem
    ((name, numbers),) = form.items()
    if problem.message == "is not a whole number" and name in QUANTILES:
        hint = "integers: [from, to] gives whole numbers"
    elif name == "normal":
        hint = f"truncated_normal: [{numbers[0]}, {numbers[1]}, from, to] stays between from and to"
    elif name == "beta":
        hint = "triangular: [from, mode, to] stays between from and to"
    else:
        return problem
    return replace(problem, allowed=f"{problem.allowed}; {hint}" if problem.allowed else hint)


def _listed(values: Any, key: str) -> list[Any]:
    """Return a list of values. Raises InputError unless it has values that all differ."""
    if not isinstance(values, list) or not values:
        message = "is an empty list" if isinstance(values, list) or values is None else "is not a list"
        raise InputError([Problem(message, key=key, value=values or None, allowed="a list of one value or more")])
    if (index := _first_repeat(values)) is not None:
        raise InputError([Problem("lists a value twice", key=key, value=values[index])])
    return values


def _first_repeat(values: Sequence[Any]) -> int | None:
    """Return the index of the first value that is equal to an earlier one; None if all differ."""
    seen: set[Hashable] = set()
    for index, value in enumerate(values):
        if (hashable := _hashable(value)) in seen:
            return index
        seen.add(hashable)
    return None


def _hashable(value: Any) -> Hashable:
    """Return a hashable form of a value, with the same equality."""
    if isinstance(value, dict):
        return frozenset((key, _hashable(item)) for key, item in value.items())
    return tuple(_hashable(item) for item in value) if isinstance(value, list) else value


def _checked(numbers: Any, form: Form, key: str) -> Sequence[float]:
    """Return the numbers of a form. Raises InputError if they do not meet its requirements."""
    types = int if form.whole else int | float
    sound = (
        isinstance(numbers, list)
        and len(numbers) == form.count
        and all(isinstance(x, types) and not isinstance(x, bool) and math.isfinite(x) for x in numbers)
        and form.sound(*numbers)
    )
    if not sound:
        raise InputError([Problem("cannot be used", key=key, value=numbers, allowed=form.allowed)])
    return list(numbers) if form.whole else [float(x) for x in numbers]
