"""Parses YAML into a tree of nodes, each with its file and line.

Bare words have the meaning of the core schema of YAML 1.2, in which `no` is a word and not false. A number with a
leading zero, like 010, is refused: it is ten in YAML 1.2 and eight in YAML 1.1. 1_000 and 12:30, which are numbers in
YAML 1.1, are text as in YAML 1.2 and therefore refused wherever a number is required.

Invariant: keys are text and unique within a mapping; nodes do not refer to each other. Anything that breaks this
(duplicate keys, anchors, tags, several documents, ...) is recorded as a problem and left out, so that reading continues
and all problems of a file are reported together.
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
    """Return the value of a bare word.

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
    """Return whether a bare number has a leading zero, so that programs disagree on its value.

    >>> ambiguous("010"), ambiguous("0.10"), ambiguous("0")
    (True, False, False)
    """
    return LEADING_ZERO.fullmatch(text) is not None


DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Node:
    """A value with its file and line.

    whole: whether it replaces the value that it is merged onto. written: the text of a path as the file has it.
    """

    value: "dict[str, Node] | list[Node] | Scalar"
    file: Path | str
    line: int | None = None
    whole: bool = False
    written: str | None = None

    @property
    def items(self) -> "dict[str, Node]":
        """Return the entries of a mapping; an empty mapping for any other value."""
        return self.value if isinstance(self.value, dict) else {}

    def plain(self) -> Any:
        """Return the value without places.

        >>> Node({"weeks": Node(52, "a.yaml", 1)}, "a.yaml", 1).plain()
        {'weeks': 52}
        """
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def blamed(self, problem: Problem) -> Problem:
        """Return the problem with the place of this node and the value as the file has it."""
        value = str(problem.value) if isinstance(problem.value, Path) else problem.value
        value = self.written or self.value if value == self.value else problem.value
        return replace(problem, file=self.file, line=self.line, value=value)

    def with_items(self, changed: "dict[str, Node]") -> "Node":
        """Return the same mapping with some entries changed or added."""
        return replace(self, value=self.items | changed)

    def at(self, key: str) -> "Node":
        """Return the node at a dotted key, or its nearest parent that exists."""
        if isinstance(self.value, list):
            head, _, rest = key.partition(".")
            there = head.isdecimal() and int(head) < len(self.value)
            return self.value[int(head)].at(rest) if there else self
        name = key
        while name not in self.items:  # names may hold dots
            if not name:
                return self
            name = name.rpartition(".")[0]
        return self.items[name].at(key[len(name) + 1 :])


def parse(text: str, file: Path | str, found: list[Problem]) -> Node | None:
    """Parse one YAML document; problems are added to the list; return None for an empty document.

    Raises InputError if the text is not YAML, or is nested more than 40 deep.

    >>> parse("a: [1, no]", "a.yaml", []).plain()
    {'a': [1, 'no']}
    """
    events = _events(text, file)
    node = None
    for event in events:
        if type(event).__name__ == "DocumentStartEvent":
            if node is not None:
                message = "a second document starts here; one file holds one document"
                found.append(Problem(message, file, _line(event)))
                break
            if event.version not in (None, (1, 2)):
                asking = next(n for n, line in enumerate(text.splitlines(), 1) if line.startswith("%YAML"))
                asked = ".".join(str(part) for part in event.version)
                found.append(Problem(f"YAML {asked} is asked for; files are read as YAML 1.2", file, asking))
            node = _Reader(events, file, found).node(next(events), ())
    return None if node is not None and node.value is None else node


def _events(text: str, file: Path | str) -> Iterator[Any]:
    try:
        yield from YAML(typ="safe", pure=True).parse(text)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        hint = "; indent with spaces, not tabs" if "'\\t'" in str(error.problem) else ""
        raise InputError([Problem(f"is not YAML: {error.problem or error.context}{hint}", file, line)]) from None
    except InputError:
        raise
    except Exception as error:  # ruamel lets many kinds through on broken text: a character that cannot be, ...
        position = getattr(error, "position", None)
        line = None if position is None else text.count("\n", 0, position) + 1
        raise InputError([Problem(f"is not YAML: {str(error).splitlines()[0]}", file, line)]) from None


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the parser's events into nodes. A place is the dotted key of the value being read, in parts."""

    events: Iterator[Any]
    file: Path | str
    found: list[Problem]

    def node(self, event: Any, place: tuple[str, ...]) -> Node | None:
        """Return the node that starts with this event; None for an alias."""
        line, kind = _line(event), type(event).__name__
        if len(place) > DEEPEST:
            raise InputError([*self.found, Problem(f"is nested more than {DEEPEST} deep", self.file, line)])
        if kind == "AliasEvent":
            self.note(line, place, f"*{event.anchor} is an alias; write the value out, or extend another file")
            return None
        if event.anchor is not None:
            self.note(line, place, f"&{event.anchor} is an anchor; anchors and aliases are not read")
        if event.tag is not None:
            self.note(line, place, f"{event.tag} is a tag; tags are not read")
        if kind == "MappingStartEvent":
            return Node(self.mapping(place), self.file, line)
        if kind == "SequenceStartEvent":
            return Node(self.sequence(place), self.file, line)
        return Node(self.word(event, place), self.file, line)

    def note(self, line: int, place: tuple[str, ...], message: str) -> None:
        """Add a problem."""
        self.found.append(Problem(message, self.file, line, ".".join(place) or None))

    def word(self, event: Any, place: tuple[str, ...]) -> Scalar:
        """Return the value of a bare or quoted word."""
        text = str(event.value)
        if any("\ud800" <= character <= "\udfff" for character in text):
            self.note(_line(event), place, "holds half a character (a surrogate), which no file can keep")
        if event.style is not None:
            return text
        if ambiguous(text):
            message = f"{text} has a leading zero; leave it out of a number, or put text in quotes"
            self.note(_line(event), place, message)
        return scalar(text)

    def sequence(self, place: tuple[str, ...]) -> list[Node]:
        """Return the items up to the end of the list."""
        nodes: list[Node] = []
        while type(event := next(self.events)).__name__ != "SequenceEndEvent":
            node = self.node(event, (*place, str(len(nodes))))
            nodes.append(node or Node(None, self.file, _line(event)))
        return nodes

    def mapping(self, place: tuple[str, ...]) -> dict[str, Node]:
        """Return the entries up to the end of the mapping; of duplicate keys, the first."""
        nodes: dict[str, Node] = {}
        lines: dict[str, int] = {}
        while type(event := next(self.events)).__name__ != "MappingEndEvent":
            key, line = self.key(event, place), _line(event)
            inside = (*place, key or "?")
            node = self.node(next(self.events), inside)
            if key is None:
                continue
            if key in lines:
                self.note(line, inside, f"key given twice, on lines {lines[key]} and {line}")
            elif node is not None:
                nodes[key] = replace(node, line=line)
            lines.setdefault(key, line)
        return nodes

    def key(self, event: Any, place: tuple[str, ...]) -> str | None:
        """Return the key if it is text, else None."""
        node = self.node(event, (*place, "?"))
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
        self.note(_line(event), place, message)
        return None
