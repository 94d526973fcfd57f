"""Step 9, turnover: the resentful and the unsatisfied leave sooner; a newcomer with a fresh agenda takes the seat."""

from simalign.compiled import kernel
from simalign.week.arrive import arrive
from simalign.week.chance import LEAVES
from simalign.week.state import MEMORY, Fixed, Parameters, State


@kernel
def hazard(p: Parameters, reactance: float, needs: float) -> float:
    """Probability of leaving this week."""
    return p.context_turnover * (1.0 + p.quit_reactance * reactance) * (1.0 + p.quit_needs * (1.0 - 2.0 * needs))


@kernel
def turnover(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Who leaves, leaves; relations that they cared for are halved."""
    reactance, past, chance = s.reactance, s.past, s.chance
    if p.on.turnover:
        for i in range(len(chance)):
            if chance[i, LEAVES] < hazard(p, reactance[i], past[t % MEMORY, i]):
                s.occupant[i] += 1
                s.joined[i] = t + 1
                arrive(f, s, p, i)
                if f.cares[i] and p.on.relationships:
                    for j in range(len(s.depth)):
                        if f.carer[j] == i:
                            s.depth[j] /= 2.0
