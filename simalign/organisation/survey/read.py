"""Reading of a file of answers by person, department or team, for the members of an organisation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem, nearest
from simalign.files.table import Reading, Table, headed
from simalign.organisation.reading.choices import Kind
from simalign.organisation.reading.formats.kinds import read_raw
from simalign.organisation.record import Organisation
from simalign.organisation.survey.columns import Answers, answer_columns, check_scales, read_states
from simalign.organisation.survey.questionnaire import STATES, meaning
from simalign.organisation.survey.report import FEWEST, state_sentence
from simalign.organisation.survey.scales import named_scale
from simalign.organisation.survey.shrink import completed, means_of_groups, shrunken
from simalign.texts.phrase import Phrase

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
KEYS = ("id", "team", "department")  # the first one in the header says of whom the answers are
MEMBERS = {"id": "members", "team": "managers with reports", "department": "departments"}
ANSWERS = Kind("answers", frozenset())  # a file with columns of any names
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of members: the group of each member, (N,), the names of the groups, and their names in sentences."""

    of_member: Indices
    names: tuple[str, ...]
    label: str


def read_survey(
    file: Path, organisation: Organisation, scales: Mapping[str, str] | None = None
) -> tuple[Organisation, Reading]:
    """Return the organisation with the states that a file of answers gives, and a report on the file.

    The file has a column of ids, departments or teams (the ids of their managers), and columns that are named after
    states (``questionnaire``), with their scale in brackets. scales: by state or column, in place of those.
    Raises InputError with all problems of the file.
    """
    table, scales = headed(read_raw(file, ANSWERS), 0), scales or {}
    problems = [*table.problems, *check_scales(scales, table.header)]
    keys = {kind: index for index, column in enumerate(table.header) if (kind := meaning(named_scale(column)[0]))}
    key = next((kind for kind in KEYS if kind in keys), None)
    others = {keys[kind] for kind in (*KEYS, "respondents") if kind in keys}
    columns = list(answer_columns(table.header, scales, others))
    problems += _missing(table, key, bool(columns))
    if key is None or not columns or not table.rows:
        raise InputError(problems)
    answers = read_states(table, columns, problems, sure=False)
    problems += _given_twice(table, organisation, answers)
    groups = _groups(organisation, key)
    rows, notes = _rows(table, keys[key], key, organisation, groups, problems)
    if problems:
        raise InputError(problems)
    weight, weight_notes = _weights(table, keys.get("respondents"), rows, key, groups, problems)
    if problems:
        raise InputError(problems)
    reading = _reading(table, {key: table.header[keys[key]]}, columns, keys, [*notes, *weight_notes])
    if key == "id":
        given, sentences = complete_answers(_by_member(answers, rows, organisation.size), groups)
    else:
        _check_counts(table, answers, rows, weight, groups)
        given, sentences = _spread(answers, rows, weight, groups)
    if not given:
        raise InputError([Problem("contains no answers of members", table.file, table.header_line)])
    return replace(organisation, given={**organisation.given, **given}), replace(reading, survey=sentences)


def complete_answers(answers: Mapping[str, Floats], groups: Groups) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """Return the states of all members, of which some have an answer, (N,), and sentences on the answers.

    States without any answer are left out. If fewer than ``FEWEST`` answered, the others have no value (NaN).
    """
    given, sentences = {}, []
    count_of = len(groups.names)
    for state, values in answers.items():
        mean, count = means_of_groups(values, np.ones(len(values)), groups.of_member, count_of)
        if count.any():
            enough = count.sum() >= min(FEWEST, len(values))
            given[state] = completed(values, groups.of_member, count_of) if enough else values
            sentences.append(state_sentence(state, mean, count, groups.names, groups.label))
    return given, tuple(sentences)


def _by_member(answers: Mapping[str, Floats], rows: Indices, size: int) -> dict[str, Floats]:
    """Return answers in rows as answers of members, (N,), NaN without one."""
    by_member = {}
    for state, values in answers.items():
        by_member[state] = np.full(size, np.nan)
        by_member[state][rows[rows >= 0]] = values[rows >= 0]
    return by_member


