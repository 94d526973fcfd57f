"""An organisation that people bring along: its files as bytes in memory, never on a disk, forgotten on closing.

What goes to the browser of it is in ``understood``, or in the problems of ``read``. With names hidden nobody's name or
id is among that: people are numbered by their place in the file.
"""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from secrets import token_urlsafe
from typing import Any

from simalign.analysis.text import words
from simalign.app.http.limits import ALONE
from simalign.errors import InputError, Problem, printable
from simalign.files.memory import Held
from simalign.files.table import Reading, Table, read_table
from simalign.organisation.columns import COLUMNS, NO_NAMES
from simalign.organisation.describe import Description, describe
from simalign.organisation.members import NEEDED, OPTIONAL, read_members
from simalign.organisation.record import Organisation
from simalign.organisation.ties import read_ties
from simalign.scenario.organisation import GOALS

FILES = {"members": "members.csv", "ties": "ties.csv"}
MOST_SHOWN, LONGEST_NAME = 30, 80
MAPPED, OF_TIES = (*NEEDED, *OPTIONAL), ("source", "target", "weight")
QUOTED = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
CIRCLE = re.compile(r"(a circle of managers): .*")
NAMELESS = "…"


@dataclass(frozen=True, slots=True)
class Upload:
    """An organisation as it was read, with hidden names where that was wished; ``files``: their names, by kind.

    ``word``: random, by which it is asked for and what is computed of it is kept.
    """

    organisation: Organisation
    description: Description
    files: Mapping[str, str]
    columns: Mapping[str, str]
    hidden: bool
    word: str = field(default_factory=lambda: token_urlsafe(9))


class NotUnderstood(Exception):
    """Files that make no organisation; ``answer`` says why, for the page."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("the files make no organisation")
        self.answer = answer


def read(given: Mapping[str, Any], most: int = ALONE.members) -> Upload:
    """The organisation in ``members`` and ``ties``, each {name, content in base64}.

    ``columns`` gives the file's name of a column for ours; ``hidden``: whether names are left out. Of two
    files with one name the ties get another, so that each is known by its own.
    Raises NotUnderstood with the problems in their places, InputError for a request that makes no sense.
    """
    hidden = bool(given.get("hidden"))
    held = {kind: _held(kind, given[kind], hidden) for kind in FILES if given.get(kind)}
    if "members" not in held:
        raise InputError([Problem("is missing", key="members", allowed="a CSV file of who reports to whom")])
    if "ties" in held and held["ties"].name.casefold() == held["members"].name.casefold():
        held["ties"] = Held(f"ties-{held['ties'].name}", held["ties"].read_bytes())
    columns = _columns(given.get("columns") or {})
    table = _table(held["members"])
    if hidden and table is not None and _of_a_person(table):
        columns = {}  # chosen while names were shown
    try:
        organisation, readings = _organisation(held, columns, most)
    except InputError as error:
        raise NotUnderstood(_why(error.problems, held, hidden)) from None
    shown = nameless(organisation) if hidden else organisation
    description = describe(shown, readings)
    return Upload(shown, description, {kind: file.name for kind, file in held.items()}, columns, hidden)


def _organisation(
    held: Mapping[str, Held], columns: Mapping[str, str], most: int
) -> tuple[Organisation, list[Reading]]:
    try:
        organisation, reading = read_members(held["members"], columns, [goal.name for goal in GOALS])
    except InputError as error:
        raise InputError([*error.problems, *_of_ties(held)]) from None
    if organisation.size > most:
        allowed = f"at most {most:,}; take the command line for more"
        raise InputError(
            [Problem("is too many people for a page", held["members"], value=organisation.size, allowed=allowed)]
        )
    if organisation.size < 2:
        raise InputError([Problem("is one person alone", held["members"], allowed="two people or more")])
    if "ties" not in held:
        return organisation, [reading]
    ties, second = read_ties(held["ties"], organisation.ids)
    return replace(organisation, ties=ties), [reading, second]


def _of_ties(held: Mapping[str, Held]) -> list[Problem]:
    """What is wrong with the ties, whoever the members are."""
    if "ties" in held:
        try:
            read_ties(held["ties"], None)
        except InputError as error:
            return error.problems
    return []


def _held(kind: str, given: Any, hidden: bool) -> Held:
    """A file in memory; with names hidden it has a name of ours."""
    if not isinstance(given, Mapping) or not all(isinstance(given.get(key), str) for key in ("name", "content")):
        raise InputError([Problem("cannot be used", key=kind, allowed="a name and a content in base64")])
    try:
        content = b64decode(given["content"], validate=True)
    except (NotBase64, ValueError):
        raise InputError([Problem("is not base64", key=f"{kind}.content")]) from None
    name = printable(re.split(r"[/\\]", given["name"])[-1])[-LONGEST_NAME:].strip(". ")
    plain = FILES[kind] if not name.lower().endswith(".graphml") else "ties.graphml"
    return Held(plain if hidden or not name else name, content)


def _columns(given: Any) -> dict[str, str]:
    if not isinstance(given, Mapping) or any(k not in MAPPED or not isinstance(v, str) for k, v in given.items()):
        raise InputError(
            [Problem("cannot be used", key="columns", allowed=f"names of columns for {', '.join(MAPPED)}")]
        )
    return {str(name): column for name, column in given.items() if column}


def nameless(organisation: Organisation) -> Organisation:
    """The same organisation, its people numbered by their place in the file.

    >>> from numpy.random import SeedSequence
    >>> from simalign.organisation.generate import generate
    >>> nameless(generate(3, 2, ["sales"], 1.0, 0.0, SeedSequence(1))).ids
    ('1', '2', '3')
    """
    numbers = tuple(str(n + 1) for n in range(organisation.size))
    return replace(organisation, ids=numbers, names=numbers)


def _why(problems: Sequence[Problem], held: Mapping[str, Held], hidden: bool) -> dict[str, Any]:
    """The problems as the page shows them, each beside the row of the file that it is in."""
    tables = {file.name: table for file in held.values() if (table := _table(file)) is not None}
    shown = []
    members = tables.get(held["members"].name)
    header = [] if members is None or (hidden and _of_a_person(members)) else [cell for cell in members.header if cell]
    for problem in (_in_words(problem, header) for problem in problems[:MOST_SHOWN]):
        name = str(problem.file) if problem.file else ""
        shown.append(
            {
                "file": name,
                "line": problem.line,
                "column": None if hidden and _tells(tables.get(name), problem.key) else problem.key,
                "message": _without_names(problem.message, hidden),
                "value": None if problem.value is None or hidden else str(problem.value)[:LONGEST_NAME],
                "allowed": problem.allowed,
                "row": [] if hidden else _row(tables.get(name), problem),
            }
        )
    return {"problems": shown, "more": len(problems) - len(shown), "header": header, "ours": list(MAPPED)}


def _of_a_person(table: Table) -> bool:
    """Whether the first row is one of people, and holds no names of columns: it says what others say, too."""
    first = set(table.header) - {""}
    return not first & set(MAPPED) and (not table.rows or any(cell in first for row in table.rows for cell in row))


def _tells(table: Table | None, column: str | None) -> bool:
    """Whether what is called a column may be somebody's name."""
    return column not in (None, *MAPPED, *OF_TIES) and (table is None or _of_a_person(table))


