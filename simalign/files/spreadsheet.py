"""Writing of CSV files that spreadsheets read as data and never as formulas.

Text that a spreadsheet would evaluate is preceded by an apostrophe (OWASP, "CSV injection"). Numbers do not change,
even if they are text.
"""

import re
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")  # also the wide forms, which some spreadsheets read as the narrow ones
NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")


def neutral(cell: str) -> str:
    """Return the text of a cell in a form that spreadsheets do not evaluate as a formula.

    >>> neutral("=1+1"), neutral("push"), neutral("-0.5")
    ("'=1+1", 'push', '-0.5')
    """
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell


def original(cell: str) -> str:
    """Return the text of which ``neutral`` made a cell.

    >>> original("'=1+1"), original("'s-Gravenhage"), original("push")
    ('=1+1', "'s-Gravenhage", 'push')
    """
    return cell[1:] if cell.startswith("'") and neutral(cell[1:]) == cell else cell


def neutral_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose text, including its header, spreadsheets do not evaluate as formulas.

    >>> neutral_table(pd.DataFrame({"name": ["@a", "b"], "gain": [-1.0, 2.0]})).values.tolist()
    [["'@a", -1.0], ['b', 2.0]]
    """

    def text(value: Any) -> Any:
        return neutral(value) if isinstance(value, str) else value

    changed = {name: column.map(text) for name, column in table.items() if not pd.api.types.is_numeric_dtype(column)}
    return table.assign(**changed).rename(columns=text) if changed else table.rename(columns=text)


def neutral_arrow(table: pa.Table) -> pa.Table:
    """Return an Arrow table whose text, except for its header, spreadsheets do not evaluate as formulas."""
    for index, column in enumerate(table.columns):
        if pa.types.is_string(column.type):
            formula = pc.match_substring_regex(column, f"^{FORMULA.pattern}")
            number = pc.match_substring_regex(column, f"^{NUMBER.pattern}$")
            escaped = pc.binary_join_element_wise("'", column, "")
            cells = pc.if_else(pc.and_(formula, pc.invert(number)), escaped, column)
            table = table.set_column(index, table.column_names[index], cells)
    return table


def write_csv(table: pd.DataFrame, file: Path, float_format: str | None = None) -> None:
    """Write a table as a CSV file without its index; ``float_format`` as in pandas."""
    neutral_table(table).to_csv(file, index=False, float_format=float_format)
