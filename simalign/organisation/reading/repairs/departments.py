"""Empty departments."""

from simalign.organisation.reading.draft import Draft

NONE = "none"


def fill_departments(draft: Draft) -> None:
    """Give people without a department that of the nearest manager who has one, else "none"."""
    cells = draft.cells("department")
    if not draft.has("department") or all(cells):
        return
    if not any(cells):
        draft.account.note("department.empty", column=repr(draft.header[draft.indices["department"]]))
        del draft.indices["department"]
        return
    ids = draft.cells("id")
    above = dict(zip(ids, draft.cells("manager"), strict=True))
    known = {name: cell for name, cell in zip(ids, cells, strict=True) if cell}
    inherited = without = 0
    filled = []
    for row, cell in enumerate(cells):
        if not cell and draft.ragged[row] is None:
            cell = _inherited(ids[row], above, known)
            without += cell == NONE
            inherited += cell != NONE
        filled.append(cell)
    draft.set("department", filled)
    draft.account.add("department.manager", inherited, repair="departments")
    draft.account.add("department.none", without, repair="departments", none=NONE)


def _inherited(person: str, above: dict[str, str], known: dict[str, str]) -> str:
    """Return the department of the nearest manager above a person who has one, and remember it for those passed."""
    passed: set[str] = set()
    while person not in known and person in above and person not in passed:
        passed.add(person)
        person = above[person]
    department = known.get(person, NONE)
    known |= dict.fromkeys(passed, department)
    return department
