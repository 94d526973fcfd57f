"""One tree on top of another: files that extend each other, and settings from the command line."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from simalign.errors import InputError, Problem, expect
from simalign.scenario.files import LONGEST_CHAIN, absolute, read_tree
from simalign.scenario.setting import GENERATED_ONLY
from simalign.scenario.shorthands import COMMAND_LINE, expanded, referred
from simalign.scenario.tree import Node, parse

LISTS = ("goals", "phases", "rules")  # rules: of a policy; those of a scenario are a section
OWN = ("name", "description")  # what a scenario does not take over from the one that it extends


def merged(below: Node, above: Node) -> Node:
    """One tree on top of another: mappings merge, all else replaces.

    >>> one, other = (parse(text, "", []) for text in ("{a: {x: 1, y: 2}, b: [1, 2]}", "{a: {x: 3}, b: [4]}"))
    >>> merged(one, other).plain()
    {'a': {'x': 3, 'y': 2}, 'b': [4]}
    """
    if above.whole or not isinstance(below.value, dict) or not isinstance(above.value, dict):
        return above
    old = below.value
    return below.with_items({k: merged(old[k], node) if k in old else node for k, node in above.items.items()})


def extended(file: Path, found: list[Problem], chain: Sequence[Path] = ()) -> Node:
    """The scenario in a file, on top of the one it extends, and so on. ``chain``: files that lead here."""
    tree = read_tree(file, found)
    base = tree.items.get("extends")
    tree = expanded(_without(tree, "extends"), found)
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
    lower = _without(extended(below, found, chain), *OWN)
    return merged(_making_way(lower, tree.items.get("organisation")), tree)


def overridden(tree: Node, overrides: Sequence[str], found: list[Problem], written_out: Callable[[Node], Node]) -> Node:
    """The tree with settings like ``context.trust=0.3`` on top, in their order, each ``written_out``."""
    expect(overrides, (list, tuple), "overrides", "a list like ['context.trust=0.3']; of a dict, use changed({...})")
    for text in overrides:
        key, equals, value = text.partition("=")
        keys = [part.strip() for part in key.split(".")]
        if not equals or not all(keys):
            allowed = "key=value, like context.trust=0.3"
            found.append(Problem("is no setting", COMMAND_LINE, value=text, allowed=allowed))
            continue
        wrong: list[Problem] = []
        try:
            node = _placeless(parse(value, COMMAND_LINE, wrong) or Node(None, COMMAND_LINE))
            seats = _put(Node({}, COMMAND_LINE), keys[1:], node) if keys[0] == "organisation" else None
            tree = written_out(_put(_making_way(tree, seats), keys, node))
        except InputError as error:
            wrong = error.problems
        found += [Problem(p.message, COMMAND_LINE, key=".".join(keys), value=value) for p in wrong]
    return tree


def _making_way(below: Node, organisation: Node | None) -> Node:
    """The scenario below one with this organisation: members come in place of what is generated."""
    old = below.items.get("organisation")
    if old is None or organisation is None or "members" not in organisation.items:
        return below
    return below.with_items({"organisation": _without(old, *GENERATED_ONLY)})


def _without(tree: Node, *keys: str) -> Node:
    return replace(tree, value={key: node for key, node in tree.items.items() if key not in keys})


def _placeless(node: Node) -> Node:
    value = node.value
    if isinstance(value, dict):
        return Node({key: _placeless(item) for key, item in value.items()}, node.file)
    return Node([_placeless(item) for item in value] if isinstance(value, list) else value, node.file)


def _put(tree: Node, keys: Sequence[str], value: Node) -> Node:
    """The tree with a value merged in at a key; items of lists are named by number, from 0."""
    if not keys:
        return merged(tree, value)
    key, rest = keys[0], keys[1:]
    if key in LISTS and rest and rest[0].isdecimal() and key not in tree.items:
        raise InputError([Problem(f"there is no list of {key} in the file; give the whole list")])
    if not isinstance(tree.value, list):
        return tree.with_items({key: _put(tree.items.get(key, Node({}, COMMAND_LINE)), rest, value)})
    if not key.isdecimal() or int(key) >= len(tree.value):
        raise InputError([Problem(f"no item {key} in a list of {len(tree.value)}, counted from 0")])
    items = [_put(item, rest, value) if n == int(key) else item for n, item in enumerate(tree.value)]
    return replace(tree, value=items)
