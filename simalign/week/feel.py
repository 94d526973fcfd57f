"""Step 5, feel: reactance, needs, trust, skill, habituation and internalising (ODD 5.5).

Reactance is a response to a loss of freedom (Brehm 1966). It fades as people get used to control, sooner if the system
turns out to help them (Adler & Borys 1996). Lasting control frustrates needs (Deci & Ryan 2000). Stakes, conditions and
the inspiration by reasons wear off (Helson 1964). Feedback under stakes turns attention from the task to the self
(Kluger & DeNisi 1996). Trust falls faster than it grows (Slovic 1993).
"""

from math import sqrt

from simalign.compiled import compiled, kernel
from simalign.policies.levers import L
from simalign.simplex import effect
from simalign.week.know import talking
from simalign.week.state import Fixed, Parameters, State

WEIGHT_AUTONOMY, WEIGHT_COMPETENCE, WEIGHT_RELATEDNESS = 0.31, 0.41, 0.28  # Cerasoli et al. 2016


@compiled
def total_needs(autonomy: float, competence: float, relatedness: float) -> float:
    """Return the weighted satisfaction of the three needs (ODD 5.5-31).

    >>> total_needs(1.0, 1.0, 1.0)
    1.0
    """
    return WEIGHT_AUTONOMY * autonomy + WEIGHT_COMPETENCE * competence + WEIGHT_RELATEDNESS * relatedness


@compiled
def sight(monitoring: float, opacity: float, complexity: float) -> float:
    """Return how far work is seen: monitoring, less in complex work (ODD 5-1)."""
    return monitoring * (1.0 - opacity * complexity)


@compiled
def mandate_stakes(authority: float, mandate: float, seen: float) -> float:
    """Return the stakes of a mandate: a part by authority alone, the rest as far as work is seen (ODD 5.4-6)."""
    return mandate * (authority + (1.0 - authority) * seen)


@kernel
def incentive_stakes(p: Parameters, incentive: float, measured: float, measurable: float, shared: float) -> float:
    """Return the stakes of pay: as far as the part is measured and goals are not shared (ODD 5.5-2)."""
    return incentive * measured * (1.0 + measurable) / 2.0 * (1.0 - p.free_ride * shared)


@compiled
def combined_stakes(a: float, b: float) -> float:
    """Return the union of two shares, 1 - (1 - a) (1 - b).

    >>> combined_stakes(0.5, 0.5)
    0.75
    """
    return 1.0 - (1.0 - a) * (1.0 - b)


@compiled
def rhythm(pulse: float, interval: float, q: float) -> float:
    """Return how continuous feedback is: 0 for never, and closer to 1 the shorter the interval (ODD 5-3)."""
    return pulse / (pulse + interval / q) if interval > 0.0 else 0.0


@compiled
def felt_condition(x: float, temperament: float, temper: float) -> float:
    """Return a condition x as a member of this temperament experiences it (ODD 5.5-17)."""
    return x + temperament * temper * min(x, 1.0 - x)


@compiled
def moved(x: float, step: float) -> float:
    """Move x by the share ``step`` of its distance to 1 or, if the step is negative, to 0 (ODD 5.5-30)."""
    return x + step * (1.0 - x) if step >= 0.0 else x + step * x


@kernel
def rise_of(p: Parameters, proneness: float, beyond: float, trust: float, reasons: float, reactance: float) -> float:
    """Return the rise of reactance in a week, by control beyond what one is used to (ODD 5.5)."""
    threat = max(0.0, beyond) * (1.0 - trust / 2.0) * (1.0 - p.soothe * reasons)
    return p.react * proneness * threat * (1.0 - reactance)


