"""Step 6, do: how members divide the week, and with how much effort they work (ODD 5.6).

Members respond to the orders of their team's customers as far as they have the means. Stakes and obedience move deeds
towards the part, and stakes tilt work to what is measured (multitasking, Holmstrom & Milgrom 1991). Forced work is
perfunctory (Hart & Moore 2008). Clear and hard goals bring effort from committed members (Locke & Latham 2002).
"""

from math import sqrt

from simalign.compiled import inlined, kernel, replaced, zeros
from simalign.policies.levers import L
from simalign.simplex import effect, overlap
from simalign.week.carry import OWN_MODELLING, goal_count
from simalign.week.feel import rhythm, sight
from simalign.week.know import noticed
from simalign.week.state import Fixed, Parameters, State

HARD = 1.5  # loss of goals' effect on effort, times complexity squared (Wood, Mento & Locke 1987; ODD 5.6-21)
PLEDGE_PACE = 0.1  # weekly step of a pledge (ODD 5.6-22)
ASKED, WEIGHT, OWN, HELD = 0, 1, 2, 3  # rows of ``spare``


@inlined
def readiness(p: Parameters, able: float) -> float:
    """Return how far own work follows the orders of the team's customers, sigma: less without means (ODD 5.6-2)."""
    return p.responsiveness * (1.0 - p.ready * (1.0 - able)) if p.on.response else 0.0


@inlined
def obedience(p: Parameters, mandate: float, trust: float, regular: float, seen: float) -> float:
    """Return compliance without stakes: with a mandate, and with feedback on deeds, as far as trusted (ODD 5.6-12)."""
    ordered = p.oblige * mandate * (1.0 + trust) / 2.0
    advised = p.heed * trust * (1.0 - (1.0 - regular) * (1.0 - seen))
    return 1.0 - (1.0 - ordered) * (1.0 - advised)


@inlined
def goal_effort(f: Fixed, s: State, p: Parameters, i: int, kept: int) -> float:
    """Return the effort that definite, hard goals bring to committed members; negative in complex work (ODD 5.6-21)."""
    d = f.department[i]
    definite = sqrt(effect(s.levers[d, L.SPECIFIC]) * effect(s.levers[d, L.MEASURABLE]))
    challenge = 1.0 - p.ease * effect(s.levers[d, L.ACHIEVABLE])
    hard = 1.0 - HARD * p.context_complexity * p.context_complexity
    room = noticed(p, kept, s.felt[i, L.TRANSPARENCY])
    effort: float = p.goal * challenge * definite * s.commitment[i] * room * hard
    return effort


@inlined
def same_conditions(f: Fixed, i: int, first: int) -> bool:
    """Return whether member i works under the same manager and in the same department as member i - 1."""
    return i > first and f.manager[i] == f.manager[i - 1] and f.department[i] == f.department[i - 1]


@inlined
def set_targets(f: Fixed, s: State, i: int) -> None:
    """Write the orders that member i responds to and the weights of what is watched (ODD 5.6-3, 5.6-4, 5.6-7).

    They go into the rows ASKED and WEIGHT of ``spare``.
    """
    d, u, outcomes = f.department[i], f.team[i], s.levers[f.department[i], L.OUTCOME_KPIS]
    free, shared = s.felt[i, L.AUTONOMY], effect(s.felt[i, L.SHARED_GOALS])
    for k in range(len(f.K)):
        local = s.local[u, k]
        asked = free * local + (1.0 - free) * s.standing[u, k]
        activity = 2.0 * f.measurability[k] * ((1.0 - shared) * f.kpi[d, k] + shared * s.strategy[0, k])
        s.spare[ASKED, k] = (1.0 - shared) * asked + shared * s.joint[d, k]
        s.spare[WEIGHT, k] = (1.0 - outcomes) * activity + outcomes * local


@inlined
def own_time(f: Fixed, s: State, i: int, k: int, sigma: float, mass: float) -> float:
    """Return the time that member i would spend on goal k without compliance and tilt (ODD 5.6-5)."""
    wanted: float = s.wants[i, k]
    own: float = wanted + sigma * f.is_external[k] * (mass * s.spare[ASKED, k] - wanted)
    return own


