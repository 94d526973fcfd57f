"""Matching of the columns of a file with our names of them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from simalign.errors import Problem, most_similar, nearest
from simalign.files.table import Reading, Table
from simalign.texts.phrase import Phrase

# keys of an organisation file for mappings from our name of a column to the file's name
COLUMNS, TIE_COLUMNS = "columns", "tie_columns"
SHARED = {"id", "name"}  # one column may be both, if names are unique
OPTIONS = {COLUMNS: "--columns", TIE_COLUMNS: "--tie-columns"}  # of every command with --organisation
NO_NAMES = "does not have a known column; row 1 may be data, but the first row must contain the names of the columns"


def match_columns(
    table: Table,
    key: str,
    mapping: Mapping[str, str],
    required: Sequence[str],
    optional: Sequence[str],
    problems: list[Problem],
) -> dict[str, int]:
    """Return the index in the header of each of our names that is there.

    mapping: the file's names of columns, by our names; by default the two are equal. key: the key of the mapping in an
    organisation file. Problems of the mapping and missing columns are added to ``problems``.
    """
    names = [*required, *optional]
    check_mapping(table.file, key, mapping, names, problems)
    likely = any(name in table.header for name in names) or any(nearest(name, table.header) for name in required)
    if not mapping and not likely:
        problems.append(_no_names(table, key, required))
        return {}
    indices: dict[str, int] = {}
    missing: list[str] = []
    for name in names:
        column = mapping.get(name, name)
        if column in table.header:
            indices[name] = table.header.index(column)
        elif name in mapping:
            message = f"no such column{nearest(column, table.header)}"
            problems.append(Problem(message, table.file, None, f"{key}.{name}", column, ", ".join(table.header)))
        elif name in required:
            missing.append(name)
    problems += [_missing(table, key, missing)] if missing else []
    shared = _shared(table, key, indices, mapping)
    problems += shared.values()
    return {name: index for name, index in indices.items() if name not in shared}


def check_mapping(
    file: Path, key: str, mapping: Mapping[str, str], names: Sequence[str], problems: list[Problem]
) -> None:
    """Add a problem for each key of a mapping that is not one of our names."""
    for name, column in mapping.items():
        if name not in names:
            message = f"is not the name of a column to map{nearest(name, names)}"
            allowed = f"one of {', '.join(names)}"
            problems.append(Problem(message, file, None, f"{key}.{name}", column, allowed))


def without(name: str, key: str = COLUMNS) -> str:
    """Return a hint that a column need not be used, for the end of a message.

    >>> without("trust")
    '; or --columns trust=- to leave the column out'
    """
    return f"; or {OPTIONS[key]} {name}=- to leave the column out"


def _missing(table: Table, key: str, names: Sequence[str]) -> Problem:
    """Return the problem of required columns that are not in the header."""
    hint = nearest(names[0], table.header)
    option = f"{OPTIONS[key]} {','.join(f'{name}=NAME' for name in names)}"
    yaml = f"{key}: {{{', '.join(f'{name}: NAME' for name in names)}}}"
    columns = f"a column {names[0]!r}" if len(names) == 1 else f"the columns {' and '.join(map(repr, names))}"
    equals = "; or --no-hierarchy to treat everybody as equals" if "manager" in names else ""
    allowed = f"{columns}, or a mapping: {option} (in YAML, {yaml}){equals}"
    header = ", ".join(table.header)
    return Problem(f"no such column{hint}", table.file, table.header_line, ", ".join(names), header, allowed)


def _no_names(table: Table, key: str, required: Sequence[str]) -> Problem:
    """Return the problem of a file whose first row does not contain names of columns."""
    both = " and ".join(repr(name) for name in required)
    places = ",".join(f"{name}={place}" for place, name in enumerate(required, 1))
    allowed = f"columns {both}, or a mapping of their names or positions: {OPTIONS[key]} {places}"
    return Problem(NO_NAMES, table.file, table.header_line, None, ", ".join(table.header), allowed)


def _shared(table: Table, key: str, indices: Mapping[str, int], mapping: Mapping[str, str]) -> dict[str, Problem]:
    """Return a problem for each name that is mapped to the column of another name and must not share it."""
    return {
        name: Problem(
            f"is also the column of {second}", table.file, None, f"{key}.{name}", mapping[name], "each column once"
        )
        for name, index in indices.items()
        for second in indices
        if name in mapping and second != name and indices[second] == index and {name, second} != SHARED
    }


def reading_of(table: Table, indices: Mapping[str, int], names: Sequence[str], remarks: Sequence[str] = ()) -> Reading:
    """Return a report on the columns of a table that were used; ``names``: all names that could have been used."""
    used = {name: table.header[index] for name, index in indices.items()}
    unused = tuple(column for column in table.header if column and column not in used.values())
    notes = unused_notes("column", unused, [name for name in names if name not in used])
    return Reading(str(table.file), table.format, used, unused, (*table.notes, *remarks, *notes))


def unused_notes(kind: str, unused: Sequence[str], free: Sequence[str]) -> tuple[str, ...]:
    """Return remarks on unused names in a file that resemble one of our names that is not in the file.

    kind: of names, "column" or "attribute".

    >>> unused_notes("column", ["Weight", "since"], ["weight"])
    ("column 'Weight' is not used; did you mean 'weight'?",)
    """
    similar = {name: most_similar(name, free) for name in unused if name not in free}
    return tuple(
        Phrase(f"report.note.{kind}", name=repr(name), other=repr(other)) for name, other in similar.items() if other
    )