def _in_words(problem: Problem, header: Sequence[str]) -> Problem:
    """A column that is not there is chosen on the page, from a ``header``, and not in an organisation file."""
    key = problem.key and problem.key.removeprefix(f"{COLUMNS}.")
    if problem.message == NO_NAMES:
        choice = "; or say below which ones they are" if header else ""
        return replace(problem, value=None, allowed=f"columns called {' and '.join(NEEDED)}{choice}")
    if problem.message.startswith("no such column"):
        return replace(problem, key=key, value=None, allowed=f"a column called {key}; or say below which one it is")
    return replace(problem, key=key)


def _without_names(message: str, hidden: bool) -> str:
    """A message without what it quotes of the file, where names are hidden.

    >>> _without_names("member 'Ann': not one of the values understood", True)
    'member …: not one of the values understood'
    """
    return CIRCLE.sub(r"\1", QUOTED.sub(NAMELESS, message)) if hidden else message


def _table(file: Held) -> Table | None:
    try:
        return read_table(file)
    except InputError:
        return None


def _row(table: Table | None, problem: Problem) -> list[dict[str, Any]]:
    """The cells of the problem's row, and which of them is meant."""
    if table is None or problem.line not in (table.header_line, *table.lines):
        return []
    cells = table.header if problem.line == table.header_line else table.rows[table.lines.index(problem.line)]
    columns = (problem.key or "").split(", ")
    names = [table.header[n] if n < len(table.header) else "" for n in range(len(cells))]
    return [
        {"text": cell[:LONGEST_NAME], "name": name[:LONGEST_NAME], "wrong": bool(name) and name in columns}
        for cell, name in zip(cells[:12], names, strict=False)
    ]


def understood(own: Upload) -> dict[str, Any]:
    """What was understood, for the page."""
    found = own.description
    return {
        "files": dict(own.files),
        "hidden": own.hidden,
        "people": found.size,
        "head": _person(found.head, own.hidden),
        "levels": list(found.seats_by_depth),
        "departments": [[words(d.name), d.size, _person(d.lead, own.hidden)] for d in found.departments],
        "roles": {words(role): count for role, count in found.roles.items()},
        "ties": found.network.ties,
        "isolated": found.network.isolated,
        "given": dict(found.given),
        "warnings": list(found.warnings),
        "readings": [_reading(reading) for reading in found.files],
        "span": None if found.span is None else [found.span.managers, found.span.mean, found.span.largest],
    }


def _person(label: str, hidden: bool) -> str:
    return f"person {label}" if hidden else label


def _reading(reading: Reading) -> dict[str, Any]:
    used = {ours: theirs for ours, theirs in reading.used.items() if ours in (*MAPPED, *OF_TIES)}
    return {"format": reading.format, "used": used, "unused": list(reading.unused), "notes": list(reading.notes)}
