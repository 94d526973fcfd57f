"""Cells of other columns: words where numbers or our roles are expected, decimal commas, and answers on a scale."""

import re

from simalign.errors import Problem
from simalign.files.cells import NUMBER
from simalign.organisation.reading.columns.scales import MODELLED, scale_in, scale_of
from simalign.organisation.reading.draft import Draft
from simalign.organisation.start_values import NUMBERS, PROFILES
from simalign.scenario.organisation import ROLES

DECIMAL_COMMA = re.compile(r"[+-]?\d*,\d+", re.ASCII)
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+", re.ASCII)


def ignore_words(draft: Draft) -> None:
    """Ignore a column of roles with titles only, and one of levels with words only; both then follow from the tree."""
    roles = {cell.lower() for cell in draft.cells("role") if cell}
    if roles and not roles & set(ROLES):
        _ignore(draft, "role", "has titles, so roles follow from the tree")
    levels = [cell for cell in draft.cells("level") if cell]
    if levels and not any(cell.lstrip("+-")[:1].isdigit() for cell in levels):
        _ignore(draft, "level", "has words, so levels follow from the tree")


def _ignore(draft: Draft, name: str, reason: str) -> None:
    """Stop using a column and add the reason to the account."""
    index = draft.indices.pop(name)
    draft.account.note(f"column {draft.header[index]!r} {reason} (--no-repair words)")


def read_decimal_commas(draft: Draft) -> None:
    """Read 0,7 as 0.7 in columns of numbers, unless a cell of the column may have separated thousands."""
    for name, index in draft.indices.items() if not draft.decimal_comma else ():
        if name not in NUMBERS and not name.startswith(tuple(f"{profile}_" for profile in PROFILES)):
            continue
        cells = draft.columns[index]
        commas = [cell for cell in cells if DECIMAL_COMMA.fullmatch(cell)]
        if commas and not any(THOUSANDS.fullmatch(cell) or "." in cell for cell in cells):
            draft.columns[index] = [cell.replace(",", ".") if DECIMAL_COMMA.fullmatch(cell) else cell for cell in cells]
            text = f"of {draft.header[index]!r} with a decimal comma"
            draft.account.add(f"cell {text}", f"cells {text}", len(commas), commas[0], "decimals")


def read_scales(draft: Draft) -> None:
    """Read answers on a scale, such as 1 to 5, as shares from 0 to 1."""
    for name in MODELLED:
        scale = scale_of(draft.scales[name]) if name in draft.scales else None
        if draft.has(name) and (scale := scale or scale_in(draft.header[draft.indices[name]])):
            _rescale(draft, name, *scale)


def _rescale(draft: Draft, name: str, low: float, high: float) -> None:
    """Replace answers from low to high by shares from 0 to 1; other cells are problems."""
    header = draft.header[draft.indices[name]]
    cells = draft.cells(name)
    shares: list[str] = []
    for row, cell in enumerate(cells):
        text = cell.replace(",", ".")
        value = float(text) if NUMBER.fullmatch(text) else None
        if value is not None and low <= value <= high:
            shares.append(repr((value - low) / (high - low)))
            continue
        shares.append("")
        if cell:
            message, allowed = "is not on the scale", f"a number from {low:g} to {high:g}, or an empty cell"
            line = draft.lines[row]
            draft.problems.append(Problem(message, draft.file, line, header, cell, allowed, cause=message))
    draft.set(name, shares)
    read = sum(map(bool, shares))
    text = f"of {header!r} read on a scale from {low:g} to {high:g}"
    draft.account.add(f"answer {text}", f"answers {text}", read, repair="scales")
