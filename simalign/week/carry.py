"""Step 0, carry: managers carry out the policy in their own style and limited time (ODD 5.0).

Members experience a lever of x as x plus at most min(x, 1 - x) by their manager's style, so that a lever of 0 or 1 is
the same under every manager. A manager whose reports need more time than ``capacity`` carries out only a share q of
monitoring, voice, rationale, support and talks.
"""

from math import sqrt

import numpy as np

from simalign.compiled import compilable, compiled, kernel
from simalign.policies.levers import COMMON, UNIT_LEVERS, L
from simalign.simplex import Rows, effect
from simalign.streams import STYLE, Run, draw
from simalign.week.state import Fixed, Indices, Loads, Parameters, Prices, State

UNITS = len(UNIT_LEVERS)  # they have the first columns of ``levers`` and ``felt`` and the first fields of ``Prices``
# further columns of ``felt``: role modelling and voice as a manager carries them out, by the manager's own style
OWN_MODELLING, OWN_VOICE = UNITS, UNITS + 1
FELT = UNITS + 2
COMMON_WEIGHT = 0.6  # of the part of style that a manager's levers share, against the part of each lever (ODD 5.0-2)
SPREAD = sqrt(COMMON_WEIGHT * COMMON_WEIGHT + (1.0 - COMMON_WEIGHT) * (1.0 - COMMON_WEIGHT))
LIMITED = (L.MONITORING, L.VOICE, L.RATIONALE, L.SUPPORT)  # levers that the manager's time limits (ODD 5.0-8)
# levers that cost all members time in proportion; autonomy costs by interdependence, the other one only some members
EVERYBODY = tuple(column for column in range(UNITS) if column not in (L.AUTONOMY, L.RELATIONSHIP_MANAGEMENT))
REVIEW_BASE = 0.2  # share of the time of a review that it takes at a voice of 0


@compiled
def styled(x: float, z: float) -> float:
    """Return a lever of x as a manager carries it out; z is the style times its spread (ODD 5.0-3).

    >>> styled(0.75, 1.0), styled(0.0, 1.0)
    (1.0, 0.0)
    """
    return min(1.0, max(0.0, x + z * min(x, 1.0 - x)))


@compiled
def clarity(levers: Rows, d: int) -> float:
    """Return clarity in department d: the mean of the five letters of SMART."""
    letters: float = levers[d, L.SPECIFIC] + levers[d, L.MEASURABLE] + levers[d, L.ACHIEVABLE]
    letters += levers[d, L.RELEVANT]
    letters += levers[d, L.TIME_BOUND]
    return letters / 5.0


@compiled
def goal_count(external: Indices, levers: Rows) -> int:
    """Return the number of goals of the whole: its lever ``focus``, at most the number of external goals (ODD 5)."""
    return min(int(levers[-1, L.FOCUS]), len(external))


@compiled
def per_interval(cost: float, interval: float) -> float:
    """Return the weekly time of an activity that takes ``cost`` every ``interval`` weeks; 0 for never."""
    return cost / interval if interval > 0.0 else 0.0


@kernel
def draw_style(run: Run, occupant: int, key: int, out: Rows, u: int) -> None:
    """Draw a manager's style in each unit lever into out[u], with variance 1/3 (ODD 5.0-1, 5.0-2)."""
    common = 2.0 * draw(run, STYLE, occupant, key, 0) - 1.0
    for column in range(UNITS):
        z = 2.0 * draw(run, STYLE, occupant, key, column + 1) - 1.0
        if COMMON[column]:
            z = (COMMON_WEIGHT * common + (1.0 - COMMON_WEIGHT) * z) / SPREAD
        out[u, column] = z


@kernel
def apply_style(f: Fixed, s: State, spread: float, t: int, stale: bool) -> None:
    """Write the unit levers as managers carry them out into ``felt``; draw the styles of new managers (ODD 5.0-4)."""
    levers, felt, style = s.levers, s.felt, s.style
    for u in range(len(f.lead)):
        m = f.lead[u]
        d = f.department[m]
        if stale or s.joined[m] == t:
            draw_style(f.run, s.occupant[m], f.key[m], style, u)
        felt[m, OWN_MODELLING] = styled(levers[d, L.ROLE_MODELLING], spread * style[u, L.ROLE_MODELLING])
        felt[m, OWN_VOICE] = styled(levers[d, L.VOICE], spread * style[u, L.VOICE])
    for i in range(len(f.manager)):
        d, u = f.department[i], f.team[i]
        for column in range(UNITS):
            felt[i, column] = styled(levers[d, column], spread * style[u, column])


