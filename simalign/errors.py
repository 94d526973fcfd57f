"""Errors in the user's input: messages that name the file, line, key, value and allowed values."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from operator import index
from pathlib import Path
from typing import SupportsIndex

LONGEST = 60  # characters of a value in a message
SHOWN = 20  # problems in a message; any further ones are counted
LINES = 6  # lines of rows with the same problem in a message
KINDS = {bool: "true or false", int: "a number", float: "a number", str: "text", dict: "a mapping", list: "a list"}
MOST_NAMES = 5000  # finding the most similar of more names takes seconds


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem in the user's input.

    message: a description; file, line, key: the position; value: the invalid value; allowed: the valid values. cause:
    the same text for all rows of a file with the same problem, empty for a problem that is not one of rows. lines: of
    all rows with this problem, if there are several.

    >>> print(Problem("is out of range", "a.yaml", 3, "context.trust", 1.5, "a number from 0 to 1"))
    a.yaml:3: context.trust: is out of range (given: 1.5); allowed: a number from 0 to 1
    """

    message: str
    file: Path | str | None = None
    line: int | None = None
    key: str | None = None
    value: object = None
    allowed: str | None = None
    cause: str = ""
    lines: tuple[int, ...] = ()

    @property
    def rows(self) -> str:
        """The number and the first lines of the rows with this problem; empty for a single one."""
        if not self.lines:
            return ""
        first = ", ".join(map(str, self.lines[:LINES])) + (", ..." if len(self.lines) > LINES else "")
        return f"{len(self.lines):,} rows like this, on lines {first}"

    def __str__(self) -> str:
        """Return the problem in one line."""
        position = ":".join(str(p) for p in (self.file, self.line) if p is not None)
        key = f"{self.key}: " if self.key else ""
        remarks = [] if self.value is None else [f"given: {shown(self.value)}"]
        remarks += [self.rows] if self.rows else []
        given = f" ({'; '.join(remarks)})" if remarks else ""
        allowed = f"; allowed: {self.allowed}" if self.allowed else ""
        return printable(f"{position + ': ' if position else ''}{key}{self.message}{given}{allowed}")


class InputError(ValueError):
    """The user's input cannot be used; ``problems`` lists everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Store the problems, those of rows with the same cause as one; the text of the error lists the first."""
        self.problems = by_cause(problems)
        super().__init__("\n".join(self.lines()))

    def lines(self) -> list[str]:
        """Return one line for each of the first problems, and a last line with the number of further problems."""
        more = len(self.problems) - SHOWN
        return [*map(str, self.problems[:SHOWN]), *([f"and {more:,} more like these"] if more > 0 else [])]

    def __reduce__(self) -> tuple[type["InputError"], tuple[list[Problem]]]:
        """Pickle the error by its problems, so that it can cross a process pool."""
        return type(self), (self.problems,)


def by_cause(problems: Sequence[Problem]) -> list[Problem]:
    """Return problems with those of rows of a file that have the same key and cause as one, the first of them.

    >>> rows = [Problem("'a': out of range", "x.csv", line, "trust", 7, cause="out of range") for line in (3, 2)]
    >>> print(*by_cause(rows))
    x.csv:3: trust: 'a': out of range (given: 7; 2 rows like this, on lines 2, 3)
    """
    groups: dict[tuple[object, ...], list[Problem]] = {}
    for number, problem in enumerate(problems):
        key = (str(problem.file), problem.key, problem.cause) if problem.cause else (number,)
        groups.setdefault(key, []).append(problem)
    merged = []
    for first, *more in groups.values():
        lines = sorted({line for problem in (first, *more) for line in problem.lines or (problem.line or 0,)})
        merged.append(replace(first, lines=tuple(lines)) if more else first)
    return merged


def shown(value: object) -> str:
    """Return the text of a value for a message, shortened if it is long.

    >>> shown("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."
    """
    text = repr(str(value) if isinstance(value, Path) else value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def kind_of(value: object) -> str:
    """Return the kind of a value for a message, such as "a list".

    >>> kind_of({}), kind_of("push"), kind_of(None), kind_of(Path("a"))
    ('a mapping', 'text', 'nothing', 'a PosixPath')
    """
    names = (name for kind, name in KINDS.items() if isinstance(value, kind))
    return "nothing" if value is None else next(names, f"a {type(value).__name__}")


def expect(value: object, kind: type | tuple[type, ...], argument: str, allowed: str, hint: str = "") -> None:
    """Raise InputError if the value of a function's argument is not of type ``kind``; ``hint`` ends the message.

    >>> expect("default", int, "seed", "a whole number")
    Traceback (most recent call last):
    simalign.errors.InputError: seed: is text (given: 'default'); allowed: a whole number
    """
    if not isinstance(value, kind):
        raise InputError([Problem(f"is {kind_of(value)}{hint}", key=argument, value=value, allowed=allowed)])


def whole(value: object, argument: str, least: int = 0) -> int:
    """Return the value of an argument that must be a whole number, ``least`` or more; raise InputError otherwise.

    >>> whole(1.5, "seed")
    Traceback (most recent call last):
    simalign.errors.InputError: seed: is not a whole number (given: 1.5); allowed: a whole number, 0 or more
    """
    allowed = f"a whole number, {least} or more"
    if isinstance(value, bool) or not isinstance(value, SupportsIndex):
        raise InputError([Problem("is not a whole number", key=argument, value=value, allowed=allowed)])
    if index(value) < least:
        raise InputError([Problem("is out of range", key=argument, value=value, allowed=allowed)])
    return index(value)


def nearest(given: str, known: Collection[str]) -> str:
    """Return a hint to the most similar known name, for the end of a message; empty if no name is similar.

    >>> nearest("Pusch", ["push", "pull"]), nearest("zzz", ["push", "pull"])
    ("; did you mean 'push'?", '')
    """
    similar = most_similar(given, known)
    return "" if similar is None else f"; did you mean {similar!r}?"


def most_similar(given: str, known: Collection[str]) -> str | None:
    """Return the most similar known name; None if no name is similar, or if there are too many to compare."""
    if len(known) > MOST_NAMES:
        return None
    folded = {name.casefold(): name for name in known}
    close = get_close_matches(given.casefold(), folded, n=1)
    return folded[close[0]] if close else None


def slip(given: str, known: Collection[str]) -> str | None:
    """Return the known name that is one edit away, or None.

    An edit adds, removes or changes one letter, or swaps two neighbouring letters.

    >>> slip("extend", ["extends", "name"]), slip("nmae", ["extends", "name"]), slip("size", ["name"])
    ('extends', 'name', None)
    """
    return next((name for name in known if given != name and _one_edit(given.casefold(), name.casefold())), None)


def _one_edit(first: str, second: str) -> bool:
    short, long = sorted((first, second), key=len)
    if len(long) - len(short) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    swapped = short[:at] + short[at : at + 2][::-1] + short[at + 2 :]
    replaced = len(short) == len(long) and short[at + 1 :] == long[at + 1 :]
    return replaced or swapped == long or short == long[:at] + long[at + 1 :]


SPACES = "\u00a0\u202f"  # no-break spaces, which a terminal prints


def printable(text: str) -> str:
    r"""Return text in which each character that controls a terminal is replaced by a question mark.

    >>> printable("red\x1b[31m")
    'red?[31m'
    """
    return "".join(c if c.isprintable() or c in SPACES else "?" for c in text)
