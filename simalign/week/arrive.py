"""Who takes a seat: traits, agenda and the state of somebody who has just arrived, founders and newcomers alike.

The n-th occupant of a seat is drawn from (run, seat, n): the same person under every policy.
"""

from simalign.compiled import compiled, kernel
from simalign.simplex import alike
from simalign.streams import ABILITY, AGENDA, OFFSET, PRONENESS, SQRT_3, TEMPERAMENT, draw, flat, four
from simalign.week.feel import lean, total_needs
from simalign.week.state import MEMORY, Fixed, Parameters, State

OFFSETS = 520


@kernel
def draw_traits(f: Fixed, s: State, p: Parameters, i: int) -> None:
    """Anchor, proneness, ability, temperament and the week of talks."""
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
    """An agenda of role and department, and of the person's own."""
    flat(f.run, AGENDA, s.occupant[i], f.key[i], f.order, len(f.order), s.agenda[i])
    h = p.context_heterogeneity
    for k in range(len(f.K)):
        s.agenda[i, k] = (1.0 - h) * f.mixes[f.mix[i], k] + h * s.agenda[i, k]


@kernel
def settle(f: Fixed, s: State, p: Parameters, i: int) -> None:
    """Feelings at the start; with the traits drawn and trust, skill and reactance set."""
    for n in range(3):
        s.needs[i, n] = lean(0.5, s.temperament[i, n], p.temper)
    s.before[i] = 1.0
    total = total_needs(s.needs[i, 0], s.needs[i, 1], s.needs[i, 2], p.spite, s.reactance[i])
    for w in range(MEMORY):
        s.past[w, i] = total
    s.distance[i] = 1.0 - alike(f.K, p.rules.likeness, s.knows, i, s.wants, i)


@kernel
def arrive(f: Fixed, s: State, p: Parameters, i: int) -> None:
    """Seat the next occupant of seat i, who wants, does and expects what their agenda says."""
    draw_traits(f, s, p, i)
    draw_agenda(f, s, p, i)
    for k in range(len(f.K)):
        s.knows[i, k] = s.wants[i, k] = s.does[i, k] = s.image[i, k] = s.origin[i, k] = s.agenda[i, k]
    s.trust[i], s.skill[i], s.reactance[i], s.defied[i] = p.context_trust, p.context_skill, 0.0, 0
    settle(f, s, p, i)


@compiled
def found(f: Fixed, s: State, p: Parameters, drawn: bool) -> None:
    """Seat the founders: first their traits and agendas are drawn, then, when ``drawn``, feelings settle."""
    for i in range(len(f.manager)):
        if drawn:
            settle(f, s, p, i)
        else:
            draw_traits(f, s, p, i)
            draw_agenda(f, s, p, i)
