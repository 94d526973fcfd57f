"""Reading of an organisation from its members file, with one row per member, and its ties file if there is one.

All problems of the files are raised together. Members stay in the order of the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem, nearest
from simalign.files.cells import Column, choices, column_of, numbers
from simalign.files.table import LEAVE_OUT, Reading, Table
from simalign.organisation.columns import reading_of, without
from simalign.organisation.reading.choices import Choices
from simalign.organisation.reading.nodes import people_of_network
from simalign.organisation.reading.people import prepare
from simalign.organisation.reading.repairs import active
from simalign.organisation.record import ROLES, Organisation, Ties, by_lowest_key
from simalign.organisation.start_values import goal_columns, read_start_values, scaled_columns, start_value_names
from simalign.organisation.survey.columns import check_scales
from simalign.organisation.survey.questionnaire import STATES
from simalign.organisation.survey.read import complete_answers, departments_of, read_survey
from simalign.organisation.ties import holds_network, joined, read_ties, ties_from_pairs
from simalign.organisation.titles import with_titles
from simalign.organisation.tree import read_managers, roles
from simalign.scenario.organisation import OrganisationSpec
from simalign.texts.phrase import Phrase

REQUIRED = ("id", "manager")
OPTIONAL = ("name", "department", "role", "title", "level", "key", "customer_facing")
EVERYONE = "all"
YES_NO = {"yes": 1, "no": 0, "true": 1, "false": 0, "1": 1, "0": 0}
ROLE_CODES = {role: code for code, role in enumerate(ROLES)}
KEY_MAX, LEVEL_MAX = 2**32 - 1, 100


def read_members(
    path: Path | str,
    columns: Mapping[str, str] | None = None,
    goals: Sequence[str] = (),
    choices: Choices | None = None,
    scales: Mapping[str, str] | None = None,
) -> tuple[Organisation, Reading]:
    r"""Read a table of people as an organisation, whose only ties are those in the table.

    columns: the file's names of columns, by our names. The columns ``id`` and ``manager`` are required. Other names of
    columns are recognised (``reading/recognise.py``), and common faults are repaired (``reading/repairs``). Optional
    columns, with their defaults: ``name`` (the id; one column may be both), ``department`` ("all"), ``role`` (from the
    tree and the ``title``), ``level`` (the depth), ``key`` (the index of the row), ``customer_facing`` (yes or no), and
    starting values: ``anchor`` in [0, 1], ``proneness, ability``, and weights ``agenda_<goal>`` for all ``goals``
    together, likewise ``knows_, wants_, does_, image_``. Without ``goals``, weights are not read. Answers to a survey:
    ``trust, skill, reactance, understanding, commitment, autonomy, competence, relatedness``, from 0 to 1 or on a scale
    in brackets, like ``trust (1-5)``; members without an answer get the shrunken mean of their department (ODD 7.5).
    scales: of answers, by state or column.

    choices: further choices of the user, whose columns are used unless ``columns`` are given. Without a hierarchy, the
    file may also be a network, whose nodes are the people.
    Raises InputError with all problems of the file, each with its line, column, value and the allowed values.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "members.csv")
    ...     _ = file.write_text("Nr;Reports to\nann;\nbo;ann\n")
    ...     organisation, reading = read_members(file, {"id": "Nr", "manager": "Reports to"})
    >>> organisation.ids, organisation.manager, reading.format
    (('ann', 'bo'), array([0, 0], dtype=int32), 'CSV, UTF-8, semicolon, decimal comma')
    """
    optional = [*OPTIONAL, *start_value_names(goals)]
    chosen = choices or Choices()
    chosen = replace(chosen, columns=columns) if columns is not None else chosen
    file = path if isinstance(path, Path) else Path(path)
    nodes = None if chosen.hierarchy else people_of_network(file, chosen)
    prepared = prepare(file, chosen, [*REQUIRED, *optional], nodes)
    table, indices, problems = prepared.table, prepared.indices, list(prepared.problems)
    _check_readable(table, indices, problems)
    scales = scales or {}
    organisation = _organisation(table, indices, goals, problems, prepared.several_heads, scales)
    problems += check_scales(scales, table.header)
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    unread = () if goals else goal_columns(table, indices)
    notes = [Phrase("report.note.goals", columns=tuple(unread))] if unread else []
    if "role" in indices and _holds_titles(table.column(indices["role"])):
        notes.append(Phrase("report.note.titles", column=repr(table.header[indices["role"]])))
    answers = {name: values for name, values in organisation.given.items() if name in STATES}
    given, sentences = complete_answers(answers, departments_of(organisation))
    scaled = {table.header[column.index]: column.index for column in scaled_columns(table, indices, scales)}
    reading = reading_of(table, indices | scaled, [*REQUIRED, *optional], notes)
    reading = replace(reading, account=prepared.account.lines(), survey=sentences)
    ties = _ties_of(organisation, prepared.ties)
    return replace(organisation, ties=ties, given={**organisation.given, **given}), reading


def _check_readable(table: Table, indices: Mapping[str, int], problems: list[Problem]) -> None:
    """Raise InputError for a table without rows or without a required column, with all problems up to that point."""
    if not table.rows and not problems:
        message, allowed = "no members below the header", "one row for each member"
        problems.append(Problem(message, table.file, table.header_line, allowed=allowed))
    if not table.rows or not set(REQUIRED) <= set(indices):
        raise InputError(problems)


def _ties_of(organisation: Organisation, pairs: Sequence[tuple[str, str]]) -> Ties:
    """Return mutual ties between pairs of ids, without those of people who were left out."""
    index = {member: row for row, member in enumerate(organisation.ids)}
    ends = {(index[one], index[two]) for one, two in pairs if one in index and two in index and one != two}
    both = sorted(ends | {(two, one) for one, two in ends})
    return ties_from_pairs(organisation.size, [one for one, _ in both], [two for _, two in both])


def _organisation(
    table: Table,
    indices: Mapping[str, int],
    goals: Sequence[str],
    problems: list[Problem],
    several_heads: bool,
    scales: Mapping[str, str],
) -> Organisation:
    """Make an organisation from a table; ``indices``: of columns in the header, by our names."""
    ids = _ids(table, indices["id"], problems)

    def owner(row: int) -> str:
        return f"member {ids[row]!r}"

    def column(name: str) -> Column | None:
        return column_of(table, indices[name], owner, without(name)) if name in indices else None

    managers = column_of(table, indices["manager"], owner)
    cells = [cell if member else None for member, cell in zip(ids, managers.cells, strict=True)]
    manager, depth = read_managers(ids, replace(managers, cells=cells), problems, several_heads)
    department, departments = _departments(column("department"), len(ids), problems)
    names = column("name")
    return Organisation(
        ids=ids,
        names=tuple(name or member for name, member in zip(names.cells, ids, strict=True)) if names else ids,
        key=_keys(column("key"), len(ids), problems),
        manager=manager,
        depth=depth,
        level=_levels(column("level"), depth, problems),
        department=department,
        departments=departments,
        role=_roles(column("role"), column("title"), manager, depth, problems),
        ties=ties_from_pairs(len(ids), [], []),
        customer_facing=_customer_facing(column("customer_facing"), problems),
        given=read_start_values(table, indices, goals, owner, problems, scales),
    )


def _ids(table: Table, index: int, problems: list[Problem]) -> tuple[str, ...]:
    """Return the ids in the order of the rows; empty for a row that is too short."""
    ids = tuple(row[index] if index < len(row) else "" for row in table.rows)
    first: dict[str, int] = {}
    for row, (member, cell) in enumerate(zip(ids, table.column(index), strict=True)):
        line = table.lines[row]
        if cell == "":
            message, allowed = "a member without an id", f"an id; {LEAVE_OUT}"
            problems.append(Problem(message, table.file, line, table.header[index], "", allowed, cause=message))
        elif member and first.setdefault(member, row) != row:
            message = f"member {member!r} is listed again; first on line {table.lines[first[member]]}"
            key, allowed = table.header[index], "each id once; or --repair twice to use the first row of each person"
            problems.append(Problem(message, table.file, line, key, member, allowed, cause="again"))
    return ids


def _departments(
    column: Column | None, size: int, problems: list[Problem]
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Return the index of each member's department, and the sorted names."""
    if column is None:
        return np.zeros(size, np.int32), (EVERYONE,)
    for row, cell in enumerate(column.cells):
        if cell == "":
            problems.append(column.problem(row, "no department", "a name for every member"))
    names = tuple(sorted({cell or "" for cell in column.cells}))
    codes = {name: code for code, name in enumerate(names)}
    return np.array([codes[cell or ""] for cell in column.cells], np.int32), names


