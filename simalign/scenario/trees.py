"""Scenarios and organisations as they are written: trees in which each value knows file and line.

Shorthands are written out: a named organisation or policy, paths relative to the file in which they are written.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files.merge import COMMAND_LINE, merged, overridden, without
from simalign.files.read import (
    LONGEST_CHAIN,
    absolute,
    absolute_path,
    folder_of,
    is_path,
    read_tree,
    unusable,
)
from simalign.files.shipped import Catalogue, config_file
from simalign.files.tree import Node
from simalign.policies.trees import absolute_policy
from simalign.scenario.organisation import GENERATED_ONLY, KEPT

OWN = ("name", "description")  # which a scenario does not inherit from the one that it extends
YAML = (".yaml", ".yml")
ORGANISATIONS = "a members CSV (.csv, .tsv, .txt) or an organisation YAML (.yaml, .yml)"
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls")  # workbooks so that they are called so


def expanded(tree: Node, found: list[Problem]) -> Node:
    """A scenario with organisation and policy as mappings, and their paths absolute.

    One given by name or path replaces what it is merged onto.
    """
    items = dict(tree.items)
    organisation, policy = items.get("organisation"), items.get("policy")
    if organisation is not None and isinstance(organisation.value, str):
        file = referred("organisations", organisation, "organisation", found)
        empty = Node({}, organisation.file, organisation.line)
        items["organisation"] = replace(organisation_in(file, found) if file else empty, whole=True)
    if policy is not None and isinstance(policy.value, str):
        items["policy"] = Node({"preset": policy}, policy.file, policy.line, whole=True)
    for key, with_paths in (("organisation", absolute_organisation), ("policy", absolute_policy)):
        if key in items:
            items[key] = with_paths(items[key])
    return tree.with_items(items)


def referred(catalogue: Catalogue, node: Node, key: str, found: list[Problem]) -> Path | None:
    """The file that a node names; None, and a problem, where there is none."""
    allowed = "the name of a shipped file, or the path of a file"
    if not is_path(node):
        found.append(Problem("names no file", node.file, node.line, key, node.plain(), allowed))
        return None
    try:
        file = config_file(catalogue, str(node.value), folder_of(node))
    except InputError as error:
        found += [replace(p, file=node.file, line=node.line, key=key) for p in error.problems]
        return None
    if reason := unusable(file):
        found.append(Problem(reason, node.file, node.line, key, str(node.value), allowed))
        return None
    return file


def organisation_in(file: Path, found: list[Problem]) -> Node:
    """The organisation in a file, its paths absolute; a table is of its members."""
    if file.suffix.lower() in TABLES:
        return Node({"members": Node(str(absolute(file)), file)}, file)
    wrong: list[Problem] = []
    tree = Node({}, file)
    try:
        tree = absolute_organisation(read_tree(file, wrong))
    except InputError as error:
        wrong = error.problems
    if wrong and file.suffix.lower() not in YAML and unusable(file) is None:  # a file of another kind altogether
        wrong = [Problem("is neither a table nor YAML", file, allowed=ORGANISATIONS)]
    found += wrong
    return tree


def absolute_organisation(tree: Node) -> Node:
    """An organisation with absolute paths of members and ties."""
    paths = {key: node for key, node in tree.items.items() if key in ("members", "ties") and is_path(node)}
    return tree.with_items({key: absolute_path(node) for key, node in paths.items()}) if paths else tree


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
    return overridden(tree, overrides, found, lambda changed: expanded(changed, found), _setting_members)


def extended(file: Path, found: list[Problem], chain: Sequence[Path] = ()) -> Node:
    """The scenario in a file, on top of the one it extends, and so on. ``chain``: files that lead here."""
    tree = read_tree(file, found)
    base = tree.items.get("extends")
    tree = expanded(without(tree, "extends"), found)
    below = referred("scenarios", base, "extends", found) if base is not None else None
    if base is None or below is None:
        return tree
    chain = [*chain, absolute(file)]
    if absolute(below) in chain:
        circle = " -> ".join(path.name for path in [*chain[chain.index(absolute(below)) :], below])
        message = f"files extend each other in a circle: {circle}"
        raise InputError([*found, Problem(message, base.file, base.line, "extends", base.plain())])
    if len(chain) > LONGEST_CHAIN:
        message = f"more than {LONGEST_CHAIN} files extend each other"
        raise InputError([*found, Problem(message, base.file, base.line, "extends", base.plain())])
    lower = without(extended(below, found, chain), *OWN)
    return merged(_making_way(lower, tree), tree)


def _setting_members(tree: Node, keys: Sequence[str], value: Node) -> Node:
    """The scenario before a setting at a dotted key: nothing is left of what members would replace."""
    if keys[0] != "organisation":
        return tree
    members = keys[1:] == ["members"] or (len(keys) == 1 and "members" in value.items)
    return (
        _making_way(tree, Node({"organisation": Node({"members": value}, COMMAND_LINE)}, COMMAND_LINE))
        if members
        else tree
    )


def _making_way(below: Node, above: Node) -> Node:
    """The scenario below another: if that one names members, nothing is left of what would be generated."""
    old, new = below.items.get("organisation"), above.items.get("organisation")
    if old is None or new is None or "members" not in new.items:
        return below
    return below.with_items({"organisation": without(old, *GENERATED_ONLY)})


def organisation_tree(path: str | Path, found: list[Problem], ties: Path | None = None) -> Node:
    """The organisation of a name or in a file, perhaps with ties of its own."""
    tree = organisation_in(config_file("organisations", path), found)
    return tree if ties is None else tree.with_items({"ties": Node(str(absolute(ties)), ties)})


def _seating(tree: Node, organisation: Node) -> Node:
    """A scenario with another organisation; what any has stays as it was unless the other one says so."""
    old = tree.items.get("organisation", Node({}, tree.file)).items
    kept = {key: node for key, node in old.items() if key in KEPT}
    return tree.with_items({"organisation": organisation.with_items(kept | organisation.items)})


def _named(tree: Node, file: Path) -> Node:
    return tree if "name" in tree.items else tree.with_items({"name": Node(file.stem, file)})
