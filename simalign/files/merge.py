"""Merging of trees, and settings such as ``context.trust=0.3`` from the command line."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from simalign.errors import InputError, Problem, expect
from simalign.files.tree import Node, parse

LISTS = ("events", "goals", "phases", "rules")  # rules of a policy; the rules of a scenario are a mapping
COMMAND_LINE = "--set"  # the file of nodes from the command line


def merged(below: Node, above: Node) -> Node:
    """Return a tree merged onto another: mappings merge, and all other values replace the lower ones.

    >>> lower, upper = (parse(text, "", []) for text in ("{a: {x: 1, y: 2}, b: [1, 2]}", "{a: {x: 3}, b: [4]}"))
    >>> merged(lower, upper).plain()
    {'a': {'x': 3, 'y': 2}, 'b': [4]}
    """
    if above.whole or not isinstance(below.value, dict) or not isinstance(above.value, dict):
        return above
    old = below.value
    return below.with_items({k: merged(old[k], node) if k in old else node for k, node in above.items.items()})


def overridden(
    tree: Node,
    overrides: Sequence[str],
    problems: list[Problem],
    expand: Callable[[Node], Node],
    make_way: Callable[[Node, Sequence[str], Node], Node] = lambda tree, keys, value: tree,
) -> Node:
    """Apply settings such as ``context.trust=0.3`` to a tree, in their order, and return the changed tree.

    make_way: called with (tree, keys, value), removes what the setting replaces completely. expand: writes out
    shorthands afterwards. Problems are added to ``problems``.
    """
    expect(overrides, (list, tuple), "overrides", "a list like ['context.trust=0.3']; of a dict, use changed({...})")
    for text in overrides:
        key, equals, value = text.partition("=")
        keys = [part.strip() for part in key.split(".")]
        if not equals or not all(keys):
            allowed = "key=value, like context.trust=0.3"
            problems.append(Problem("is not a setting", COMMAND_LINE, value=text, allowed=allowed))
            continue
        new: list[Problem] = []
        try:
            node = _without_lines(parse(value, COMMAND_LINE, new) or Node(None, COMMAND_LINE))
            tree = expand(_put(make_way(tree, keys, node), keys, node))
        except InputError as error:
            new = error.problems
        problems += [Problem(p.message, COMMAND_LINE, key=".".join(keys), value=value) for p in new]
    return tree


def without(tree: Node, *keys: str) -> Node:
    """Return a mapping without some keys."""
    return replace(tree, value={key: node for key, node in tree.items.items() if key not in keys})


def _without_lines(node: Node) -> Node:
    """Return a node without line numbers, at any depth."""
    value = node.value
    if isinstance(value, dict):
        return Node({key: _without_lines(item) for key, item in value.items()}, node.file)
    return Node([_without_lines(item) for item in value] if isinstance(value, list) else value, node.file)


def _put(tree: Node, keys: Sequence[str], value: Node) -> Node:
    """Return the tree with a value merged in at a key; items of lists are numbered from 0."""
    if not keys:
        return merged(tree, value)
    key, rest = keys[0], keys[1:]
    if key in LISTS and rest and rest[0].isdecimal() and key not in tree.items:
        raise InputError([Problem(f"the file has no list of {key}; write the whole list")])
    if not isinstance(tree.value, list):
        return tree.with_items({key: _put(tree.items.get(key, Node({}, COMMAND_LINE)), rest, value)})
    if not key.isdecimal() or int(key) >= len(tree.value):
        raise InputError([Problem(f"no item {key} in a list of {len(tree.value)}, counted from 0")])
    items = [_put(item, rest, value) if n == int(key) else item for n, item in enumerate(tree.value)]
    return replace(tree, value=items)
