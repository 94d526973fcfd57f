"""Empty departments."""

from simalign.organisation.reading.draft import Draft

NONE = "none"


def fill_departments(draft: Draft) -> None:
    """Give people without a department that of the nearest manager who has one, else "none"."""
    cells = draft.cells("department")
    if not draft.has("department") or all(cells):
        return
    if not any(cells):
        draft.account.note(f"column {draft.header[draft.indices['department']]!r} is empty, so it is not used")
        del draft.indices["department"]
        return
    ids = draft.cells("id")
    above = dict(zip(ids, draft.cells("manager"), strict=True))
    known = {name: cell for name, cell in zip(ids, cells, strict=True) if cell}
    counts = {"that of the manager": 0, NONE: 0}
    filled = []
    for row, cell in enumerate(cells):
        if not cell and draft.ragged[row] is None:
            cell = _inherited(ids[row], above, known)
            counts[NONE if cell == NONE else "that of the manager"] += 1
        filled.append(cell)
    draft.set("department", filled)
    for source, count in counts.items():
        text = f"without a department: {source}" if source != NONE else f'without a department: "{NONE}"'
        draft.account.add(f"person {text}", f"people {text}", count, repair="departments")


def _inherited(person: str, above: dict[str, str], known: dict[str, str]) -> str:
    """Return the department of the nearest manager above a person who has one, and remember it for those passed."""
    passed: set[str] = set()
    while person not in known and person in above and person not in passed:
        passed.add(person)
        person = above[person]
    department = known.get(person, NONE)
    known |= dict.fromkeys(passed, department)
    return department
