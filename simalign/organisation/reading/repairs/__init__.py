"""Named repairs of common faults of exported tables, in the order in which they are applied.

Each repair changes a draft and adds what it changed to the account. A repair is switched off by its name.
"""

from simalign.organisation.reading.draft import Repair
from simalign.organisation.reading.repairs.assignments import keep_largest_assignment, keep_latest_date
from simalign.organisation.reading.repairs.cells import ignore_words, read_decimal_commas
from simalign.organisation.reading.repairs.departments import fill_departments
from simalign.organisation.reading.repairs.heads import put_under_placeholder
from simalign.organisation.reading.repairs.managers import (
    empty_markers,
    match_managers,
    split_managers,
    take_second_managers,
)
from simalign.organisation.reading.repairs.rows import leave_out_leavers, leave_out_totals, leave_out_vacancies
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
    "departments": fill_departments,
    "heads": put_under_placeholder,
    "words": ignore_words,
    "decimals": read_decimal_commas,
}

OF_TIES = ("frequency", "strangers")  # repairs of ties, in ``mend_ties``; "matching" and "repeats" are of both
NAMES = (*REPAIRS, *OF_TIES)
