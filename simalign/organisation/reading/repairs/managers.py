"""Cells of managers: markers of the top, several managers in a cell, second managers, and people in several forms."""

import re
from collections import Counter

from simalign.errors import Problem
from simalign.organisation.reading.draft import Draft
from simalign.organisation.reading.folding import bare, folded, words
from simalign.organisation.reading.matching import AMBIGUOUS, KINDS, People, number_form

SEPARATORS = re.compile(r"\s*[;|\n]\s*|\s+/\s+|\s+&\s+")
COMMA = re.compile(r"\s*,\s*")


def people_of(draft: Draft) -> People:
    """Return the people of a draft to be looked up, each id once."""
    first: dict[str, int] = {}
    for row, name in enumerate(draft.cells("id")):
        if name:
            first.setdefault(name, row)
    rows = list(first.values())

    def column(name: str) -> list[str]:
        cells = draft.cells(name)
        return [cells[row] for row in rows]

    return People(list(first), column("name"), column("email"), column("dn"))


def empty_markers(draft: Draft) -> None:
    """Empty the cells of managers that mean nobody, such as NULL, XX or 0, unless a person has this id."""
    top = words("top")
    known = {folded(name) for name in draft.cells("id")} | {folded(name) for name in draft.cells("name")}
    cells = draft.cells("manager")
    if "0" in cells and any(number_form(name) == "0" for name in draft.cells("id")):
        known.add("0")
    markers = {cell: (bare(cell) or folded(cell)) in top and folded(cell) not in known for cell in set(cells) if cell}
    changed = [cell for cell in cells if markers.get(cell)]
    draft.set("manager", ["" if markers.get(cell) else cell for cell in cells])
    example = changed[0] if changed else ""
    draft.account.add("top", len(changed), example, "tops")


def split_managers(draft: Draft) -> None:
    """Of several managers in a cell, keep the first one; the others become ties."""
    people = people_of(draft)
    managers, ids, changed = list(draft.cells("manager")), draft.cells("id"), []
    for row, cell in enumerate(managers):
        if not any(mark in cell for mark in ";|\n/&,") or people.find(cell)[0] is not None:
            continue
        for pattern in (SEPARATORS, COMMA):
            parts = [part for part in pattern.split(cell) if part]
            found = [people.find(part)[0] for part in parts]
            if len(parts) > 1 and all(person is not None and person != AMBIGUOUS for person in found):
                changed.append(cell)
                managers[row] = parts[0]
                draft.ties += [(ids[row], people.ids[person]) for person in found[1:] if person is not None]
                break
    draft.set("manager", managers)
    draft.account.add("several", len(changed), changed[0] if changed else "", "several")


def match_managers(draft: Draft) -> None:
    """Replace each manager by the id of the person that the cell means, where this is unique."""
    people = people_of(draft)
    cells = draft.cells("manager")
    found = {cell: people.find(cell) for cell in set(cells) if cell}
    kinds = Counter(found[cell][1] for cell in cells if cell and found[cell][0] not in (None, AMBIGUOUS))
    for kind in KINDS:
        if kind != "exact" and kinds[kind]:
            example = next(cell for cell in cells if cell and found[cell] != (None, "") and found[cell][1] == kind)
            draft.account.add(f"manager.{kind}", kinds[kind], example)
    _report_ambiguous(draft, {cell for cell, (person, _) in found.items() if person == AMBIGUOUS})

    def id_of(cell: str) -> str:
        person = found[cell][0] if cell else None
        return cell if person is None or person == AMBIGUOUS else people.ids[person]

    draft.set("manager", [id_of(cell) for cell in cells])


def _report_ambiguous(draft: Draft, ambiguous: set[str]) -> None:
    """Add one problem for all managers that several people may be."""
    rows = [row for row, cell in enumerate(draft.cells("manager")) if cell in ambiguous]
    if rows:
        first = draft.cells("manager")[rows[0]]
        cells = "a cell means" if len(rows) == 1 else f"{len(rows):,} cells, such as this one, mean"
        message = f"{cells} several people of this file"
        key = draft.header[draft.indices["manager"]]
        allowed = "the id of one person; --columns manager=COLUMN chooses another column"
        draft.problems.append(Problem(message, draft.file, draft.lines[rows[0]], key, first, allowed))


def take_second_managers(draft: Draft) -> None:
    """Take second managers and dotted lines as ties."""
    if not draft.has("second_manager"):
        return
    people = people_of(draft)
    nobody = words("top")
    taken: list[str] = []
    lost: list[str] = []
    for name, manager, cell in zip(
        draft.cells("id"), draft.cells("manager"), draft.cells("second_manager"), strict=True
    ):
        person = people.find(cell)[0] if cell else None
        if person is not None and person != AMBIGUOUS:
            taken += [cell]
            draft.ties += [(name, people.ids[person])] if people.ids[person] not in (name, manager) else []
        elif cell and (bare(cell) or folded(cell)) not in nobody:
            lost += [cell]
    example = taken[0] if taken else ""
    draft.account.add("second", len(taken), example, "second")
    example = lost[0] if lost else ""
    draft.account.add("second.unknown", len(lost), example, "second")
