"""Activation order: the order in which members take steps 3 to 6 if they act one after another (ODD 5.10)."""

import numpy as np

from simalign.compiled import compiled, kernel
from simalign.scenario.rules import RANDOM
from simalign.simplex import Rows
from simalign.week.chance import TURN
from simalign.week.state import Parameters, State, UnsignedIndices


@compiled
def unsigned(i: int) -> int:
    """Convert an index to an unsigned integer, so that array access does not test for negative indices."""
    return np.uint64(i)  # type: ignore[return-value]


@compiled
def acts_later(chance: Rows, i: int, j: int) -> bool:
    """Return whether member i acts after member j: i has the larger draw or, if draws are equal, the larger index."""
    return chance[i, TURN] > chance[j, TURN] or (chance[i, TURN] == chance[j, TURN] and i > j)


@compiled
def put_in_order(turns: UnsignedIndices, chance: Rows) -> None:
    """Sort member indices ``turns`` (N,) by the members' draws, in place (Shell sort).

    >>> import numpy as np
    >>> turns, chance = np.arange(3, dtype=np.uint32), np.zeros((3, 4))
    >>> chance[:, 3] = 0.7, 0.2, 0.2
    >>> put_in_order(turns, chance); turns
    array([1, 2, 0], dtype=uint32)
    """
    gap = 1
    while gap < len(turns) // 3:
        gap = 3 * gap + 1
    while gap > 0:
        for n in range(gap, len(turns)):
            i, at = turns[n], n
            while at >= gap and acts_later(chance, turns[at - gap], i):
                turns[at] = turns[at - gap]
                at -= gap
            turns[at] = i
        gap //= 3


@kernel
def order_members(s: State, p: Parameters) -> None:
    """Before know: sort members by this week's draws; without draws they keep the order of their organisation."""
    if p.rules.activation == RANDOM:  # ODD 5.10, activation
        put_in_order(s.turns, s.chance)
