"""Policy files as trees, whose values have their file and line and where the names of other files are still names."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from simalign.files.load import Problems, named
from simalign.files.merge import overridden
from simalign.files.read import absolute_path, is_path, read_tree
from simalign.files.shipped import config_file, is_name
from simalign.files.tree import Node

LISTS = ("phases", "rules")


def policy_tree(path: str | Path, overrides: Sequence[str], problems: Problems) -> Node:
    """Return the policy of a shipped name or in a file, with settings on top; without a name it has that of its file.

    Raises InputError for a file that cannot be used; everything else that is wrong is added to ``problems``.
    """
    file = config_file("policies", path)
    tree = named(read_tree(file, problems), file)
    return overridden(absolute_policy(tree), overrides, problems, absolute_policy)


def absolute_policy(tree: Node) -> Node:
    """Return a policy with absolute paths of preset files, also in its phases and rules."""
    changed = {}
    for key, node in tree.items.items():
        if key == "preset" and is_path(node) and not is_name(str(node.value)):
            changed[key] = absolute_path(node)
        elif key in LISTS and isinstance(node.value, list):
            changed[key] = replace(node, value=[absolute_policy(item) for item in node.value])
    return tree.with_items(changed) if changed else tree


def policy_written(tree: Node, start: str) -> tuple[Node, str]:
    """Return the tree in which the levers of a policy are written, and the start of their dotted keys in it.

    It is the tree of another file where the policy only names that file.
    """
    while _only_names(tree) and not is_name(preset := str(tree.items["preset"].value)):
        tree, start = policy_tree(preset, (), Problems()), ""
    return tree, start


def _only_names(policy: Node) -> bool:
    filled = {key for key, node in policy.items.items() if node.value not in ({}, [])}
    return "preset" in filled <= {"preset", "name", "description", "source"}
