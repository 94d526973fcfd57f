"""Reading of CSV files as exported by spreadsheets: encoding, delimiter, and rows with their lines.

Supported encodings are UTF-8 with or without a byte order mark, UTF-16 with one, and Windows-1252. Supported delimiters
are comma, semicolon and tab; a first line like ``sep=;`` may specify one. The ``rows``, ``lines`` and columns of a
table have the same length and do not include blank rows.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simalign.errors import InputError, Problem
from simalign.files.memory import MemoryFile
from simalign.files.read import LARGEST_TABLE, read_bytes

if TYPE_CHECKING:
    from _csv import Reader

SEPARATOR = re.compile(r'"?sep=([,;\t])"?[ ,;\t]*(?=[\r\n])', re.IGNORECASE)  # first line written by some spreadsheets
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": ("utf-8-sig", "UTF-8 with byte order mark"),
    b"\xff\xfe": ("utf-16", "UTF-16"),
    b"\xfe\xff": ("utf-16", "UTF-16"),
}
OTHER_KINDS = {  # by the first bytes of a file
    b"PK\x03\x04": "an Excel workbook, or another ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook, or another office file",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
SAVE_AS = "in a spreadsheet, save it as CSV"
ENCODINGS = "UTF-8, UTF-16 with a byte order mark, or Windows-1252"


@dataclass(frozen=True, slots=True)
class Reading:
    """A report on how a file was read: its format, the used columns by our names, unused columns, and remarks.

    survey: sentences on the answers to a survey in the file.
    """

    file: str
    format: str
    used: dict[str, str]
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    survey: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of stripped cells; ``problems``: those of rows with too many or too few cells."""

    file: Path
    format: str
    decimal_comma: bool
    header: tuple[str, ...]
    header_line: int
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]

    def column(self, index: int) -> list[str | None]:
        """Return the cells of a column; None for a row with too many or too few cells."""
        width = len(self.header)
        return [row[index] if len(row) == width else None for row in self.rows]


def read_table(file: Path) -> Table:
    """Read a CSV file.

    Raises InputError if it cannot be opened, decoded or parsed, is empty, or has two columns with the same name.
    """
    text, encoding, notes = _text(file)
    match = SEPARATOR.match(text)
    text = text[match.end() :] if match else text
    delimiter = match[1] if match else _delimiter(text)
    rows, lines = _rows(file, text, delimiter)
    if not rows:
        allowed = "a header and one row for each entry"
        raise InputError([Problem("the file is empty", file, 1, allowed=allowed)])
    header = rows[0]
    repeated = [name for name, count in Counter(header).items() if name and count > 1]
    if repeated:
        message, allowed = "two columns have this name", "each column name once"
        raise InputError([Problem(message, file, lines[0], name, name, allowed) for name in repeated])
    decimal_comma = delimiter == ";"
    mark = ", decimal comma" if decimal_comma else ""
    return Table(
        file,
        f"CSV, {encoding}, {DELIMITERS[delimiter]}{mark}",
        decimal_comma,
        header,
        lines[0],
        tuple(rows[1:]),
        tuple(lines[1:]),
        notes,
        tuple(_ragged(file, header, rows[1:], lines[1:])),
    )


def content(file: Path, allowed: str) -> bytes:
    """Return the bytes of a file on disk or in memory. Raises InputError if it cannot be read."""
    return file.read_bytes() if isinstance(file, MemoryFile) else read_bytes(file, LARGEST_TABLE, allowed)


def _text(file: Path) -> tuple[str, str, tuple[str, ...]]:
    """Return the text of a file, the name of its encoding, and remarks."""
    raw = content(file, "a CSV file")
    for mark, kind in OTHER_KINDS.items():
        if raw.startswith(mark):
            raise InputError([Problem(f"is {kind}, not a CSV file", file, allowed=f"a CSV file; {SAVE_AS}")])
    codec, encoding = next(
        (names for mark, names in BYTE_ORDER_MARKS.items() if raw.startswith(mark)), ("utf-8", "UTF-8")
    )
    notes: tuple[str, ...] = ()
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError as error:
        if codec != "utf-8":
            raise _undecodable(file, raw, codec, error) from error
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError as worse:
            raise _undecodable(file, raw, "cp1252", worse) from worse
        encoding = "Windows-1252"
        line = _line(text[: error.start])
        notes = (f"not UTF-8 (line {line}), read as Windows-1252: check the names",)
    if "\0" in text:
        line = _line(text[: text.index("\0")])
        message = "a NUL character, so it is not a text file"
        raise InputError([Problem(message, file, line, None, "\0", ENCODINGS)])
    return text, encoding, notes


def _undecodable(file: Path, raw: bytes, codec: str, error: UnicodeDecodeError) -> InputError:
    """Return the error for bytes that the codec cannot decode."""
    line = _line(raw[: error.start].decode(codec, "ignore"))
    value = raw[error.start : error.end].hex(" ")
    return InputError([Problem("bytes that cannot be decoded", file, line, None, value, ENCODINGS)])


def _line(before: str) -> int:
    """Return the line of the character after this text, with the line endings of any system."""
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1


def _delimiter(text: str) -> str:
    """Return the delimiter that splits the header into the most cells, or comma if none does."""

    def cells(delimiter: str) -> int:
        try:
            return len(next((row for row in _reader(text, delimiter) if row), []))
        except csv.Error:
            return 0

    return max(DELIMITERS, key=cells)


def _reader(text: str, delimiter: str) -> "Reader":
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)


def _rows(file: Path, text: str, delimiter: str) -> tuple[list[tuple[str, ...]], list[int]]:
    """Return the rows that are not blank, with stripped cells, and the line on which each begins."""
    reader = _reader(text, delimiter)
    rows, lines = [], []
    start = 1
    try:
        for row in reader:
            cells = tuple(cell.strip() for cell in row)
            if any(cells):
                rows.append(cells)
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        message = f"this row cannot be parsed: {error}"
        allowed = 'quoted cells with a closing quote: "..."; a quote inside them as ""'
        raise InputError([Problem(message, file, start, allowed=allowed)]) from error
    return rows, lines


def _ragged(
    file: Path, header: tuple[str, ...], rows: Sequence[tuple[str, ...]], lines: Sequence[int]
) -> list[Problem]:
    """Return a problem for each row whose number of cells differs from that of the header."""
    return [
        Problem(
            f"too {'many' if len(row) > len(header) else 'few'} cells in the row of {row[0]!r}",
            file,
            line,
            value=len(row),
            allowed=f'{len(header)} cells, as in the header ("quote" a cell that contains the delimiter)',
        )
        for row, line in zip(rows, lines, strict=True)
        if len(row) != len(header)
    ]
