"""Prior distributions of parameters, before any fact is considered.

A parameter whose prior names its evidence is free; the others are guesses. A calibration adjusts all of them, as far as
the published effects depend on them.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem, kind_of, nearest
from simalign.files.former import became
from simalign.files.load import Problems, load
from simalign.files.read import path_of
from simalign.files.shipped import configs_folder
from simalign.scenario.psychology import Psychology
from simalign.sweeps.design.factors import FORMS, QUANTILES, Distribution, values_of, within_range

PRIOR = f"source: text, evidence: text if the parameter is free, and one of {', '.join(QUANTILES)}"
TEXTS = ("source", "evidence")
Units = NDArray[np.float64]


@dataclass(frozen=True)
class Priors:
    """Independent distributions of psychological parameters, by name; a point of the unit cube is a draw.

    shapes: of the free parameters. guesses: of the others. sources: of all. evidence: of the free parameters.
    """

    shapes: dict[str, Distribution]
    guesses: dict[str, Distribution]
    sources: dict[str, str]
    evidence: dict[str, str]

    @property
    def names(self) -> list[str]:
        """Return the names of the free parameters, in order."""
        return list(self.shapes)

    @property
    def all(self) -> "Priors":
        """Return the priors with every parameter free, guesses last."""
        return Priors(self.shapes | self.guesses, {}, self.sources, self.evidence)

    def values(self, u: Units) -> dict[str, float]:
        """Return the parameters at a point u (parameters,) of the unit cube, by name."""
        return {name: float(shape.values(u[n : n + 1])[0]) for n, (name, shape) in enumerate(self.shapes.items())}

    def psychology(self, u: Units) -> Psychology:
        """Return the psychology at a point u (parameters,) of the unit cube; other parameters have their defaults."""
        return Psychology(**self.values(u))


def shipped_priors() -> Path:
    """Return the file of the shipped priors."""
    return configs_folder() / "calibration" / "priors.yaml"


def load_priors(file: str | Path) -> Priors:
    """Return the priors in a file. Raises InputError with everything that is wrong with it.

    >>> load_priors(shipped_priors()).names[:2]
    ['style', 'contact_launch']
    """
    return load(path_of(file), _priors).finished()


def _priors(**forms: Any) -> Priors:
    """Make priors of a distribution and a source for each parameter; raises InputError with all problems, by key."""
    if not forms:
        raise InputError([Problem("has no prior", allowed="one or more, like lag: {uniform: [2, 26], source: wide}")])
    shapes: dict[str, Distribution] = {}
    texts: dict[str, dict[str, str]] = {}
    problems = Problems()
    for name, form in forms.items():
        with problems.collect():
            shapes[name], texts[name] = _prior(name, form)
    problems.stop()
    every = Priors(shapes, {}, {}, {})
    for u in (1e-6, 1.0 - 1e-6):  # each parameter at the end of its range, alone or with the others
        try:
            every.psychology(np.full(len(shapes), u))
        except InputError as error:
            problems += [within_range(p, _distribution(forms.get(p.key or ""))) for p in error.problems]
    problems.stop()
    sources, evidence = ({name: of[text] for name, of in texts.items() if text in of} for text in TEXTS)
    free, guesses = ({n: x for n, x in shapes.items() if (n in evidence) is fitted} for fitted in (True, False))
    return Priors(free, guesses, sources, evidence)


def _prior(name: str, form: Any) -> tuple[Distribution, dict[str, str]]:
    """Return the distribution and the texts of a parameter's prior; raises InputError for a form that is not one."""
    if name not in Psychology.model_fields:
        known = list(Psychology.model_fields)
        message = f"no parameter is called {name!r}{became('psychology', name) or nearest(name, known)}"
        raise InputError([Problem(message, key=name, allowed=", ".join(known))])
    if not isinstance(form, dict) or "source" not in form:
        raise InputError([Problem("needs a distribution and its source", key=name, value=form, allowed=PRIOR)])
    texts = {text: form[text] for text in TEXTS if text in form}
    for text, value in texts.items():
        if not isinstance(value, str):
            message = "is empty" if value is None else f"is {kind_of(value)}, not text"
            raise InputError([Problem(message, key=f"{name}.{text}", value=value, allowed="text")])
    try:
        shape = values_of(_distribution(form), name)
    except InputError as error:
        raise InputError([replace(p, allowed=PRIOR) if p.allowed == FORMS else p for p in error.problems]) from None
    if not isinstance(shape, Distribution) or shape.name in ("choice", "integers"):
        raise InputError([Problem("is no distribution of numbers", key=name, value=form, allowed=PRIOR)])
    return shape, texts


def _distribution(prior: Any) -> Any:
    """Return a prior without its texts."""
    return {key: value for key, value in prior.items() if key not in TEXTS} if isinstance(prior, dict) else prior
