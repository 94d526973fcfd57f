"""Sheets of Excel workbooks (.xlsx, .xls and others that calamine reads)."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineWorkbook

from simalign.errors import InputError, Problem
from simalign.files.table import SAVE_AS, Raw
from simalign.organisation.reading.choices import Kind
from simalign.organisation.reading.header import find_header
from simalign.organisation.reading.synonyms import meaning

LARGEST = 1_000_000_000  # bytes of a workbook after decompression
MOST_CELLS = 30_000_000


def workbook_rows(file: Path, data: bytes, kind: Kind, sheet: str | None) -> Raw:
    """Return the rows of a sheet; by default, of the only sheet of this kind.

    Raises InputError for a file that cannot be read, an unknown sheet, or several likely sheets.
    """
    _check_size(file, data)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        names = workbook.sheet_names
        tables = {name: _sheet(file, workbook, name) for name in _wanted(file, names, sheet)}
    except (InputError, KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # calamine panics, which is not an Exception, on some damaged workbooks
        message = f"is a workbook that cannot be read: {error}"
        raise InputError([Problem(message, file, allowed=f"an undamaged workbook, or a CSV file; {SAVE_AS}")]) from None
    return tables[_chosen(file, tables, kind)]


def _check_size(file: Path, data: bytes) -> None:
    """Raise InputError for a workbook that would be too large in memory."""
    try:
        with ZipFile(BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (BadZipFile, ValueError, NotImplementedError, OSError):
        return
    if size > LARGEST:
        allowed = f"a workbook of at most {LARGEST / 1e6:,.0f} MB when it is decompressed"
        raise InputError([Problem("is too large", file, allowed=allowed)])


def _wanted(file: Path, names: list[str], sheet: str | None) -> list[str]:
    """Return the names of the sheets to look at: all, or the one with a name or number."""
    if sheet is None or sheet in names:
        return names if sheet is None else [sheet]
    if sheet.isascii() and sheet.isdigit() and len(sheet) < 6 and 1 <= int(sheet) <= len(names):
        return [names[int(sheet) - 1]]
    raise InputError([Problem("no such sheet", file, key="sheet", value=sheet, allowed=", ".join(names))])


def _sheet(file: Path, workbook: CalamineWorkbook, name: str) -> Raw:
    """Return the rows of a sheet that are not blank."""
    sheet = workbook.get_sheet_by_name(name)
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        allowed = f"a sheet of at most {MOST_CELLS:,} cells"
        raise InputError([Problem(f"the sheet {name!r} is too large", file, allowed=allowed)])
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    for line, values in enumerate(sheet.to_python(skip_empty_area=False), 1):
        cells = tuple(map(_text, values))
        if any(cells):
            rows.append(cells)
            lines.append(line)
    width = max((n + 1 for row in rows for n, cell in enumerate(row) if cell), default=0)
    return Raw(file, f"workbook, sheet {name!r}", [row[:width] for row in rows], lines)


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
