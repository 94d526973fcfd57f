"""The design points of a store, by number."""

from bisect import bisect_right
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import Any

import pyarrow as pa

from simalign.errors import InputError, Problem
from simalign.sweeps.store.store import ARROWS_THREADS, Store

GROUPS = 4  # row groups of canonical scenarios that are kept in memory, each of 10,000 points at most


def _as_text(table: pa.Table, names: list[str]) -> pa.Table:
    """Return the table with these columns as text, for factors of numbers to which an extension added a word."""
    for name in names:
        table = table.set_column(table.column_names.index(name), name, table[name].cast(pa.string()))
    return table


class Points:
    """Names, factor values and canonical scenarios of the points; scenarios are decoded when they are needed."""

    def __init__(self, store: Store) -> None:
        """Read the design files. Raises InputError if one is damaged."""
        self._factors = store.factors
        self._files = [store.design_file(file) for file in store.designs()]
        columns = ["point", "name", *self._factors]
        tables = [file.read(columns, use_threads=ARROWS_THREADS) for file in self._files]
        words = [name for name in self._factors if any(table[name].type == pa.string() for table in tables)]
        tables = [_as_text(table, words) for table in tables]
        self._table = pa.concat_tables(tables, promote_options="permissive").combine_chunks()
        self._groups = [(file, group) for file in self._files for group in range(file.num_row_groups)]
        sizes = (file.metadata.row_group(group).num_rows for file, group in self._groups)
        self._firsts = [0, *accumulate(sizes)]
        self._canonical = lru_cache(GROUPS)(self._read_canonical)

    @property
    def table(self) -> pa.Table:
        """One row per point: its number, the factors, and the canonical scenario as JSON."""
        texts = [file.read(["canonical"], use_threads=ARROWS_THREADS)["canonical"] for file in self._files]
        canonical = pa.chunked_array([chunk for text in texts for chunk in text.chunks], pa.string())
        return self._table.select(["point", *self._factors]).append_column("canonical", canonical)

    def _read_canonical(self, index: int) -> pa.ChunkedArray:
        """Return the canonical scenarios of a row group of the design files."""
        file, group = self._groups[index]
        return file.read_row_group(group, ["canonical"], use_threads=ARROWS_THREADS)["canonical"]

    def __len__(self) -> int:
        """Return the number of points."""
        return int(self._table.num_rows)

    def scenario(self, point: int) -> str:
        """Return the canonical scenario of a point, as JSON."""
        index = bisect_right(self._firsts, point) - 1
        return str(self._canonical(index)[point - self._firsts[index]].as_py())

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
