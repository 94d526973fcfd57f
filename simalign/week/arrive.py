"""Initialise the occupant of a seat: traits, private agenda and state, for founders and newcomers alike.

A seat is a position in the organisation. The n-th occupant of a seat is drawn from (run, seat, n), so that the same
person arrives under every policy.
"""

from simalign.compiled import compiled, kernel
from simalign.simplex import alike
from simalign.streams import ABILITY, AGENDA, OFFSET, PRONENESS, SQRT_3, TEMPERAMENT, draw, flat, four
from simalign.week.feel import felt_condition, total_needs
from simalign.week.state import MEMORY, Fixed, Parameters, State

OFFSETS = 520


@kernel
def draw_traits(f: Fixed, s: State, p: Parameters, i: int) -> None:
    """Draw proneness, ability, temperament and the week of feedback talks of member i, and set the anchor."""
    # ODD 7.1, the purposes proneness, ability, temperament and offset
    n, key = s.occupant[i], f.key[i]
    s.proneness[i] = 1.0 + p.proneness_spread * four(f.run, PRONENESS, n, key) / 2.0
    spread = p.ability_spread * (1.0 + p.ability_complexity * p.context_complexity) / 2.0
    able = 1.0 + spread * SQRT_3 * four(f.run, ABILITY, n, key)
    s.ability[i] = able * able / (1.0 + spread * spread)
    for part in range(3):
        s.temperament[i, part] = 2.0 * draw(f.run, TEMPERAMENT, n, key, part) - 1.0
    s.anchor[i] = p.anchor
    s.offset[i] = int(draw(f.run, OFFSET, n, key, 0) * OFFSETS)


@kernel
def draw_agenda(f: Fixed, s: State, p: Parameters, i: int) -> None:
    """Draw the private agenda of member i: a mix of role, department and an individual random part."""
    # ODD 7.2, agenda
    flat(f.run, AGENDA, s.occupant[i], f.key[i], f.order, len(f.order), s.agenda[i])
    h = p.context_heterogeneity
    for k in range(len(f.K)):
        s.agenda[i, k] = (1.0 - h) * f.mixes[f.mix[i], k] + h * s.agenda[i, k]


@kernel
def set_feelings(f: Fixed, s: State, p: Parameters, i: int) -> None:
    """Set the initial needs, remembered totals and distance of member i.

    Traits, trust, skill and reactance must have been set before.
    """
    # ODD 7.2, needs, before and remembered totals
    for n in range(3):
        s.needs[i, n] = felt_condition(0.5, s.temperament[i, n], p.temper)
    s.before[i] = 1.0
    total = total_needs(s.needs[i, 0], s.needs[i, 1], s.needs[i, 2], p.spite, s.reactance[i])
    for w in range(MEMORY):
        s.past[w, i] = total
    s.distance[i] = 1.0 - alike(f.K, p.rules.likeness, s.knows, i, s.wants, i)


@kernel
def arrive(f: Fixed, s: State, p: Parameters, i: int) -> None:
    """Initialise a newcomer to seat i, whose wants, deeds, knowledge and image all equal the private agenda."""
    # ODD 5.9, newcomer
    draw_traits(f, s, p, i)
    draw_agenda(f, s, p, i)
    for k in range(len(f.K)):
        s.knows[i, k] = s.wants[i, k] = s.does[i, k] = s.image[i, k] = s.origin[i, k] = s.agenda[i, k]
    s.trust[i], s.skill[i], s.reactance[i], s.defied[i] = p.context_trust, p.context_skill, 0.0, 0
    set_feelings(f, s, p, i)


@compiled
def set_up_founders(f: Fixed, s: State, p: Parameters, traits_drawn: bool) -> None:
    """Initialise all founders in two passes: first draw traits and agendas, then, if they are drawn, set feelings.

    Between the passes the caller writes the values that the organisation's files give.
    """
    for i in range(len(f.manager)):
        if traits_drawn:
            set_feelings(f, s, p, i)
        else:
            draw_traits(f, s, p, i)
            draw_agenda(f, s, p, i)
