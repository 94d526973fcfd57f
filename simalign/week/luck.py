"""What chance brings each member this week, drawn at once: the same under every policy, whoever else comes or goes."""

from simalign.compiled import kernel
from simalign.streams import LUCK, quartet
from simalign.week.state import Fixed, Parameters, State

HEARS, SEES, MISHEARS, LEAVES = range(4)  # columns of ``luck``


@kernel
def luck(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Four uniforms for each member."""
    key, drawn = f.key, s.luck
    for i in range(len(key)):
        u0, u1, u2, u3 = quartet(f.run, LUCK, t, key[i], 0)
        drawn[i, HEARS], drawn[i, SEES], drawn[i, MISHEARS], drawn[i, LEAVES] = u0, u1, u2, u3