def _check_counts(table: Table, answers: Mapping[str, Floats], rows: Indices, weight: Floats, groups: Groups) -> None:
    """Raise InputError if too few answers stand for all members, or if a group has more answers than members."""
    size, sizes = len(groups.of_member), np.bincount(groups.of_member, minlength=len(groups.names))
    for state, values in answers.items():
        used = (rows >= 0) & ~np.isnan(values)
        count = np.bincount(rows[used], weight[used], minlength=len(groups.names))
        if 0 < count.sum() < min(FEWEST, size):
            message, allowed = f"too few answers for {size} members", f"at least {FEWEST}"
            raise InputError([Problem(message, table.file, table.header_line, state, int(count.sum()), allowed)])
        for group in np.flatnonzero(count > sizes)[:1].tolist():
            message = f"more answers than members in one of the {groups.label}, {groups.names[group]!r}"
            allowed = f"at most {sizes[group]}"
            raise InputError([Problem(message, table.file, table.header_line, state, int(count[group]), allowed)])


def _spread(
    answers: Mapping[str, Floats], rows: Indices, weight: Floats, groups: Groups
) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """Return the states of all members by the means of their groups, and sentences on the answers."""
    given, sentences, used = {}, [], rows >= 0
    names = () if groups.label == "teams" else groups.names  # teams are named after a person
    for state, values in answers.items():
        mean, count = means_of_groups(values[used], weight[used], rows[used], len(groups.names))
        if count.any():
            given[state] = shrunken(mean, count)[groups.of_member]
            sentences.append(state_sentence(state, mean, count, names, groups.label))
    return given, tuple(sentences)


def _missing(table: Table, key: str | None, answered: bool) -> list[Problem]:
    """Return the problems of a file without rows, without a column that says of whom, or without answers."""
    header = ", ".join(table.header)
    problems = []
    if key is None:
        allowed = "a column id, department or team (the id of the team's manager)"
        problems.append(
            Problem(
                "does not say whose answers these are", table.file, table.header_line, value=header, allowed=allowed
            )
        )
    if not answered:
        message = "has no column that is named after a state of the model"
        allowed = f"columns such as 'trust (1-5)'; states: {', '.join(STATES)} (simalign survey-template)"
        problems.append(Problem(message, table.file, table.header_line, value=header, allowed=allowed))
    if not table.rows:
        problems.append(Problem("has no answers below the header", table.file, table.header_line))
    return problems


def _given_twice(table: Table, organisation: Organisation, answers: Mapping[str, Floats]) -> list[Problem]:
    message, allowed = "is also given in the members file", "each state in one of the two files"
    return [
        Problem(message, table.file, table.header_line, state, allowed=allowed)
        for state in answers
        if state in organisation.given
    ]


def departments_of(organisation: Organisation) -> Groups:
    """Return the departments as groups."""
    return Groups(organisation.department.astype(np.int64), organisation.departments, "departments")


def _groups(organisation: Organisation, key: str) -> Groups:
    """Return the teams or departments of an organisation; members who answered themselves are grouped by department."""
    if key == "team":
        lead, team = np.unique(organisation.manager, return_inverse=True)
        return Groups(team.astype(np.int64), tuple(organisation.ids[member] for member in lead), "teams")
    return departments_of(organisation)


def folded(name: str) -> str:
    """Return a name without case and repeated blanks.

    >>> folded(" Human  Resources ")
    'human resources'
    """
    return " ".join(name.casefold().split())


