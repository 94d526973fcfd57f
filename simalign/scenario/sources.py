"""Scenarios, policies and organisations as they are written: trees in which each value knows file and line."""

from collections.abc import Sequence
from pathlib import Path

from simalign.errors import Problem
from simalign.scenario.configs import config_file, is_name
from simalign.scenario.files import absolute, read_tree
from simalign.scenario.merging import extended, overridden
from simalign.scenario.setting import KEPT
from simalign.scenario.shorthands import absolute_policy, expanded, only_names, organisation_in
from simalign.scenario.tree import Node


def scenario_tree(
    path: str | Path,
    overrides: Sequence[str],
    found: list[Problem],
    organisation: str | Path | None = None,
    ties: Path | None = None,
) -> Node:
    """The scenario of a name or in a file, another organisation in it, and settings on top."""
    file = config_file("scenarios", path)
    tree = _named(extended(file, found), file)
    if organisation is not None:
        tree = _seating(tree, organisation_tree(organisation, found, ties))
    return overridden(tree, overrides, found, lambda changed: expanded(changed, found))


def policy_tree(path: str | Path, overrides: Sequence[str], found: list[Problem]) -> Node:
    """The policy of a name or in a file, with settings on top."""
    file = config_file("policies", path)
    tree = absolute_policy(_named(read_tree(file, found), file))
    return overridden(tree, overrides, found, absolute_policy)


def organisation_tree(path: str | Path, found: list[Problem], ties: Path | None = None) -> Node:
    """The organisation of a name or in a file, perhaps with ties of its own."""
    tree = organisation_in(config_file("organisations", path), found)
    return tree if ties is None else tree.with_items({"ties": Node(str(absolute(ties)), ties)})


def policy_written(tree: Node, start: str) -> tuple[Node, str]:
    """Where the levers of a policy stand, and what leads to their keys: another file where it only names one."""
    while only_names(tree) and not is_name(preset := str(tree.items["preset"].value)):
        tree, start = policy_tree(preset, (), []), ""
    return tree, start


def located(problem: Problem, tree: Node) -> Problem:
    """The problem with the place of its key, and the value as it is written there."""
    return tree.at(problem.key or "").blamed(problem)


def _seating(tree: Node, organisation: Node) -> Node:
    """A scenario with another organisation; what any has stays as it was unless the other one says so."""
    old = tree.items.get("organisation", Node({}, tree.file)).items
    kept = {key: node for key, node in old.items() if key in KEPT}
    return tree.with_items({"organisation": organisation.with_items(kept | organisation.items)})


def _named(tree: Node, file: Path) -> Node:
    return tree if "name" in tree.items else tree.with_items({"name": Node(file.stem, file)})
