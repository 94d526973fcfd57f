"""Points of a store by number, read as they are asked for."""

from functools import cached_property
from typing import Any

import pyarrow as pa

from simalign.errors import InputError, Problem
from simalign.sweeps.store.store import Store


def _worded(table: pa.Table, names: list[str]) -> pa.Table:
    """The table with these columns as text: a factor that was all numbers may have grown a word."""
    for name in names:
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.string()))
    return table


class Points:
    """Names, labels and scenarios of a store's points; scenarios stay packed in memory until asked for."""

    def __init__(self, store: Store) -> None:
        """Read the design; raises InputError where it is damaged."""
        self._factors = store.factors
        tables = [pa.Table.from_batches(batches) for batches in store.points()]
        words = [name for name in self._factors if any(table[name].type == pa.string() for table in tables)]
        tables = [_worded(table, words) for table in tables]
        self._table = pa.concat_tables(tables, promote_options="permissive").combine_chunks()

    @property
    def table(self) -> pa.Table:
        """Point, the factors, and the canonical scenario as JSON."""
        return self._table.select(["point", *self._factors, "canonical"])

    def __len__(self) -> int:
        """How many there are."""
        return int(self._table.num_rows)

    def scenario(self, point: int) -> str:
        """Canonical text of a point's scenario."""
        return str(self._table["canonical"][point].as_py())

    @cached_property
    def names(self) -> list[bytes]:
        """Names of all points."""
        return [bytes(name) for name in self._table["name"].to_pylist()]

    def column(self, factor: str) -> pa.Array:
        """Values of a factor at all points."""
        column = self._table[factor].combine_chunks()
        return column.chunk(0) if isinstance(column, pa.ChunkedArray) else column

    def labels(self, point: int) -> dict[str, Any]:
        """Value of each factor at a point."""
        if not 0 <= point < len(self):
            raise InputError([Problem("no such point", value=point, allowed=f"0 to {len(self) - 1}")])
        return {factor: self._table[factor][point].as_py() for factor in self._factors}
