"""Which column of a file is which of our names."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from simalign.errors import Problem
from simalign.organisation.nearest import nearest
from simalign.organisation.table import Reading, Table


def match_columns(
    table: Table,
    mapping: Mapping[str, str],
    needed: Sequence[str],
    optional: Sequence[str],
    problems: list[Problem],
) -> dict[str, int]:
    """Place of each of our names in the header, those that are there.

    ``mapping`` gives the file's name for one of ours; without it the two are the same. What is wrong with the
    mapping or missing from the header is added to ``problems``.
    """
    names = [*needed, *optional]
    check_mapping(table.file, mapping, names, problems)
    found = {}
    for name in names:
        column = mapping.get(name, name)
        if column in table.header:
            found[name] = table.header.index(column)
        elif name in needed or name in mapping:
            problems.append(_missing(table, name, column))
    return found


def check_mapping(file: Path, mapping: Mapping[str, str], names: Sequence[str], problems: list[Problem]) -> None:
    """Add to ``problems`` what a mapping names that is none of our names."""
    for name, column in mapping.items():
        if name not in names:
            message = f"nothing to map here{nearest(name, names)}"
            allowed = f"a name among {', '.join(names)}"
            problems.append(Problem(message, file, None, f"columns.{name}", column, allowed))


def _missing(table: Table, name: str, column: str) -> Problem:
    return Problem(
        f"no such column{nearest(column, table.header)}",
        table.file,
        table.header_line,
        column,
        ", ".join(table.header),
        f"a column {column!r}, or a mapping of its name: columns: {{{name}: name in the file}}",
    )


def reading_of(table: Table, found: Mapping[str, int], names: Sequence[str], remarks: Sequence[str] = ()) -> Reading:
    """How the columns of a table were understood; ``names`` are those that could have been used."""
    used = {name: table.header[place] for name, place in found.items()}
    unused = tuple(column for column in table.header if column and column not in used.values())
    free = [name for name in names if name not in used]
    hints = {column: nearest(column, free) for column in unused}
    notes = [f"column {column!r} is not used{hint}" for column, hint in hints.items() if hint]
    return Reading(str(table.file), table.format, used, unused, (*table.notes, *remarks, *notes))
