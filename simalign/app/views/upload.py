"""Uploaded organisations: files as bytes in memory, never on disk, removed when the page is closed.

The browser receives ``upload_report``, or the problems that ``read_upload`` raises. With names hidden, neither contains
a name or an id of a person: people are numbered by their position in the file.
"""

import io
import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from secrets import token_urlsafe
from typing import Any

from ruamel.yaml import YAML

from simalign.analysis.text import words
from simalign.app.http.limits import ALONE
from simalign.errors import InputError, Problem, printable
from simalign.files.memory import MemoryFile
from simalign.files.table import Reading, Table, headed
from simalign.organisation.columns import COLUMNS, NO_NAMES
from simalign.organisation.describe import Description, describe
from simalign.organisation.members import OPTIONAL, REQUIRED, read_members
from simalign.organisation.reading.choices import PEOPLE
from simalign.organisation.reading.columns.header import find_header
from simalign.organisation.reading.columns.synonyms import meaning
from simalign.organisation.reading.formats.kinds import read_raw
from simalign.organisation.record import Organisation, by_lowest_key
from simalign.organisation.survey.read import read_survey
from simalign.organisation.ties import joined, read_ties
from simalign.scenario.organisation import GOALS
from simalign.simulation.survey import surveyed_trust
from simalign.texts.catalogue import ENGLISH, Texts
from simalign.texts.phrase import Phrase, in_language

FILES = {"members": "members.csv", "ties": "ties.csv", "survey": "answers.csv"}
MAPPING = "organisation.yaml"  # the file in which an export maps columns
MOST_SHOWN, LONGEST_NAME = 30, 80
MAPPED, OF_TIES = (*REQUIRED, *OPTIONAL), ("source", "target", "weight")
QUOTED = re.compile(  # long quotations end in three dots instead of a mark
    r"'(?:[^'\\]|\\.)*?(?:'|\.{2,3}$)|\"(?:[^\"\\]|\\.)*?(?:\"|\.{2,3}$)"
)
CYCLE = re.compile(r"(a cycle of managers): .*")
NAMELESS = "…"
SWITCH = re.compile(r" \(--[^)]*\)")  # an option of the command line in an account
OPTION = "; or --"  # begins what to do on the command line


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded organisation, without names if they are ``hidden``.

    files: file names by kind. columns: the file's name of a column, by simalign's name. token: random identifier that
    later requests use.
    """

    organisation: Organisation
    description: Description
    files: Mapping[str, str]
    columns: Mapping[str, str]
    hidden: bool
    token: str = field(default_factory=lambda: token_urlsafe(9))


class UnreadableUpload(Exception):
    """The uploaded files do not describe an organisation; ``answer`` has the problems as the page shows them."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("the files do not describe an organisation")
        self.answer = answer


def read_upload(content: Mapping[str, Any], most_members: int = ALONE.members) -> Upload:
    """Read an organisation from an upload request.

    content: the JSON body. Its ``members``, ``ties`` and ``survey`` are files, each {name, content in base64};
    ``columns`` maps column names of simalign to those of the file; ``hidden`` removes names. Of files with the same
    name, the later ones get another one. most_members: the limit.
    Raises UnreadableUpload with the problems and their rows, InputError for an invalid request.
    """
    hidden = bool(content.get("hidden"))
    files = {kind: _file(kind, content[kind], hidden) for kind in FILES if content.get(kind)}
    if "members" not in files:
        raise InputError([Problem("is missing", key="members", allowed="a CSV file of who reports to whom")])
    taken: set[str] = set()
    for kind, file in files.items():
        if file.name.casefold() in taken:
            files[kind] = MemoryFile(f"{kind}-{file.name}", file.read_bytes())
        taken.add(files[kind].name.casefold())
    columns = _columns(content.get("columns") or {})
    table = _table(files["members"])
    if hidden and table is not None and _describes_person(table):
        columns = {}  # they were chosen while names were visible
    try:
        organisation, readings = _organisation(files, columns, most_members)
    except InputError as error:
        raise UnreadableUpload(_problem_report(error.problems, files, hidden)) from None
    shown = nameless(organisation) if hidden else organisation
    description = describe(shown, readings)
    return Upload(shown, description, {kind: file.name for kind, file in files.items()}, columns, hidden)


