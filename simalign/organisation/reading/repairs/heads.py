"""Several heads, and managers who are not in the file: nobody is above these people, so each is a head."""

from collections import Counter
from difflib import get_close_matches

from simalign.errors import MOST_NAMES, Problem, slip
from simalign.organisation.reading.draft import Draft
from simalign.organisation.reading.folding import bare, words

SIMILAR = 0.8  # least likeness of a mistake in writing, from 0 to 1
CHECKED = 20  # unknown managers that are compared with known ones


def accept_heads(draft: Draft) -> None:
    """Accept several heads; people whose managers are not in the file become heads.

    A manager whose cell resembles an id or a name is more likely a mistake in writing, and is left to be refused.
    """
    ids, managers = draft.cells("id"), draft.cells("manager")
    known = set(ids)
    rows = [row for row in range(draft.size) if draft.ragged[row] is None and ids[row]]
    heads = [row for row in rows if managers[row] in ("", ids[row])]
    outside = [row for row in rows if managers[row] and managers[row] not in known]
    bodies = [row for row in outside if _is_body(managers[row])]
    others = [row for row in outside if row not in set(bodies)]
    tops = sorted((*heads, *outside))
    draft.several_heads = len(tops) > 1
    if _misspelt(draft, [managers[row] for row in others]):
        others = []
    elif len(tops) * 2 > len(rows) > 1 and not any(entry.repair == "unknown" for entry in draft.account.entries):
        _refuse_most(draft, tops, managers)
    top = {*bodies, *others}
    draft.set("manager", ["" if row in top else cell for row, cell in enumerate(managers)])
    _report(draft, bodies, others, managers)
    if draft.several_heads:
        draft.account.add("heads", len(tops), draft.describe(tops[0]), "heads")


def _refuse_most(draft: Draft, tops: list[int], managers: list[str]) -> None:
    """Add a problem for a table in which most people have no manager, which is more likely a wrong column."""
    row = next((row for row in tops if managers[row]), tops[0])
    message = f"{len(tops):,} of {draft.size:,} people have no manager in this file"
    allowed = "ids, names or e-mail addresses of this file; or --columns manager=COLUMN for another column; "
    allowed += "or --repair unknown to make such people heads; " if managers[row] else ""
    allowed += "or --no-hierarchy to treat everybody as equals"
    key = draft.header[draft.indices["manager"]]
    draft.problems.append(Problem(message, draft.file, draft.lines[row], key, managers[row], allowed))


def empty_unknown(draft: Draft) -> None:
    """Make people heads whose managers are not in the file, even if the name of the manager may be misspelt."""
    known = {*draft.cells("id"), ""}
    managers = draft.cells("manager")
    unknown = [cell for cell in managers if cell not in known]
    draft.set("manager", [cell if cell in known else "" for cell in managers])
    example = unknown[0] if unknown else ""
    draft.account.add("nobody", len(unknown), example, "unknown")


def _is_body(cell: str) -> bool:
    """Return whether a cell names a body such as a board.

    >>> _is_body("Board of Directors"), _is_body("Ann")
    (True, False)
    """
    return bare(cell) in words("body")


def _misspelt(draft: Draft, cells: list[str]) -> bool:
    """Return whether an unknown manager resembles an id or a name; cells with digits, such as codes, do not count."""
    known = {name.casefold() for name in [*draft.cells("id"), *draft.cells("name")] if name}
    if len(known) > MOST_NAMES:
        return False
    words = [cell.casefold() for cell in dict.fromkeys(cells) if not any(map(str.isdigit, cell))][:CHECKED]
    return any(slip(cell, known) or get_close_matches(cell, known, n=1, cutoff=SIMILAR) for cell in words)


def _report(draft: Draft, bodies: list[int], others: list[int], managers: list[str]) -> None:
    """Add the managers who are not in the file to the account."""
    for key, rows in (("body", bodies), ("outside", others)):
        example = managers[rows[0]] if rows else ""
        draft.account.add(key, len(rows), example, "heads")
    reports = Counter(managers[row] for row in others)
    shared = [manager for manager in reports if reports[manager] > 1]
    draft.account.add("shared", len(shared), shared[0] if shared else "")
