"""Random numbers for the events of each member's week, the same under every policy (ODD 7.1)."""

from simalign.compiled import kernel
from simalign.scenario.rules import RANDOM
from simalign.streams import CHANCE, LOT, draw, quartet
from simalign.week.state import Fixed, Parameters, State

HEARS, SEES, LEAVES, TURN = range(4)  # columns of ``chance``
COLUMNS = 4


@kernel
def chance(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Draw three uniform numbers for each member, and a fourth for the order of turns if it is random."""
    key, drawn = f.key, s.chance
    for i in range(len(key)):
        u0, u1, u2, _ = quartet(f.run, CHANCE, t, key[i], 0)
        drawn[i, HEARS], drawn[i, SEES], drawn[i, LEAVES] = u0, u1, u2
        if p.rules.activation == RANDOM:
            drawn[i, TURN] = draw(f.run, LOT, t, key[i], 0)
