"""YAML as a tree of nodes that have the file and line of their values.

Plain values follow the core schema of YAML 1.2: `no` is text and not false, and so are 1_000 and 12:30, which are
numbers in YAML 1.1; where a number is required they are refused. A number with a leading zero, like 010, is refused,
because it is ten in YAML 1.2 and eight in YAML 1.1.

In a tree, keys are text and occur once in a mapping, and nodes have no references to each other. Content that violates
this, such as repeated keys, anchors, tags or a second document, is recorded as a problem and left out, so that all
problems of a file can be reported together.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from simalign.errors import InputError, Problem

Scalar = str | int | float | bool | None

WORDS: dict[str, Scalar] = {"": None, "~": None}
for _word, _value in (("null", None), ("true", True), ("false", False)):
    WORDS |= {_word: _value, _word.capitalize(): _value, _word.upper(): _value}
for _sign, _factor in (("", 1.0), ("+", 1.0), ("-", -1.0)):
    WORDS |= {f"{_sign}.{inf}": _factor * float("inf") for inf in ("inf", "Inf", "INF")}
WORDS |= {nan: float("nan") for nan in (".nan", ".NaN", ".NAN")}

WHOLE = re.compile(r"[-+]?[0-9]+")
OTHER_BASE = re.compile(r"0o[0-7]{1,20}|0x[0-9a-fA-F]{1,16}")
DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
LEADING_ZERO = re.compile(r"[-+]?0[0-9]+")
MOST_DIGITS = 40


def scalar(text: str) -> Scalar:
    """Return the value of a plain (unquoted) scalar.

    >>> scalar("no"), scalar("1e-3"), scalar("1_000"), scalar("12:30"), scalar("0x1F"), scalar("~")
    ('no', 0.001, '1_000', '12:30', 31, None)
    """
    if text in WORDS:
        return WORDS[text]
    if WHOLE.fullmatch(text) and len(text) <= MOST_DIGITS:
        return int(text)
    if OTHER_BASE.fullmatch(text):
        return int(text, 0)
    if DECIMAL.fullmatch(text):
        return float(text)
    return text


def ambiguous(text: str) -> bool:
    """Return whether a plain number has a leading zero, so that programs disagree on its value.

    >>> ambiguous("010"), ambiguous("0.10"), ambiguous("0")
    (True, False, False)
    """
    return LEADING_ZERO.fullmatch(text) is not None


DEEPEST = 40  # levels of nesting


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its file and line.

    whole: replaces the value onto which it is merged. written: the text of a path before it was made absolute.
    """

    value: "dict[str, Node] | list[Node] | Scalar"
    file: Path | str
    line: int | None = None
    whole: bool = False
    written: str | None = None

    @property
    def items(self) -> "dict[str, Node]":
        """The entries of a mapping; empty for other values."""
        return self.value if isinstance(self.value, dict) else {}

    def plain(self) -> Any:
        """Return the value without files and lines.

        >>> Node({"weeks": Node(52, "a.yaml", 1)}, "a.yaml", 1).plain()
        {'weeks': 52}
        """
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def blamed(self, problem: Problem) -> Problem:
        """Return the problem with the file, line and written value of this node."""
        value = str(problem.value) if isinstance(problem.value, Path) else problem.value
        value = self.written or self.value if value == self.value else problem.value
        return replace(problem, file=self.file, line=self.line, value=value)

    def with_items(self, changed: "dict[str, Node]") -> "Node":
        """Return the mapping with some entries changed or added."""
        return replace(self, value=self.items | changed)

    def at(self, key: str) -> "Node":
        """Return the node at a dotted key, or else the nearest existing node above it."""
        if isinstance(self.value, list):
            head, _, rest = key.partition(".")
            exists = head.isdecimal() and int(head) < len(self.value)
            return self.value[int(head)].at(rest) if exists else self
        name = key
        while name not in self.items:  # names may contain dots
            if not name:
                return self
            name = name.rpartition(".")[0]
        return self.items[name].at(key[len(name) + 1 :])


