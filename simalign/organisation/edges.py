"""Edges of a tie list as a file has them, before their ends are matched with members."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files.cells import Column, column_of
from simalign.files.table import Reading, read_table
from simalign.organisation.columns import TIE_COLUMNS, match_columns, reading_of

NEEDED = ("source", "target")
WEIGHT = "weight"


@dataclass(frozen=True, slots=True)
class Edges:
    """The two ends of each edge and the weights (or None), columns of one length.

    directed: None if the file does not say.
    """

    source: Column
    target: Column
    weight: Column | None
    directed: bool | None = None


def read_edge_list(file: Path, columns: Mapping[str, str], problems: list[Problem]) -> tuple[Edges, Reading]:
    """Read the edges of a CSV in the order of the file; problems with rows are added to ``problems``.

    Raises InputError if the file is not a table with the required columns.
    """
    table = read_table(file)
    problems.extend(table.problems)
    found = match_columns(table, TIE_COLUMNS, columns, NEEDED, (WEIGHT,), problems)
    if not set(NEEDED) <= set(found):
        raise InputError(problems)

    def whose(row: int) -> str:
        cells = table.rows[row]
        return f"tie {cells[found['source']]!r} -> {cells[found['target']]!r}"

    source, target = (column_of(table, found[name], whose) for name in NEEDED)
    weight = column_of(table, found[WEIGHT], whose) if WEIGHT in found else None
    return Edges(source, target, weight), reading_of(table, found, (*NEEDED, WEIGHT))
