"""Conversion of the cells of a column to numbers or choices, with a problem for each invalid cell."""

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
CAUSE = re.compile("[:;]")
LARGEST = 1e9  # of a number without another limit


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its cells (None for an unreadable one) and their lines.

    owner: describes the row of a cell in messages, such as "member 'ann'". hint: what else to do about a bad cell.
    """

    file: Path
    name: str
    cells: list[str | None]
    lines: tuple[int, ...]
    owner: Callable[[int], str]
    decimal_comma: bool = False
    header_line: int = 1
    hint: str = ""

    def problem(self, row: int, message: str, allowed: str) -> Problem:
        """Return a problem of the cell of a row; its cause is the message up to a colon or a semicolon."""
        text, cause = f"{self.owner(row)}: {message}", CAUSE.split(message, maxsplit=1)[0]
        return Problem(text, self.file, self.lines[row], self.name, self.cells[row], allowed + self.hint, cause)


def column_of(table: Table, index: int, owner: Callable[[int], str], hint: str = "") -> Column:
    """Return the column of a table at an index of its header."""
    return Column(
        table.file,
        table.header[index],
        table.column(index),
        table.lines,
        owner,
        table.decimal_comma,
        table.header_line,
        hint,
    )


def numbers(
    column: Column, low: float, high: float, problems: list[Problem], whole: bool = False
) -> NDArray[np.float64]:
    """Return cells as numbers in [low, high], (rows,); NaN for an empty, unreadable or invalid cell.

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
            message = "a dot may be a decimal point or a thousands separator here; use a comma, or omit it"
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
    """Return the codes of the words in the cells, (rows,); -1 for an empty, unreadable or invalid cell.

    values: codes by word. optional: whether a cell may be empty.
    """
    codes = np.full(len(column.cells), -1, np.int8)
    allowed = ", ".join([*values, "empty"] if optional else values)
    for row, cell in enumerate(column.cells):
        if cell is None or (optional and not cell):
            continue
        if cell.lower() in values:
            codes[row] = values[cell.lower()]
        else:
            message = "not one of the allowed words" if cell else "empty"
            problems.append(column.problem(row, message, allowed))
    return codes
