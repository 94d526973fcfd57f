"""Edges of a ties file, before their ends are matched with members."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files.cells import Column, column_of
from simalign.files.table import Reading, read_table
from simalign.organisation.columns import TIE_COLUMNS, match_columns, reading_of

REQUIRED = ("source", "target")
WEIGHT = "weight"


@dataclass(frozen=True, slots=True)
class Edges:
    """The ends of edges, and their weights if any, as columns; ``directed`` is None if the file does not specify it."""

    source: Column
    target: Column
    weight: Column | None
    directed: bool | None = None


def read_edge_list(file: Path, columns: Mapping[str, str], problems: list[Problem]) -> tuple[Edges, Reading]:
    """Read the edges of a CSV in the order of the file; problems of its rows are added to ``problems``.

    Raises InputError if the file is not a table with the required columns.
    """
    table = read_table(file)
    problems.extend(table.problems)
    indices = match_columns(table, TIE_COLUMNS, columns, REQUIRED, (WEIGHT,), problems)
    if not set(REQUIRED) <= set(indices):
        raise InputError(problems)

    def owner(row: int) -> str:
        cells = table.rows[row]
        return f"tie {cells[indices['source']]!r} -> {cells[indices['target']]!r}"

    source, target = (column_of(table, indices[name], owner) for name in REQUIRED)
    weight = column_of(table, indices[WEIGHT], owner) if WEIGHT in indices else None
    return Edges(source, target, weight), reading_of(table, indices, (*REQUIRED, WEIGHT))
