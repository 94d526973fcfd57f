"""People who have left: by their status, or by an end date that is past on the date of the file."""

from simalign.organisation.reading.dates import NO_END, Date, date_of, day_first, newest, written
from simalign.organisation.reading.draft import Draft
from simalign.organisation.reading.folding import bare, words
from simalign.organisation.reading.repairs.rows import leave_out


def leave_out_leavers(draft: Draft) -> None:
    """Leave out people whose status is one of a leaver; without a known status, those with a past end date."""
    forms = {cell: _has_left(cell) for cell in set(draft.cells("status"))}
    status = [forms[cell] for cell in draft.cells("status")]
    limit, source = date_of_file(draft)
    ends = [end if gone is None else None for gone, end in zip(status, _ends(draft), strict=True)]
    past = [end is not None and (limit is None or end <= limit) for end in ends]
    later = sum(end is not None and not over for end, over in zip(ends, past, strict=True))
    out = [bool(gone) or over for gone, over in zip(status, past, strict=True)]
    leave_out(draft, out, "leaver", "leavers")
    if limit and (any(past) or later):
        draft.account.note("ends", date=written(limit), source=source, later=later)
    elif any(past) or later:
        draft.account.note("ends.any", later=later)


def date_of_file(draft: Draft) -> tuple[Date | None, str]:
    """Return the date until which people have left, and its source by name; None if the file only has end dates."""
    starts = [*draft.cells("start_date"), *draft.cells("effective_date")]
    sources = {
        "chosen": [draft.as_of],
        "above": draft.dates_above,
        "newest": starts,
    }
    return next(((date, source) for source, texts in sources.items() if (date := newest(texts))), (None, ""))


def _ends(draft: Draft) -> list[Date | None]:
    """Return the end date of each person, None without one or with one that means no end."""
    cells = draft.cells("end_date")
    first_is_day = day_first(cells)
    dates = {cell: date_of(cell, first_is_day) for cell in set(cells)}
    return [date if (date := dates[cell]) and date[0] < NO_END else None for cell in cells]


def _has_left(cell: str) -> bool | None:
    """Return whether a status is one of a leaver; None for one that is not known.

    >>> _has_left("Terminated"), _has_left("active - on leave"), _has_left("grade 3")
    (True, False, None)
    """
    gone, present = words("gone"), words("present")
    text = bare(cell)
    first = text.split()[0] if text else ""
    if text in gone or (first in gone and text not in present and not first.isdigit()):
        return True
    return False if text in present or first in present else None
