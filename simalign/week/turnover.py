"""Step 9, turnover: members leave, sooner with unmet needs and reactance, and newcomers replace them (ODD 5.9)."""

from simalign.compiled import kernel
from simalign.week.arrive import arrive
from simalign.week.chance import LEAVES
from simalign.week.state import Fixed, Parameters, State


@kernel
def hazard(p: Parameters, reactance: float, total: float) -> float:
    """Return the probability of leaving this week (ODD 5.9-1)."""
    lack = 2.0 * (1.0 - total)
    by_needs = 1.0 - p.quit_needs + p.quit_needs * lack * lack * lack * lack
    return p.context_turnover * by_needs * (1.0 + p.quit_reactance * reactance)


@kernel
def turnover(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Replace members who leave, and halve the depth of the relations that they managed."""
    if p.on.turnover:
        for i in range(len(f.members)):
            if s.chance[i, LEAVES] < hazard(p, s.reactance[i], s.total[i]):
                s.occupant[i] += 1
                s.joined[i] = t + 1
                s.present[i] = t < p.warmup
                arrive(f, s, p, i)
                if f.cares[i] and p.on.relationships:  # ODD 5.9, halved depth
                    for j in range(len(s.depth)):
                        if f.carer[j] == i:
                            s.depth[j] /= 2.0
