"""Step 5, feel: reactance, need satisfaction, trust, skill, and internalisation of the strategy.

Sources: psychological reactance (Brehm 1966); self-determination theory (Deci & Ryan 2000); crowding out of intrinsic
motivation (Frey 1997); feedback that threatens, and so turns attention from the task to the self (Kluger & DeNisi
1996); trust that falls faster than it rises (Slovic 1993).
"""

from simalign.compiled import compiled, kernel
from simalign.policies.levers import L
from simalign.simplex import alike
from simalign.week.know import talking
from simalign.week.state import MEMORY, Fixed, Parameters, State
from simalign.week.want import legitimacy

WEIGHT_AUTONOMY, WEIGHT_COMPETENCE, WEIGHT_RELATEDNESS = 0.31, 0.41, 0.28  # Cerasoli et al. 2016


@compiled
def total_needs(autonomy: float, competence: float, relatedness: float, spite: float, reactance: float) -> float:
    """Return the total need satisfaction, 0 to 1: the weighted mean of the three needs, reduced by reactance."""
    # ODD 5, shorthands: total_i
    parts = WEIGHT_AUTONOMY * autonomy + WEIGHT_COMPETENCE * competence + WEIGHT_RELATEDNESS * relatedness
    return parts * (1.0 - spite * reactance)


@compiled
def sight(monitoring: float, opacity: float, complexity: float) -> float:
    """Return the share of the work that monitoring can see: less in complex work."""
    # ODD 5, shorthands: sight_i
    return monitoring * (1.0 - opacity * complexity)


@compiled
def mandate_stakes(authority: float, mandate: float, seen: float) -> float:
    """Return the stakes of a mandate, which rise with the share of the work that is seen.

    >>> mandate_stakes(0.2, 1.0, 1.0), mandate_stakes(0.2, 1.0, 0.0)
    (1.0, 0.2)
    """
    # ODD 5, shorthands: held_i
    return mandate * (authority + (1.0 - authority) * seen)


@compiled
def incentive_stakes(incentive: float, measured: float, measurable: float) -> float:
    """Return the stakes of incentives.

    measured: the measurable share of the strategy; measurable: the lever M of SMART.

    >>> incentive_stakes(1.0, 0.5, 1.0), incentive_stakes(1.0, 0.5, 0.0)
    (0.5, 0.25)
    """
    # ODD 5, shorthands: paid_i
    return incentive * measured * (1.0 + measurable) / 2.0


@compiled
def combined_stakes(held: float, paid: float) -> float:
    """Return the combined stakes of a mandate and of incentives.

    >>> combined_stakes(0.5, 0.5)
    0.75
    """
    # ODD 5, shorthands: stakes_i
    return 1.0 - (1.0 - held) * (1.0 - paid)


@kernel
def threat(p: Parameters, mandate: float, monitoring: float, autonomy: float, legitimate: float, trust: float) -> float:
    """Return the threat to freedom at distance 1: high for imposed, monitored goals without autonomy.

    Legitimacy and trust reduce it.
    """
    # ODD 5.5, threat_i without its factor distance_i
    watched = 1.0 - p.surveillance + p.surveillance * monitoring
    softened = (1.0 - p.legitimacy_relief * legitimate) * (1.0 - trust / 2.0)
    return mandate * watched * (1.0 - autonomy) * softened


@kernel
def next_reactance(p: Parameters, reactance: float, proneness: float, threatened: float, enabling: float) -> float:
    """Return the reactance after a week: it rises with threat and decays, faster if the policy proves enabling."""
    # ODD 5.5, reactance_i
    rise = p.react * proneness * threatened * (1.0 - reactance)
    return reactance + rise - p.calm * (1.0 + p.relief * enabling) * reactance


@compiled
def rhythm(pulse: float, interval: float) -> float:
    """Return how continuous feedback is: 0 if it is never given, near 1 for short intervals (in weeks)."""
    # ODD 5, shorthands: rhythm_i
    return pulse / (pulse + interval) if interval > 0.0 else 0.0


@compiled
def felt_condition(x: float, temperament: float, temper: float) -> float:
    """Return a condition x, in [0, 1], as a member with this temperament, in [-1, 1], feels it."""
    # ODD 5.5, needs_i: what b_p becomes by temperament
    return x + temperament * temper * min(x, 1.0 - x)


@compiled
def moved(x: float, step: float) -> float:
    """Move x by the share ``step`` of its distance to 1 or, if the step is negative, to 0."""
    return x + step * (1.0 - x) if step >= 0.0 else x + step * x


@kernel
def autonomy_of(p: Parameters, autonomy: float, voice: float, rationale: float, at_stake: float) -> float:
    """Return the condition of autonomy: raised by freedom, voice and rationale, crowded out by stakes.

    Stakes crowd out more autonomy in complex work.
    """
    # ODD 5.5, b_a
    directed = (1.0 - autonomy) * (1.0 - p.voice_meaning * voice) * (1.0 - p.rationale_meaning * rationale)
    crowding = p.crowding if p.on.crowding_out else 0.0
    return (1.0 - directed) * (1.0 - crowding * at_stake * (1.0 + p.context_complexity) / 2.0)