def _rows(
    table: Table, index: int, key: str, organisation: Organisation, groups: Groups, problems: list[Problem]
) -> tuple[Indices, list[str]]:
    """Return the member or group of each row, (rows,), UNKNOWN for a row that is left out, and notes on those."""
    names = list(organisation.ids) if key == "id" else list(groups.names)
    exact = {name: n for n, name in enumerate(names)}
    same: dict[str, list[int]] = {}
    for n, name in enumerate(names):
        same.setdefault(folded(name), []).append(n)
    cells = [cell or "" for cell in table.column(index)]
    alike = [same.get(folded(cell), []) for cell in cells]
    rows = np.array([exact.get(c, a[0] if len(a) == 1 else UNKNOWN) for c, a in zip(cells, alike, strict=True)])
    unknown = [row for row in np.flatnonzero(rows == UNKNOWN).tolist() if cells[row]]
    empty = int(sum(not cell for cell in cells))
    notes: list[str] = [Phrase("report.note.unnamed", n=empty, key=key)] if empty else []
    if unknown and (key != "id" or len(unknown) == len(cells) - empty):
        message = f"{_count(len(unknown), 'row')} of {MEMBERS[key]} who are not in the members file"
        if key == "department":
            message = f"{_count(len(unknown), 'row')} of departments without members"
        cell = cells[unknown[0]]
        allowed = ", ".join(names[:12]) + (", ..." if len(names) > 12 else "") if key == "department" else "an id"
        message += "; the first" if len(unknown) > 1 else ""
        problems.append(
            Problem(
                message + nearest(cell, names), table.file, table.lines[unknown[0]], table.header[index], cell, allowed
            )
        )
    elif unknown:
        notes.append(Phrase("report.note.strangers", n=len(unknown)))
    if key == "id":
        problems += _repeated(table, index, rows)
    return rows.astype(np.int64), notes


def _repeated(table: Table, index: int, rows: Indices) -> list[Problem]:
    """Return a problem if a person has several rows."""
    known = np.flatnonzero(rows >= 0)
    _, first = np.unique(rows[known], return_index=True)
    again = np.setdiff1d(known, known[first])
    if not len(again):
        return []
    message = f"{_count(len(again), 'row')} of people who have a row above"
    return [Problem(message, table.file, table.lines[again[0]], table.header[index], allowed="one row per person")]


def _weights(
    table: Table, index: int | None, rows: Indices, key: str, groups: Groups, problems: list[Problem]
) -> tuple[Floats, list[str]]:
    """Return the number of answers behind each row, (rows,), and a note on how it is known."""
    ones = np.ones(len(rows))
    if key == "id":
        return ones, []
    if index is not None:
        return _respondents(table, index, problems), []
    if len(np.unique(rows[rows >= 0])) < int((rows >= 0).sum()):
        return ones, [Phrase("report.note.answers.rows")]
    sizes = np.bincount(groups.of_member, minlength=len(groups.names)).astype(np.float64)
    return np.where(rows >= 0, sizes[rows], 0.0), [Phrase("report.note.answers.all")]


def _respondents(table: Table, index: int, problems: list[Problem]) -> Floats:
    cells = [cell or "" for cell in table.column(index)]
    wrong = [row for row, cell in enumerate(cells) if not (cell.isascii() and cell.isdigit() and len(cell) < 10)]
    if wrong:
        message = f"{_count(len(wrong), 'cell')} not a number of answers"
        allowed = "a whole number from 0"
        row = wrong[0]
        problems.append(Problem(message, table.file, table.lines[row], table.header[index], cells[row], allowed))
        return np.ones(len(cells))
    return np.array([float(cell) for cell in cells])


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _reading(
    table: Table, key: Mapping[str, str], columns: Sequence[Answers], keys: Mapping[str, int], notes: Sequence[str]
) -> Reading:
    """Return a report on the file, with a remark on columns with a scale that are not states of the model."""
    used = dict(key)
    if "respondents" in keys and "id" not in key:
        used["respondents"] = table.header[keys["respondents"]]
    answered = [table.header[column.index] for column in columns]
    used |= {column: column for column in answered}
    unused = tuple(column for column in table.header if column and column not in used.values())
    strange = [column for column in unused if named_scale(column)[1] or folded(column) in ("enps", "nps")]
    remark = [Phrase("report.note.states", columns=tuple(strange))] if strange else []
    return Reading(str(table.file), table.format, used, unused, (*table.notes, *notes, *remark))
