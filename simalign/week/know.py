"""Step 3, know: members hear of the strategy from their manager or through the open channel, or forget it.

Control loss (Williamson 1967): each manager passes on the strategy as understood, mixed with the manager's own wants.
"""

from simalign.compiled import compiled, kernel
from simalign.policies.levers import L
from simalign.scenario.rules import SYNCHRONOUS
from simalign.simplex import Goals, Rows
from simalign.week.carry import clarity, goal_count
from simalign.week.chance import HEARS, MISHEARS, SEES
from simalign.week.state import Fixed, Parameters, State


@kernel
def contact(p: Parameters, since: int, mandate: float, rationale: float) -> float:
    """Return the weekly probability that a member hears the manager speak of the strategy.

    It is highest at the launch and then falls with ``since``, the weeks since the last review. Mandate and rationale
    raise it.
    """
    # ODD 5.3, cascade
    launch = p.contact_launch * p.launch / (p.launch + since)
    return 1.0 - (1.0 - launch) * (1.0 - p.contact_mandate * mandate) * (1.0 - p.contact_rationale * rationale)


@compiled
def talking(interval: float, offset: int, t: int) -> bool:
    """Return whether a member has a feedback talk in week t."""
    # ODD 5, shorthands: talking_i
    return interval > 0.0 and (t + offset) % int(interval) == 0


@kernel
def opened(p: Parameters, transparency: float, talk: bool) -> float:
    """Return the weekly probability that a member sees the strategy itself.

    Transparency and a feedback talk in the same week raise it.
    """
    # ODD 5.3, open channel
    hidden = 1.0 - p.open_transparency * transparency
    return 1.0 - hidden * (1.0 - p.open_talk) if talk else 1.0 - hidden


@kernel
def hear(
    K: Goals, knows: Rows, i: int, said: Rows, wants: Rows, m: int, phi: float, n: float, wrong: int, step: float
) -> None:
    """Move knows[i] towards the message of manager m.

    The message mixes last week's knowledge (share phi) and wants of m. The share n of it is misheard as the goal
    ``wrong``.
    """
    # ODD 5.3, message and heard
    for k in range(len(K)):
        heard = (1.0 - n) * (phi * said[m, k] + (1.0 - phi) * wants[m, k])
        if k == wrong:
            heard += n
        knows[i, k] += step * (heard - knows[i, k])


@kernel
def approach(K: Goals, knows: Rows, i: int, rows: Rows, j: int, step: float) -> None:
    """Move knows[i] towards rows[j] by the share ``step``."""
    for k in range(len(K)):
        knows[i, k] += step * (rows[j, k] - knows[i, k])


@kernel
def know(f: Fixed, s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """Update the knowledge of the strategy of members ``first`` to ``last`` - 1.

    Leaders know it; other members hear their manager, see the strategy itself, or forget.
    """
    K, knows, wants, strategy = f.K, s.knows, s.wants, s.strategy
    said = s.said if p.rules.activation == SYNCHRONOUS else s.knows
    felt, levers, offset, chance, since = s.felt, s.levers, s.offset, s.chance, s.since[0]
    manager, department, leader, order = f.manager, f.department, f.leader, f.order
    focus = goal_count(len(K), levers)
    step = p.kappa * min(1.0, p.attention / focus)
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
        if hears:  # ODD 5.3, cascade
            phi = p.fidelity + (1.0 - p.fidelity) * clarity(levers, d) / 2.0
            noise = p.noise * (1.0 - levers[d, L.SPECIFIC]) * focus / len(K)
            wrong = order[int(chance[i, MISHEARS] * len(K))]
            hear(K, knows, i, said, wants, manager[i], phi, noise, wrong, step)
        if sees:  # ODD 5.3, open channel
            approach(K, knows, i, strategy, 0, step)
        if p.on.fading and not hears and not sees:  # ODD 5.3, fading
            approach(K, knows, i, wants, i, p.fading * (1.0 - p.hold * levers[d, L.TIME_BOUND]))