def _organisation(
    files: Mapping[str, MemoryFile], columns: Mapping[str, str], most_members: int
) -> tuple[Organisation, list[Reading]]:
    try:
        organisation, reading = read_members(files["members"], columns, [goal.name for goal in GOALS])
    except InputError as error:
        raise InputError([*error.problems, *_ties_problems(files)]) from None
    if organisation.size > most_members:
        allowed = f"at most {most_members:,}; use the command line for more"
        raise InputError(
            [Problem("is too many people for a page", files["members"], value=organisation.size, allowed=allowed)]
        )
    if organisation.size < 2:
        raise InputError([Problem("has only one person", files["members"], allowed="two people or more")])
    readings = [reading]
    if "survey" in files:
        organisation, of_survey = read_survey(files["survey"], organisation)
        readings.append(of_survey)
    if "ties" in files:
        ties, of_ties = read_ties(files["ties"], organisation.ids, names=organisation.names)
        organisation = replace(organisation, ties=joined(ties, organisation.ties))
        readings.append(of_ties)
    return by_lowest_key(organisation), readings


def _ties_problems(files: Mapping[str, MemoryFile]) -> list[Problem]:
    """Return the problems of the ties file that do not depend on the members."""
    if "ties" in files:
        try:
            read_ties(files["ties"], None)
        except InputError as error:
            return error.problems
    return []


def _file(kind: str, content: Any, hidden: bool) -> MemoryFile:
    """Return an uploaded file in memory; with names hidden it gets a neutral file name."""
    if not isinstance(content, Mapping) or not all(isinstance(content.get(key), str) for key in ("name", "content")):
        raise InputError([Problem("cannot be used", key=kind, allowed="a name and a content in base64")])
    try:
        data = b64decode(content["content"], validate=True)
    except (NotBase64, ValueError):
        raise InputError([Problem("is not base64", key=f"{kind}.content")]) from None
    name = printable(re.split(r"[/\\]", content["name"])[-1])[-LONGEST_NAME:].strip(". ")
    plain = FILES[kind] if not name.lower().endswith(".graphml") else "ties.graphml"
    return MemoryFile(plain if hidden or not name else name, data)


def _columns(content: Any) -> dict[str, str]:
    if not isinstance(content, Mapping) or any(k not in MAPPED or not isinstance(v, str) for k, v in content.items()):
        raise InputError(
            [Problem("cannot be used", key="columns", allowed=f"names of columns for {', '.join(MAPPED)}")]
        )
    return {str(name): column for name, column in content.items() if column}


def nameless(organisation: Organisation) -> Organisation:
    """Return an organisation with its members numbered by their position in the file instead of named.

    >>> from numpy.random import SeedSequence
    >>> from simalign.organisation.generate import generate
    >>> nameless(generate(3, 2, ["sales"], 1.0, 0.0, SeedSequence(1))).ids
    ('1', '2', '3')
    """
    numbers = tuple(str(n + 1) for n in range(organisation.size))
    return replace(organisation, ids=numbers, names=numbers)


def _problem_report(problems: Sequence[Problem], files: Mapping[str, MemoryFile], hidden: bool) -> dict[str, Any]:
    """Return the problems as the page shows them, each with its row of the file."""
    tables = {file.name: table for file in files.values() if (table := _table(file)) is not None}
    shown = []
    members = tables.get(files["members"].name)
    header = (
        [] if members is None or (hidden and _describes_person(members)) else [cell for cell in members.header if cell]
    )
    for problem in (_for_page(problem, header) for problem in problems[:MOST_SHOWN]):
        name = str(problem.file) if problem.file else ""
        shown.append(
            {
                "file": name,
                "line": problem.line,
                "column": None if hidden and _may_be_name(tables.get(name), problem.key) else problem.key,
                "message": _without_names(problem.message, hidden),
                "value": None if problem.value is None or hidden else str(problem.value)[:LONGEST_NAME],
                "allowed": problem.allowed,
                "row": [] if hidden else _row(tables.get(name), problem),
            }
        )
    guesses: dict[str, str] = {}
    for column in header:
        guesses.setdefault(meaning(column) or "", column)
    answer = {"problems": shown, "more": len(problems) - len(shown), "header": header, "ours": list(MAPPED)}
    return answer | {"guesses": {name: column for name, column in guesses.items() if name in MAPPED}}


def _describes_person(table: Table) -> bool:
    """Return whether the first row seems to be data, not column names, because later rows repeat its cells."""
    first_cells = set(table.header) - {""}
    return not first_cells & set(MAPPED) and (
        not table.rows or any(cell in first_cells for row in table.rows for cell in row)
    )


def _may_be_name(table: Table | None, column: str | None) -> bool:
    """Return whether a column name may be the name of a person."""
    return column not in (None, *MAPPED, *OF_TIES) and (table is None or _describes_person(table))