@kernel
def update_reactance(s: State, p: Parameters, i: int) -> None:
    """Update reactance and the control that member i is used to (ODD 5.5-5 to 5.5-9)."""
    control = s.control[i]
    if s.accustomed[i] < 0.0:
        s.accustomed[i] = control
    gap = control - s.accustomed[i]
    if p.on.reactance:
        rise = rise_of(p, s.proneness[i], gap, s.trust[i], s.reasons[i], s.reactance[i])
        s.reactance[i] = min(1.0, s.reactance[i] + rise - p.calm * s.reactance[i])
    if p.on.habituation:
        enabling = max(0.0, s.needs[i, 1] - s.before[i]) if p.on.experience else 0.0
        s.accustomed[i] += min(1.0, p.habituate + p.relief * enabling) * gap


@kernel
def autonomy_of(p: Parameters, control: float, paid: float, free: float, reasons: float) -> float:
    """Return the condition of autonomy: freedom and meaning, less by control and pay (ODD 5.5-13)."""
    crowd = p.crowd if p.on.crowding_out else 0.0
    met = 1.0 - (1.0 - p.need_base) * (1.0 - p.need_autonomy * effect(free)) * (1.0 - p.meaning * reasons)
    return (1.0 - p.frustrate * control) * (1.0 - crowd * paid * (1.0 + p.context_complexity) / 2.0) * met


@kernel
def competence_of(
    p: Parameters, skill: float, measurable: float, regular: float, openness: float, achievable: float
) -> float:
    """Return the condition of competence: skill, visible progress, achievable goals (ODD 5.5-14)."""
    progress = measurable * (1.0 - (1.0 - regular) * (1.0 - openness))
    return p.skill_share * skill + p.progress_share * progress + (1.0 - p.skill_share - p.progress_share) * achievable


@kernel
def next_need(p: Parameters, needs: float, condition: float, temperament: float) -> float:
    """Return the satisfaction of a need after a week under a condition (ODD 5.5-18)."""
    return needs + p.adapt * (felt_condition(condition, temperament, p.temper) - needs)


@kernel
def update_trust(s: State, p: Parameters, i: int, leader: int, openness: float, watched: float, models: float) -> None:
    """Move trust towards deeds, openness and reasons, and the context's trust (ODD 5.5-19 to 5.5-25)."""
    rest = 1.0 - p.trust_deeds - p.trust_open
    signals = p.trust_deeds * s.integrity[i] * (1.0 + models) / 2.0 + p.trust_open * openness + rest * s.reasons[i]
    signals *= 1.0 - p.watch * watched * (1.0 - openness)
    if p.on.pledge and s.heeded[i] >= 0.0 and not leader:
        signals *= 1.0 - p.spurn * effect(s.felt[i, L.VOICE]) * (1.0 - s.heeded[i])
    evidence = (1.0 - p.legacy) * signals + p.legacy * p.context_trust
    evidence = felt_condition(evidence, s.temperament[i, 2], p.temper / 2.0)
    s.trust[i] += trust_step(p, evidence, s.trust[i])


@kernel
def trust_step(p: Parameters, evidence: float, trust: float) -> float:
    """Return the change of trust in a week: slow towards better evidence, faster towards worse (ODD 5.5-24)."""
    pace = p.trust_up if evidence > trust else min(1.0, p.trust_down * p.trust_up)
    return pace * (evidence - trust)


@kernel
def lifted_will(p: Parameters, total: float, inspired: float, visible: float) -> float:
    """Return the will to work by satisfied needs, by reasons, and by being noticed (ODD 5.5-34)."""
    return 1.0 - (1.0 - total) * (1.0 - p.inspire * inspired) * (1.0 - p.notice * visible)


@kernel
def update_used(s: State, p: Parameters, i: int, lifted: float) -> None:
    """Compute stakes and will as felt, less by what member i is used to (ODD 5.5-35 to 5.5-38)."""
    stakes = s.stakes[i]
    numb = p.numb if p.on.habituation else 0.0
    if s.used[i, 0] < 0.0:
        s.used[i, 0], s.used[i, 1] = stakes, lifted
    s.pressure[i] = max(0.0, stakes - numb * s.used[i, 0])
    s.will[i] = min(1.0, max(0.0, lifted - numb * (s.used[i, 1] - 0.5)))
    s.used[i, 0] += p.habituate * (stakes - s.used[i, 0])
    s.used[i, 1] += p.habituate * (lifted - s.used[i, 1])
    if stakes > 0.0:
        s.drive[i] *= s.pressure[i] / stakes