def parse(text: str, file: Path | str, problems: list[Problem]) -> Node | None:
    """Parse one YAML document and add its problems to ``problems``; return None for an empty document.

    Raises InputError if the text is not YAML, or has more than 40 levels of nesting.

    >>> parse("a: [1, no]", "a.yaml", []).plain()
    {'a': [1, 'no']}
    """
    events = _events(text, file)
    node = None
    for event in events:
        if type(event).__name__ == "DocumentStartEvent":
            if node is not None:
                message = "a second document starts here; one file holds one document"
                problems.append(Problem(message, file, _line(event)))
                break
            if event.version not in (None, (1, 2)):
                line = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith("%YAML"))
                version = ".".join(str(part) for part in event.version)
                message = f"declares YAML {version}, but files are read as YAML 1.2"
                problems.append(Problem(message, file, line))
            node = _Reader(events, file, problems).node(next(events), ())
    return None if node is not None and node.value is None else node


def _events(text: str, file: Path | str) -> Iterator[Any]:
    """Yield the parser's events. Raises InputError if the text is not YAML."""
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        hint = "; indent with spaces, not tabs" if "'\\t'" in str(error.problem) else ""
        raise InputError([Problem(f"is not YAML: {error.problem or error.context}{hint}", file, line)]) from None
    except InputError:
        raise
    except Exception as error:  # on invalid text, ruamel raises many other kinds
        position = getattr(error, "position", None)
        line = None if position is None else text.count("\n", 0, position) + 1
        raise InputError([Problem(f"is not YAML: {str(error).splitlines()[0]}", file, line)]) from None


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


@dataclass(frozen=True, slots=True)
class _Reader:
    """Converts the parser's events to nodes; ``path``: the parts of the dotted key of the current node."""

    events: Iterator[Any]
    file: Path | str
    problems: list[Problem]

    def node(self, event: Any, path: tuple[str, ...]) -> Node | None:
        """Return the node that starts with this event; None for an alias."""
        line, kind = _line(event), type(event).__name__
        if len(path) > DEEPEST:
            raise InputError([*self.problems, Problem(f"is nested more than {DEEPEST} deep", self.file, line)])
        if kind == "AliasEvent":
            self.note(line, path, f"*{event.anchor} is an alias; write the value out, or extend another file")
            return None
        if event.anchor is not None:
            self.note(line, path, f"&{event.anchor} is an anchor; anchors and aliases are not read")
        if event.tag is not None:
            self.note(line, path, f"{event.tag} is a tag; tags are not read")
        if kind == "MappingStartEvent":
            return Node(self.mapping(path), self.file, line)
        if kind == "SequenceStartEvent":
            return Node(self.sequence(path), self.file, line)
        return Node(self.word(event, path), self.file, line)

    def note(self, line: int, path: tuple[str, ...], message: str) -> None:
        """Add a problem at a key."""
        self.problems.append(Problem(message, self.file, line, ".".join(path) or None))

    def word(self, event: Any, path: tuple[str, ...]) -> Scalar:
        """Return the value of a plain or quoted scalar."""
        text = str(event.value)
        if any("\ud800" <= character <= "\udfff" for character in text):
            self.note(_line(event), path, "contains half a character (a surrogate), which cannot be written to a file")
        if event.style is not None:
            return text
        if ambiguous(text):
            message = f"{text} has a leading zero; write a number without it, or text in quotes"
            self.note(_line(event), path, message)
        return scalar(text)

    def sequence(self, path: tuple[str, ...]) -> list[Node]:
        """Return the items up to the end of the list."""
        nodes: list[Node] = []
        while type(event := next(self.events)).__name__ != "SequenceEndEvent":
            node = self.node(event, (*path, str(len(nodes))))
            nodes.append(node or Node(None, self.file, _line(event)))
        return nodes

    def mapping(self, path: tuple[str, ...]) -> dict[str, Node]:
        """Return the entries up to the end of the mapping; of a repeated key, the first."""
        nodes: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            key, line = self.key(event, path), _line(event)
            inside = (*path, key or "?")
            node = self.node(next(self.events), inside)
            if key is None:
                continue
            if key in lines:
                self.note(line, inside, f"the key occurs twice, on lines {lines[key]} and {line}")
            elif node is not None:
                nodes[key] = replace(node, line=line)
            lines.setdefault(key, line)
        return nodes

    def key(self, event: Any, path: tuple[str, ...]) -> str | None:
        """Return the key if it is text; otherwise add a problem and return None."""
        node = self.node(event, (*path, "?"))
        if node is None:
            return None
        if isinstance(node.value, dict | list):
            message = "a list or mapping cannot be a key"
        elif not isinstance(node.value, str):
            message = f"the key {event.value!r} is not text; put it in quotes"
        elif node.value == "<<" and event.style is None:
            message = "<< merges are not read; extend another file instead"
        else:
            return node.value
        self.note(_line(event), path, message)
        return None