@inlined
def divide_week(f: Fixed, s: State, p: Parameters, i: int, comply: float, seen: float) -> tuple[float, float]:
    """Update member i's deeds (ODD 5.6-5 to 5.6-19).

    Returns their overlap with last week's deeds, and the share of due work that exceeds own work.
    """
    K, knows, wants, does, part, d = f.K, s.knows, s.wants, s.does, s.part, f.department[i]
    spare, external = s.spare, f.is_external
    sigma, tilt = readiness(p, s.able[i]), p.tilt * s.pressure[i] if p.on.multitasking else 0.0
    mass = 0.0
    for k in range(len(K)):
        mass += wants[i, k] * external[k]
    own_seen, held_seen = 0.0, 0.0
    mine, due = zeros(K), zeros(K)
    for k in range(len(K)):
        mine = replaced(mine, k, own_time(f, s, i, k, sigma, mass))
        due = replaced(due, k, (1.0 - seen) * knows[i, k] + seen * part[d, k])
    for k in range(len(K)):
        own_seen += external[k] * mine[k] * spare[WEIGHT, k]
        held_seen += due[k] * spare[WEIGHT, k]
    own_tilt, held_tilt = tilt if own_seen > 0.0 else 0.0, tilt if held_seen > 0.0 else 0.0
    own_scale = own_tilt * mass / own_seen if own_seen > 0.0 else 0.0
    held_scale = held_tilt / held_seen if held_seen > 0.0 else 0.0
    models = 0.0
    if p.on.walking_the_talk and f.has_reports[i]:
        models = s.felt[i, OWN_MODELLING] * (1.0 if f.leader[i] else overlap(K, wants, i, part, d))
    same, unwilling = 0.0, 0.0
    for k in range(len(K)):
        own = mine[k]
        own *= 1.0 + external[k] * (own_scale * spare[WEIGHT, k] - own_tilt)
        held = due[k]
        held *= 1.0 - held_tilt + held_scale * spare[WEIGHT, k]
        unwilling += held - own if held > own else 0.0
        aim = (1.0 - comply) * own + comply * held
        aim = (1.0 - models) * aim + models * part[d, k]
        before = does[i, k]
        after = before + p.adjust * (aim - before)
        does[i, k] = after
        same += after if after < before else before
    return same, unwilling


@inlined
def compute_effort(f: Fixed, s: State, p: Parameters, i: int, press: float, kept: int) -> None:
    """Compute the effort of member i from duty, will, stakes, goals and pledge (ODD 5.6-20 to 5.6-23)."""
    d, goal = f.department[i], 0.0
    s.commitment[i] = overlap(f.K, s.knows, i, s.part, d) * overlap(f.K, s.knows, i, s.wants, i)
    if p.on.goal_setting:
        goal = goal_effort(f, s, p, i, kept)
    lack = 1.0 - min(1.0, max(0.0, 0.5 + p.eta * (s.will[i] - 0.5)))
    lack *= (1.0 - p.duty) * (1.0 - press) * (1.0 - goal)
    if p.on.pledge:
        voice = effect(s.felt[i, L.VOICE])
        s.pledge[i] += PLEDGE_PACE * (max(0.0, s.heeded[i]) * voice - s.pledge[i])
        lack *= 1.0 - p.pledge * s.pledge[i]
    s.effort[i] = max(0.0, 1.0 - lack)


@kernel
def do(f: Fixed, s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """Update deeds, effort and work of members ``first`` to ``last`` - 1 (ODD 5.6)."""
    felt = s.felt
    kept = goal_count(f.external, s.levers)
    for i in range(first, last):
        d, free = f.department[i], 1.0 - p.discretion * felt[i, L.AUTONOMY]
        openness, trust = effect(felt[i, L.TRANSPARENCY]), s.trust[i]
        seen = sight(effect(felt[i, L.MONITORING]), p.opacity, p.context_complexity)
        forced, comply, press = 0.0, 0.0, 0.0
        if p.on.compliance:  # ODD 5.6-10 to 5.6-14
            defied = 1.0 - p.defiance * s.reactance[i]
            forced = p.bite * s.pressure[i] * defied
            press = min(1.0, p.chi * s.drive[i] * defied)
            regular = rhythm(p.pulse, s.levers[d, L.FEEDBACK_INTERVAL], s.q[f.manager[i]])
            obeyed = obedience(p, felt[i, L.MANDATE], trust, regular, seen)
            comply = (1.0 - (1.0 - forced) * (1.0 - obeyed)) * free
        if not same_conditions(f, i, first):
            set_targets(f, s, i)
        same, unwilling = divide_week(f, s, p, i, comply, seen)
        compute_effort(f, s, p, i, press, kept)
        able = (1.0 - p.skill_weight * (1.0 - s.skill[i])) * s.ability[i] * (1.0 - s.time_cost[i])
        if p.on.switching:
            able *= max(0.0, 1.0 - p.switch * (1.0 - same))
        able *= 1.0 - p.shade * forced * free * unwilling
        able *= 1.0 - p.exposure / 4.0 * openness * (1.0 - trust)
        s.work[i] = s.effort[i] * able
