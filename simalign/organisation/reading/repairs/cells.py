"""Cells of other columns: words where numbers or our roles are expected, and decimal commas."""

import re

from simalign.organisation.reading.draft import Draft
from simalign.organisation.start_values import NUMBERS, PROFILES
from simalign.scenario.organisation import ROLES

DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+", re.ASCII)


def ignore_words(draft: Draft) -> None:
    """Ignore a column of roles with titles only, and one of levels with words only; both then follow from the tree."""
    roles = {cell.lower() for cell in draft.cells("role") if cell}
    if roles and not roles & set(ROLES):
        index = draft.indices["role"]
        _ignore(draft, "role", "titles")
        draft.indices.setdefault("title", index)
    levels = [cell for cell in draft.cells("level") if cell]
    if levels and not any(cell.lstrip("+-")[:1].isdigit() for cell in levels):
        _ignore(draft, "level", "levels")


def _ignore(draft: Draft, name: str, key: str) -> None:
    """Stop using a column and add the reason, by its key, to the account."""
    index = draft.indices.pop(name)
    draft.account.note(key, "words", column=repr(draft.header[index]))


def read_decimal_commas(draft: Draft) -> None:
    """Read 0,7 as 0.7 in columns of numbers, unless a cell of the column may have separated thousands."""
    for name, index in draft.indices.items() if not draft.decimal_comma else ():
        if name not in NUMBERS and not name.startswith(tuple(f"{profile}_" for profile in PROFILES)):
            continue
        cells = draft.columns[index]
        commas = [cell for cell in cells if DECIMAL_COMMA.fullmatch(cell)]
        if commas and not any(THOUSANDS.fullmatch(cell) or "." in cell for cell in cells):
            draft.columns[index] = [cell.replace(",", ".") if DECIMAL_COMMA.fullmatch(cell) else cell for cell in cells]
            draft.account.add("decimal", len(commas), commas[0], "decimals", column=repr(draft.header[index]))
