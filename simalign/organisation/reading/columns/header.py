"""The header of a table, wherever it is."""

import re

from simalign.files.table import Raw
from simalign.organisation.reading.account import Account
from simalign.organisation.reading.columns.synonyms import meaning
from simalign.organisation.reading.folding import bare

ROWS = 40  # rows among which the header is searched
LEAST = 2  # known names in a row other than the first one
LETTER = re.compile(r"[^\W\d_]")


def find_header(raw: Raw, chosen: set[str]) -> int:
    """Return the index of the header: the first row with the most known names of columns, else the first row.

    chosen: names of columns that the user maps, which count as known.

    >>> from pathlib import Path
    >>> find_header(Raw(Path("x.csv"), "CSV", [("Report",), ("id", "manager"), ("1", "")], [1, 2, 3]), set())
    1
    """
    known = [_known(row, chosen) for row in raw.rows[:ROWS]]
    best = max(range(len(known)), key=lambda row: (known[row], -row))
    return best if known[best] >= LEAST or known[0] == 0 < known[best] == len(raw.rows[best]) else 0


def _known(row: tuple[str, ...], chosen: set[str]) -> int:
    """Return how many different meanings the cells of a row have as names of columns."""
    names = {cell if cell in chosen else meaning(cell) for cell in row if cell}
    return len(names - {None})


def note_rows_above(raw: Raw, at: int, account: Account) -> None:
    """Add the rows above the header to the account."""
    account.rows += at
    first = next((cell for cell in raw.rows[0] if cell), "")
    account.add("above", at, first, rows=at, line=str(raw.lines[at]))


def looks_like_data(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> bool:
    """Return whether a first row without known names looks like data: it has numbers or blanks, as the rows below have.

    >>> looks_like_data(("1", "", "Board"), [("2", "1", "Sales")])
    True
    """
    if any(meaning(cell) for cell in header) or not rows:
        return False
    cells = set(header) - {""}
    repeated = any(cell in cells for row in rows for cell in row)
    unnamed = sum(not LETTER.search(bare(cell)) for cell in header)
    return repeated or unnamed * 2 >= len(header)
