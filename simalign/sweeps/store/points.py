"""The design points of a store, by number."""

from functools import cached_property
from typing import Any

import pyarrow as pa

from simalign.errors import InputError, Problem
from simalign.sweeps.store.store import Store


def _as_text(table: pa.Table, names: list[str]) -> pa.Table:
    """Return the table with these columns as text, for factors of numbers to which an extension added a word."""
    for name in names:
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.string()))
    return table


class Points:
    """Names, factor values and canonical scenarios of the points; each scenario is decoded when it is needed."""

    def __init__(self, store: Store) -> None:
        """Read the design files. Raises InputError if one is damaged."""
        self._factors = store.factors
        tables = [pa.Table.from_batches(batches) for batches in store.points()]
        words = [name for name in self._factors if any(table[name].type == pa.string() for table in tables)]
        tables = [_as_text(table, words) for table in tables]
        self._table = pa.concat_tables(tables, promote_options="permissive").combine_chunks()

    @property
    def table(self) -> pa.Table:
        """One row per point: its number, the factors, and the canonical scenario as JSON."""
        return self._table.select(["point", *self._factors, "canonical"])

    def __len__(self) -> int:
        """Return the number of points."""
        return int(self._table.num_rows)

    def scenario(self, point: int) -> str:
        """Return the canonical scenario of a point, as JSON."""
        return str(self._table["canonical"][point].as_py())

    @cached_property
    def names(self) -> list[bytes]:
        """The names of all points, 16 bytes each."""
        return [bytes(name) for name in self._table["name"].to_pylist()]

    def column(self, factor: str) -> pa.Array:
        """Return the values of a factor at all points."""
        column = self._table[factor].combine_chunks()
        return column.chunk(0) if isinstance(column, pa.ChunkedArray) else column

    def labels(self, point: int) -> dict[str, Any]:
        """Return the value of each factor at a point. Raises InputError for a number that no point has."""
        if not 0 <= point < len(self):
            raise InputError([Problem("is not the number of a point", value=point, allowed=f"0 to {len(self) - 1}")])
        return {factor: self._table[factor][point].as_py() for factor in self._factors}
