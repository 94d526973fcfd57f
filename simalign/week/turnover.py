"""Step 9, turnover: members leave, more often if they resist or are unsatisfied, and newcomers replace them."""

from simalign.compiled import kernel
from simalign.week.arrive import arrive
from simalign.week.chance import LEAVES
from simalign.week.state import MEMORY, Fixed, Parameters, State


@kernel
def hazard(p: Parameters, reactance: float, needs: float) -> float:
    """Return a member's probability of leaving this week.

    needs: the member's total need satisfaction.
    """
    # ODD 5.9, turnover
    return p.context_turnover * (1.0 + p.quit_reactance * reactance) * (1.0 + p.quit_needs * (1.0 - 2.0 * needs))


@kernel
def turnover(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Replace the members who leave, and halve the depth of the relationships that they managed."""
    reactance, past, chance = s.reactance, s.past, s.chance
    if p.on.turnover:
        for i in range(len(chance)):
            if chance[i, LEAVES] < hazard(p, reactance[i], past[t % MEMORY, i]):
                s.occupant[i] += 1
                s.joined[i] = t + 1
                arrive(f, s, p, i)
                if f.cares[i] and p.on.relationships:  # ODD 5.9, halved depth
                    for j in range(len(s.depth)):
                        if f.carer[j] == i:
                            s.depth[j] /= 2.0
