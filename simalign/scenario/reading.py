"""Scenarios, policies and organisations from YAML files; everything wrong with a file is told at once."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.scenario.checks import preset_problems
from simalign.scenario.configs import config_file, policy_names
from simalign.scenario.fields import Section
from simalign.scenario.files import read_tree, unusable
from simalign.scenario.merging import extended, overridden
from simalign.scenario.policy import Policy
from simalign.scenario.scenario import Scenario
from simalign.scenario.setting import OrganisationSpec
from simalign.scenario.shorthands import absolute_organisation, absolute_policy, expanded, preset_files
from simalign.scenario.tree import Node

__all__ = ["load_organisation_spec", "load_policy", "load_scenario", "policy_names"]


def load_scenario(path: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """The scenario in a file (a bare name: a shipped one), with settings like ``context.trust=0.3`` on top.

    A file may extend another (``extends: other.yaml``): mappings merge, all else replaces; name and
    description are its own. Raises InputError with everything that is wrong and its file, line and key.

    >>> load_scenario("low_trust", ["context.trust=.1", "policy=push"]).context.trust
    0.1
    """
    file, found = config_file("scenarios", path), list[Problem]()
    tree = _named(extended(file, found), file)
    tree = overridden(tree, overrides, found, lambda changed: expanded(changed, found))
    _follow(tree.items.get("policy"), "policy.", found, ())
    return _made(Scenario, tree, found)


def load_policy(name_or_path: str | Path, overrides: Sequence[str] = ()) -> Policy:
    """The policy of a name, or in a file, as it is written.

    The presets that it names are checked, not applied. Raises InputError with everything that is wrong.

    >>> load_policy("push").levers.mandate
    0.8
    """
    return _policy(config_file("policies", name_or_path), overrides, ())


def load_organisation_spec(path: str | Path) -> OrganisationSpec:
    """The organisation described in a file, its members and ties as absolute paths.

    Raises InputError with everything that is wrong.
    """
    found: list[Problem] = []
    tree = read_tree(config_file("organisations", path), found)
    return _made(OrganisationSpec, absolute_organisation(tree), found)


def _policy(file: Path, overrides: Sequence[str], chain: Sequence[Path]) -> Policy:
    found: list[Problem] = []
    tree = absolute_policy(_named(read_tree(file, found), file))
    tree = overridden(tree, overrides, found, absolute_policy)
    _follow(tree, "", found, [*chain, file.resolve()])
    policy = _made(Policy, tree, found)
    if wrong := [_located(problem, tree) for problem in preset_problems(policy)]:
        raise InputError(wrong)
    return policy


def _follow(policy: Node | None, start: str, found: list[Problem], chain: Sequence[Path]) -> None:
    """Read the policy files that a policy starts from, to find what is wrong with them, or a circle."""
    for key, node in preset_files(policy, start) if policy else ():
        file = Path(str(node.value))
        if file in chain:
            circle = " -> ".join(path.name for path in [*chain[chain.index(file) :], file])
            message = f"policies start from each other in a circle: {circle}"
            found.append(Problem(message, node.file, node.line, key))
        elif reason := unusable(file):
            allowed = f"{', '.join(policy_names())}, or the path of a file"
            found.append(Problem(reason, node.file, node.line, key, node.value, allowed))
        else:
            try:
                _policy(file, (), chain)
            except InputError as error:
                found += error.problems


def _named(tree: Node, file: Path) -> Node:
    return tree if "name" in tree.items else tree.with_items({"name": Node(file.stem, file)})


def _made[Made: Section](kind: type[Made], tree: Node, found: list[Problem]) -> Made:
    """The section that a tree describes; raises all problems, those of reading included, by file and line."""
    made = None
    try:
        made = kind(**tree.plain())
    except InputError as error:
        found += [_located(problem, tree) for problem in error.problems]
    if made is None or found:
        raise InputError(sorted(found, key=lambda problem: (str(problem.file), problem.line or 0)))
    return made


def _located(problem: Problem, tree: Node) -> Problem:
    node = tree.at(problem.key or "")
    return replace(problem, file=node.file, line=node.line)
