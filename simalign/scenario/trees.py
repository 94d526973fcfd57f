"""Scenarios and organisations as they are written: trees whose values have the file and line they come from.

Shorthands are written out: the name of an organisation or a policy, and paths, which are relative to their file.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from simalign.errors import Problem
from simalign.files.load import Problems, extended, named, named_file
from simalign.files.merge import COMMAND_LINE, overridden, without
from simalign.files.read import absolute, absolute_path, is_path, read_tree, unusable
from simalign.files.shipped import config_file
from simalign.files.tree import Node
from simalign.policies.trees import absolute_policy
from simalign.scenario.organisation import FILES, GENERATED_ONLY, KEPT, OrganisationSpec

YAML = (".yaml", ".yml")
ORGANISATIONS = "a table of members (CSV, a workbook, JSON, LDIF) or an organisation YAML (.yaml, .yml)"
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsb", ".xls", ".ods")
HEAD = 65_536  # bytes in which the kind of a file is found
LIST = re.compile(rb"(?:\xef\xbb\xbf)?(?:---[^\n]*\n|#[^\n]*\n|\s)*[-\[]\s")
MAPPING = re.compile(
    rb'^\s*\{?\s*"?(?:%s)"?\s*:' % b"|".join(name.encode() for name in OrganisationSpec.model_fields), re.MULTILINE
)


def scenario_tree(
    path: str | Path,
    overrides: Sequence[str],
    problems: Problems,
    organisation: str | Path | None = None,
    ties: Path | None = None,
    survey: Path | None = None,
) -> Node:
    """Return the scenario of a shipped name or in a file, with another organisation and settings on top."""
    file = config_file("scenarios", path)
    tree = named(extended(file, "scenarios", problems, expanded, _without_generated), file)
    if organisation is not None:
        tree = _with_organisation(tree, organisation_tree(organisation, problems, ties, survey))
    return overridden(tree, overrides, problems, lambda changed: expanded(changed, problems), _before_members)


def organisation_tree(
    path: str | Path, problems: Problems, ties: Path | None = None, survey: Path | None = None
) -> Node:
    """Return the organisation of a shipped name or in a file; ``ties`` and ``survey`` replace its own files."""
    tree = _organisation(config_file("organisations", path), problems)
    files = {key: file for key, file in (("ties", ties), ("survey", survey)) if file is not None}
    return tree.with_items({key: Node(str(absolute(file)), file) for key, file in files.items()}) if files else tree


def expanded(tree: Node, problems: Problems) -> Node:
    """Return a scenario with organisation and policy as mappings, and their paths absolute.

    An organisation or policy given by name or path replaces the one below as a whole.
    """
    items = dict(tree.items)
    organisation, policy = items.get("organisation"), items.get("policy")
    if organisation is not None and isinstance(organisation.value, str):
        file = named_file("organisations", organisation, "organisation", problems)
        empty = Node({}, organisation.file, organisation.line)
        items["organisation"] = replace(_organisation(file, problems) if file else empty, whole=True)
    if policy is not None and isinstance(policy.value, str):
        items["policy"] = Node({"preset": policy}, policy.file, policy.line, whole=True)
    for key, with_paths in (("organisation", absolute_organisation), ("policy", absolute_policy)):
        if key in items:
            items[key] = with_paths(items[key])
    return tree.with_items(items)


def absolute_organisation(tree: Node) -> Node:
    """Return an organisation with absolute paths of members and ties."""
    paths = {key: node for key, node in tree.items.items() if key in FILES and is_path(node)}
    return tree.with_items({key: absolute_path(node) for key, node in paths.items()}) if paths else tree


def _organisation(file: Path, problems: Problems) -> Node:
    """Read an organisation file, or make an organisation of a table of members."""
    if holds_members(file):
        return Node({"members": Node(str(absolute(file)), file)}, file)
    inside, tree = Problems(), Node({}, file)
    with inside.within(tree):
        tree = absolute_organisation(read_tree(file, inside))
    if inside and file.suffix.lower() not in YAML and unusable(file) is None:  # a file of another kind altogether
        inside[:] = [Problem("is neither a table nor YAML", file, allowed=ORGANISATIONS)]
    problems += inside
    return tree


def holds_members(file: Path) -> bool:
    """Return whether a file is a table of members, and not an organisation file, by its name or else its content."""
    suffix = file.suffix.lower()
    if suffix in TABLES or unusable(file) is not None:
        return suffix in TABLES
    with file.open("rb") as source:
        head = source.read(HEAD)
    return LIST.match(head) is not None or (suffix not in YAML and MAPPING.search(head) is None)


def _before_members(tree: Node, keys: Sequence[str], value: Node) -> Node:
    """Return the scenario below a setting: without the generated part where the setting gives members."""
    if keys[0] != "organisation" or not (keys[1:] == ["members"] or (len(keys) == 1 and "members" in value.items)):
        return tree
    members = Node({"organisation": Node({"members": value}, COMMAND_LINE)}, COMMAND_LINE)
    return _without_generated(tree, members)


def _without_generated(below: Node, above: Node) -> Node:
    """Return the lower scenario: without the generated part of its organisation where the upper one gives members."""
    old, new = below.items.get("organisation"), above.items.get("organisation")
    if old is None or new is None or "members" not in new.items:
        return below
    return below.with_items({"organisation": without(old, *GENERATED_ONLY)})


def _with_organisation(tree: Node, organisation: Node) -> Node:
    """Return a scenario with another organisation, which keeps what it does not set and every organisation has."""
    old = tree.items.get("organisation", Node({}, tree.file)).items
    kept = {key: node for key, node in old.items() if key in KEPT}
    return tree.with_items({"organisation": organisation.with_items(kept | organisation.items)})
