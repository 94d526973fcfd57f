"""The user's choices about the reading of a file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from simalign.errors import Problem
from simalign.organisation.reading.repairs import ON

UNUSED = "-"  # in place of the name of a column that is not to be used


@dataclass(frozen=True, slots=True)
class Choices:
    """What a user may choose about the reading of a file.

    columns: the file's names or positions of columns, by our names; UNUSED for a column that is not to be used. sheet:
    of a workbook, its name or number. encoding: of a text. repairs: the names of those that apply. hierarchy: False
    treats everybody as equals at the top. as_of: the date until which an end date means that a person has left.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    encoding: str | None = None
    repairs: Collection[str] = ON
    hierarchy: bool = True
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is expected to contain, for the choice of a sheet and for hints.

    meanings: of the columns that the sheet must have. prefix: of the options that choose a sheet and an encoding.
    """

    noun: str
    meanings: frozenset[str]
    prefix: str = "--"


PEOPLE = Kind("people", frozenset(("manager",)))
TIES = Kind("ties", frozenset(("source", "target")), "--tie-")


def not_people(file: Path, kind: str) -> Problem:
    """Return the problem of a file of ties in place of one of people."""
    allowed = "a table of people with this file as --ties; or --no-hierarchy to treat everybody in it as equals"
    return Problem(f"is {kind}, not a list of people and their managers", file, allowed=allowed)
