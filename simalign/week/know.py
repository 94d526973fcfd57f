"""Step 3, know: word of the strategy comes down the line and through the open channel, and fades.

Control loss (Williamson 1967): each manager passes on what they understood, mixed with what they want.
"""

from simalign.compiled import compiled, kernel
from simalign.policies.levers import L
from simalign.scenario.rules import SYNCHRONOUS
from simalign.simplex import Goals, Rows
from simalign.week.carry import clarity, goals_kept
from simalign.week.chance import HEARS, MISHEARS, SEES
from simalign.week.state import Fixed, Parameters, State


@kernel
def contact(p: Parameters, since: int, mandate: float, rationale: float) -> float:
    """Probability of hearing the manager on the strategy: high at launch, then shelved unless mandated or explained."""
    launch = p.contact_launch * p.launch / (p.launch + since)
    return 1.0 - (1.0 - launch) * (1.0 - p.contact_mandate * mandate) * (1.0 - p.contact_rationale * rationale)


@compiled
def talking(interval: float, offset: int, t: int) -> bool:
    """Whether this is a week with a feedback talk."""
    return interval > 0.0 and (t + offset) % int(interval) == 0


@kernel
def opened(p: Parameters, transparency: float, talk: bool) -> float:
    """Probability of seeing the strategy itself this week."""
    hidden = 1.0 - p.open_transparency * transparency
    return 1.0 - hidden * (1.0 - p.open_talk) if talk else 1.0 - hidden


@kernel
def hear(
    K: Goals, knows: Rows, i: int, said: Rows, wants: Rows, m: int, phi: float, n: float, wrong: int, step: float
) -> None:
    """Member i hears manager m: as understood, bent by the manager's wants, the share n misheard as goal ``wrong``."""
    for k in range(len(K)):
        heard = (1.0 - n) * (phi * said[m, k] + (1.0 - phi) * wants[m, k])
        if k == wrong:
            heard += n
        knows[i, k] += step * (heard - knows[i, k])


@kernel
def approach(K: Goals, knows: Rows, i: int, rows: Rows, j: int, step: float) -> None:
    """Move knows[i] a share ``step`` towards rows[j]."""
    for k in range(len(K)):
        knows[i, k] += step * (rows[j, k] - knows[i, k])


@kernel
def know(f: Fixed, s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """Members ``first`` to ``last`` - 1. Leaders know; others hear the manager, see the strategy, or forget."""
    K, knows, wants, strategy = f.K, s.knows, s.wants, s.strategy
    said = s.said if p.rules.activation == SYNCHRONOUS else s.knows
    felt, levers, offset, chance, since = s.felt, s.levers, s.offset, s.chance, s.since[0]
    manager, department, leader, order = f.manager, f.department, f.leader, f.order
    kept = goals_kept(len(K), levers)
    step = p.kappa * min(1.0, p.attention / kept)
    for i in range(first, last):
        if leader[i]:
            if p.on.cascade:
                for k in range(len(K)):
                    knows[i, k] = strategy[0, k]
            continue
        d = department[i]
        talk = talking(levers[d, L.FEEDBACK_INTERVAL], offset[i], t)
        hears = p.on.cascade and chance[i, HEARS] < contact(p, since, felt[i, L.MANDATE], felt[i, L.RATIONALE])
        sees = p.on.open_channel and chance[i, SEES] < opened(p, felt[i, L.TRANSPARENCY], talk)
        if hears:
            phi = p.fidelity + (1.0 - p.fidelity) * clarity(levers, d) / 2.0
            noise = p.noise * (1.0 - levers[d, L.SPECIFIC]) * kept / len(K)
            wrong = order[int(chance[i, MISHEARS] * len(K))]
            hear(K, knows, i, said, wants, manager[i], phi, noise, wrong, step)
        if sees:
            approach(K, knows, i, strategy, 0, step)
        if p.on.fading and not hears and not sees:
            approach(K, knows, i, wants, i, p.fading * (1.0 - p.hold * levers[d, L.TIME_BOUND]))
