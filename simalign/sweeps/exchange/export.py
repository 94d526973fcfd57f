"""Export of the tables of a store to a file: CSV, Parquet or Arrow, by the ending of its name."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from simalign.errors import InputError, Problem
from simalign.files.atomic import new_file
from simalign.files.spreadsheet import neutral_arrow

WRITERS: dict[str, Callable[[Any, pa.Schema], Any]] = {
    ".csv": pacsv.CSVWriter,
    ".parquet": lambda sink, schema: pq.ParquetWriter(sink, schema, compression="zstd"),
    ".arrow": pa.ipc.new_file,
}
ENDINGS = f"a name that ends in {', '.join([*WRITERS][:-1])} or {[*WRITERS][-1]}"


def check_ending(file: Path, option: str = "file") -> None:
    """Raise InputError for a file with another ending; ``option``: the name of the argument, for the message."""
    if file.suffix.lower() not in WRITERS:
        raise InputError([Problem("has another ending", key=option, value=file, allowed=ENDINGS)])


def export(file: Path, tables: Iterable[pa.Table], empty: pa.Table) -> None:
    """Write tables one after another to a new file, which gets its name when it is complete.

    empty: a table without rows that has the schema. Only one table is in memory at a time.
    Raises InputError for a file with another ending, for one that exists, and if it cannot be written.
    """
    check_ending(file)
    text = file.suffix.lower() == ".csv"
    with (
        new_file(file) as draft,
        draft.open("wb") as sink,
        WRITERS[file.suffix.lower()](sink, empty.schema) as writer,
    ):
        for table in tables:
            writer.write_table(neutral_arrow(table) if text else table.cast(empty.schema))
