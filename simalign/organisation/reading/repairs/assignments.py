"""People with several rows: by effective date, the latest counts; of several assignments, the largest."""

import re
from collections import defaultdict

from simalign.errors import Problem
from simalign.organisation.reading.dates import date_of, day_first
from simalign.organisation.reading.draft import Draft

SHARE = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*%?", re.ASCII)


def keep_latest_date(draft: Draft) -> None:
    """Keep only the row with the latest effective date of each person."""
    repeated = _repeated(draft) if draft.has("effective_date") else {}
    if not repeated:
        return
    dates = draft.cells("effective_date")
    first_is_day = day_first(dates)
    keys = [date_of(date, first_is_day) or (0, 0, 0) for date in dates]
    out = [False] * draft.size
    for rows in repeated.values():
        latest = max(rows, key=lambda row: (keys[row], row))
        for row in rows:
            out[row] = row != latest and keys[row] < keys[latest]
    draft.without(out, "earlier", "dates")


def keep_largest_assignment(draft: Draft) -> None:
    """Keep the row with the largest share of full-time work of each person; the managers of other rows become ties."""
    if draft.has("fte"):
        shares = [_share(cell) for cell in draft.cells("fte")]
        _keep_largest(draft, shares, "smaller", "assignments")


def refuse_posts(draft: Draft) -> None:
    """Add a problem for posts of several people: full-time equivalents of 2 or more beside shares of at most 1.

    Percentages and weekly hours have no such mixture. Lines of totals are left out before.
    """
    if not draft.has("fte"):
        return
    cells = draft.cells("fte")
    shares = [0.0 if "%" in cell else _share(cell) for cell in cells]
    several = [row for row, share in enumerate(shares) if share >= 2]
    if several and any(0 < share <= 1 for share in shares):
        row, key = several[0], draft.header[draft.indices["fte"]]
        message = "lists posts with their numbers of full-time equivalents, not people"
        allowed = "one row for each person; or --columns fte=- to ignore this column"
        draft.problems.append(Problem(message, draft.file, draft.lines[row], key, cells[row], allowed))


def keep_first_row(draft: Draft) -> None:
    """Keep the first row of each person; the managers of other rows become ties."""
    _keep_largest(draft, [0.0] * draft.size, "further", "twice")


def _keep_largest(draft: Draft, shares: list[float], key: str, repair: str) -> None:
    """Keep the row of each person with the largest share, the first of equal ones; other managers become ties.

    key: of the entry about the other rows in the account.
    """
    managers = draft.cells("manager")
    out = [False] * draft.size
    for name, rows in _repeated(draft).items():
        largest = max(rows, key=lambda row: (shares[row], -row))
        for row in rows:
            if row != largest:
                out[row] = True
                draft.ties += [(name, managers[row])] if managers[row] not in ("", name, managers[largest]) else []
    draft.without(out, key, repair)


def _repeated(draft: Draft) -> dict[str, list[int]]:
    """Return the rows of each id that has several."""
    rows = defaultdict(list)
    for row, name in enumerate(draft.cells("id")):
        if name:
            rows[name].append(row)
    return {name: several for name, several in rows.items() if len(several) > 1}


def _share(cell: str) -> float:
    """Return a share of full-time work as a number; 0 for a text that is not one."""
    match = SHARE.fullmatch(cell)
    return float(match[1].replace(",", ".")) if match else 0.0
