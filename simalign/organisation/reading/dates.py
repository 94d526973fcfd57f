"""Dates as exports write them: ISO 8601, day or month first, with names of months, or as eight digits."""

import re
from collections.abc import Iterable
from datetime import datetime

type Date = tuple[int, int, int]

ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
OTHER = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?!\d)", re.ASCII)
NAMED = ("%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%Y%m%d")
ANYWHERE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{4}", re.ASCII
)
NO_END = 2090  # years from which on an end date means no end
THIS_CENTURY = 70  # two digits below it mean a year after 2000


def day_first(dates: Iterable[str]) -> bool:
    """Return whether dates such as 13/1/2026 name the day first; if no date decides, the month is first.

    >>> day_first(["1/2/2026", "13/2/2026"]), day_first(["1.2.2026"]), day_first(["1/2/2026"])
    (True, True, False)
    """
    parts = [match for date in dates if (match := OTHER.match(date))]
    if any(int(match[2]) > 12 for match in parts):
        return False
    return any(int(match[1]) > 12 for match in parts) or any("." in match[0] for match in parts)


def date_of(text: str, first_is_day: bool) -> Date | None:
    """Return year, month and day of a date; None for a text that is not one.

    >>> date_of("2026-02-01", False), date_of("2/1/26", True), date_of("3-Feb-2026", True), date_of("soon", True)
    ((2026, 2, 1), (2026, 1, 2), (2026, 2, 3), None)
    """
    if match := ISO.match(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := OTHER.match(text):
        day, month = (1, 2) if first_is_day else (2, 1)
        year = int(match[3])
        century = 0 if year > 99 else 2000 if year < THIS_CENTURY else 1900
        return year + century, int(match[month]), int(match[day])
    for form in NAMED if 7 < len(text) < 20 else ():
        try:
            read = datetime.strptime(text, form)
        except ValueError:
            continue
        return read.year, read.month, read.day
    return None


def newest(texts: Iterable[str]) -> Date | None:
    """Return the newest date in texts, without those that mean no end; None without a date.

    >>> newest(["2026-02-01", "31.12.9999", "", "2026-03-01"])
    (2026, 3, 1)
    """
    different = set(texts)
    first_is_day = day_first(different)
    dates = [date for text in different if (date := date_of(text, first_is_day)) and date[0] < NO_END]
    return max(dates, default=None)


def written(date: Date) -> str:
    """Return a date as in ISO 8601.

    >>> written((2026, 3, 1))
    '2026-03-01'
    """
    return f"{date[0]:04}-{date[1]:02}-{date[2]:02}"
