"""In what order members live steps 3 to 6, where one does so after another (rule ``activation``)."""

import numpy as np

from simalign.compiled import compiled, kernel
from simalign.scenario.rules import RANDOM
from simalign.simplex import Rows
from simalign.week.chance import TURN
from simalign.week.state import Parameters, Places, State


@compiled
def place(i: int) -> int:
    """A member's place, unsigned: or each look-up would test for places that are counted from the end."""
    return np.uint64(i)  # type: ignore[return-value]


@compiled
def later(chance: Rows, i: int, j: int) -> bool:
    """Whether member i comes after member j: the lot is larger or, of equal lots, the place."""
    return chance[i, TURN] > chance[j, TURN] or (chance[i, TURN] == chance[j, TURN] and i > j)


@compiled
def put_in_order(turns: Places, chance: Rows) -> None:
    """Sort members by their lots, in place (Shell's sort).

    >>> import numpy as np
    >>> turns, chance = np.arange(3, dtype=np.uint32), np.zeros((3, 5))
    >>> chance[:, 4] = 0.7, 0.2, 0.2
    >>> put_in_order(turns, chance); turns
    array([1, 2, 0], dtype=uint32)
    """
    gap = 1
    while gap < len(turns) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for n in range(gap, len(turns)):
            i, at = turns[n], n
            while at >= gap and later(chance, turns[at - gap], i):
                turns[at] = turns[at - gap]
                at -= gap
            turns[at] = i
        gap //= 3


@kernel
def line_up(s: State, p: Parameters) -> None:
    """Ahead of know: members in the order of this week's lots; without lots their organisation's order stays."""
    if p.rules.activation == RANDOM:
        put_in_order(s.turns, s.chance)
