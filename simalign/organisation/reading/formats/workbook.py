"""Sheets of workbooks (.xlsx, .xlsb, .xls and .ods), read by calamine."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path

from python_calamine import CalamineWorkbook

from simalign.errors import InputError, Problem
from simalign.files.table import Raw
from simalign.organisation.reading.choices import Kind
from simalign.organisation.reading.columns.header import find_header
from simalign.organisation.reading.columns.synonyms import meaning
from simalign.organisation.reading.formats.archive import ALLOWED, check_archive
from simalign.texts.phrase import Phrase

ARCHIVE = b"PK\x03\x04"
LARGEST_DIRECTORY = 1_000_000  # bytes at both ends of a file among which its directory is
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the name of the content of a workbook with a password


def workbook_rows(file: Path, data: bytes, kind: Kind, sheet: str | None) -> Raw:
    """Return the rows of a sheet; by default, of the only sheet of this kind.

    Raises InputError for a file that cannot be read, an unknown sheet, or several likely sheets.
    """
    if ENCRYPTED in data[:LARGEST_DIRECTORY] or ENCRYPTED in data[-LARGEST_DIRECTORY:]:
        raise InputError([Problem("is protected by a password", file, allowed="a workbook without a password")])
    notes = check_archive(file, data) if data.startswith(ARCHIVE) else ()
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        names = workbook.sheet_names
        tables = {name: _sheet(file, workbook, name) for name in _wanted(file, names, sheet)}
    except (InputError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # calamine panics, which is not an Exception, on some damaged workbooks
        raise InputError([Problem(f"is a workbook that cannot be read: {error}", file, allowed=ALLOWED)]) from None
    chosen = tables[_chosen(file, tables, kind)]
    return replace(chosen, notes=(*chosen.notes, *notes))


def _wanted(file: Path, names: list[str], sheet: str | None) -> list[str]:
    """Return the names of the sheets to look at: all, or the one with a name or number."""
    if sheet is None or sheet in names:
        return names if sheet is None else [sheet]
    if sheet.isascii() and sheet.isdigit() and len(sheet) < 6 and 1 <= int(sheet) <= len(names):
        return [names[int(sheet) - 1]]
    raise InputError([Problem("no such sheet", file, key="sheet", value=sheet, allowed=", ".join(names))])


def _sheet(file: Path, workbook: CalamineWorkbook, name: str) -> Raw:
    """Return the rows of a sheet that are not blank, with the value of merged cells in each of their rows."""
    sheet = workbook.get_sheet_by_name(name)
    cells = [list(map(_text, values)) for values in sheet.to_python(skip_empty_area=False)]
    filled = _fill_merged(cells, sheet.merged_cell_ranges or [])
    kept = [(tuple(row), line) for line, row in enumerate(cells, 1) if any(row)]
    width = max((n + 1 for row, _ in kept for n, cell in enumerate(row) if cell), default=0)
    notes = (Phrase("report.note.merged", n=filled),) if filled else ()
    rows, lines = [row[:width] for row, _ in kept], [line for _, line in kept]
    return Raw(file, Phrase("report.format.workbook", sheet=repr(name)), rows, lines, notes=notes)


def _fill_merged(cells: list[list[str]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> int:
    """Copy the value of each range of merged cells to the rows below the first; return how many were filled."""
    filled = 0
    for (top, column), (bottom, _) in ranges:
        for row in range(top + 1, min(bottom + 1, len(cells))):
            if column < len(cells[row]) and cells[top][column] and not cells[row][column]:
                cells[row][column] = cells[top][column]
                filled += 1
    return filled


def _text(value: object) -> str:
    """Return the text of a cell; whole numbers have no decimals, and dates are written as in ISO 8601."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value).strip() if not isinstance(value, timedelta) else str(value)


def _chosen(file: Path, tables: dict[str, Raw], kind: Kind) -> str:
    """Return the name of the only sheet with rows, or of the only one with the columns of this kind."""
    filled = [name for name, raw in tables.items() if raw.rows]
    if not filled:
        allowed = "a header and one row for each entry"
        raise InputError([Problem("the file is empty", file, 1, allowed=allowed)])
    likely = [name for name in filled if _has_columns(tables[name], kind)] if len(filled) > 1 else filled
    if len(likely) != 1:
        options = "; ".join(f"{kind.prefix}sheet {name!r}" for name in likely or filled)
        message = f"several sheets may be the one of {kind.noun}"
        raise InputError([Problem(message, file, key="sheet", allowed=options)])
    return likely[0]


def _has_columns(raw: Raw, kind: Kind) -> bool:
    return kind.meanings <= {meaning(cell) for cell in raw.rows[find_header(raw, set())] if cell}
