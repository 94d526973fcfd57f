"""The reporting tree: one head, everybody else below, no circles."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simalign.errors import Problem, nearest
from simalign.files.cells import Column
from simalign.organisation.record import MIDDLE, SENIOR, SPECIALIST

UNKNOWN = -1
ON_THE_WAY, IN_A_CIRCLE = -1, -2
SUGGESTIONS = 10
SHOWN = 12


def depths(manager: Sequence[int]) -> tuple[NDArray[np.int32], list[list[int]]]:
    """Return the depth of each member, (N,), and circles of managers.

    The depth is 1 for members who report to themselves or to an unknown manager, and negative in or under a circle.
    Trees may have any depth, as nothing recurses.

    >>> depths([0, 0, 1])
    (array([1, 2, 3], dtype=int32), [])
    >>> depths([0, 2, 1])[1]
    [[1, 2]]
    """
    depth = [1 if above in (seat, UNKNOWN) else 0 for seat, above in enumerate(manager)]
    circles = []
    for below in range(len(manager)):
        path, seat = [], below
        while depth[seat] == 0:
            depth[seat] = ON_THE_WAY
            path.append(seat)
            seat = manager[seat]
        if depth[seat] == ON_THE_WAY:
            circles.append(path[path.index(seat) :])
        top = depth[seat]
        for steps, member in enumerate(reversed(path), 1):
            depth[member] = top + steps if top > 0 else IN_A_CIRCLE
    return np.array(depth, np.int32), circles


def roles(manager: NDArray[np.int32], depth: NDArray[np.int32]) -> NDArray[np.int8]:
    """Return the roles that follow from the tree, (N,): the head and direct reports, others with reports, the rest.

    >>> roles(np.array([0, 0, 1, 2], np.int32), np.array([1, 2, 3, 4], np.int32))
    array([0, 0, 1, 2], dtype=int8)
    """
    role = np.full(len(manager), SPECIALIST, np.int8)
    role[manager] = MIDDLE
    role[depth <= 2] = SENIOR
    return role


def read_managers(
    ids: Sequence[str], column: Column, problems: list[Problem]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the index of each member's manager, and depths.

    The head's manager is the head; UNKNOWN stands for a manager who cannot be determined. Strangers, a second head, a
    missing head and circles are added to ``problems``. A cell None (a row with too many or too few cells, or without
    id) has an unknown manager.
    """
    seats: dict[str, int] = {}
    for seat, name in enumerate(ids):
        seats.setdefault(name, seat)
    manager, heads, strangers = [], [], []
    for seat, cell in enumerate(column.cells):
        if cell is None:
            manager.append(UNKNOWN)
        elif cell in ("", ids[seat]):
            manager.append(seat)
            heads.append(seat)
        else:
            manager.append(seats.get(cell, UNKNOWN))
            if cell not in seats:
                strangers.append(seat)
    _check_strangers(column, strangers, seats, problems)
    _check_heads(ids, column, heads, problems)
    depth, circles = depths(manager)
    for circle in circles:
        message = f"a circle of managers: {_path(ids, circle)}"
        problems.append(column.problem(circle[0], message, "a tree with one head at the top"))
    return np.array(manager, np.int32), depth


def _check_strangers(column: Column, strangers: list[int], seats: dict[str, int], problems: list[Problem]) -> None:
    for count, seat in enumerate(strangers):
        hint = nearest(column.cells[seat] or "", seats) if count < SUGGESTIONS else ""
        problems.append(column.problem(seat, f"reports to somebody who is not in the file{hint}", "an id of this file"))


def _check_heads(ids: Sequence[str], column: Column, heads: list[int], problems: list[Problem]) -> None:
    allowed = "one member whose manager is empty or their own id"
    for seat in heads[1:]:
        first = f"the first is {ids[heads[0]]!r} in line {column.lines[heads[0]]}"
        problems.append(column.problem(seat, f"a second head; {first}", allowed))
    if not heads and None not in column.cells:
        problems.append(Problem("nobody is the head", column.file, column.header_line, column.name, None, allowed))


def _path(ids: Sequence[str], circle: list[int]) -> str:
    names = [ids[seat] for seat in circle]
    if len(names) > SHOWN:
        names[SHOWN:] = [f"... ({len(circle) - SHOWN} more)"]
    return " -> ".join([*names, ids[circle[0]]])
