"""What chance brings each member this week, drawn at once: the same under every policy, whoever else comes or goes."""

from simalign.compiled import kernel
from simalign.scenario.rules import RANDOM
from simalign.streams import CHANCE, LOT, draw, quartet
from simalign.week.state import Fixed, Parameters, State

HEARS, SEES, MISHEARS, LEAVES, TURN = range(5)  # columns of ``chance``


@kernel
def chance(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Four uniforms for each member, and a lot where the order of turns is drawn."""
    key, drawn = f.key, s.chance
    for i in range(len(key)):
        u0, u1, u2, u3 = quartet(f.run, CHANCE, t, key[i], 0)
        drawn[i, HEARS], drawn[i, SEES], drawn[i, MISHEARS], drawn[i, LEAVES] = u0, u1, u2, u3
        if p.rules.activation == RANDOM:
            drawn[i, TURN] = draw(f.run, LOT, t, key[i], 0)
