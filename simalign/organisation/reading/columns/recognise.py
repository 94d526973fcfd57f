"""Recognise the columns of a table: by the user's mapping, by their names, and by their content."""

from collections.abc import Mapping, Sequence

from simalign.errors import Problem
from simalign.files.table import Table
from simalign.organisation.columns import COLUMNS, match_columns
from simalign.organisation.reading.account import Account
from simalign.organisation.reading.choices import UNUSED
from simalign.organisation.reading.columns.by_content import PEOPLE, best_of, distinct, pair_of
from simalign.organisation.reading.columns.header import looks_like_data
from simalign.organisation.reading.columns.synonyms import meaning
from simalign.organisation.reading.folding import folded
from simalign.texts.phrase import Figure, Phrase

REQUIRED = ("id", "manager")
HELPERS = (  # columns that the reading uses and a members file of ours does not have
    "first_name", "last_name", "email", "dn", "second_manager", "title", "fte", "status", "kind", "end_date",
    "effective_date", "start_date", "parent_unit", "unit_head", "posts",
)  # fmt: skip
OF_TIES = ("source", "target", "weight")


def recognise(
    table: Table, mapping: Mapping[str, str], names: Sequence[str], account: Account, problems: list[Problem]
) -> dict[str, int]:
    """Return the index in the header of each of our names that is there, and of the names in HELPERS.

    mapping: the user's, our name to the file's name or to the position from 1. names: all names of ours. What was
    recognised is added to the account, and what could not be used to the problems.
    """
    left_out = {name for name, column in mapping.items() if column == UNUSED and UNUSED not in table.header}
    unused = left_out - set(REQUIRED)
    chosen = {name: _by_position(table, column) for name, column in mapping.items() if name not in unused}
    by_name = _by_name(table, chosen, names)
    named = {name: index for name, index in by_name.items() if name not in chosen and name not in unused}
    helpers = {name: named.pop(name) for name in HELPERS if name in named}
    ours = {name: table.header[index] for name, index in named.items()}
    found = _by_content(table, chosen | ours, helpers, account, problems)
    if found is None:
        return {}
    spoken = {name: column for name, column in (ours | found).items() if name != column}
    optional = [name for name in (*names, *HELPERS) if name not in REQUIRED and name not in unused]
    columns = match_columns(table, COLUMNS, chosen | ours | found, REQUIRED, optional, problems)
    if spoken:
        note_columns(spoken, account)
    taken = set(columns.values())
    return columns | {name: index for name, index in helpers.items() if index not in taken and name not in columns}


def note_columns(taken: Mapping[str, str], account: Account) -> None:
    """Add the columns that were taken for others to the account; taken: the file's names, by ours."""
    pairs = (Phrase("report.account.column", name=name, column=repr(column)) for name, column in taken.items())
    account.note("columns", columns=tuple(pairs))


def _by_position(table: Table, column: str) -> str:
    """Return the name in the header that a mapping means: the name, the name without case, or the position from 1."""
    if column in table.header:
        return column
    same = [name for name in table.header if name and folded(name) == folded(column)]
    if len(same) == 1:
        return same[0]
    if column.isascii() and column.isdigit() and len(column) < 6 and 1 <= int(column) <= len(table.header):
        return table.header[int(column) - 1]
    return column


def _by_name(table: Table, chosen: Mapping[str, str], names: Sequence[str]) -> dict[str, int]:
    """Return the index of the best column for each meaning: our own name, else a synonym."""
    taken = set(chosen.values())
    exact = {name: table.header.index(name) for name in names if name in table.header and name not in taken}
    candidates: dict[str, list[int]] = {}
    for index, column in enumerate(table.header):
        name = meaning(column) if column and column not in taken else None
        if name is not None and index not in exact.values() and name not in exact and name not in OF_TIES:
            candidates.setdefault(name, []).append(index)
    alone = [name for name in ("first_name", "last_name") if name in candidates]
    if len(alone) == 1 and "name" not in (*exact, *candidates):
        candidates["name"] = candidates.pop(alone[0])  # Italian "Nome" may be the first or the whole name
    people = {kind: exact[kind] for kind in PEOPLE if kind in exact} | {
        kind: candidates[kind][0] for kind in PEOPLE if kind in candidates
    }
    return exact | {name: best_of(table, name, indices, people) for name, indices in candidates.items()}


def _by_content(
    table: Table,
    known: Mapping[str, str],
    helpers: Mapping[str, int],
    account: Account,
    problems: list[Problem],
) -> dict[str, str] | None:
    """Return the names in the file of the columns id and manager where they are not known, as far as they are found.

    None, and a problem, if several pairs of columns are equally likely.
    """
    if set(REQUIRED) <= set(known) or {"parent_unit", "unit_head"} <= set(helpers):
        return {}
    if looks_like_data(table.header, list(table.rows)):
        return {}  # a first row of people must not be lost as a header
    position = {name: table.header.index(known[name]) for name in known if known[name] in table.header}
    if "id" not in known and "manager" in position:
        people = {**helpers, **position}
        return _identity(table, people, position["manager"])
    used = set(position.values()) | set(helpers.values())
    pairs = pair_of(table, used - {helpers.get("email", -1)}, position.get("id"), position.get("manager"))
    if len(pairs) > 1:
        options = "; ".join(
            f"--columns id={table.header[pair.identity]},manager={table.header[pair.manager]}" for pair in pairs[:3]
        )
        message = "several columns may be those of ids and managers"
        problems.append(Problem(message, table.file, table.header_line, COLUMNS, ", ".join(table.header), options))
        return None
    if not pairs:
        indices = {**helpers, **position}
        likely = [indices[kind] for kind in PEOPLE if kind in indices and distinct(table, indices[kind])]
        return {"id": table.header[likely[0]]} if likely and "id" not in known else {}
    both = {"id": table.header[pairs[0].identity], "manager": table.header[pairs[0].manager]}
    share = Figure(f"{pairs[0].share:.0%}")
    account.note("content", share=share, manager=repr(both["manager"]), id=repr(both["id"]))
    return {name: column for name, column in both.items() if name not in known and column}


def _identity(table: Table, people: Mapping[str, int], manager: int) -> dict[str, str]:
    """Return the column of ids for a known column of managers: among those that identify people, else any other."""
    likely = [people[kind] for kind in PEOPLE if kind in people]
    if not any(row[manager] for row in table.rows if manager < len(row)):
        likely = [index for index in likely if distinct(table, index)]
        return {"id": table.header[likely[0]]} if likely else {}
    for index in [*likely, *(n for n in range(len(table.header)) if n not in people.values())]:
        if table.header[index] and pair_of(table, set(), index, manager):
            return {"id": table.header[index]}
    return {}
