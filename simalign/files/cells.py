"""Reads the cells of one column as numbers or choices; problems with cells are collected."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from simalign.errors import Problem
from simalign.files.table import Table

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+", re.ASCII)
LARGEST = 1e9


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file.

    cells: texts, None for cells that must not be read. lines: the line of each cell. whose: returns a description of
    the cell's row for messages.
    """

    file: Path
    name: str
    cells: list[str | None]
    lines: tuple[int, ...]
    whose: Callable[[int], str]
    decimal_comma: bool = False
    header_line: int = 1

    def problem(self, row: int, message: str, allowed: str) -> Problem:
        """Make the problem of the cell in a row."""
        said = f"{self.whose(row)}: {message}"
        return Problem(said, self.file, self.lines[row], self.name, self.cells[row], allowed)


def column_of(table: Table, place: int, whose: Callable[[int], str]) -> Column:
    """Return the column at an index of a table's header."""
    return Column(
        table.file,
        table.header[place],
        table.column(place),
        table.lines,
        whose,
        table.decimal_comma,
        table.header_line,
    )


def numbers(
    column: Column, low: float, high: float, problems: list[Problem], whole: bool = False
) -> NDArray[np.float64]:
    """Return cells as numbers in [low, high], (rows,); NaN where a cell is empty, unreadable or wrong.

    >>> from pathlib import Path
    >>> problems = []
    >>> numbers(Column(Path("x.csv"), "trust", ["0,5", "", "2"], (2, 3, 4), str, True), 0, 1, problems)
    array([0.5, nan, nan])
    >>> print(problems[0])
    x.csv:4: trust: 2: out of range (given: '2'); allowed: a number from 0 to 1
    """
    values = np.full(len(column.cells), np.nan)
    allowed = f"a {'whole ' if whole else ''}number from {low} to {high:.10g}"
    for row, cell in enumerate(column.cells):
        if not cell:
            continue
        text = cell.replace(",", ".") if column.decimal_comma else cell
        if column.decimal_comma and THOUSANDS.fullmatch(cell):
            message = "a dot here may stand for the decimal comma or for thousands; use a comma, or leave it out"
            problems.append(column.problem(row, message, allowed))
            continue
        value = float(text) if NUMBER.fullmatch(text) else math.nan
        if math.isnan(value):
            problems.append(column.problem(row, "not a number", allowed))
        elif not low <= value <= high:
            problems.append(column.problem(row, "out of range", allowed))
        elif whole and not value.is_integer():
            problems.append(column.problem(row, "not a whole number", allowed))
        else:
            values[row] = value
    return values


def choices(
    column: Column, values: Mapping[str, int], problems: list[Problem], optional: bool = False
) -> NDArray[np.int8]:
    """Return the values that the words in cells stand for, (rows,); -1 where a cell is empty, unreadable or wrong."""
    found = np.full(len(column.cells), -1, np.int8)
    allowed = ", ".join([*values, "empty"] if optional else values)
    for row, cell in enumerate(column.cells):
        if cell is None or (optional and not cell):
            continue
        if cell.lower() in values:
            found[row] = values[cell.lower()]
        else:
            message = "not one of the values understood" if cell else "empty"
            problems.append(column.problem(row, message, allowed))
    return found
