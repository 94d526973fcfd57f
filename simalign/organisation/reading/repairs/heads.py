"""Several heads, and managers who are not in the file: a placeholder is put above them."""

from simalign.errors import nearest
from simalign.organisation.reading.draft import Draft
from simalign.organisation.reading.folding import bare, words
from simalign.organisation.reading.matching import number_form
from simalign.scenario.organisation import HEAD_DEPARTMENT

PLACEHOLDER, NAME = "(top)", "(placeholder)"
CHECKED = 20  # unknown managers that are compared with known ones


def put_under_placeholder(draft: Draft) -> None:
    """Put several heads, and people whose managers are not in the file, under a placeholder.

    If only one person would be under it, that person is the head. A manager whose cell resembles an id or a name is
    more likely a mistake in writing, and is left to be refused.
    """
    ids, managers = draft.cells("id"), draft.cells("manager")
    known = set(ids)
    rows = [row for row in range(draft.size) if draft.ragged[row] is None and ids[row]]
    heads = [row for row in rows if managers[row] in ("", ids[row])]
    outside = [row for row in rows if managers[row] and managers[row] not in known]
    bodies = [row for row in outside if _is_body(managers[row])]
    outside = [row for row in outside if row not in set(bodies)]
    if _misspelt(draft, [managers[row] for row in outside]):
        return
    tops = [*heads, *bodies, *outside]
    above = PLACEHOLDER if len(tops) > 1 else ""
    below = set(tops) if above or bodies or outside else set()
    draft.set("manager", [above if row in below else cell for row, cell in enumerate(managers)])
    _report(draft, {"bodies": bodies, "outside": outside, "heads": heads if above else []}, managers, bool(above))
    if above:
        values = {"id": PLACEHOLDER, "name": NAME, "department": HEAD_DEPARTMENT}
        draft.append(values | ({"customer_facing": "no"} if draft.has("customer_facing") else {}))


def _is_body(cell: str) -> bool:
    """Return whether a cell names a body such as a board.

    >>> _is_body("Board of Directors"), _is_body("Ann")
    (True, False)
    """
    return bare(cell) in words("body")


def _misspelt(draft: Draft, cells: list[str]) -> bool:
    """Return whether an unknown manager resembles an id or a name; numbers do not count."""
    known = {name for name in [*draft.cells("id"), *draft.cells("name")] if name}
    different = [cell for cell in dict.fromkeys(cells) if number_form(cell) is None][:CHECKED]
    return any(nearest(cell, known) for cell in different)


def _report(draft: Draft, rows: dict[str, list[int]], managers: list[str], placeholder: bool) -> None:
    """Add the changes to the account."""
    under = "under a placeholder" if placeholder else "taken as the head"
    texts = {"bodies": "whose manager is a body", "outside": "whose manager is not in the file", "heads": "at the top"}
    for kind, text in texts.items():
        example = ""
        if rows[kind]:
            example = draft.describe(rows[kind][0]) if kind == "heads" else managers[rows[kind][0]]
        draft.account.add(f"person {text}: {under}", f"people {text}: {under}", len(rows[kind]), example, "heads")
