"""What is held possible of each free parameter before any fact is looked at."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem, nearest
from simalign.files.read import path_of, read_tree
from simalign.files.shipped import configs_folder
from simalign.files.tree import Node
from simalign.scenario.psychology import Psychology
from simalign.sweeps.design.factors import FORMS, QUANTILES, Distribution, values_of, within_range

PRIOR = f"source: words, and one of {', '.join(QUANTILES)}"
Units = NDArray[np.float64]


@dataclass(frozen=True)
class Priors:
    """Independent distributions of psychological parameters, by name; a point of the unit cube is a draw."""

    shapes: dict[str, Distribution]
    sources: dict[str, str]

    @property
    def names(self) -> list[str]:
        """Names of the free parameters, in order."""
        return list(self.shapes)

    def values(self, u: Units) -> dict[str, float]:
        """Parameters at a point u (parameters,) of the unit cube, by name."""
        return {name: float(shape.values(u[n : n + 1])[0]) for n, (name, shape) in enumerate(self.shapes.items())}

    def psychology(self, u: Units) -> Psychology:
        """The whole psychology at a point u (parameters,) of the unit cube; what is not free stays at its default."""
        return Psychology(**self.values(u))


def shipped_priors() -> Path:
    """The file of the shipped priors."""
    return configs_folder() / "calibration" / "priors.yaml"


def load_priors(file: str | Path) -> Priors:
    """The priors in a file. Raises InputError with everything that is wrong with it.

    >>> load_priors(shipped_priors()).names[:2]
    ['lag', 'bias']
    """
    file = path_of(file)
    found: list[Problem] = []
    tree = read_tree(file, found)
    shapes: dict[str, Distribution] = {}
    sources: dict[str, str] = {}
    for name, node in tree.items.items():
        problems = _prior(name, node.plain(), shapes, sources)
        found += [replace(problem, file=file, line=node.line) for problem in problems]
    if not tree.items and not found:
        found.append(Problem("has no prior", file, allowed="one or more, like lag: {uniform: [2, 26], source: wide}"))
    if not found:
        found += _at_ends(Priors(shapes, sources), tree)
    if found:
        raise InputError(found)
    return Priors(shapes, sources)


def _prior(name: str, given: Any, shapes: dict[str, Distribution], sources: dict[str, str]) -> list[Problem]:
    """Read one prior into ``shapes`` and ``sources``; what is wrong with it."""
    if name not in Psychology.model_fields:
        known = list(Psychology.model_fields)
        return [Problem(f"no parameter is called {name!r}{nearest(name, known)}", key=name, allowed=", ".join(known))]
    if not isinstance(given, dict) or not isinstance(given.get("source"), str):
        return [Problem("needs a distribution and its source", key=name, value=given, allowed="source: words")]
    try:
        shape = values_of(_without_source(given), name)
    except InputError as error:
        return [replace(problem, allowed=PRIOR) if problem.allowed == FORMS else problem for problem in error.problems]
    if not isinstance(shape, Distribution) or shape.name in ("choice", "integers"):
        return [Problem("is no distribution of numbers", key=name, value=given, allowed=PRIOR)]
    shapes[name], sources[name] = shape, given["source"]
    return []


def _without_source(prior: Any) -> Any:
    """The distribution of a prior."""
    return {key: value for key, value in prior.items() if key != "source"} if isinstance(prior, dict) else prior


def _at_ends(priors: Priors, tree: Node) -> list[Problem]:
    """What is wrong where each parameter is at the end of its range, alone or with the others."""
    found: list[Problem] = []
    for u in (1e-6, 1.0 - 1e-6):
        try:
            priors.psychology(np.full(len(priors.names), u))
        except InputError as error:
            places = [(problem, tree.at(problem.key or "")) for problem in error.problems]
            found += [
                within_range(replace(problem, file=node.file, line=node.line), _without_source(node.plain()))
                for problem, node in places
            ]
    return found
