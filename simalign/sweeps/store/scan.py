"""Lazy frames of polars on the tables of a store. Requires ``simalign-abm[polars]``."""

from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from simalign.installation import require

Batches = Callable[[list[str]], Iterator[pa.Table]]


def lazy_frame(empty: pa.Table, batches: Batches) -> Any:
    """Return a ``polars.LazyFrame`` that reads a table in batches when it is collected.

    empty: the table without rows. batches: yields the rows, with at least the columns of these names.
    Only the columns that a query uses are decoded, and reading ends when a query needs no further rows.
    Raises InputError if polars is not installed.
    """
    require("scan()", "polars", "polars")
    import polars as pl
    from polars.io.plugins import register_io_source

    def source(columns: list[str] | None, predicate: Any, rows: int | None, _batch_size: int | None) -> Iterator[Any]:
        selected = empty.column_names if columns is None else columns
        filtered = [] if predicate is None else predicate.meta.root_names()
        remaining = rows
        for table in batches([*dict.fromkeys([*selected, *filtered])]):
            frame: Any = pl.from_arrow(table)
            if predicate is not None:
                frame = frame.filter(predicate)
            if remaining is not None:
                frame = frame.head(remaining)
                remaining -= frame.height
            yield frame.select(selected)
            if remaining == 0:
                return

    frame: Any = pl.from_arrow(empty)
    return register_io_source(source, schema=frame.schema)
