"""Ranges of factors from a file: ``factors:`` as a sweep file has them, over the ranges that hold by default."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from simalign.errors import InputError, Problem, nearest
from simalign.scenario.files import path_of, read_tree
from simalign.scenario.tree import Node
from simalign.sweeps.factors import Distribution, values_of


@dataclass(frozen=True)
class Given:
    """Distributions by dotted key, and the file that they stand in."""

    shapes: dict[str, Distribution] = field(default_factory=dict)
    tree: Node | None = None

    @contextmanager
    def blamed(self) -> Iterator[None]:
        """Put problems with values of these factors to the lines of the file."""
        try:
            yield
        except InputError as error:
            raise InputError([self._placed(problem) for problem in error.problems]) from None

    def _placed(self, problem: Problem) -> Problem:
        if self.tree is None or problem.file is not None or problem.key not in self.shapes:
            return problem
        node = self.tree.at(f"factors.{problem.key}")
        return replace(problem, file=node.file, line=node.line, key=f"factors.{problem.key}", value=node.plain())


def load_ranges(file: str | Path, keys: Sequence[str]) -> Given:
    """The ranges in a file, for factors among ``keys``; listed values and grids are equally likely.

    Raises InputError with everything that is wrong, each with its line.
    """
    file = path_of(file)
    found: list[Problem] = []
    tree = read_tree(file, found)
    for key, node in tree.items.items():
        if key != "factors":
            found.append(Problem("unknown key", node.file, node.line, key, allowed="factors"))
    shapes: dict[str, Distribution] = {}
    for key, node in tree.at("factors").items.items() if "factors" in tree.items else ():
        name = f"factors.{key}"
        if key not in keys:
            message = f"is not among the factors{nearest(key, keys)}"
            found.append(Problem(message, node.file, node.line, name, allowed="what --factors names"))
            continue
        try:
            values = values_of(node.plain(), name)
            shapes[key] = Distribution("choice", tuple(values)) if isinstance(values, list) else values
        except InputError as error:
            found += [replace(problem, file=node.file, line=node.line) for problem in error.problems]
    if "factors" in tree.items and not isinstance(tree.items["factors"].value, dict):
        node, allowed = tree.items["factors"], "a mapping like {context.trust: {uniform: [0, 1]}}"
        found.append(Problem("is no mapping", node.file, node.line, "factors", node.plain(), allowed))
    if not shapes and not found:
        found.append(Problem("gives no ranges", file, tree.line, allowed="factors: {context.trust: {uniform: [0, 1]}}"))
    if found:
        raise InputError(found)
    return Given(shapes, tree)