@kernel
def load_by_report(load: Loads, felt: Rows, i: int, interval: float) -> float:
    """Return the share of the manager's week that report i takes (ODD 5.0-6)."""
    total = 0.0
    for column in range(UNITS):
        total += load[column] * felt[i, column]
    return total + per_interval(load[UNITS], interval)


@kernel
def time_cost(
    c: Prices, p: Parameters, felt: Rows, i: int, levers: Rows, d: int, goals: int, q: float, cares: int
) -> float:
    """Return the share of member i's week that levers take, without managing and handovers (ODD 5.0-9)."""
    y, interdependent = p.cost, p.context_interdependence
    free: float = 1.0
    for column in EVERYBODY:
        free *= 1.0 - y * c[column] * felt[i, column]
    free *= 1.0 - y * c.autonomy * interdependent * felt[i, L.AUTONOMY]
    free *= 1.0 - y * c.clarity * clarity(levers, d)
    free /= 1.0 + y * c.focus * max(goals - 1, 0)
    free *= 1.0 - y * c.outcome_kpis * levers[d, L.OUTCOME_KPIS]
    free *= 1.0 - y * q * per_interval(c.feedback, levers[d, L.FEEDBACK_INTERVAL])
    said = REVIEW_BASE + (1.0 - REVIEW_BASE) * felt[i, L.VOICE]
    free *= 1.0 - y * per_interval(c.review * said, levers[-1, L.REVIEW_INTERVAL])
    if cares:
        free *= 1.0 - y * c.relationship_management * felt[i, L.RELATIONSHIP_MANAGEMENT]
    return 1.0 - free


@kernel
def compute_loads(f: Fixed, s: State, p: Parameters) -> None:
    """Compute the load of managers, and the share q of it that their capacity allows (ODD 5.0-6, 5.0-7)."""
    load, q, capacity = s.load, s.q, p.context_capacity
    for i in range(len(load)):
        load[i] = 0.0
    for i in range(len(load)):
        m = f.manager[i]
        if m != i and p.on.time_costs:
            load[m] += p.cost * load_by_report(p.load, s.felt, i, s.levers[f.department[i], L.FEEDBACK_INTERVAL])
    for i in range(len(load)):
        q[i] = capacity / load[i] if load[i] > capacity else 1.0


@kernel
def carry(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Carry out the levers in force. Results are those of last week unless a policy, manager or member is new."""
    stale = s.stale[0] != 0
    new = stale
    for d in range(len(s.changed)):
        new = new or s.changed[d]
    for i in range(len(f.manager)):
        new = new or s.joined[i] == t
    if not new:
        return
    s.stale[0] = 0
    spread = p.style if p.on.manager_style else 0.0
    apply_style(f, s, spread, t, stale)
    compute_loads(f, s, p)
    friction = p.friction * p.context_interdependence
    goals = goal_count(f.external, s.levers)
    for i in range(len(f.manager)):
        share = s.q[f.manager[i]]
        for column in LIMITED:
            s.felt[i, column] *= share
        s.felt[i, OWN_VOICE] *= s.q[i]
        if p.on.time_costs:
            d = f.department[i]
            cost = time_cost(p.price, p, s.felt, i, s.levers, d, goals, share, f.cares[i])
            shared = effect(s.felt[i, L.SHARED_GOALS])
            free = (1.0 - cost) * (1.0 - friction * f.outside[d] * (1.0 - shared))
            s.time_cost[i] = 1.0 - free * (1.0 - min(s.load[i], p.context_capacity))


@compilable
def cost_of_levers(s: State, p: Parameters) -> float:
    """Return the cost of the levers as carried out: time, and the pay behind incentives, in weeks per member-week."""
    costs = s.time_cost + p.price.pay * s.felt[:, L.INCENTIVE]
    return float(np.cumsum(costs)[-1]) / len(costs)
