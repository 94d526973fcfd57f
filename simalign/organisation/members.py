"""Reads a members file, one row per member, and the organisation that a scenario names.

All problems of a file are reported together. Members are in the order of the file.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem, nearest
from simalign.files.cells import Column, choices, column_of, numbers
from simalign.files.table import Reading, Table, read_table
from simalign.organisation.columns import COLUMNS, match_columns, reading_of
from simalign.organisation.record import ROLES, Organisation
from simalign.organisation.start_values import given_names, goal_columns, read_given
from simalign.organisation.ties import read_ties, ties_from_pairs
from simalign.organisation.tree import read_managers, roles
from simalign.scenario.organisation import OrganisationSpec

NEEDED = ("id", "manager")
OPTIONAL = ("name", "department", "role", "level", "key", "customer_facing")
EVERYONE = "all"
YES_NO = {"yes": 1, "no": 0, "true": 1, "false": 0, "1": 1, "0": 0}
ROLE_CODES = {role: code for code, role in enumerate(ROLES)}
KEY_MAX, LEVEL_MAX = 2**32 - 1, 100


def read_members(
    path: Path | str, columns: Mapping[str, str] | None = None, goals: Sequence[str] = ()
) -> tuple[Organisation, Reading]:
    r"""Read a members CSV; ``columns`` gives the file's column name by our name.

    Required columns are ``id`` and ``manager`` (empty or their own id for the head). Optional: ``name`` (default: the
    id; one column may be both), ``department`` ("all"), ``role`` (from the tree), ``level`` (depth), ``key`` (index in
    the file, from 0), ``customer_facing`` (yes or no), and starting values: ``trust, skill, reactance, anchor`` in [0,
    1], ``proneness, ability``, and for all ``goals`` together weights ``agenda_<goal>``, likewise ``knows_, wants_,
    does_, image_``. Without ``goals`` such weights are not read. The organisation has no ties.

    Raises InputError with all problems of the file, each with line, column, value and the allowed values.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder, "members.csv")
    ...     _ = file.write_text("Nr;Reports to\nann;\nbo;ann\n")
    ...     organisation, reading = read_members(file, {"id": "Nr", "manager": "Reports to"})
    >>> organisation.ids, organisation.manager, reading.format
    (('ann', 'bo'), array([0, 0], dtype=int32), 'CSV, UTF-8, semicolon, decimal comma')
    """
    table = read_table(path if isinstance(path, Path) else Path(path))
    problems = list(table.problems)
    optional = [*OPTIONAL, *given_names(goals)]
    found = match_columns(table, COLUMNS, columns or {}, NEEDED, optional, problems)
    if not table.rows:
        message, allowed = "no members below the header", "one row for each member"
        problems.append(Problem(message, table.file, table.header_line, allowed=allowed))
    if not table.rows or not set(NEEDED) <= set(found):
        raise InputError(problems)
    organisation = _organisation(table, found, goals, problems)
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    unread = () if goals else goal_columns(table, found)
    notes = [f"not read, as no goals are given: {', '.join(unread)}"] if unread else []
    return organisation, reading_of(table, found, optional, notes)


def _organisation(
    table: Table, found: Mapping[str, int], goals: Sequence[str], problems: list[Problem]
) -> Organisation:
    ids = _ids(table, found["id"], problems)

    def whose(row: int) -> str:
        return f"member {ids[row]!r}"

    def column(name: str) -> Column | None:
        return column_of(table, found[name], whose) if name in found else None

    reports_to = column_of(table, found["manager"], whose)
    named = [cell if own else None for own, cell in zip(ids, reports_to.cells, strict=True)]
    manager, depth = read_managers(ids, replace(reports_to, cells=named), problems)
    department, departments = _departments(column("department"), len(ids), problems)
    names = column("name")
    return Organisation(
        ids=ids,
        names=tuple(name or own for name, own in zip(names.cells, ids, strict=True)) if names else ids,
        key=_keys(column("key"), len(ids), problems),
        manager=manager,
        depth=depth,
        level=_levels(column("level"), depth, problems),
        department=department,
        departments=departments,
        role=_roles(column("role"), roles(manager, depth), problems),
        ties=ties_from_pairs(len(ids), [], []),
        customer_facing=_customer_facing(column("customer_facing"), problems),
        given=read_given(table, found, goals, whose, problems),
    )


def _ids(table: Table, place: int, problems: list[Problem]) -> tuple[str, ...]:
    """Return ids in row order; a row with too few cells may have none."""
    ids = tuple(row[place] if place < len(row) else "" for row in table.rows)
    first: dict[str, int] = {}
    for row, (own, cell) in enumerate(zip(ids, table.column(place), strict=True)):
        line = table.lines[row]
        if cell == "":
            message = "a member without id"
            problems.append(Problem(message, table.file, line, table.header[place], "", "an id"))
        elif own and first.setdefault(own, row) != row:
            message = f"member {own!r} stands here again; first in line {table.lines[first[own]]}"
            problems.append(Problem(message, table.file, line, table.header[place], own, "each id once"))
    return ids


def _departments(
    column: Column | None, size: int, problems: list[Problem]
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Return the index of each member's department, and the names of departments in order."""
    if column is None:
        return np.zeros(size, np.int32), (EVERYONE,)
    for row, cell in enumerate(column.cells):
        if cell == "":
            allowed = "a name for every member, or no such column"
            problems.append(column.problem(row, "no department", allowed))
    names = tuple(sorted({cell or "" for cell in column.cells}))
    place = {name: code for code, name in enumerate(names)}
    return np.array([place[cell or ""] for cell in column.cells], np.int32), names