def _roles(
    column: Column | None,
    titles: Column | None,
    manager: NDArray[np.int32],
    depth: NDArray[np.int32],
    problems: list[Problem],
) -> NDArray[np.int8]:
    """Return the roles in the file, else those that follow from the tree and from titles.

    A column of roles without a word of ours contains titles.
    """
    if column is not None and _holds_titles(column.cells):
        column, titles = None, titles or column
    role = roles(manager, depth)
    if titles is not None:
        has_reports = np.bincount(manager[(manager >= 0) & (depth > 1)], minlength=len(manager)) > 0
        role = with_titles(role, titles.cells, has_reports, depth == 1)
    if column is None:
        return role
    codes = choices(column, ROLE_CODES, problems, optional=True)
    return np.where(codes >= 0, codes, role)


def _holds_titles(cells: Sequence[str | None]) -> bool:
    """Return whether a column of roles has values, but none of them is a role of ours."""
    words = {cell.lower() for cell in cells if cell}
    return bool(words) and not words & set(ROLES)


def _levels(column: Column | None, default: NDArray[np.int32], problems: list[Problem]) -> NDArray[np.int32]:
    if column is None:
        return default
    levels = numbers(column, 1, LEVEL_MAX, problems, whole=True)
    return np.where(np.isnan(levels), default, levels).astype(np.int32)


