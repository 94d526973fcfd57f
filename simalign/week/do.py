"""Step 6, do: how members divide the week between goals, and how much effort they make.

Stakes move deeds towards the target, and the target towards measured goals (multitasking, Holmstrom & Milgrom 1991).
Clear, hard goals to which members are committed raise effort (goal-setting theory, Locke & Latham 2002).
"""

from simalign.compiled import kernel
from simalign.policies.levers import L
from simalign.week.carry import OWN_MODELLING, goal_count
from simalign.week.feel import sight
from simalign.week.state import MEMORY, Fixed, Parameters, State


@kernel
def pressure(p: Parameters, at_stake: float, reactance: float) -> float:
    """Return the pressure from stakes (0 to 1), which reactance reduces."""
    # ODD 5.6, press_i
    return at_stake * (1.0 - p.defiance * reactance)


@kernel
def goal_effort(p: Parameters, definite: float, achievable: float, commitment: float, attended: float) -> float:
    """Return the effort that goals raise: most for goals that are definite, hard, shared and few.

    attended: the share of the strategy's goals that one talk can carry.
    """
    # ODD 5.6, goal_i
    return p.goal * (1.0 - p.ease * achievable) * definite * commitment * attended


@kernel
def divide_week(f: Fixed, s: State, p: Parameters, first: int, last: int) -> None:
    """Write the deeds of members ``first`` to ``last`` - 1: a mix of their wants and the target.

    Managers also act as role models of the strategy.
    """
    K, knows, wants, does, strategy, kpi, meas = f.K, s.knows, s.wants, s.does, s.strategy, f.kpi, f.meas
    felt, at_stake, reactance, department = s.felt, s.stakes, s.reactance, f.department
    for i in range(first, last):
        d = department[i]
        shared = felt[i, L.SHARED_GOALS]
        seen = sight(felt[i, L.MONITORING], p.opacity, p.context_complexity)
        c = p.bite * pressure(p, at_stake[i], reactance[i]) if p.on.compliance else 0.0
        r = felt[i, OWN_MODELLING] if p.on.walking_the_talk and f.has_reports[i] else 0.0
        # ODD 5.6, v_i and target
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
            # ODD 5.6, does_i
            deeds = (1.0 - c) * wants[i, k] + c * target
            does[i, k] = (1.0 - r) * deeds + r * strategy[0, k]


@kernel
def do(f: Fixed, s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """Compute the deeds, effort and work of members ``first`` to ``last`` - 1."""
    divide_week(f, s, p, first, last)
    levers, drive, reactance, distance = s.levers, s.drive, s.reactance, s.distance
    skill, ability = s.skill, s.ability
    effort, work, cost, past, department = s.effort, s.work, s.time_cost, s.past, f.department
    attended = min(1.0, p.attention / goal_count(len(f.K), levers))
    for i in range(first, last):
        d = department[i]
        press = pressure(p, drive[i], reactance[i]) if p.on.compliance else 0.0
        goal = 0.0
        if p.on.goal_setting:
            definite = levers[d, L.SPECIFIC] * levers[d, L.MEASURABLE]
            goal = goal_effort(p, definite, levers[d, L.ACHIEVABLE], 1.0 - distance[i], attended)
        # ODD 5.6, effort_i and work_i
        effort[i] = 1.0 - (1.0 - p.duty) * (1.0 - past[t % MEMORY, i]) * (1.0 - p.chi * press) * (1.0 - goal)
        able = (1.0 - p.skill_weight * (1.0 - skill[i])) * ability[i]
        work[i] = effort[i] * able * (1.0 - cost[i])
