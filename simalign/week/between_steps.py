"""Quantities derived from earlier steps, computed before each step so that any single step can be replaced.

A user-defined step only has to write the results of the step that it replaces:

carry     felt, load, q, time_cost                feel      reactance, accustomed, needs, total, trust, skill, agenda,
chance    chance                                            pressure, will, drive, used
market    demand, orders                          do        does, effort, commitment, pledge, work
strategy  strategy, since, standing, heeded       deliver   output, delivered, partner_value
know      knows, said                             relate    image, outside, depth, partner_trust
want      wants                                   turnover  occupant, joined, and the state of newcomers
"""

from math import sqrt

from simalign.compiled import kernel, replaced, zeros
from simalign.policies.levers import L
from simalign.scenario.rules import THRESHOLD
from simalign.simplex import alike, effect, mean_rows, normalise, overlap
from simalign.week.carry import OWN_VOICE
from simalign.week.feel import combined_stakes, incentive_stakes, mandate_stakes, sight
from simalign.week.state import Fixed, Parameters, State
from simalign.week.want import acceptance_of, control_of, reasons_for

WORDS = 0.7  # weight of the manager's deeds in integrity; leaders' deeds have the rest (ODD 5.4-4)


@kernel
def start_week(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Before carry: store agendas at the start of the report, and competence before a change of policy (ODD 3, 5.0)."""
    if t == p.warmup:
        for i in range(len(f.manager)):
            for k in range(len(f.K)):
                s.origin[i, k] = s.agenda[i, k]
    for i in range(len(f.manager)):
        if s.changed[f.department[i]] and t > 0:
            s.before[i] = s.needs[i, 1]


@kernel
def compute_orders(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Before strategy: store this week's demand; compute the orders of departments and teams (ODD 5.1-3 to 5.1-5)."""
    K = f.K
    for k in range(len(K)):
        s.demand_past[t % len(s.demand_past), k] = s.demand[0, k]
    for d in range(len(s.joint)):
        for k in range(len(K)):
            s.joint[d, k] = s.demand[0, k] * f.omega[d, k]
            s.trade[d, k] = s.demand[0, k] * f.trade[d, k]
        normalise(s.joint[d])
        normalise(s.trade[d])
    variety = p.context_variety if p.on.local_orders else 0.0
    for u in range(len(f.lead)):
        m = f.lead[u]
        d, step = f.department[m], p.carry * effect(s.felt[m, OWN_VOICE])
        for k in range(len(K)):
            s.local[u, k] = (1.0 - variety) * s.trade[d, k] + variety * s.orders[u, k]
            s.standing[u, k] += step * (s.local[u, k] - s.standing[u, k])


@kernel
def compute_parts(f: Fixed, s: State, t: int) -> None:
    """Before know: compute each department's part of the strategy, and copy managers' knowledge of last week.

    In week 0 the image of every partner is the strategy (ODD 5.2-12, 5.2-13).
    """
    K = f.K
    for d in range(len(s.part)):
        for k in range(len(K)):
            s.part[d, k] = s.strategy[0, k] * f.omega[d, k]
        normalise(s.part[d])
    walk = 0.0
    for i in f.leaders:
        walk += overlap(K, s.does, i, s.part, f.department[i])
    s.walk[0] = walk / len(f.leaders)
    for i in range(len(f.manager)):
        if f.has_reports[i]:
            for k in range(len(K)):
                s.spoken[i, k] = s.knows[i, k]
    if t == 0:
        for j in range(len(s.outside)):
            for k in range(len(K)):
                s.outside[j, k] = s.strategy[0, k]


@kernel
def follow_majority(f: Fixed, s: State, i: int) -> None:
    """Write into peers[i] the share that at least half of i's colleagues spend on each goal, normalised (ODD 5.10)."""
    start, target, weight = f.tie_start, f.tie_target, f.tie_weight
    first, last = start[i], start[i + 1]
    whole = 0.0
    for n in range(first, last):
        whole += weight[n] if len(weight) else 1.0
    for k in range(len(f.K)):
        best = 0.0
        for n in range(first, last):
            share = s.does[target[n], k]
            if share > best:
                reach = 0.0
                for m in range(first, last):
                    if s.does[target[m], k] >= share:
                        reach += weight[m] if len(weight) else 1.0
                if reach >= whole / 2.0:
                    best = share
        s.peers[i, k] = best
    if normalise(s.peers[i]) <= 0.0:
        for k in range(len(f.K)):
            s.peers[i, k] = s.does[i, k]


@kernel
def observe_peers(f: Fixed, s: State, p: Parameters, first: int, last: int) -> None:
    """Before want: compute colleagues' mean deeds, and their likeness to the member's own (ODD 5.4-1 to 5.4-3)."""
    K, does, wants, peers, felt, likeness = f.K, s.does, s.wants, s.peers, s.felt, s.likeness
    start, target, weight, department = f.tie_start, f.tie_target, f.tie_weight, f.department
    weighted, selective = len(weight) > 0, p.peer_latitude < 1.0
    for i in range(first, last):
        across = 1.0 - p.silo * (1.0 - effect(felt[i, L.SHARED_GOALS]))
        total, others, summed = 0.0, 0.0, zeros(K)
        for n in range(start[i], start[i + 1]):
            j = target[n]
            if selective and 1.0 - alike(K, p.rules.likeness, does, j, wants, i) > p.peer_latitude:
                continue
            w = 1.0 if department[j] == department[i] else across
            if weighted:
                w *= weight[n]
            total += w
            others += w if j != i else 0.0
            for k in range(len(K)):
                summed = replaced(summed, k, summed[k] + w * does[j, k])
        scale = 1.0 / total if total > 0.0 else 0.0
        for k in range(len(K)):
            peers[i, k] = scale * summed[k] if total > 0.0 else does[i, k]
        if p.rules.influence == THRESHOLD and others > 0.0:
            follow_majority(f, s, i)
        likeness[i] = alike(K, p.rules.likeness, does, i, peers, i) if others > 0.0 else 0.0


@kernel
def compute_acceptance(f: Fixed, s: State, p: Parameters, first: int, last: int) -> None:
    """Before want: compute integrity, reasons, control, means and acceptance (ODD 5.4-4 to 5.4-12)."""
    K, levers, department, felt = f.K, s.levers, f.department, s.felt
    for i in range(first, last):
        d = department[i]
        s.integrity[i] = WORDS * overlap(K, s.does, f.manager[i], s.said, i) + (1.0 - WORDS) * s.walk[0]
        voice = 1.0 if f.leader[i] else effect(felt[i, L.VOICE])
        s.reasons[i] = reasons_for(p, voice, effect(felt[i, L.RATIONALE]) * s.integrity[i] * effect(s.trust[i]))
        seen = sight(effect(felt[i, L.MONITORING]), p.opacity, p.context_complexity)
        held = mandate_stakes(p.authority, felt[i, L.MANDATE], seen)
        s.control[i] = control_of(p, held, felt[i, L.AUTONOMY], voice, f.leader[i])
        s.able[i] = 1.0
        if p.on.strain:
            s.able[i] = sqrt(overlap(K, s.knows, i, s.part, d) * s.skill[i])
        s.mu[i] = 0.0
        if p.on.acceptance:
            distance = 1.0 - alike(K, p.rules.likeness, s.knows, i, s.wants, i)
            s.mu[i] = acceptance_of(
                p, s.reasons[i], s.trust[i], s.reactance[i], s.control[i], distance, levers[d, L.RELEVANT]
            )


@kernel
def compute_stakes(f: Fixed, s: State, p: Parameters, first: int, last: int) -> None:
    """Before feel: compute the stakes of each member by the mandate and by pay (ODD 5.5-1 to 5.5-4)."""
    felt, levers, department = s.felt, s.levers, f.department
    for i in range(first, last):
        d = department[i]
        seen = sight(effect(felt[i, L.MONITORING]), p.opacity, p.context_complexity)
        held = mandate_stakes(p.authority, felt[i, L.MANDATE], seen)
        measured = 0.0
        lost = (1.0 - p.blur * p.context_complexity) * (1.0 - p.remote * levers[d, L.OUTCOME_KPIS])
        for k in range(len(f.K)):
            measured += s.part[d, k] * f.measurability[k] * lost
        shared = effect(felt[i, L.SHARED_GOALS])
        s.paid[i] = incentive_stakes(p, effect(felt[i, L.INCENTIVE]), measured, levers[d, L.MEASURABLE], shared)
        s.stakes[i] = combined_stakes(held, s.paid[i])
        s.drive[i] = combined_stakes(p.deterrence * held, s.paid[i])


@kernel
def update_resistance(s: State, p: Parameters, first: int, last: int) -> None:
    """Before do: mark members who resist, and members who have stopped resisting (ODD 5.5, resistance)."""
    reactance, defied = s.reactance, s.defied
    for i in range(first, last):
        if p.on.reactance:
            if reactance[i] > 0.5:
                defied[i] = 1
            elif reactance[i] < 0.25 and defied[i] == 1:
                defied[i] = 2


@kernel
def add_work(f: Fixed, s: State) -> None:
    """Before deliver: take away the work of vacant positions (ODD 5.6), and sum work by team and department (5.7-1)."""
    for i in range(len(f.members)):
        if s.vacant[i] > 0:
            s.work[i] = 0.0
            s.vacant[i] -= 1
    for u in range(len(s.team_work)):
        for k in range(len(f.K)):
            s.team_work[u, k] = 0.0
    for d in range(len(s.department_work)):
        for k in range(len(f.K)):
            s.department_work[d, k] = 0.0
    for i in range(len(f.members)):
        u, d = f.team[i], f.department[i]
        for k in range(len(f.K)):
            done = s.work[i] * s.does[i, k]
            s.team_work[u, k] += done
            s.department_work[d, k] += done


@kernel
def average_deeds(f: Fixed, s: State) -> None:
    """Before relate: compute the mean deeds of all members (ODD 5.8, M)."""
    mean_rows(f.K, s.does, f.members, s.mean_does[0])
