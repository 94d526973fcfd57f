"""Step 3, know: members hear of their part of the strategy from managers and the open channel, or forget (ODD 5.3).

Control loss (Williamson 1967): each manager passes on the strategy as understood, mixed with the manager's own wants.
"""

from simalign.compiled import compiled, kernel
from simalign.policies.levers import L
from simalign.scenario.rules import SYNCHRONOUS
from simalign.simplex import Goals, Rows, effect
from simalign.week.carry import goal_count
from simalign.week.chance import HEARS, SEES
from simalign.week.state import Fixed, Floats, Parameters, State


@kernel
def contact(p: Parameters, since: int, mandate: float, rationale: float) -> float:
    """Return the probability of hearing the manager: high at launch, later by mandate and rationale (ODD 5.3-1)."""
    launch = p.contact_launch * p.launch / (p.launch + since)
    return 1.0 - (1.0 - launch) * (1.0 - p.contact_mandate * mandate) * (1.0 - p.contact_rationale * rationale)


@compiled
def talking(interval: float, q: float, offset: int, t: int) -> bool:
    """Return whether a feedback talk is due this week: there is one every ``interval / q`` weeks (ODD 5-4).

    >>> [talking(4.0, 1.0, 1, t) for t in range(4)]
    [False, False, False, True]
    """
    if interval <= 0.0:
        return False
    every = interval / q
    week = t + offset
    return int(week / every) * every > week - 1


@kernel
def opened(p: Parameters, transparency: float, talk: bool) -> float:
    """Return the probability of seeing the own part itself this week (ODD 5.3-6)."""
    hidden = 1.0 - p.open * transparency
    return 1.0 - hidden * (1.0 - p.open_talk) if talk else 1.0 - hidden


@kernel
def noticed(p: Parameters, kept: int, transparency: float) -> float:
    """Return the share of goals that attention has room for (ODD 5-5)."""
    return min(1.0, p.attention / (kept + p.glut * transparency))


@kernel
def message(f: Fixed, s: State, rows: Rows, i: int, phi: float, out: Floats) -> None:
    """Write the manager's message, as a part of i's department, into out (K,) (ODD 5.3-2, 5.3-4)."""
    m = f.manager[i]
    d, e = f.department[i], f.department[m]
    total = 0.0
    for k in range(len(f.K)):
        out[k] = rows[m, k]
        if d != e:
            out[k] = rows[m, k] * f.omega[d, k] / f.omega[e, k]
        total += out[k]
    for k in range(len(f.K)):
        out[k] = phi * out[k] / total + (1.0 - phi) * s.wants[m, k]


@kernel
def approach(K: Goals, knows: Rows, i: int, rows: Rows, j: int, step: float) -> None:
    """Move knows[i] towards rows[j] by the share ``step``."""
    for k in range(len(K)):
        knows[i, k] += step * (rows[j, k] - knows[i, k])


@kernel
def know(f: Fixed, s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """Update what members ``first`` to ``last`` - 1 know: leaders learn their part, others hear, see or forget."""
    K, knows, part, said = f.K, s.knows, s.part, s.said
    voiced = s.spoken if p.rules.activation == SYNCHRONOUS else s.knows
    felt, levers, chance, since = s.felt, s.levers, s.chance, s.since[0]
    manager, department, leader = f.manager, f.department, f.leader
    kept = goal_count(f.external, levers)
    for i in range(first, last):
        d = department[i]
        if leader[i]:
            if p.on.cascade:
                for k in range(len(K)):
                    knows[i, k] = part[d, k]
                    said[i, k] = part[department[manager[i]], k]
            continue
        step = p.kappa * noticed(p, kept, felt[i, L.TRANSPARENCY])
        talk = talking(levers[d, L.FEEDBACK_INTERVAL], s.q[manager[i]], s.offset[i], t)
        rationale = effect(felt[i, L.RATIONALE])
        hears = p.on.cascade and chance[i, HEARS] < contact(p, since, felt[i, L.MANDATE], rationale)
        sees = p.on.open_channel and chance[i, SEES] < opened(p, effect(felt[i, L.TRANSPARENCY]), talk)
        if hears:
            phi = p.fidelity + (1.0 - p.fidelity) * effect(levers[d, L.SPECIFIC]) / 2.0
            message(f, s, voiced, i, phi, said[i])
            approach(K, knows, i, said, i, step)
        if sees:
            approach(K, knows, i, part, d, step)
        if p.on.fading and not hears and not sees:
            approach(K, knows, i, s.wants, i, p.fading * (1.0 - p.hold * levers[d, L.TIME_BOUND]))
