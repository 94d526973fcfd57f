"""People with several rows: by effective date, the latest counts; of several assignments, the largest."""

import re
from collections import defaultdict

from simalign.organisation.reading.draft import Draft

ISO = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})", re.ASCII)
OTHER = re.compile(r"(\d{1,2})\D(\d{1,2})\D(\d{4}|\d{2})", re.ASCII)
SHARE = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*%?", re.ASCII)


def day_first(dates: list[str]) -> bool:
    """Return whether dates such as 13/1/2026 name the day first; if no date decides, the month is first.

    >>> day_first(["1/2/2026", "13/2/2026"]), day_first(["1.2.2026"]), day_first(["1/2/2026"])
    (True, True, False)
    """
    parts = [match for date in dates if (match := OTHER.match(date))]
    if any(int(match[2]) > 12 for match in parts):
        return False
    return any(int(match[1]) > 12 for match in parts) or any("." in match[0] for match in parts)


def date_key(date: str, first_is_day: bool) -> tuple[int, int, int]:
    """Return year, month and day of a date; zeros for a text that is not one.

    >>> date_key("2026-02-01", False), date_key("2/1/2026", True), date_key("soon", True)
    ((2026, 2, 1), (2026, 1, 2), (0, 0, 0))
    """
    if match := ISO.match(date):
        return int(match[1]), int(match[2]), int(match[3])
    if match := OTHER.match(date):
        day, month = (1, 2) if first_is_day else (2, 1)
        return int(match[3]), int(match[month]), int(match[day])
    return 0, 0, 0


def keep_latest_date(draft: Draft) -> None:
    """Keep only the row with the latest effective date of each person."""
    repeated = _repeated(draft) if draft.has("effective_date") else {}
    if not repeated:
        return
    dates = draft.cells("effective_date")
    first_is_day = day_first(dates)
    keys = [date_key(date, first_is_day) for date in dates]
    out = [False] * draft.size
    for rows in repeated.values():
        latest = max(rows, key=lambda row: (keys[row], row))
        for row in rows:
            out[row] = row != latest and keys[row] < keys[latest]
    draft.without(
        out, "row with an earlier effective date left out", "rows with an earlier effective date left out", "dates"
    )


def keep_largest_assignment(draft: Draft) -> None:
    """Keep the row with the largest share of full-time work of each person; the managers of other rows become ties."""
    repeated = _repeated(draft) if draft.has("fte") else {}
    if not repeated:
        return
    shares = [_share(cell) for cell in draft.cells("fte")]
    managers = draft.cells("manager")
    out = [False] * draft.size
    for name, rows in repeated.items():
        largest = max(rows, key=lambda row: (shares[row], -row))
        for row in rows:
            if row != largest:
                out[row] = True
                draft.ties += [(name, managers[row])] if managers[row] not in ("", name, managers[largest]) else []
    singular = "smaller assignment became a tie with its manager"
    draft.without(out, singular, "smaller assignments became ties with their managers", "assignments")


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
