"""Step 6, do: how the week is spent, and with how much effort.

Stakes move deeds towards the target, and the target towards what is measured (multitasking, Holmstrom & Milgrom
1991); clear, hard goals that one is committed to bring effort (Locke & Latham 2002).
"""

from simalign.compiled import kernel
from simalign.policies.levers import L
from simalign.week.carry import OWN_MODELLING, goals_kept
from simalign.week.feel import sight
from simalign.week.state import MEMORY, Fixed, Parameters, State


@kernel
def pressed(p: Parameters, at_stake: float, reactance: float) -> float:
    """How far stakes tell: less on those who resist."""
    return at_stake * (1.0 - p.defiance * reactance)


@kernel
def goal_effort(p: Parameters, definite: float, achievable: float, commitment: float, carried: float) -> float:
    """Effort that goals bring: definite, hard, shared, and not too many."""
    return p.goal * (1.0 - p.ease * achievable) * definite * commitment * carried


@kernel
def spend(f: Fixed, s: State, p: Parameters, first: int, last: int) -> None:
    """Spend the week of members ``first`` to ``last`` - 1: as told or as wanted; those who lead show the strategy."""
    K, knows, wants, does, strategy, kpi, meas = f.K, s.knows, s.wants, s.does, s.strategy, f.kpi, f.meas
    felt, at_stake, reactance, department = s.felt, s.stakes, s.reactance, f.department
    for i in range(first, last):
        d = department[i]
        shared = felt[i, L.SHARED_GOALS]
        seen = sight(felt[i, L.MONITORING], p.opacity, p.context_complexity)
        c = p.bite * pressed(p, at_stake[i], reactance[i]) if p.on.compliance else 0.0
        r = felt[i, OWN_MODELLING] if p.on.walking_the_talk and f.has_reports[i] else 0.0
        watched = 0.0
        if p.on.multitasking:
            for k in range(len(K)):
                v = meas[k] * ((1.0 - shared) * kpi[d, k] + shared * strategy[0, k])
                watched += ((1.0 - seen) * knows[i, k] + seen * strategy[0, k]) * v
        tilt = p.tilt * at_stake[i] if watched > 0.0 else 0.0
        scale = tilt / watched if watched > 0.0 else 0.0
        for k in range(len(K)):
            v = meas[k] * ((1.0 - shared) * kpi[d, k] + shared * strategy[0, k])
            target = (1.0 - seen) * knows[i, k] + seen * strategy[0, k]
            target = (1.0 - tilt) * target + scale * target * v
            deeds = (1.0 - c) * wants[i, k] + c * target
            does[i, k] = (1.0 - r) * deeds + r * strategy[0, k]


@kernel
def do(f: Fixed, s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """Deeds, effort and work of members ``first`` to ``last`` - 1."""
    spend(f, s, p, first, last)
    levers, drive, reactance, distance = s.levers, s.drive, s.reactance, s.distance
    skill, ability = s.skill, s.ability
    effort, work, cost, past, department = s.effort, s.work, s.time_cost, s.past, f.department
    carried = min(1.0, p.attention / goals_kept(len(f.K), levers))
    for i in range(first, last):
        d = department[i]
        press = pressed(p, drive[i], reactance[i]) if p.on.compliance else 0.0
        goal = 0.0
        if p.on.goal_setting:
            definite = levers[d, L.SPECIFIC] * levers[d, L.MEASURABLE]
            goal = goal_effort(p, definite, levers[d, L.ACHIEVABLE], 1.0 - distance[i], carried)
        effort[i] = 1.0 - (1.0 - p.duty) * (1.0 - past[t % MEMORY, i]) * (1.0 - p.chi * press) * (1.0 - goal)
        able = (1.0 - p.skill_weight * (1.0 - skill[i])) * ability[i]
        work[i] = effort[i] * able * (1.0 - cost[i])
