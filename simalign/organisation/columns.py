"""Matches the columns of a file with the names that the package uses."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from simalign.errors import Problem, nearest
from simalign.files.table import Reading, Table

# keys of the mappings in an organisation: our name of a column: the file's name of it
COLUMNS, TIE_COLUMNS = "columns", "tie_columns"
SHARED = {"id", "name"}  # one column may be both, where no two people have the same name
NO_NAMES = "no column that is known; the first row must hold the names of the columns"


def match_columns(
    table: Table,
    key: str,
    mapping: Mapping[str, str],
    needed: Sequence[str],
    optional: Sequence[str],
    problems: list[Problem],
) -> dict[str, int]:
    """Return the index in the header of each name that was found.

    mapping: the file's column name by our name; names that it leaves out are the same in both. key: the key of the
    mapping in messages. Problems with the mapping and missing columns are added to ``problems``.
    """
    names = [*needed, *optional]
    check_mapping(table.file, key, mapping, names, problems)
    likely = any(name in table.header for name in names) or any(nearest(name, table.header) for name in needed)
    if not mapping and not likely:
        problems.append(_no_names(table, key, needed))
        return {}
    found: dict[str, int] = {}
    for name in names:
        column = mapping.get(name, name)
        if column in table.header:
            found[name] = table.header.index(column)
        elif name in mapping:
            message = f"no such column{nearest(column, table.header)}"
            problems.append(Problem(message, table.file, None, f"{key}.{name}", column, ", ".join(table.header)))
        elif name in needed:
            problems.append(_missing(table, key, name))
    shared = _shared(table, key, found, mapping)
    problems += shared.values()
    return {name: place for name, place in found.items() if name not in shared}


def check_mapping(
    file: Path, key: str, mapping: Mapping[str, str], names: Sequence[str], problems: list[Problem]
) -> None:
    """Add a problem for each key of a mapping that is not one of our names."""
    for name, column in mapping.items():
        if name not in names:
            message = f"nothing to map here{nearest(name, names)}"
            allowed = f"a name among {', '.join(names)}"
            problems.append(Problem(message, file, None, f"{key}.{name}", column, allowed))


def _missing(table: Table, key: str, name: str) -> Problem:
    hint = nearest(name, table.header)
    allowed = f"a column {name!r}, or a mapping of its name: {key}: {{{name}: name in the file}}"
    return Problem(f"no such column{hint}", table.file, table.header_line, name, ", ".join(table.header), allowed)


def _no_names(table: Table, key: str, needed: Sequence[str]) -> Problem:
    both = " and ".join(repr(name) for name in needed)
    allowed = f"columns {both}, or a mapping of their names: {key}: {{{needed[0]}: name in the file}}"
    return Problem(NO_NAMES, table.file, table.header_line, None, ", ".join(table.header), allowed)


def _shared(table: Table, key: str, found: Mapping[str, int], mapping: Mapping[str, str]) -> dict[str, Problem]:
    """Return the names that are mapped to the column of another name and may not share it."""
    return {
        name: Problem(
            f"is the column of {other}, too", table.file, None, f"{key}.{name}", mapping[name], "each column once"
        )
        for name, place in found.items()
        for other in found
        if name in mapping and other != name and found[other] == place and {name, other} != SHARED
    }


def reading_of(table: Table, found: Mapping[str, int], names: Sequence[str], remarks: Sequence[str] = ()) -> Reading:
    """Return how the columns of a table were understood; ``names`` are those that could have been used."""
    used = {name: table.header[place] for name, place in found.items()}
    unused = tuple(column for column in table.header if column and column not in used.values())
    notes = unused_notes("column", unused, [name for name in names if name not in used])
    return Reading(str(table.file), table.format, used, unused, (*table.notes, *remarks, *notes))


def unused_notes(what: str, unused: Sequence[str], free: Sequence[str]) -> tuple[str, ...]:
    """Return remarks on unused columns whose names resemble a name that was not found.

    >>> unused_notes("column", ["Weight", "since"], ["weight"])
    ("column 'Weight' is not used; did you mean 'weight'?",)
    """
    hints = {name: nearest(name, free) for name in unused}
    return tuple(f"{what} {name!r} is not used{hint}" for name, hint in hints.items() if hint)
