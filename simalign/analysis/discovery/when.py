"""Events as text: conditions on numbers of a table, such as ``value < 0.4 and trust >= 0.5``."""

import operator
import re
from collections.abc import Callable, Collection
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simalign.analysis.discovery.box import Flags
from simalign.analysis.text import listed, words
from simalign.errors import InputError, Problem, nearest

OPERATORS: dict[str, tuple[Callable[[Any, float], Any], str]] = {
    "<=": (operator.le, "at most"),
    ">=": (operator.ge, "at least"),
    "<": (operator.lt, "below"),
    ">": (operator.gt, "above"),
}
CLAUSE = re.compile(r"\s*(?P<name>[^\s<>=]+)\s*(?P<sign><=|>=|<|>)\s*(?P<limit>[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?)\s*")
FORM = "conditions such as value < 0.4, joined by and"


class Clause(NamedTuple):
    """A limit on one number: its name, one of the signs <, <=, > and >=, and the limit."""

    name: str
    sign: str
    limit: float

    def __str__(self) -> str:
        """Return the clause in words."""
        return f"{words(self.name)} is {OPERATORS[self.sign][1]} {self.limit:g}"


class When(NamedTuple):
    """An event: all clauses hold.

    >>> import pandas as pd
    >>> event = parse("value < 0.4 and trust >= 0.5", ["value", "trust"])
    >>> str(event), event.holds(pd.DataFrame({"value": [0.3, 0.3], "trust": [0.5, 0.4]})).tolist()
    ('value is below 0.4 and trust is at least 0.5', [True, False])
    """

    clauses: tuple[Clause, ...]

    def __str__(self) -> str:
        """Return the event in words."""
        return listed([str(clause) for clause in self.clauses])

    @property
    def names(self) -> list[str]:
        """The names of the numbers, each once."""
        return list(dict.fromkeys(clause.name for clause in self.clauses))

    def holds(self, table: pd.DataFrame) -> Flags:
        """Return in which rows all clauses hold."""
        flags = np.ones(len(table), bool)
        for name, sign, limit in self.clauses:
            flags &= OPERATORS[sign][0](table[name].to_numpy(float), limit)
        return flags


def parse(text: str, names: Collection[str], key: str = "when") -> When:
    """Read an event; ``names``: the known numbers, ``key``: the name of the argument for messages.

    Raises InputError for text of another form, and for unknown names.

    >>> parse("valu < 1", ["value"])
    Traceback (most recent call last):
    simalign.errors.InputError: when: has an unknown measure; did you mean 'value'? (given: 'valu'); allowed: value
    """
    clauses = []
    for part in re.split(r"\s+and\s+", text.strip()):
        match = CLAUSE.fullmatch(part)
        if match is None:
            raise InputError([Problem("cannot be read", key=key, value=text, allowed=FORM)])
        if match["name"] not in names:
            message = f"has an unknown measure{nearest(match['name'], names)}"
            raise InputError([Problem(message, key=key, value=match["name"], allowed=", ".join(names))])
        clauses.append(Clause(match["name"], match["sign"], float(match["limit"])))
    return When(tuple(clauses))
