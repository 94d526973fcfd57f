"""Named repairs of common faults of exported tables, in the order in which they are applied.

Each repair changes a draft and adds what it changed to the account. Repairs are on by default, except for those that
may hide a mistake; each is switched on or off by its name.
"""

from collections.abc import Collection

from simalign.errors import InputError, Problem, nearest
from simalign.organisation.reading.account import OFF
from simalign.organisation.reading.draft import Repair
from simalign.organisation.reading.repairs.assignments import (
    keep_first_row,
    keep_largest_assignment,
    keep_latest_date,
)
from simalign.organisation.reading.repairs.cells import ignore_words, read_decimal_commas
from simalign.organisation.reading.repairs.departments import fill_departments
from simalign.organisation.reading.repairs.heads import accept_heads, empty_unknown
from simalign.organisation.reading.repairs.leavers import leave_out_leavers
from simalign.organisation.reading.repairs.managers import (
    empty_markers,
    match_managers,
    split_managers,
    take_second_managers,
)
from simalign.organisation.reading.repairs.rows import leave_out_incomplete, leave_out_totals, leave_out_vacancies
from simalign.organisation.reading.repairs.same import drop_repeated_rows

REPAIRS: dict[str, Repair] = {
    "totals": leave_out_totals,
    "tops": empty_markers,
    "several": split_managers,
    "matching": match_managers,
    "second": take_second_managers,
    "dates": keep_latest_date,
    "leavers": leave_out_leavers,
    "repeats": drop_repeated_rows,
    "assignments": keep_largest_assignment,
    "vacancies": leave_out_vacancies,
    "incomplete": leave_out_incomplete,
    "twice": keep_first_row,
    "departments": fill_departments,
    "unknown": empty_unknown,
    "heads": accept_heads,
    "words": ignore_words,
    "decimals": read_decimal_commas,
}

OF_TIES = {  # repairs of ties alone, in ``mend_ties``; "matching", "repeats" and "incomplete" also apply to ties
    "frequency": "Read words of frequency, such as weekly, as contacts per month.",
    "strangers": "Leave out ties of people who are not in the file of people.",
}
NAMES = (*REPAIRS, *OF_TIES)
ON = tuple(name for name in NAMES if name not in OFF)  # by default


def described() -> dict[str, str]:
    """Return a sentence on each repair, by name.

    >>> described()["twice"]
    'Keep the first row of each person; the managers of other rows become ties.'
    """
    of_people = {name: (repair.__doc__ or "").split("\n")[0] for name, repair in REPAIRS.items()}
    return of_people | OF_TIES


def active(more: Collection[str] = (), without: Collection[str] = ()) -> tuple[str, ...]:
    """Return the names of the repairs that apply: those by default, with some more and without others.

    Raises InputError for the name of a repair that does not exist, and for one that is in both.

    >>> "leavers" in active(without=["leavers"]), "twice" in active(["twice"])
    (False, True)
    """
    for key, names in (("repair", more), ("no_repair", without)):
        for name in names:
            if name not in NAMES:
                message = f"is not the name of a repair{nearest(name, NAMES)}"
                raise InputError([Problem(message, key=key, value=name, allowed=", ".join(NAMES))])
            if name in more and name in without:
                raise InputError([Problem("is switched both on and off", key=key, value=name)])
    return tuple(name for name in NAMES if name in more or (name in ON and name not in without))
