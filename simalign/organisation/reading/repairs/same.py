"""Rows that repeat an earlier row."""

from simalign.organisation.reading.draft import Draft


def drop_repeated_rows(draft: Draft) -> None:
    """Leave out rows of which an earlier row of the same id has the same manager, name and department."""
    seen: set[tuple[str, ...]] = set()
    columns = [draft.cells(name) for name in ("id", "manager", "name", "department")]
    out = []
    for row, cells in enumerate(zip(*columns, strict=True)):
        same = cells in seen and bool(cells[0]) and draft.ragged[row] is None
        out.append(same)
        seen.add(cells)
    draft.without(out, "repeat", "repeats")
