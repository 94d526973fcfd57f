"""The reporting tree: one head, everyone else below, no cycles; depths and roles that follow from it."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simalign.compiled import compilable
from simalign.errors import Problem, nearest
from simalign.files.cells import Column
from simalign.organisation.record import MIDDLE, SENIOR, SPECIALIST

UNKNOWN = -1
VISITING, IN_A_CYCLE = -1, -2
SUGGESTIONS = 10  # problems that suggest a similar id
NOBODY = "or --repair unknown to take such managers as nobody"
EQUALS = "or --no-hierarchy to treat everybody as equals"
SHOWN = 12  # members of a cycle in a message


def depths(manager: Sequence[int]) -> tuple[NDArray[np.int32], list[list[int]]]:
    """Return the depth of each member, (N,), and the cycles of managers, each a list of members.

    The depth of a member who reports to themself, or to an unknown manager, is 1; that of members in or below a cycle
    is negative. The depth of the tree is not limited, because nothing recurses.

    >>> depths([0, 0, 1])
    (array([1, 2, 3], dtype=int32), [])
    >>> depths([0, 2, 1])[1]
    [[1, 2]]
    """
    depth = [1 if above in (member, UNKNOWN) else 0 for member, above in enumerate(manager)]
    cycles = []
    for start in range(len(manager)):
        path, member = [], start
        while depth[member] == 0:
            depth[member] = VISITING
            path.append(member)
            member = manager[member]
        if depth[member] == VISITING:
            cycles.append(path[path.index(member) :])
        top = depth[member]
        for steps, below in enumerate(reversed(path), 1):
            depth[below] = top + steps if top > 0 else IN_A_CYCLE
    return np.array(depth, np.int32), cycles


@compilable
def roles(manager: NDArray[np.int32], depth: NDArray[np.int32]) -> NDArray[np.int8]:
    """Return the role of each member, (N,).

    The head, and those direct reports of the head who have reports, are senior managers. Others with reports are middle
    managers, and the rest are specialists.

    >>> roles(np.array([0, 0, 1, 2, 0], np.int32), np.array([1, 2, 3, 4, 2], np.int32))
    array([0, 0, 1, 2, 2], dtype=int8)
    """
    role = np.full(len(manager), SPECIALIST, np.int8)
    role[manager] = MIDDLE
    role[(depth <= 2) & (role == MIDDLE)] = SENIOR
    return role


def read_managers(
    ids: Sequence[str], column: Column, problems: list[Problem], several_heads: bool = False
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the manager of each member (the head for the head, UNKNOWN if it cannot be determined), and depths.

    Unknown ids, a second head unless several are accepted, a missing head and cycles are added to ``problems``. A cell
    is None in a row with too many or too few cells, or without an id; the manager of that member is UNKNOWN.
    """
    index: dict[str, int] = {}
    for member, name in enumerate(ids):
        index.setdefault(name, member)
    manager, heads, unknown = [], [], []
    for member, cell in enumerate(column.cells):
        if cell is None:
            manager.append(UNKNOWN)
        elif cell in ("", ids[member]):
            manager.append(member)
            heads.append(member)
        else:
            manager.append(index.get(cell, UNKNOWN))
            if cell not in index:
                unknown.append(member)
    _report_unknown(column, unknown, index, problems)
    _check_heads(ids, column, heads[:1] if several_heads else heads, problems)
    depth, cycles = depths(manager)
    for cycle in cycles:
        message = f"a cycle of managers: {_path(ids, cycle)}"
        problems.append(column.problem(cycle[0], message, f"managers without a cycle; {EQUALS}"))
    return np.array(manager, np.int32), depth


def _report_unknown(column: Column, members: list[int], index: dict[str, int], problems: list[Problem]) -> None:
    """Add a problem for each member whose manager is not in the file, the first ones with a suggestion."""
    for count, member in enumerate(members):
        hint = nearest(column.cells[member] or "", index) if count < SUGGESTIONS else ""
        problems.append(
            column.problem(member, f"the manager is not in the file{hint}", f"an id of this file; {NOBODY}")
        )


def _check_heads(ids: Sequence[str], column: Column, heads: list[int], problems: list[Problem]) -> None:
    """Add a problem for each head after the first, or for a missing head."""
    allowed = "one member with an empty manager or their own id as manager"
    for member in heads[1:]:
        first = f"the first is {ids[heads[0]]!r} on line {column.lines[heads[0]]}"
        problems.append(column.problem(member, f"a second head; {first}", allowed))
    if not heads and None not in column.cells:
        problems.append(Problem("no member is the head", column.file, column.header_line, column.name, None, allowed))


def _path(ids: Sequence[str], cycle: list[int]) -> str:
    """Return a cycle as text, with the first id again at the end, and shortened if it is long."""
    names = [ids[member] for member in cycle]
    if len(names) > SHOWN:
        names[SHOWN:] = [f"... ({len(cycle) - SHOWN} more)"]
    return " -> ".join([*names, ids[cycle[0]]])
