"""The random numbers of each member in one week.

They depend neither on the policy nor on who else joins or leaves (common random numbers, ODD 7.1).
"""

from simalign.compiled import kernel
from simalign.scenario.rules import RANDOM
from simalign.streams import CHANCE, LOT, draw, quartet
from simalign.week.state import Fixed, Parameters, State

HEARS, SEES, MISHEARS, LEAVES, TURN = range(5)  # columns of ``chance``


@kernel
def chance(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Draw four uniform numbers for each member, and a fifth if the activation order is random."""
    # ODD 7.1, the purposes chance and lot
    key, drawn = f.key, s.chance
    for i in range(len(key)):
        u0, u1, u2, u3 = quartet(f.run, CHANCE, t, key[i], 0)
        drawn[i, HEARS], drawn[i, SEES], drawn[i, MISHEARS], drawn[i, LEAVES] = u0, u1, u2, u3
        if p.rules.activation == RANDOM:
            drawn[i, TURN] = draw(f.run, LOT, t, key[i], 0)
