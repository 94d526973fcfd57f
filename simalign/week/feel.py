"""Step 5, feel: reactance, needs, trust, skill, and what becomes one's own.

Reactance (Brehm 1966), self-determination theory (Deci & Ryan 2000), crowding out (Frey 1997), feedback that threatens
turns attention from the task to the self (Kluger & DeNisi 1996), trust goes faster than it comes (Slovic 1993).
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
    """Need satisfaction in one number, soured by reactance."""
    parts = WEIGHT_AUTONOMY * autonomy + WEIGHT_COMPETENCE * competence + WEIGHT_RELATEDNESS * relatedness
    return parts * (1.0 - spite * reactance)


@compiled
def sight(monitoring: float, opacity: float, complexity: float) -> float:
    """What monitoring sees: less in complex work."""
    return monitoring * (1.0 - opacity * complexity)


@compiled
def order(authority: float, mandate: float, seen: float) -> float:
    """Stakes of a mandate, the higher where one is checked.

    >>> order(0.2, 1.0, 1.0), order(0.2, 1.0, 0.0)
    (1.0, 0.2)
    """
    return mandate * (authority + (1.0 - authority) * seen)


@compiled
def reward(incentive: float, measured: float, measurable: float) -> float:
    """Stakes of pay for what is measured.

    >>> reward(1.0, 0.5, 1.0), reward(1.0, 0.5, 0.0)
    (0.5, 0.25)
    """
    return incentive * measured * (1.0 + measurable) / 2.0


@compiled
def both(held: float, paid: float) -> float:
    """What hangs on two stakes together.

    >>> both(0.5, 0.5)
    0.75
    """
    return 1.0 - (1.0 - held) * (1.0 - paid)


@kernel
def threat(p: Parameters, mandate: float, monitoring: float, autonomy: float, legitimate: float, trust: float) -> float:
    """Threat to freedom at full distance: an imposed goal, watched, without a say of how."""
    watched = 1.0 - p.surveillance + p.surveillance * monitoring
    softened = (1.0 - p.legitimacy_relief * legitimate) * (1.0 - trust / 2.0)
    return mandate * watched * (1.0 - autonomy) * softened


@kernel
def resisted(p: Parameters, reactance: float, proneness: float, threatened: float, enabling: float) -> float:
    """Reactance after a week: it rises with threat and calms, sooner where the policy turns out to enable."""
    rise = p.react * proneness * threatened * (1.0 - reactance)
    return reactance + rise - p.calm * (1.0 + p.relief * enabling) * reactance


@compiled
def rhythm(pulse: float, interval: float) -> float:
    """How continuous feedback is: 0 for never, towards 1 for ever shorter intervals."""
    return pulse / (pulse + interval) if interval > 0.0 else 0.0


@compiled
def lean(x: float, temperament: float, temper: float) -> float:
    """A condition x as felt by someone of this temperament."""
    return x + temperament * temper * min(x, 1.0 - x)


@compiled
def nudged(x: float, step: float) -> float:
    """Move x by ``step`` of the room that is left above or below."""
    return x + step * (1.0 - x) if step >= 0.0 else x + step * x


@kernel
def autonomy_of(p: Parameters, autonomy: float, voice: float, rationale: float, at_stake: float) -> float:
    """Condition of autonomy: own decisions, a say, a meaning; crowded out by stakes, more in complex work."""
    directed = (1.0 - autonomy) * (1.0 - p.voice_meaning * voice) * (1.0 - p.rationale_meaning * rationale)
    crowding = p.crowding if p.on.crowding_out else 0.0
    return (1.0 - directed) * (1.0 - crowding * at_stake * (1.0 + p.context_complexity) / 2.0)


@kernel
def competence_of(
    p: Parameters, skill: float, measurable: float, regular: float, openness: float, achievable: float
) -> float:
    """Condition of competence: skill, progress that can be seen, goals within reach."""
    progress = measurable * (1.0 - (1.0 - regular) * (1.0 - openness))
    return p.skill_share * skill + p.progress_share * progress + (1.0 - p.skill_share - p.progress_share) * achievable


@kernel
def evidence(p: Parameters, walk: float, openness: float, legitimate: float, watched: float, told: float) -> float:
    """What speaks for trusting: the manager's deeds against the words (walk), openness, legitimacy.

    It is less where one is watched under a mandate, and where image and words part (told is how alike they are).
    """
    good = p.trust_deeds * walk + p.trust_openness * openness + (1.0 - p.trust_deeds - p.trust_openness) * legitimate
    return good * (1.0 - p.watch * watched) * (1.0 - p.betrayal * (1.0 - told))


@kernel
def skilled(p: Parameters, skill: float, support: float, regular: float) -> float:
    """Skill after a week: it moves towards what support and feedback allow."""
    allowed = 1.0 - (1.0 - support) * (1.0 - p.coaching * regular)
    return skill + p.learning * (p.skill_floor + (1.0 - p.skill_floor) * allowed - skill)


@kernel
def feel(f: Fixed, s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """The feelings of members ``first`` to ``last`` - 1: of their own newest, and of others' deeds as they stand."""
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
        sour = p.stake_threat * at_stake * (1.0 - autonomy)
        regular = rhythm(p.pulse, interval)

        enabling = 0.0
        if p.on.experience:
            enabling = max(0.0, past[(t - 1) % MEMORY, i] - before[i]) * (1.0 - sour)
        if p.on.reactance:
            threatened = distance * threat(p, mandate, monitoring, autonomy, legitimate, trust[i])
            reactance[i] = resisted(p, reactance[i], proneness[i], threatened, enabling)
        if p.on.needs:
            b = autonomy_of(p, autonomy, voice, rationale, at_stake)
            needs[i, 0] += p.adapt * (lean(b, temperament[i, 0], p.temper) - needs[i, 0])
            b = competence_of(p, skill[i], measurable, regular, openness, levers[d, L.ACHIEVABLE])
            needs[i, 1] += p.adapt * (lean(b, temperament[i, 1], p.temper) - needs[i, 1])
            b = p.trust_share * trust[i] + (1.0 - p.trust_share) * likeness[i]
            needs[i, 2] += p.adapt * (lean(b, temperament[i, 2], p.temper) - needs[i, 2])
        if p.on.trust:
            walk = alike(K, p.rules.likeness, does, manager[i], knows, i)
            told = alike(K, p.rules.likeness, image, i, knows, i)
            speaks = evidence(p, walk, openness, legitimate, monitoring * mandate, told)
            speaks = 1.0 - (1.0 - speaks) * (1.0 - enabling)
            trust[i] += (p.trust_up if speaks > trust[i] else p.trust_down) * (speaks - trust[i])
        if p.on.skill:
            skill[i] = skilled(p, skill[i], felt[i, L.SUPPORT], regular)
        if p.on.feedback_talks and talking(interval, offset[i], t):
            step = p.talk * (trust[i] - sour)
            if p.on.skill:
                skill[i] = nudged(skill[i], step)
            if p.on.needs:
                needs[i, 1] = nudged(needs[i, 1], step)
        if p.on.internalising:
            total = total_needs(needs[i, 0], needs[i, 1], needs[i, 2], p.spite, reactance[i])
            step = p.intern * total * (1.0 - reactance[i]) * mu[i]
            for k in range(len(K)):
                agenda[i, k] += step * (knows[i, k] - agenda[i, k])
