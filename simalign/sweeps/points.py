"""Points of a store by number, read as they are asked for."""

from typing import Any

import pyarrow as pa

from simalign.errors import InputError, Problem
from simalign.sweeps.store import Store


class Points:
    """Names, labels and scenarios of a store's points; scenarios stay packed in memory until asked for."""

    def __init__(self, store: Store) -> None:
        """Read the design; raises InputError where it is damaged."""
        self._table = pa.Table.from_batches(list(store.points())).combine_chunks()
        self._factors = store.factors

    @property
    def table(self) -> pa.Table:
        """Point, the factors, and the scenario as JSON."""
        return self._table.select(["point", *self._factors, "scenario"])

    def __len__(self) -> int:
        """How many there are."""
        return int(self._table.num_rows)

    def scenario(self, point: int) -> str:
        """Canonical text of a point's scenario."""
        return str(self._table["scenario"][point].as_py())

    def name(self, point: int) -> bytes:
        """Name of a point."""
        return bytes(self._table["name"][point].as_py())

    def column(self, factor: str) -> pa.Array:
        """Values of a factor at all points."""
        column = self._table[factor].combine_chunks()
        return column.chunk(0) if isinstance(column, pa.ChunkedArray) else column

    def labels(self, point: int) -> dict[str, Any]:
        """Value of each factor at a point."""
        if not 0 <= point < len(self):
            raise InputError([Problem("no such point", value=point, allowed=f"0 to {len(self) - 1}")])
        return {factor: self._table[factor][point].as_py() for factor in self._factors}