def _for_page(problem: Problem, header: Sequence[str]) -> Problem:
    """Reword a problem for the page, where missing columns are chosen from ``header``, not in an organisation file."""
    key = problem.key and problem.key.removeprefix(f"{COLUMNS}.")
    allowed = problem.allowed and problem.allowed.split(OPTION)[0]
    message = f"{problem.message}; {problem.rows}" if problem.rows else problem.message
    problem = replace(problem, message=message, allowed=allowed)
    if problem.message == NO_NAMES:
        choice = "; or choose them below" if header else ""
        return replace(problem, value=None, allowed=f"columns called {' and '.join(REQUIRED)}{choice}")
    if problem.message.startswith("no such column"):
        both = " and ".join((key or "").split(", "))
        return replace(problem, key=key, value=None, allowed=f"a column called {both}; or choose it below")
    return replace(problem, key=key)


def _without_names(message: str, hidden: bool) -> str:
    """Return a message without its quotations from the file if names are hidden.

    >>> _without_names("member 'Ann': not one of the allowed words", True)
    'member …: not one of the allowed words'
    >>> _without_names("2 cells, such as 'Ann; Bo; ...", True)
    '2 cells, such as …'
    """
    return CYCLE.sub(r"\1", QUOTED.sub(NAMELESS, message)) if hidden else message


def _table(file: MemoryFile) -> Table | None:
    try:
        raw = read_raw(file, PEOPLE)
        return headed(raw, find_header(raw, set()))
    except InputError:
        return None


def _row(table: Table | None, problem: Problem) -> list[dict[str, Any]]:
    """Return the cells of the row of a problem; ``wrong`` marks those that the problem is about."""
    if table is None or problem.line not in (table.header_line, *table.lines):
        return []
    cells = table.header if problem.line == table.header_line else table.rows[table.lines.index(problem.line)]
    columns = (problem.key or "").split(", ")
    names = [table.header[n] if n < len(table.header) else "" for n in range(len(cells))]
    return [
        {"text": cell[:LONGEST_NAME], "name": name[:LONGEST_NAME], "wrong": bool(name) and name in columns}
        for cell, name in zip(cells[:12], names, strict=False)
    ]


def upload_report(upload: Upload, texts: Texts = ENGLISH) -> dict[str, Any]:
    """Return how an uploaded organisation was read, for the page, with sentences in the language of the texts."""
    description = upload.description

    def person(label: str) -> str:
        return in_language(Phrase("report.overview.person", label=label) if upload.hidden else label, texts)

    return {
        "files": dict(upload.files),
        "hidden": upload.hidden,
        "people": description.size,
        "head": person(description.head),
        "levels": list(description.seats_by_depth),
        "departments": [[words(d.name), d.size, person(d.lead)] for d in description.departments],
        "roles": {words(role): count for role, count in description.roles.items()},
        "ties": description.network.ties,
        "isolated": description.network.isolated,
        "surveyed": surveyed_trust(upload.organisation) is not None,
        "given": {texts.say(f"report.value.{name}"): count for name, count in description.given.items()},
        "warnings": [in_language(warning, texts) for warning in description.warnings],
        "readings": [_reading(reading, upload.hidden, texts) for reading in description.files],
        "span": None
        if description.span is None
        else [description.span.managers, description.span.mean, description.span.largest],
    }


def command_parts(upload: Upload) -> dict[str, Any]:
    """Return ``options`` of the command line that reads the same files, and ``files`` that an export adds for it."""
    if upload.columns:
        text = io.StringIO()
        YAML().dump({**upload.files, "columns": dict(upload.columns)}, text)
        return {"options": ["--organisation", MAPPING], "files": {MAPPING: text.getvalue()}}
    others = [word for kind in ("ties", "survey") if kind in upload.files for word in (f"--{kind}", upload.files[kind])]
    return {"options": ["--organisation", upload.files["members"], *others], "files": {}}


def _reading(reading: Reading, hidden: bool, texts: Texts) -> dict[str, Any]:
    used = {ours: theirs for ours, theirs in reading.used.items() if ours in (*MAPPED, *OF_TIES)}

    def said(lines: Sequence[str]) -> list[str]:
        return [_without_names(SWITCH.sub("", in_language(line, texts)), hidden) for line in lines]

    return {
        "format": in_language(reading.format, texts),
        "used": used,
        "unused": list(reading.unused),
        "account": said(reading.account),
        "notes": said(reading.notes),
        "survey": said(reading.survey),
    }
