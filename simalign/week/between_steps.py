"""Quantities derived from earlier steps, computed before each step so that any single step can be replaced.

Each function below runs before the step named in its docstring, whether that step is a shipped or a user-defined one.
A step that replaces a shipped one therefore has to write only these arrays:

carry     felt, time_cost                         do        does, effort, work
chance    chance                                  deliver   output, activity, delivered
market    demand                                  relate    image, outside, depth
strategy  strategy, since                         turnover  occupant, joined, and the arrays of the newcomers
know      knows                                   observe   measures
want      wants
feel      reactance, needs, trust, skill, agenda
"""

from simalign.compiled import kernel, replaced, zeros
from simalign.policies.levers import L
from simalign.simplex import alike, mean_rows
from simalign.week.feel import combined_stakes, incentive_stakes, mandate_stakes, sight, total_needs
from simalign.week.state import MEMORY, Fixed, Parameters, State
from simalign.week.want import legitimacy, nearness


@kernel
def start_week(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Before carry: store the agendas at the end of the warm-up, and the mean needs before a change of policy."""
    if t == p.warmup:  # ODD 3, origin
        for i in range(len(f.manager)):
            for k in range(len(f.K)):
                s.origin[i, k] = s.agenda[i, k]
    remembered = min(MEMORY, t)  # ODD 5.0, before_i
    for i in range(len(f.manager)):
        if s.changed[f.department[i]] and t > 0:
            total = 0.0
            for back in range(1, remembered + 1):
                total += s.past[(t - back) % MEMORY, i]
            s.before[i] = total / remembered


@kernel
def record_demand(f: Fixed, s: State, t: int) -> None:
    """Before strategy: store this week's demand, which leaders see with a lag."""
    # ODD 5.1, past demand
    for k in range(len(f.K)):
        s.demand_past[t % len(s.demand_past), k] = s.demand[0, k]


@kernel
def record_messages(f: Fixed, s: State, t: int) -> None:
    """Before know: store last week's knowledge of managers; in week 0, set the stakeholders' images to the strategy."""
    # ODD 5.3, knows_m of last week
    for i in range(len(f.manager)):
        if f.has_reports[i]:
            for k in range(len(f.K)):
                s.said[i, k] = s.knows[i, k]
    if t == 0:  # ODD 7.2, stakeholders' images
        for j in range(len(s.outside)):
            for k in range(len(f.K)):
                s.outside[j, k] = s.strategy[0, k]


@kernel
def observe_peers(f: Fixed, s: State, p: Parameters, first: int, last: int) -> None:
    """Before want: compute the mean deeds of each member's colleagues, and their likeness to the member's deeds.

    A member without colleagues takes the member's own deeds, with likeness 0.
    """
    # ODD 5.4, peers_i; ODD 5.5, overlap(does_i, peers_i)
    K, does, wants, peers, felt, likeness = f.K, s.does, s.wants, s.peers, s.felt, s.likeness
    start, target, weight, department = f.tie_start, f.tie_target, f.tie_weight, f.department
    weighted, selective = len(weight) > 0, p.peer_latitude < 1.0
    for i in range(first, last):
        across = 1.0 - p.silo * (1.0 - felt[i, L.SHARED_GOALS])
        total, total_others, summed = 0.0, 0.0, zeros(K)
        for n in range(start[i], start[i + 1]):
            j = target[n]
            if selective and 1.0 - alike(K, p.rules.likeness, does, j, wants, i) > p.peer_latitude:
                continue
            w = 1.0 if department[j] == department[i] else across
            if weighted:
                w *= weight[n]
            total += w
            total_others += w if j != i else 0.0
            for k in range(len(K)):
                summed = replaced(summed, k, summed[k] + w * does[j, k])
        scale = 1.0 / total if total > 0.0 else 0.0
        for k in range(len(K)):
            peers[i, k] = scale * summed[k] if total > 0.0 else does[i, k]
        likeness[i] = alike(K, p.rules.likeness, does, i, peers, i) if total_others > 0.0 else 0.0


@kernel
def compute_acceptance(f: Fixed, s: State, p: Parameters, first: int, last: int) -> None:
    """Before want: compute how far each member accepts the strategy, as the member knows it."""
    # ODD 5.4, mu_i
    felt, levers, department, trust, reactance, mu = s.felt, s.levers, f.department, s.trust, s.reactance, s.mu
    for i in range(first, last):
        mu[i] = 0.0
        if p.on.acceptance:
            mu[i] = p.acceptance
            if p.acceptance < 0.0:
                distance = 1.0 - alike(f.K, p.rules.likeness, s.knows, i, s.wants, i)
                near = nearness(
                    p.rules.acceptance, p.latitude, p.relevance, distance, levers[department[i], L.RELEVANT]
                )
                legitimate = legitimacy(p.context_legitimacy, felt[i, L.VOICE], felt[i, L.RATIONALE])
                mu[i] = legitimate * trust[i] * (1.0 - reactance[i]) * near


@kernel
def compute_stakes(f: Fixed, s: State, p: Parameters, first: int, last: int) -> None:
    """Before feel: compute each member's stakes, and the distance between knows and wants."""
    # ODD 5, shorthands: held_i, paid_i, stakes_i, drive_i, distance_i
    measured = 0.0
    for k in range(len(f.K)):
        measured += s.strategy[0, k] * f.meas[k]
    felt, levers, department = s.felt, s.levers, f.department
    for i in range(first, last):
        seen = sight(felt[i, L.MONITORING], p.opacity, p.context_complexity)
        measurable = levers[department[i], L.MEASURABLE]
        held = mandate_stakes(p.authority, felt[i, L.MANDATE], seen)
        paid = incentive_stakes(felt[i, L.INCENTIVE], measured, measurable)
        s.stakes[i] = combined_stakes(held, paid)
        s.drive[i] = combined_stakes(p.deterrence * held, paid)
        s.distance[i] = 1.0 - alike(f.K, p.rules.likeness, s.knows, i, s.wants, i)


@kernel
def update_totals(s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """Before do: store this week's total needs, and record who starts or stops resisting."""
    # ODD 5.5, total_i and defied_i
    needs, reactance, defied = s.needs, s.reactance, s.defied
    for i in range(first, last):
        s.past[t % MEMORY, i] = total_needs(needs[i, 0], needs[i, 1], needs[i, 2], p.spite, reactance[i])
        if p.on.reactance:
            if reactance[i] > 0.5:
                defied[i] = 1
            elif reactance[i] < 0.25 and defied[i] == 1:
                defied[i] = 2


@kernel
def average_deeds(f: Fixed, s: State) -> None:
    """Before observe: compute the mean deeds of all members, which next week's images use."""
    # ODD 5.8, M
    mean_rows(f.K, s.does, f.members, s.mean_does[0])