@kernel
def competence_of(
    p: Parameters, skill: float, measurable: float, regular: float, openness: float, achievable: float
) -> float:
    """Return the condition of competence: a weighted mean of skill, visible progress and achievable goals."""
    # ODD 5.5, b_c
    progress = measurable * (1.0 - (1.0 - regular) * (1.0 - openness))
    return p.skill_share * skill + p.progress_share * progress + (1.0 - p.skill_share - p.progress_share) * achievable


@kernel
def trust_evidence(
    p: Parameters, deeds_match: float, openness: float, legitimate: float, watched: float, image_match: float
) -> float:
    """Return the evidence for trusting management: the manager's deeds, openness and legitimacy.

    deeds_match: likeness of the manager's deeds to the strategy as the member knows it; watched: monitoring times
    mandate, which reduces the evidence; image_match: likeness of the organisation's image to the strategy as known,
    which reduces the evidence where it is low.
    """
    # ODD 5.5, evidence_i
    good = (
        p.trust_deeds * deeds_match
        + p.trust_openness * openness
        + (1.0 - p.trust_deeds - p.trust_openness) * legitimate
    )
    return good * (1.0 - p.watch * watched) * (1.0 - p.betrayal * (1.0 - image_match))


@kernel
def next_skill(p: Parameters, skill: float, support: float, regular: float) -> float:
    """Return the skill after a week: it moves towards the level that support and feedback allow."""
    # ODD 5.5, skill_i
    allowed = 1.0 - (1.0 - support) * (1.0 - p.coaching * regular)
    return skill + p.learning * (p.skill_floor + (1.0 - p.skill_floor) * allowed - skill)


@kernel
def feel(f: Fixed, s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """Update the feelings and agendas of members ``first`` to ``last`` - 1.

    Each member responds to the member's newest values and to the deeds of others that were computed last.
    """
    K, knows, does, image, agenda = f.K, s.knows, s.does, s.image, s.agenda
    manager, department, felt, levers, past = f.manager, f.department, s.felt, s.levers, s.past
    trust, reactance, skill, needs, temperament = s.trust, s.reactance, s.skill, s.needs, s.temperament
    likeness, offset, before, proneness, mu = s.likeness, s.offset, s.before, s.proneness, s.mu
    for i in range(first, last):
        d = department[i]
        mandate, monitoring, autonomy = felt[i, L.MANDATE], felt[i, L.MONITORING], felt[i, L.AUTONOMY]
        voice, rationale, openness = felt[i, L.VOICE], felt[i, L.RATIONALE], felt[i, L.TRANSPARENCY]
        measurable, interval = levers[d, L.MEASURABLE], levers[d, L.FEEDBACK_INTERVAL]
        at_stake, distance = s.stakes[i], s.distance[i]
        legitimate = legitimacy(p.context_legitimacy, voice, rationale)
        souring = p.stake_threat * at_stake * (1.0 - autonomy)
        regular = rhythm(p.pulse, interval)

        enabling = 0.0  # ODD 5.5, experience
        if p.on.experience:
            enabling = max(0.0, past[(t - 1) % MEMORY, i] - before[i]) * (1.0 - souring)
        if p.on.reactance:  # ODD 5.5, threat and reactance
            threatened = distance * threat(p, mandate, monitoring, autonomy, legitimate, trust[i])
            reactance[i] = next_reactance(p, reactance[i], proneness[i], threatened, enabling)
        if p.on.needs:  # ODD 5.5, needs
            b = autonomy_of(p, autonomy, voice, rationale, at_stake)
            needs[i, 0] += p.adapt * (felt_condition(b, temperament[i, 0], p.temper) - needs[i, 0])
            b = competence_of(p, skill[i], measurable, regular, openness, levers[d, L.ACHIEVABLE])
            needs[i, 1] += p.adapt * (felt_condition(b, temperament[i, 1], p.temper) - needs[i, 1])
            b = p.trust_share * trust[i] + (1.0 - p.trust_share) * likeness[i]
            needs[i, 2] += p.adapt * (felt_condition(b, temperament[i, 2], p.temper) - needs[i, 2])
        if p.on.trust:  # ODD 5.5, trust
            deeds_match = alike(K, p.rules.likeness, does, manager[i], knows, i)
            image_match = alike(K, p.rules.likeness, image, i, knows, i)
            evidence = trust_evidence(p, deeds_match, openness, legitimate, monitoring * mandate, image_match)
            evidence = 1.0 - (1.0 - evidence) * (1.0 - enabling)
            trust[i] += (p.trust_up if evidence > trust[i] else p.trust_down) * (evidence - trust[i])
        if p.on.skill:  # ODD 5.5, skill
            skill[i] = next_skill(p, skill[i], felt[i, L.SUPPORT], regular)
        if p.on.feedback_talks and talking(interval, offset[i], t):  # ODD 5.5, feedback talk
            step = p.talk * (trust[i] - souring)
            if p.on.skill:
                skill[i] = moved(skill[i], step)
            if p.on.needs:
                needs[i, 1] = moved(needs[i, 1], step)
        if p.on.internalising:  # ODD 5.5, internalising
            total = total_needs(needs[i, 0], needs[i, 1], needs[i, 2], p.spite, reactance[i])
            step = p.intern * total * (1.0 - reactance[i]) * mu[i]
            for k in range(len(K)):
                agenda[i, k] += step * (knows[i, k] - agenda[i, k])
