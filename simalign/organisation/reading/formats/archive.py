"""Checks of .xlsx, .xlsb and .ods workbooks before they are read: undamaged parts whose content fits into memory."""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from struct import error as Misfit
from struct import unpack_from
from xml.etree.ElementTree import ParseError, iterparse
from zipfile import BadZipFile, ZipFile

from simalign.errors import InputError, Problem
from simalign.files.table import SAVE_AS
from simalign.texts.phrase import Phrase

MB = 1_000_000
LARGEST = 250 * MB  # bytes of all parts after decompression
SMALL = 10 * MB  # bytes of a part, up to which any rate of compression is usual
USUAL = 150  # rate of compression of a part
MOST_CELLS = 10_000_000  # of the rectangle around all cells of a sheet, which is read as a whole
OPEN_DOCUMENT = "content.xml"
WORKBOOKS, SHEETS = ("xl/workbook.xml", "xl/workbook.bin"), "xl/worksheets/"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
MOST_COLUMNS = 16_384  # of a sheet
BINARY_ROW, BINARY_CELLS = 0, range(2, 12)  # numbers of records of an .xlsb
CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>')
FORMULA_ALONE = re.compile(rb"</(?:\w+:)?f>\s*(?:<(?:\w+:)?v>\s*</(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?\s*</(?:\w+:)?c>")
ALLOWED = f"an undamaged .xlsx, .xlsb, .xls or .ods workbook, or a CSV file; {SAVE_AS}"


def check_archive(file: Path, data: bytes) -> tuple[str, ...]:
    """Return remarks on a workbook that can be read safely.

    Raises InputError for a damaged archive, another kind of archive, and one that would be too large in memory.
    """
    try:
        with ZipFile(BytesIO(data)) as archive:
            _check_parts(file, archive)
            if OPEN_DOCUMENT in archive.namelist():
                _check_open_document(file, archive.read(OPEN_DOCUMENT))
            for part in _sheets(archive, ".bin"):
                _check_size(file, *_reach_of_binary(part))
            formulas = sum(_check_sheet(file, part) for part in _sheets(archive, ".xml"))
    except InputError:
        raise
    except (BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError, ParseError, Misfit) as error:
        raise InputError([Problem(f"is a damaged workbook: {error}", file, allowed=ALLOWED)]) from None
    return (Phrase("report.note.formulas", n=formulas),) if formulas else ()


def _check_parts(file: Path, archive: ZipFile) -> None:
    """Raise InputError for an archive that is not a workbook or is too large, and BadZipFile for a damaged one."""
    parts = archive.infolist()
    names = archive.namelist()
    if not set(WORKBOOKS) & set(names) and not ("mimetype" in names and archive.read("mimetype").startswith(ODS)):
        raise InputError([Problem("is an archive, but not a workbook", file, allowed=ALLOWED)])
    dense = any(part.file_size > max(SMALL, USUAL * part.compress_size) for part in parts)
    if dense or sum(part.file_size for part in parts) > LARGEST:
        allowed = f"a workbook of at most {LARGEST / MB:,.0f} MB after decompression, or a CSV file"
        raise InputError([Problem("is too large after decompression", file, allowed=allowed)])
    if (damaged := archive.testzip()) is not None:  # the sizes in an undamaged archive are the real ones
        raise BadZipFile(f"its part {damaged} cannot be decompressed")


def _sheets(archive: ZipFile, suffix: str) -> Iterator[bytes]:
    for name in archive.namelist():
        if name.startswith(SHEETS) and name.endswith(suffix):
            yield archive.read(name)


def _check_sheet(file: Path, text: bytes) -> int:
    """Return the number of formulas without results in a sheet. Raises InputError for a sheet with too many cells."""
    width = height = 0
    for column, row in CELL.findall(text):
        width, height = max(width, _number(column)), max(height, int(row))
    _check_size(file, width, height)
    return len(FORMULA_ALONE.findall(text))


def _check_size(file: Path, width: int, height: int) -> None:
    """Raise InputError for a sheet with too many cells."""
    if width * height > MOST_CELLS:
        message = f"has a sheet of {height:,} rows and {width:,} columns, which is too large"
        allowed = f"a sheet of at most {MOST_CELLS:,} cells, or a CSV file; delete cells far from the table"
        raise InputError([Problem(message, file, allowed=allowed)])


def _check_open_document(file: Path, text: bytes) -> None:
    """Raise InputError for a sheet of an .ods workbook with too many cells; a row or a cell may stand for many."""
    width = height = rows = 0
    for _, element in iterparse(BytesIO(text)):
        if element.tag == f"{TABLE}table-row":
            column = last = 0
            for cell in element:
                column += int(cell.get(f"{TABLE}number-columns-repeated", 1))
                last = column if len(cell) else last
            rows += int(element.get(f"{TABLE}number-rows-repeated", 1))
            width, height = max(width, min(last, MOST_COLUMNS)), rows if last else height
            element.clear()
        elif element.tag == f"{TABLE}table":
            _check_size(file, width, height)
            width = height = rows = 0


def _reach_of_binary(data: bytes) -> tuple[int, int]:
    """Return the last column and the last row with a cell in a sheet of an .xlsb workbook, from 1."""
    width = height = row = position = 0
    while position < len(data):
        number, position = _varint(data, position, 2)
        size, position = _varint(data, position, 4)
        if number == BINARY_ROW:
            row = unpack_from("<I", data, position)[0] + 1
        elif number in BINARY_CELLS:
            width, height = max(width, unpack_from("<I", data, position)[0] + 1), max(height, row)
        position += size
    return width, height


def _varint(data: bytes, position: int, most: int) -> tuple[int, int]:
    """Return a number of at most ``most`` bytes with seven bits each, and the position after it.

    >>> _varint(bytes([0x9C, 0x01, 7]), 0, 2)
    (156, 2)
    """
    number = 0
    for shift in range(most):
        byte = data[position + shift] if position + shift < len(data) else 0
        number |= (byte & 0x7F) << 7 * shift
        if not byte & 0x80:
            break
    return number, position + shift + 1


def _number(letters: bytes) -> int:
    """Return the number of a column from 1.

    >>> _number(b"A"), _number(b"XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