def _roles(column: Column | None, default: NDArray[np.int8], problems: list[Problem]) -> NDArray[np.int8]:
    if column is None:
        return default
    given = choices(column, ROLE_CODES, problems, optional=True)
    return np.where(given >= 0, given, default)


def _levels(column: Column | None, default: NDArray[np.int32], problems: list[Problem]) -> NDArray[np.int32]:
    if column is None:
        return default
    given = numbers(column, 1, LEVEL_MAX, problems, whole=True)
    return np.where(np.isnan(given), default, given).astype(np.int32)


def _keys(column: Column | None, size: int, problems: list[Problem]) -> NDArray[np.int64]:
    """Return the keys given, by default the index in the file; they are unique."""
    places = np.arange(size, dtype=np.int64)
    if column is None:
        return places
    given = numbers(column, 0, KEY_MAX, problems, whole=True)
    keys = np.where(np.isnan(given), places, given).astype(np.int64)
    allowed = "each key once (an empty one is the place in the file)"
    first: dict[int, int] = {}
    for row, (key, cell, missing) in enumerate(zip(keys.tolist(), column.cells, np.isnan(given), strict=True)):
        if missing and cell != "":
            continue
        before = first.setdefault(key, row)
        if before != row:
            message = f"key {key} is that of {column.whose(before)} in line {column.lines[before]}"
            problems.append(column.problem(row, message, allowed))
    return keys


def _customer_facing(column: Column | None, problems: list[Problem]) -> NDArray[np.bool_] | None:
    return None if column is None else choices(column, YES_NO, problems) == 1


def imported(spec: OrganisationSpec, goals: Sequence[str] = ()) -> tuple[Organisation, list[Reading]]:
    """Read the organisation of a spec with a members file; the readings report how the files were understood.

    Raises InputError with everything that is wrong with the files; the ends of ties are checked only if the members are
    valid.
    """
    if spec.members is None:
        raise ValueError("no members file")
    try:
        organisation, reading = read_members(spec.members, spec.columns, goals)
    except InputError as error:
        raise InputError([*error.problems, *_of_ties(spec)]) from None
    if spec.ties is None:
        return organisation, [reading]
    ties, second = read_ties(spec.ties, organisation.ids, spec.mutual, spec.tie_columns)
    return replace(organisation, ties=ties), [reading, second]


def _of_ties(spec: OrganisationSpec) -> list[Problem]:
    """Return the problems of a ties file that do not depend on the members."""
    if spec.ties is not None:
        try:
            read_ties(spec.ties, None, spec.mutual, spec.tie_columns)
        except InputError as error:
            return error.problems
    return []


def undescribed(organisation: Organisation, described: Sequence[str]) -> list[str]:
    """Return remarks on departments whose names resemble a described department without matching it.

    >>> from simalign.organisation.generate import generate
    >>> from numpy.random import SeedSequence
    >>> undescribed(generate(3, 2, ["Sales"], 1.0, 0.0, SeedSequence(1)), ["management", "sales"])
    ["department 'Sales' is not one that the scenario describes; did you mean 'sales'?"]
    """
    hints = {name: nearest(name, described) for name in organisation.departments if name not in described}
    return [f"department {name!r} is not one that the scenario describes{hint}" for name, hint in hints.items() if hint]
