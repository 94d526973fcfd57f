"""Reading of CSV files as exported by spreadsheets: encoding, delimiter, and rows with their lines.

Supported encodings are UTF-8 with or without a byte order mark, UTF-16 with one, and Windows-1252; others can be
chosen.
Supported delimiters are comma, semicolon, tab and vertical bar; a first line like ``sep=;`` may specify one. The
``rows``, ``lines`` and columns of a table have the same length and do not include blank rows.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from simalign.errors import InputError, Problem
from simalign.files.memory import MemoryFile
from simalign.files.read import LARGEST_TABLE, read_bytes
from simalign.files.spreadsheet import original
from simalign.texts.phrase import Phrase

if TYPE_CHECKING:
    from _csv import Reader

SEPARATOR = re.compile(
    r'"?sep=([,;\t|])"?[ ,;\t|]*(?=[\r\n])', re.IGNORECASE
)  # first line written by some spreadsheets
COMMENTS = re.compile(r"\A(?:[ \t]*#[^\n]*\n|\s*\n)+")
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
FIRST_ROWS = 30  # rows that are looked at for the delimiter
BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": ("utf-8-sig", Phrase("report.format.mark")),
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
WEB_PAGE = re.compile(rb"\s*(<!--.*?-->\s*)*<(!doctype html|html|table|head|body)\b", re.IGNORECASE | re.DOTALL)
OTHER_CODECS = ("shift_jis", "gb18030", "big5", "euc_kr")  # suggested where the common ones cannot decode a file
LEAVE_OUT = "or --repair incomplete to leave out such rows"
SAVE_AS = "in a spreadsheet, save it as CSV"
ENCODINGS = "UTF-8, UTF-16 with a byte order mark, or Windows-1252"


@dataclass(frozen=True, slots=True)
class Reading:
    """A report on how a file was read: its format, the used columns by our names, unused columns, and remarks.

    survey: sentences on the answers to a survey in the file.
    account: what was taken and changed, one line each; empty for a file that was read as it is.
    The format and all sentences are texts in English, which ``texts.phrase.in_language`` says in other languages.
    """

    file: str
    format: str
    used: dict[str, str]
    unused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    survey: tuple[str, ...] = ()
    account: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class Raw:
    """The rows of a file before its header is known, with stripped cells and without blank rows."""

    file: Path
    format: str
    rows: list[tuple[str, ...]]
    lines: list[int]
    decimal_comma: bool = False
    notes: tuple[str, ...] = ()


def read_table(file: Path) -> Table:
    """Read a CSV file whose first row is the header.

    Raises InputError if it cannot be opened, decoded or parsed, is empty, or has two columns with the same name.
    """
    return headed(raw_table(file), 0)


def raw_table(file: Path, encoding: str | None = None, option: str = "--encoding") -> Raw:
    """Read the rows of a CSV file.

    encoding: the name of one, by default found by the content. option: of the command line that chooses it.

    Raises InputError if the file cannot be opened, decoded or parsed, or is empty.
    """
    text, name, notes = _text(file, encoding, option)
    match = SEPARATOR.match(text)
    text = text[match.end() :] if match else text
    delimiter = match[1] if match else _delimiter(text)
    try:
        rows, lines = _rows(file, text, delimiter)
    except InputError:
        plain = COMMENTS.sub(lambda match: "\n" * match[0].count("\n"), text)
        if plain == text:
            raise
        delimiter = _delimiter(plain)
        rows, lines = _rows(file, plain, delimiter)
        notes = (*notes, Phrase("report.note.comments"))
    if not rows:
        allowed = "a header and one row for each entry"
        raise InputError([Problem("the file is empty", file, 1, allowed=allowed)])
    decimal_comma = delimiter == ";"
    form = Phrase("report.format.csv", encoding=name, delimiter=DELIMITERS[delimiter])
    return Raw(file, form, rows, lines, decimal_comma, notes)


def headed(raw: Raw, at: int) -> Table:
    """Return the table whose header is the row at an index, without the rows above it.

    Raises InputError if two columns have the same name.
    """
    header, rows, lines = raw.rows[at], raw.rows[at + 1 :], raw.lines[at + 1 :]
    repeated = [name for name, count in Counter(header).items() if name and count > 1]
    if repeated:
        message, allowed = "two columns have this name", "each column name once"
        raise InputError([Problem(message, raw.file, raw.lines[at], name, name, allowed) for name in repeated])
    ragged = tuple(ragged_rows(raw.file, len(header), rows, lines))
    return Table(
        raw.file, raw.format, raw.decimal_comma, header, raw.lines[at], tuple(rows), tuple(lines), raw.notes, ragged
    )


def content(file: Path, allowed: str) -> bytes:
    """Return the bytes of a file on disk or in memory. Raises InputError if it cannot be read."""
    return file.read_bytes() if isinstance(file, MemoryFile) else read_bytes(file, LARGEST_TABLE, allowed)


def _text(file: Path, chosen: str | None, option: str) -> tuple[str, str, tuple[str, ...]]:
    """Return the text of a file, the name of its encoding, and remarks; ``chosen``: the encoding if it is given."""
    raw = content(file, "a CSV file")
    _check_kind(file, raw)
    if chosen is not None:
        return with_encoding(file, raw, chosen, option), chosen, ()
    codec, encoding = next(
        (names for mark, names in BYTE_ORDER_MARKS.items() if raw.startswith(mark)), ("utf-8", "UTF-8")
    )
    notes: tuple[str, ...] = ()
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError as error:
        if codec != "utf-8":
            raise _undecodable(file, raw, codec, error, option) from error
        try:
            text = raw.decode("cp1252")
        except UnicodeDecodeError as worse:
            raise _undecodable(file, raw, "cp1252", worse, option) from worse
        encoding = "Windows-1252"
        line = _line(text[: error.start])
        notes = (Phrase("report.note.encoding", line=str(line)),)
    _check_characters(file, text)
    return text, encoding, notes


def _check_kind(file: Path, raw: bytes) -> None:
    """Raise InputError for a file whose first bytes are those of another kind of file."""
    for mark, kind in OTHER_KINDS.items():
        if raw.startswith(mark):
            raise InputError([Problem(f"is {kind}, not a CSV file", file, allowed=f"a CSV file; {SAVE_AS}")])
    if WEB_PAGE.match(raw[:4096]):
        message = f"is a web page, although its name ends in {file.suffix or 'nothing'}"
        allowed = "a table; open the file in a spreadsheet and save it as CSV or .xlsx"
        raise InputError([Problem(message, file, allowed=allowed)])


def with_encoding(file: Path, raw: bytes, encoding: str, option: str) -> str:
    """Return the text of bytes in a given encoding. Raises InputError if they cannot be decoded."""
    try:
        text = raw.decode(encoding)
    except LookupError:
        message, allowed = "is not the name of an encoding", "a name such as utf-8, cp1252 or shift_jis"
        raise InputError([Problem(message, file, None, "encoding", encoding, allowed)]) from None
    except UnicodeDecodeError as error:
        raise _undecodable(file, raw, encoding, error, option) from error
    _check_characters(file, text)
    return text


def _check_characters(file: Path, text: str) -> None:
    """Raise InputError for a text with a NUL character."""
    if "\0" in text:
        line = _line(text[: text.index("\0")])
        message = "a NUL character, so it is not a text file"
        raise InputError([Problem(message, file, line, None, "\0", ENCODINGS)])


def _undecodable(file: Path, raw: bytes, codec: str, error: UnicodeDecodeError, option: str) -> InputError:
    """Return the error for bytes that the codec cannot decode, with an encoding that can decode them all if any."""
    line = _line(raw[: error.start].decode(codec, "ignore"))
    value = raw[error.start : error.end].hex(" ")
    other = next((name for name in OTHER_CODECS if codec == "cp1252" and _decodes(raw, name)), None)
    hint = f"; perhaps the encoding is {other}: {option} {other}" if other else ""
    return InputError([Problem(f"bytes that cannot be decoded{hint}", file, line, None, value, ENCODINGS)])


def _decodes(raw: bytes, codec: str) -> bool:
    """Return whether a codec decodes all bytes, and at least one tenth of them to other characters than ASCII."""
    try:
        text = raw.decode(codec)
    except UnicodeDecodeError:
        return False
    return sum(character > "\x7f" for character in text) * 10 >= len(text)


def _line(before: str) -> int:
    """Return the line of the character after this text, with the line endings of any system."""
    return before.count("\n") + before.count("\r") - before.count("\r\n") + 1


def _delimiter(text: str) -> str:
    """Return the delimiter that splits most of the first rows into the same number of cells, or comma if none does.

    If two delimiters are equal, it is the one that splits the first row into more cells.
    """

    def score(delimiter: str) -> tuple[int, int]:
        widths = _widths(text, delimiter)
        usual = Counter(width for width in widths if width > 1)
        return max((count * (width - 1) for width, count in usual.items()), default=0), next(iter(widths), 0)

    return max(DELIMITERS, key=score)


def _widths(text: str, delimiter: str) -> list[int]:
    """Return the numbers of cells of the first rows, up to a row that cannot be parsed."""
    widths: list[int] = []
    try:
        for row in islice((row for row in _reader(text, delimiter) if row), FIRST_ROWS):
            widths.append(len(row))
    except csv.Error:
        pass
    return widths


def _reader(text: str, delimiter: str) -> "Reader":
    lines = io.StringIO(text, newline="")
    return csv.reader(lines, delimiter=delimiter, strict=True, skipinitialspace=True)


def _rows(file: Path, text: str, delimiter: str) -> tuple[list[tuple[str, ...]], list[int]]:
    """Return the rows that are not blank, with stripped cells, and the line on which each begins."""
    reader = _reader(text, delimiter)
    rows, lines = [], []
    start = 1
    apostrophes = "'" in text
    try:
        for row in reader:
            cells = (
                tuple(original(cell.strip()) for cell in row) if apostrophes else tuple(cell.strip() for cell in row)
            )
            if any(cells):
                rows.append(cells)
                lines.append(start)
            start = reader.line_num + 1
    except csv.Error as error:
        message = f"this row cannot be parsed: {error}"
        allowed = 'quoted cells with a closing quote: "..."; a quote inside them as ""'
        raise InputError([Problem(message, file, start, allowed=allowed)]) from error
    return rows, lines


def ragged_rows(file: Path, width: int, rows: Sequence[tuple[str, ...]], lines: Sequence[int]) -> list[Problem]:
    """Return a problem for each row whose number of cells is not ``width``, that of the header."""
    allowed = f'{width} cells, as in the header ("quote" a cell that contains the delimiter); {LEAVE_OUT}'
    problems = []
    for row, line in zip(rows, lines, strict=True):
        if len(row) != width:
            cause = f"too {'many' if len(row) > width else 'few'} cells"
            message = f"{cause} in the row of {row[0]!r}"
            problems.append(Problem(message, file, line, value=len(row), allowed=allowed, cause=cause))
    return problems
