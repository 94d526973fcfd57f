"""What is kept from one step for a later one: done ahead of a step, whoever's step it is and whoever's came before.

A step that somebody replaces so has to write its own results only:

carry     felt, time_cost                         do        does, effort, work
chance    chance                                  deliver   output, activity, delivered
market    demand                                  relate    image, outside, depth
strategy  strategy, since                         turnover  occupant, joined, and the newcomers' own arrays
know      knows                                   observe   measures
want      wants
feel      reactance, needs, trust, skill, agenda
"""

from simalign.compiled import kernel, replaced, zeros
from simalign.policies.levers import L
from simalign.simplex import alike, mean_rows
from simalign.week.feel import both, order, reward, sight, total_needs
from simalign.week.state import MEMORY, Fixed, Parameters, State
from simalign.week.want import legitimacy, nearness


@kernel
def open_week(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Ahead of carry: agendas at the start of the report, and needs before a policy that is new this week."""
    if t == p.warmup:
        for i in range(len(f.manager)):
            for k in range(len(f.K)):
                s.origin[i, k] = s.agenda[i, k]
    remembered = min(MEMORY, t)
    for i in range(len(f.manager)):
        if s.changed[f.department[i]] and t > 0:
            total = 0.0
            for back in range(1, remembered + 1):
                total += s.past[(t - back) % MEMORY, i]
            s.before[i] = total / remembered


@kernel
def remember(f: Fixed, s: State, t: int) -> None:
    """Ahead of strategy: demand, for latecomers."""
    for k in range(len(f.K)):
        s.demand_past[t % len(s.demand_past), k] = s.demand[0, k]


@kernel
def proclaim(f: Fixed, s: State, t: int) -> None:
    """Ahead of know: what managers have to say; in week 0 stakeholders believe what the strategy says."""
    for i in range(len(f.manager)):
        if f.has_reports[i]:
            for k in range(len(f.K)):
                s.said[i, k] = s.knows[i, k]
    if t == 0:
        for j in range(len(s.outside)):
            for k in range(len(f.K)):
                s.outside[j, k] = s.strategy[0, k]


@kernel
def look_around(f: Fixed, s: State, p: Parameters, first: int, last: int) -> None:
    """Ahead of want: colleagues' deeds as each member sees them (own deeds if there are none), how like own deeds."""
    K, does, wants, peers, felt, likeness = f.K, s.does, s.wants, s.peers, s.felt, s.likeness
    start, target, weight, department = f.tie_start, f.tie_target, f.tie_weight, f.department
    weighted, picky = len(weight) > 0, p.peer_latitude < 1.0
    for i in range(first, last):
        across = 1.0 - p.silo * (1.0 - felt[i, L.SHARED_GOALS])
        total, others, summed = 0.0, 0.0, zeros(K)
        for n in range(start[i], start[i + 1]):
            j = target[n]
            if picky and 1.0 - alike(K, p.rules.likeness, does, j, wants, i) > p.peer_latitude:
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
        likeness[i] = alike(K, p.rules.likeness, does, i, peers, i) if others > 0.0 else 0.0


@kernel
def accept(f: Fixed, s: State, p: Parameters, first: int, last: int) -> None:
    """Ahead of want: how far each member accepts the strategy as known."""
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
def weigh(f: Fixed, s: State, p: Parameters, first: int, last: int) -> None:
    """Ahead of feel: what is at stake for each member, and how far what is known lies from what is wanted."""
    measured = 0.0
    for k in range(len(f.K)):
        measured += s.strategy[0, k] * f.meas[k]
    felt, levers, department = s.felt, s.levers, f.department
    for i in range(first, last):
        seen = sight(felt[i, L.MONITORING], p.opacity, p.context_complexity)
        measurable = levers[department[i], L.MEASURABLE]
        held = order(p.authority, felt[i, L.MANDATE], seen)
        paid = reward(felt[i, L.INCENTIVE], measured, measurable)
        s.stakes[i] = both(held, paid)
        s.drive[i] = both(p.deterrence * held, paid)
        s.distance[i] = 1.0 - alike(f.K, p.rules.likeness, s.knows, i, s.wants, i)


@kernel
def tally(s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """Ahead of do: total needs, and who resists or no longer does."""
    needs, reactance, defied = s.needs, s.reactance, s.defied
    for i in range(first, last):
        s.past[t % MEMORY, i] = total_needs(needs[i, 0], needs[i, 1], needs[i, 2], p.spite, reactance[i])
        if p.on.reactance:
            if reactance[i] > 0.5:
                defied[i] = 1
            elif reactance[i] < 0.25 and defied[i] == 1:
                defied[i] = 2


@kernel
def sum_up(f: Fixed, s: State) -> None:
    """Ahead of observe: what is done on the whole, for next week."""
    mean_rows(f.K, s.does, f.members, s.mean_does[0])