def _keys(column: Column | None, size: int, problems: list[Problem]) -> NDArray[np.int64]:
    """Return the keys, (N,), by default the index of the row; a key that occurs twice is a problem."""
    rows = np.arange(size, dtype=np.int64)
    if column is None:
        return rows
    values = numbers(column, 0, KEY_MAX, problems, whole=True)
    keys = np.where(np.isnan(values), rows, values).astype(np.int64)
    allowed = "each key once (the default is the index of the row, from 0)"
    first: dict[int, int] = {}
    for row, (key, cell, missing) in enumerate(zip(keys.tolist(), column.cells, np.isnan(values), strict=True)):
        if missing and cell != "":
            continue
        before = first.setdefault(key, row)
        if before != row:
            message = (
                f"a key that occurs again: key {key} is that of {column.owner(before)} on line {column.lines[before]}"
            )
            problems.append(column.problem(row, message, allowed))
    return keys


def _customer_facing(column: Column | None, problems: list[Problem]) -> NDArray[np.bool_] | None:
    return None if column is None else choices(column, YES_NO, problems) == 1


def read_organisation(spec: OrganisationSpec, goals: Sequence[str] = ()) -> tuple[Organisation, list[Reading]]:
    """Read the members file, and the files of answers and of ties if any, that a specification names.

    Returns the organisation, and a ``Reading`` of each file. Raises InputError with all problems of the files; the ends
    of ties are only checked if the members file is valid. Raises ValueError if the specification has no members file.
    """
    if spec.members is None:
        raise ValueError("the specification has no members file")
    choices, of_ties = _choices(spec)
    try:
        organisation, reading = read_members(
            spec.members, None, goals, choices, spec.scales if spec.survey is None else {}
        )
        check_kinds(spec, organisation)
    except InputError as error:
        raise InputError([*error.problems, *_problems_of_ties(spec, of_ties)]) from None
    readings = [reading]
    if spec.survey is not None:
        organisation, of_survey = read_survey(spec.survey, organisation, spec.scales)
        readings.append(of_survey)
    source, of_ties = source_of_ties(spec)
    if source is not None:
        ties, second = read_ties(source, organisation.ids, spec.mutual, None, organisation.names, of_ties)
        organisation = replace(organisation, ties=joined(ties, organisation.ties))
        readings.append(second)
    return by_lowest_key(organisation), readings


def _choices(spec: OrganisationSpec) -> tuple[Choices, Choices]:
    """Return the user's choices about the reading of members and of ties."""
    repairs = active(spec.repair, spec.no_repair)
    choices = Choices(spec.columns, spec.sheet, spec.encoding, repairs, spec.hierarchy, spec.as_of)
    return choices, Choices(spec.tie_columns, spec.tie_sheet, spec.tie_encoding, repairs)


def source_of_ties(spec: OrganisationSpec) -> tuple[Path | None, Choices]:
    """Return the file of working ties, with the choices about its reading; None without one.

    Without a hierarchy, a network of members is also that of their ties.
    """
    choices, of_ties = _choices(spec)
    alone = spec.ties is None and not spec.hierarchy
    if spec.members is not None and alone and holds_network(spec.members, choices):
        return spec.members, replace(of_ties, sheet=spec.sheet, encoding=spec.encoding)
    return spec.ties, of_ties


def _problems_of_ties(spec: OrganisationSpec, choices: Choices) -> list[Problem]:
    """Return the problems of the ties file, without a check of the ends of ties."""
    if spec.ties is not None:
        try:
            read_ties(spec.ties, None, spec.mutual, choices=choices)
        except InputError as error:
            return error.problems
    return []


def check_kinds(spec: OrganisationSpec, organisation: Organisation) -> None:
    """Raise InputError with all departments that have a kind of work and no members."""
    names = organisation.departments
    message, allowed = "no members are in a department of that name", f"one of {', '.join(names)}"
    unknown = [name for name in spec.kinds if name not in names]
    if unknown:
        raise InputError(
            [Problem(f"{message}{nearest(name, names)}", key=f"kinds.{name}", allowed=allowed) for name in unknown]
        )


def undescribed(organisation: Organisation, described: Sequence[str]) -> list[str]:
    """Return remarks on departments of members whose names resemble a department of the scenario.

    >>> from simalign.organisation.generate import generate
    >>> from numpy.random import SeedSequence
    >>> undescribed(generate(3, 2, ["Sales"], 1.0, 0.0, SeedSequence(1)), ["management", "sales"])
    ["department 'Sales' is not one that the scenario describes; did you mean 'sales'?"]
    """
    hints = {name: nearest(name, described) for name in organisation.departments if name not in described}
    return [f"department {name!r} is not one that the scenario describes{hint}" for name, hint in hints.items() if hint]
