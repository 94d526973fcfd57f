"""Rows of a file of any kind; the kind is found by the content."""

from pathlib import Path

from simalign.files.table import Raw, raw_table


def read_raw(file: Path, sheet: str | None = None, encoding: str | None = None) -> Raw:
    """Read the rows of a table in a file."""
    return raw_table(file, encoding)