@kernel
def feel(f: Fixed, s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """Update the feelings of members ``first`` to ``last`` - 1 (ODD 5.5)."""
    K, felt, levers, needs, skill = f.K, s.felt, s.levers, s.needs, s.skill
    complexity = p.context_complexity
    for i in range(first, last):
        d, q = f.department[i], s.q[f.manager[i]]
        mandate, autonomy, trust = felt[i, L.MANDATE], felt[i, L.AUTONOMY], s.trust[i]
        openness, shared = effect(felt[i, L.TRANSPARENCY]), effect(felt[i, L.SHARED_GOALS])
        measurable, interval = levers[d, L.MEASURABLE], levers[d, L.FEEDBACK_INTERVAL]
        seen = sight(effect(felt[i, L.MONITORING]), p.opacity, complexity)
        regular = rhythm(p.pulse, interval, q)
        pay = effect(felt[i, L.INCENTIVE])
        helping = 1.0 - p.rivalry * felt[i, L.TRANSPARENCY] * pay * (1.0 - shared)
        update_reactance(s, p, i)
        if p.on.needs:
            free, strain = autonomy, 0.0
            if p.on.strain:
                free *= 1.0 - p.ready * (1.0 - s.able[i])
                strain = 0.0 if f.leader[i] else p.strain * mandate * (1.0 - s.able[i])
            b = autonomy_of(p, s.control[i], s.paid[i], free, s.reasons[i])
            needs[i, 0] = next_need(p, needs[i, 0], b * (1.0 - strain), s.temperament[i, 0])
            b = competence_of(p, skill[i], effect(measurable), regular, openness, effect(levers[d, L.ACHIEVABLE]))
            needs[i, 1] = next_need(p, needs[i, 1], b * (1.0 - strain), s.temperament[i, 1])
            b = (p.trust_share * trust + (1.0 - p.trust_share) * s.likeness[i]) * helping
            needs[i, 2] = next_need(p, needs[i, 2], b * (1.0 - strain), s.temperament[i, 2])
        if p.on.trust:
            update_trust(s, p, i, f.leader[i], openness, seen * mandate, felt[i, L.ROLE_MODELLING])
        if p.on.skill:
            alone = (1.0 - effect(felt[i, L.SUPPORT])) * (1.0 - p.coaching * regular)
            allowed = 1.0 - alone * (1.0 - p.peer * openness * helping)
            allowed *= 1.0 - p.stiff * complexity * sqrt(levers[d, L.SPECIFIC] * measurable)
            skill[i] += p.learning * (p.skill_floor + (1.0 - p.skill_floor) * allowed - skill[i])
        if p.on.feedback_talks and talking(interval, q, s.offset[i], t):
            step = p.talk * (1.0 - regular) * (trust - p.sour * s.stakes[i] * (1.0 - autonomy))
            if p.on.skill:
                skill[i] = moved(skill[i], step)
            if p.on.needs:
                needs[i, 1] = moved(needs[i, 1], step)
        s.total[i] = total_needs(needs[i, 0], needs[i, 1], needs[i, 2])
        inspired = effect(felt[i, L.RATIONALE]) * s.integrity[i] * effect(s.trust[i])
        visible = 1.0 - (1.0 - openness) * (1.0 - regular) * (1.0 - seen)
        update_used(s, p, i, lifted_will(p, s.total[i], inspired, visible))
        if p.on.internalising:
            step = p.intern * s.total[i] * (1.0 - s.reactance[i]) * s.mu[i]
            for k in range(len(K)):
                s.agenda[i, k] += step * (s.knows[i, k] - s.agenda[i, k])
