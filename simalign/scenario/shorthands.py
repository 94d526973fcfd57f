"""Shorthands written out: a named organisation or policy, paths relative to the file they stand in."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.scenario.configs import Catalogue, config_file, is_name
from simalign.scenario.files import absolute, read_tree, unusable
from simalign.scenario.tree import Node

COMMAND_LINE = "--set"
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
        file = config_file(catalogue, str(node.value), _folder(node))
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
    return tree.with_items({key: _absolute(node) for key, node in paths.items()}) if paths else tree


def absolute_policy(tree: Node) -> Node:
    """A policy with absolute paths of preset files, in its phases and rules, too."""
    changed = {}
    for key, node in tree.items.items():
        if key == "preset" and is_path(node) and not is_name(str(node.value)):
            changed[key] = _absolute(node)
        elif key in ("phases", "rules") and isinstance(node.value, list):
            changed[key] = replace(node, value=[absolute_policy(item) for item in node.value])
    return tree.with_items(changed) if changed else tree


def presets(policy: Node, start: str) -> Iterator[tuple[str, Node]]:
    """Dotted keys and nodes of the presets of a policy, its phases and its rules."""
    for key, node in policy.items.items():
        if key == "preset" and isinstance(node.value, str) and node.value:
            yield f"{start}preset", node
        elif key in ("phases", "rules") and isinstance(node.value, list):
            for n, item in enumerate(node.value):
                yield from presets(item, f"{start}{key}.{n}.")


def only_names(policy: Node) -> bool:
    """Whether a policy says nothing but which other one it is, whose phases and rules it then has, too."""
    said = {key for key, node in policy.items.items() if node.value not in ({}, [])}
    return "preset" in said <= {"preset", "name", "description"}


def is_path(node: Node) -> bool:
    """Whether the text can be a path at all."""
    return isinstance(node.value, str) and node.value != "" and "\0" not in node.value


def _absolute(node: Node) -> Node:
    path = str(absolute(_folder(node) / str(node.value)))
    return replace(node, value=path, written=node.written or str(node.value))


def _folder(node: Node) -> Path:
    return Path() if node.file == COMMAND_LINE else Path(node.file).parent
