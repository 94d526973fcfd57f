"""Tables of organisational units with their parent units and heads, read as the people who lead the units."""

from dataclasses import replace

from simalign.files.table import Table
from simalign.organisation.reading.account import Account
from simalign.organisation.reading.columns.synonyms import meaning

COLUMNS = ("department", "parent_unit", "unit_head")
HEADER = ("name", "manager", "department")


def people_of_units(table: Table, account: Account) -> Table:
    """Return the heads of units as people, if the table is one of units; otherwise the table.

    The manager of a head is the head of the nearest unit above that has another head.
    """
    meanings = [meaning(column) if column else None for column in table.header]
    if not set(COLUMNS) <= set(meanings) or "manager" in meanings:
        return table
    indices = [meanings.index(name) for name in COLUMNS]
    width = len(table.header)
    whole = [(row, line) for row, line in zip(table.rows, table.lines, strict=True) if len(row) == width]
    units = [[row[index] for index in indices] for row, _ in whole]
    parent: dict[str, str] = {}
    head: dict[str, str] = {}
    for unit, above, person in units:
        parent.setdefault(unit, above)
        head.setdefault(unit, person)
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    leads: set[str] = set()
    for (unit, _, person), (_, line) in zip(units, whole, strict=True):
        if person not in leads:
            rows.append((person or f"Vacant ({unit})", _head_above(unit, person, parent, head), unit))
            lines.append(line)
            leads |= {person} - {""}
    account.note("units", column=repr(table.header[indices[1]]))
    several = len(whole) - len(rows)
    account.rows += several
    account.add("unit", several, rows=several)
    ragged = [(row, line) for row, line in zip(table.rows, table.lines, strict=True) if len(row) != width]
    rows += [row if len(row) != len(HEADER) else (*row, "") for row, _ in ragged]
    lines += [line for _, line in ragged]
    return replace(table, header=HEADER, rows=tuple(rows), lines=tuple(lines), problems=())


def _head_above(unit: str, person: str, parent: dict[str, str], head: dict[str, str]) -> str:
    """Return the head of the nearest unit above that has a head other than this person; empty at the top."""
    passed = {unit}
    above = parent.get(unit, "")
    while above and above in parent and above not in passed and head.get(above, "") in ("", person):
        passed.add(above)
        above = parent[above]
    return head.get(above, above) if above not in passed else ""
