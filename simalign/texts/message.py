"""Messages in the ICU message format, as far as the texts of Python use it.

A message has values, ``{name}``; plurals, ``{n, plural, =0 {none} one {# week} other {# weeks}}``; and selections,
``{kind, select, a {...} other {...}}``. Plurals follow English and German, where ``one`` means exactly 1. Offsets,
formats of numbers and quoted braces are not supported. The page uses intl-messageformat, with the same results.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

ARGUMENT = re.compile(r"\{\s*(\w+)\s*(?:,\s*(plural|select)\s*,\s*|\})")
OPTION = re.compile(r"(=\d+|\w+)\s*\{")
LITERAL = re.compile(r"[^{}#]+")


@dataclass(frozen=True)
class Argument:
    """A value to fill in, and the texts to choose from by the value, if any; kind: "", "plural" or "select"."""

    name: str
    kind: str = ""
    options: Mapping[str, "Parts"] | None = None


Parts = tuple[str | Argument, ...]  # "#" stands for the number of the plural around it


@cache
def parse(message: str) -> Parts:
    """Return the parts of a message. Raises ValueError if its braces do not match or a part is not supported.

    >>> parse("{n} of {all}")
    (Argument(name='n', kind='', options=None), ' of ', Argument(name='all', kind='', options=None))
    """
    parts, end = _parts(message, 0)
    if end != len(message):
        raise ValueError(f"a brace too many in {message!r}")
    return parts


def _parts(text: str, at: int) -> tuple[Parts, int]:
    parts: list[str | Argument] = []
    while at < len(text) and text[at] != "}":
        if found := LITERAL.match(text, at):
            parts.append(found[0].replace("''", "'"))
            at = found.end()
        elif text[at] == "#":
            parts.append("#")
            at += 1
        else:
            argument, at = _argument(text, at)
            parts.append(argument)
    return tuple(parts), at


def _argument(text: str, at: int) -> tuple[Argument, int]:
    head = ARGUMENT.match(text, at)
    if head is None:
        raise ValueError(f"not supported: {text[at:]!r}")
    name, kind, at = head[1], head[2], head.end()
    if kind is None:
        return Argument(name), at
    options: dict[str, Parts] = {}
    while option := OPTION.match(text, at):
        options[option[1]], at = _parts(text, option.end())
        at = len(text) - len(text[at + 1 :].lstrip())
    if "other" not in options or text[at : at + 1] != "}":
        raise ValueError(f"{name} has no option 'other', or no closing brace, in {text!r}")
    return Argument(name, kind, options), at + 1


def fill(parts: Parts, values: Mapping[str, str | int], number: Callable[[int], str], hash_: str = "#") -> str:
    """Return the text of a message.

    values: by name; those of plurals are integers. number: formats the number of a plural. hash_: stands for ``#``.
    Raises KeyError for a value that is missing.

    >>> fill(parse("{n, plural, one {# week} other {# weeks}}, {name}"), {"n": 2, "name": "push"}, str)
    '2 weeks, push'
    """
    texts = []
    for part in parts:
        if isinstance(part, str):
            texts.append(hash_ if part == "#" else part)
        elif part.options is None:
            texts.append(str(values[part.name]))
        else:
            value = values[part.name]
            chosen = part.options.get(_option(value, part), part.options["other"])
            inside = number(int(value)) if part.kind == "plural" else hash_
            texts.append(fill(chosen, values, number, inside))
    return "".join(texts)


def _option(value: str | int, part: Argument) -> str:
    if part.kind == "select":
        return str(value)
    exact = f"={value}"
    return exact if exact in (part.options or {}) else "one" if value == 1 else "other"


def arguments(parts: Parts) -> Iterator[str]:
    """Yield the names of all values of a message, with those inside of plurals and selections.

    >>> sorted(arguments(parse("{n, plural, one {{a}} other {#}}")))
    ['a', 'n']
    """
    for part in parts:
        if isinstance(part, Argument):
            yield part.name
            for option in (part.options or {}).values():
                yield from arguments(option)
