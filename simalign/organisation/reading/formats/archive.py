"""Checks of an .xlsx workbook before it is read: its parts are undamaged and its content fits into memory."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from simalign.errors import InputError, Problem
from simalign.files.table import SAVE_AS

MB = 1_000_000
LARGEST = 250 * MB  # bytes of all parts after decompression
SMALL = 10 * MB  # bytes of a part, up to which any rate of compression is usual
USUAL = 150  # rate of compression of a part
MOST_CELLS = 10_000_000  # of the rectangle around all cells of a sheet, which is read as a whole
WORKBOOK, SHEETS = "xl/workbook.xml", "xl/worksheets/"
CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
FORMULA_ALONE = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v>\s*</(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?\s*</(?:\w+:)?c>")
ALLOWED = f"an undamaged .xlsx or .xls workbook, or a CSV file; {SAVE_AS}"


def check_archive(file: Path, data: bytes) -> tuple[str, ...]:
    """Return remarks on a workbook that can be read safely.

    Raises InputError for a damaged archive, another kind of archive, and one that would be too large in memory.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_parts(file, archive)
            formulas = sum(_check_sheet(file, part) for part in _sheets(archive))
    except InputError:
        raise
    except (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise InputError([Problem(f"is a damaged workbook: {error}", file, allowed=ALLOWED)]) from None
    text = "without a stored result: read as empty; open the file in a spreadsheet and save it to store results"
    return (f"{formulas:,} formula{'' if formulas == 1 else 's'} {text}",) if formulas else ()


def _check_parts(file: Path, archive: ZipFile) -> None:
    """Raise InputError for an archive that is not a workbook or is too large, and BadZipFile for a damaged one."""
    parts = archive.infolist()
    if WORKBOOK not in archive.namelist():
        raise InputError([Problem("is an archive, but not an .xlsx workbook", file, allowed=ALLOWED)])
    dense = any(part.file_size > max(SMALL, USUAL * part.compress_size) for part in parts)
    if dense or sum(part.file_size for part in parts) > LARGEST:
        allowed = f"a workbook of at most {LARGEST / MB:,.0f} MB after decompression, or a CSV file"
        raise InputError([Problem("is too large after decompression", file, allowed=allowed)])
    if (damaged := archive.testzip()) is not None:  # the sizes in an undamaged archive are the real ones
        raise BadZipFile(f"its part {damaged} cannot be decompressed")


def _sheets(archive: ZipFile) -> Iterator[bytes]:
    for name in archive.namelist():
        if name.startswith(SHEETS) and name.endswith(".xml"):
            yield archive.read(name)


def _check_sheet(file: Path, text: bytes) -> int:
    """Return the number of formulas without results in a sheet. Raises InputError for a sheet with too many cells."""
    width = height = 0
    for column, row in CELL.findall(text):
        width, height = max(width, _number(column)), max(height, int(row))
    if width * height > MOST_CELLS:
        message = f"has a sheet of {height:,} rows and {width:,} columns, which is too large"
        allowed = f"a sheet of at most {MOST_CELLS:,} cells, or a CSV file; delete cells far from the table"
        raise InputError([Problem(message, file, allowed=allowed)])
    return len(FORMULA_ALONE.findall(text))


def _number(letters: bytes) -> int:
    """Return the number of a column from 1.

    >>> _number(b"A"), _number(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
