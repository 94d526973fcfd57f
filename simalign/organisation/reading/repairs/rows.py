"""Rows that are not people: totals, vacancies and incomplete rows.

The reports of a removed manager report to the manager above.
"""

from simalign.errors import Problem
from simalign.organisation.reading.draft import Draft
from simalign.organisation.reading.folding import bare, start_of, words


def leave_out_totals(draft: Draft) -> None:
    """Leave out repeated headers, and rows of totals, which begin with a word such as Total."""
    header = [any(cells) and cells == tuple(draft.header) for cells in zip(*draft.columns, strict=True)]
    draft.without(header, "header", "totals")
    total = words("total")
    ids = set(draft.cells("id")) - {""}
    managers = draft.cells("manager")

    start = start_of("total")

    def is_total(row: int) -> bool:
        cell = next((column[row] for column in draft.columns if column[row]), "")
        if not start.match(cell):
            return False
        name = bare(cell)
        return name in total or (name.split(" ")[0] in total and managers[row] not in ids)

    out = [is_total(row) for row in range(draft.size)]
    if any(out) and not all(out):
        example = next(cell for cell in (column[out.index(True)] for column in draft.columns) if cell)
        draft.without(out, "total", "totals", example)


def leave_out_vacancies(draft: Draft) -> None:
    """Leave out vacant posts, recognised by the name, the id, the kind or the status."""
    exact, start = words("vacant"), words("vacant_start")
    columns = [draft.cells(name) for name in ("name", "id", "kind", "status") if draft.has(name)]
    likely = start_of("vacant", "vacant_start").match

    def is_vacant(cell: str) -> bool:
        text = bare(cell)
        return text in exact or text.split(" ")[0] in start

    flags = [[bool(cell and likely(cell)) and is_vacant(cell) for cell in cells] for cells in columns]
    out = [any(row) for row in zip(*flags, strict=True)]
    leave_out(draft, out, "vacant post", "vacancies")


def leave_out_incomplete(draft: Draft) -> None:
    """Leave out rows without an id, and rows with too many or too few cells."""
    out = [cells is not None or not name for name, cells in zip(draft.cells("id"), draft.ragged, strict=True)]
    leave_out(draft, out, "incomplete row", "incomplete")


def leave_out(draft: Draft, out: list[bool], noun: str, repair: str) -> None:
    """Leave out rows and let their reports report to the manager above; refuse to leave out everybody.

    noun: for such a row, in the message about it.
    """
    if all(out) and out:
        message = f"every row seems to be a {noun}"
        allowed = f"rows of people, or the option --no-repair {repair}"
        draft.problems.append(Problem(message, draft.file, draft.header_line, allowed=allowed))
    elif any(out):
        above = dict(zip(draft.cells("id"), draft.cells("manager"), strict=True))
        removed = {name for name, gone in zip(draft.cells("id"), out, strict=True) if gone and name}
        draft.without(out, f"out.{repair}", repair)
        _bridge(draft, removed - set(draft.cells("id")), above, repair)


def _bridge(draft: Draft, removed: set[str], above: dict[str, str], repair: str) -> None:
    """Replace each removed manager by the nearest manager above who is not removed."""
    managers, bridged, example = [], 0, ""
    for row, manager in enumerate(draft.cells("manager")):
        passed: set[str] = set()
        while manager in removed and manager not in passed:
            passed.add(manager)
            manager = "" if above[manager] == manager else above[manager]
        bridged += bool(passed)
        example = example or (draft.describe(row) if passed else "")
        managers.append("" if manager in passed else manager)
    draft.set("manager", managers)
    draft.account.add(f"below.{repair}", bridged, example, repair)
