"""Prepare a file of people: find the header, recognise the columns, match managers, and repair common faults.

The result is a table with the columns of a members file, in which each manager is the id of a row, ties that the table
contains, and an account of what was taken and changed. What cannot be repaired stays in the table and is refused by the
checks of members.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files.table import Raw, Table, headed, ragged_rows
from simalign.organisation.reading.account import Account
from simalign.organisation.reading.choices import PEOPLE, Choices, not_people
from simalign.organisation.reading.columns.header import find_header, looks_like_data, note_rows_above
from simalign.organisation.reading.columns.recognise import recognise
from simalign.organisation.reading.columns.synonyms import meaning
from simalign.organisation.reading.dates import ANYWHERE, date_of
from simalign.organisation.reading.draft import Draft
from simalign.organisation.reading.formats.kinds import read_raw
from simalign.organisation.reading.formats.networks import matrix_of
from simalign.organisation.reading.repairs import REPAIRS
from simalign.organisation.reading.repairs.assignments import refuse_posts
from simalign.organisation.reading.units import people_of_units

NOBODY = "(no managers)"  # the column of managers of an organisation without a hierarchy
SCALE = re.compile(
    r"[(\[]\s*-?\d+\s*(?:-|\u2013|\.\.|to|bis|à|a)\s*\d+\s*[)\]]"
)  # of answers, in the name of their column


@dataclass(frozen=True, slots=True)
class Prepared:
    """A prepared table: the index of each column by our names, ties as pairs of ids, the account and problems.

    several_heads: whether the organisation may have several heads.
    """

    table: Table
    indices: dict[str, int]
    ties: list[tuple[str, str]]
    account: Account
    problems: list[Problem]
    several_heads: bool = False


def prepare(file: Path, choices: Choices, names: Sequence[str], rows: Raw | None = None) -> Prepared:
    """Read and repair a file of people.

    names: all columns of a members file. rows: those of the file, if they are already read.
    Raises InputError if the file cannot be read as a table.
    """
    _check_date(choices.as_of)
    raw = rows or read_raw(file, PEOPLE, choices.sheet, choices.encoding)
    if matrix_of(raw) is not None:
        raise InputError([not_people(raw.file, "an adjacency matrix of ties")])
    account = Account()
    at = find_header(raw, {column for column in choices.columns.values() if not column.isdigit()})
    raw = _with_header_by_position(raw, at, choices.columns)
    raw = _with_distinct_names(raw, at, {*names, *choices.columns.values()}, account)
    note_rows_above(raw, at, account)
    table = _trimmed(people_of_units(headed(raw, at), account))
    account.rows += len(table.rows)
    _check_people(table, choices.columns)
    table = _with_names(table, choices.columns, account)
    columns = choices.columns
    if not choices.hierarchy:
        table, columns = _without_managers(table), {**columns, "manager": NOBODY}
        account.note("equals")
    problems: list[Problem] = []
    indices = recognise(table, columns, names, account, problems)
    if not {"id", "manager"} <= set(indices) or not table.rows:
        ragged = ragged_rows(table.file, len(table.header), table.rows, table.lines)
        return Prepared(table, indices, [], account, [*problems, *ragged])
    draft = _draft(table, indices, account, problems)
    draft.as_of = choices.as_of or ""
    draft.dates_above = [date for row in raw.rows[:at] for cell in row for date in ANYWHERE.findall(cell)]
    for name, repair in REPAIRS.items():
        if name in choices.repairs and (choices.hierarchy or name != "heads"):
            repair(draft)
    refuse_posts(draft)
    uneven = [(cells, line) for cells, line in zip(draft.ragged, draft.lines, strict=True) if cells is not None]
    ragged = ragged_rows(table.file, len(table.header), [cells for cells, _ in uneven], [line for _, line in uneven])
    final, several = _table(table, draft), draft.several_heads or not choices.hierarchy
    return Prepared(final, draft.indices, draft.ties, account, [*draft.problems, *ragged], several)


def _check_date(text: str | None) -> None:
    """Raise InputError for a text that is not a date."""
    if text is not None and date_of(text, True) is None:
        raise InputError([Problem("is not a date", key="as_of", value=text, allowed="a date such as 2026-06-30")])


def _with_header_by_position(raw: Raw, at: int, columns: Mapping[str, str]) -> Raw:
    """Return the rows with a header of positions, if the user chooses columns by position and the first row is data."""
    by_position = columns and all(column.isascii() and column.isdigit() for column in columns.values())
    if by_position and at == 0 and looks_like_data(raw.rows[0], raw.rows[1:]):
        header = tuple(f"column {number + 1}" for number in range(len(raw.rows[0])))
        return Raw(raw.file, raw.format, [header, *raw.rows], [raw.lines[0], *raw.lines], raw.decimal_comma, raw.notes)
    return raw


def _with_distinct_names(raw: Raw, at: int, used: set[str], account: Account) -> Raw:
    """Return the rows with a number after the repeated names of columns that are not used.

    used: our names and those that the user maps, whose repetition is refused later, like that of a synonym.
    """
    seen: Counter[str] = Counter()
    header: list[str] = []
    for cell in raw.rows[at]:
        seen[cell] += 1
        unused = cell and seen[cell] > 1 and cell not in used and meaning(cell) is None
        header.append(f"{cell} ({seen[cell]})" if unused else cell)
    changed = [cell for cell, before in zip(header, raw.rows[at], strict=True) if cell != before]
    account.add("again", len(changed), changed[0] if changed else "")
    return replace(raw, rows=[*raw.rows[:at], tuple(header), *raw.rows[at + 1 :]]) if changed else raw


def _trimmed(table: Table) -> Table:
    """Return the table without empty cells beyond its header."""
    width = len(table.header)
    if all(len(row) <= width for row in table.rows):
        return table
    rows = tuple(row[:width] if not any(row[width:]) else row for row in table.rows)
    return _changed(table, table.header, rows, table.lines)


def _check_people(table: Table, columns: Mapping[str, str]) -> None:
    """Raise InputError for a list of ties, a table of survey answers by department, or of posts with their numbers.

    columns: the columns that the user chooses; a list of ties with a chosen column of managers is a chart.
    """
    meanings = {meaning(column): index for index, column in enumerate(table.header) if column}
    if {"id", "name", "email"} & set(meanings):
        return
    if {"source", "target"} <= set(meanings) and "manager" not in {*meanings, *columns}:
        raise InputError([not_people(table.file, "a list of ties")])
    answers = [column for column in table.header if SCALE.search(column)]
    if answers and "manager" not in meanings:
        message = "lists survey answers by department or group, not people"
        allowed = "a table of people, with this file as its survey"
        raise InputError([Problem(message, table.file, table.header_line, None, ", ".join(answers), allowed)])
    if "posts" not in meanings:
        return
    index = meanings["posts"]
    several = [row for row, cells in enumerate(table.rows) if index < len(cells) and cells[index] not in ("", "0", "1")]
    if several:
        row = several[0]
        message = "lists kinds of posts with their numbers, not people"
        allowed = "one row for each person, with an id or a name and a manager"
        key, value = table.header[index], table.rows[row][index]
        raise InputError([Problem(message, table.file, table.lines[row], key, value, allowed)])


def _with_names(table: Table, columns: Mapping[str, str], account: Account) -> Table:
    """Return the table with a column of names made of first and last names, if it has only these."""
    meanings = [meaning(column) if column else None for column in table.header]
    if "name" in columns or "name" in meanings or not {"first_name", "last_name"} <= set(meanings):
        return table
    first, last = meanings.index("first_name"), meanings.index("last_name")
    width = len(table.header)
    rows = tuple((*row, f"{row[first]} {row[last]}".strip()) if len(row) == width else row for row in table.rows)
    account.note("name", first=repr(table.header[first]), last=repr(table.header[last]))
    return _changed(table, (*table.header, "name"), rows, table.lines)


def _without_managers(table: Table) -> Table:
    """Return the table with a further, empty column of managers."""
    width = len(table.header)
    rows = tuple((*row, "") if len(row) == width else row for row in table.rows)
    return _changed(table, (*table.header, NOBODY), rows, table.lines)


def _changed(table: Table, header: tuple[str, ...], rows: tuple[tuple[str, ...], ...], lines: tuple[int, ...]) -> Table:
    return Table(table.file, table.format, table.decimal_comma, header, table.header_line, rows, lines, table.notes, ())


def _draft(table: Table, indices: dict[str, int], account: Account, problems: list[Problem]) -> Draft:
    """Return the table by columns; rows with too many or too few cells are cut or filled."""
    width = len(table.header)
    ragged = [None if len(row) == width else row for row in table.rows]
    rows = [row if len(row) == width else (*row, *[""] * width)[:width] for row in table.rows]
    columns = [list(column) for column in zip(*rows, strict=True)]
    header = list(table.header)
    return Draft(
        table.file,
        header,
        table.header_line,
        columns,
        list(table.lines),
        ragged,
        indices,
        account,
        table.decimal_comma,
        problems=problems,
    )


def _table(table: Table, draft: Draft) -> Table:
    """Return the table of a draft; a row with too many or too few cells has another width than the header."""
    width = len(draft.header)
    rows = [
        row if cells is None else cells if len(cells) != width else (*cells, "")
        for row, cells in zip(zip(*draft.columns, strict=True), draft.ragged, strict=True)
    ]
    return _changed(table, tuple(draft.header), tuple(rows), tuple(draft.lines))
