"""Reads CSV files as people export them: any encoding and delimiter; each row with the line on which it begins."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from simalign.errors import InputError, Problem
from simalign.files.memory import Held
from simalign.files.read import LARGEST_TABLE, read_bytes

if TYPE_CHECKING:
    from _csv import Reader

SEPARATOR = re.compile(r'"?sep=([,;\t])"?[ ,;\t]*(?=[\r\n])', re.IGNORECASE)  # what spreadsheets put on top
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": ("utf-8-sig", "UTF-8 with byte order mark"),
    b"\xff\xfe": ("utf-16", "UTF-16"),
    b"\xfe\xff": ("utf-16", "UTF-16"),
}
NO_TEXT = {  # how files of other kinds begin
    b"PK\x03\x04": "an Excel workbook, or another ZIP archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook, or another office file",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
}
SAVED = "in a spreadsheet: save it as CSV"
ENCODINGS = "UTF-8, UTF-16 with a byte order mark, or Windows-1252"


@dataclass(frozen=True, slots=True)
class Reading:
    """A report on how a file was understood.

    Its format, our names for its columns, the columns that were not used, and remarks.
    """

    file: str
    format: str
    used: dict[str, str]
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows of stripped cells. ``problems`` lists the rows with too many or too few cells."""

    file: Path
    format: str
    decimal_comma: bool
    header: tuple[str, ...]
    header_line: int
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]

    def column(self, place: int) -> list[str | None]:
        """Return the cells of a column in row order; None in a row with too many or too few cells."""
        width = len(self.header)
        return [row[place] if len(row) == width else None for row in self.rows]


def read_table(file: Path) -> Table:
    """Read a CSV file.

    Raises InputError when it cannot be opened, decoded or taken apart, is empty, or has two columns of one
    name.
    """
    text, encoding, notes = _text(file)
    told = SEPARATOR.match(text)
    text = text[told.end() :] if told else text
    delimiter = told[1] if told else _delimiter(text)
    rows, lines = _rows(file, text, delimiter)
    if not rows:
        allowed = "a header and one row for each entry"
        raise InputError([Problem("the file is empty", file, 1, allowed=allowed)])
    header = rows[0]
    twice = [name for name, count in Counter(header).items() if name and count > 1]
    if twice:
        message, allowed = "two columns have this name", "each column name once"
        raise InputError([Problem(message, file, lines[0], name, name, allowed) for name in twice])
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
    """Return the bytes of a file, which may exist in memory only; raise InputError if it cannot be read."""
    return file.read_bytes() if isinstance(file, Held) else read_bytes(file, LARGEST_TABLE, allowed)


def _text(file: Path) -> tuple[str, str, tuple[str, ...]]:
    """Return the text of a file, the name of its encoding, and remarks."""
    raw = content(file, "a CSV file")
    for mark, kind in NO_TEXT.items():
        if raw.startswith(mark):
            raise InputError([Problem(f"is {kind}, and no table of text", file, allowed=f"a CSV file; {SAVED}")])
    codec, encoding = next(
        (found for mark, found in BYTE_ORDER_MARKS.items() if raw.startswith(mark)), ("utf-8", "UTF-8")
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
        notes = (f"not UTF-8 (line {line}), read as Windows-1252: look at the names",)
    if "\0" in text:
        line = _line(text[: text.index("\0")])
        message = "a NUL character: not a text file"
        raise InputError([Problem(message, file, line, None, "\0", ENCODINGS)])
    return text, encoding, notes


def _undecodable(file: Path, raw: bytes, codec: str, error: UnicodeDecodeError) -> InputError:
    line = _line(raw[: error.start].decode(codec, "ignore"))
    value = raw[error.start : error.end].hex(" ")
    return InputError([Problem("bytes that are no text", file, line, None, value, ENCODINGS)])


def _line(before: str) -> int:
    """Return the line on which a text continues after a first part; line ends may be those of any system."""
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1


def _delimiter(text: str) -> str:
    """Return the delimiter that cuts the header into most cells; a comma if none cuts it."""

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
    begin = 1
    try:
        for row in reader:
            cells = tuple(cell.strip() for cell in row)
            if any(cells):
                rows.append(cells)
                lines.append(begin)
            begin = reader.line_num + 1
    except csv.Error as error:
        message = f"this row cannot be taken apart: {error}"
        allowed = 'quoted cells that end: "...", a quote within as ""'
        raise InputError([Problem(message, file, begin, allowed=allowed)]) from error
    return rows, lines


def _ragged(
    file: Path, header: tuple[str, ...], rows: Sequence[tuple[str, ...]], lines: Sequence[int]
) -> list[Problem]:
    return [
        Problem(
            f"too {'many' if len(row) > len(header) else 'few'} cells in the row of {row[0]!r}",
            file,
            line,
            value=len(row),
            allowed=f'{len(header)} cells, as in the header ("quote" a cell that holds the delimiter)',
        )
        for row, line in zip(rows, lines, strict=True)
        if len(row) != len(header)
    ]
