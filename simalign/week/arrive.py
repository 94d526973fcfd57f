"""Traits, agenda and initial state of members on their arrival, for founders and newcomers (ODD 7.2, 5.9).

The n-th occupant of a position is drawn from (run, position, n), so that the same person arrives under every policy
(ODD 4.2).
"""

from simalign.compiled import compiled, kernel
from simalign.streams import (
    ABILITY,
    AGENDA,
    OFFSET,
    PRIVATE_AGENDA,
    PRIVATE_SHARE,
    PRONENESS,
    SQRT_3,
    TEMPERAMENT,
    draw,
    flat,
    four,
)
from simalign.week.feel import felt_condition, total_needs
from simalign.week.state import Fixed, Indices, Parameters, State

OFFSETS = 520
UNKNOWN = -1.0  # ``accustomed`` and ``used`` before a member's first week, and ``heeded`` of members without advice


@kernel
def draw_traits(f: Fixed, s: State, p: Parameters, i: int) -> None:
    """Draw proneness, ability, temperament and the offset of talks; set the anchor and initial trust (ODD 7.1, 7.2)."""
    n, key = s.occupant[i], f.key[i]
    s.proneness[i] = 1.0 + p.proneness_spread * four(f.run, PRONENESS, n, key) / 2.0
    spread = p.ability_spread * (1.0 + p.ability_complexity * p.context_complexity) / 2.0
    able = 1.0 + spread * SQRT_3 * four(f.run, ABILITY, n, key)
    s.ability[i] = able * able / (1.0 + spread * spread)
    for part in range(3):
        s.temperament[i, part] = 2.0 * draw(f.run, TEMPERAMENT, n, key, part) - 1.0
    s.anchor[i] = p.anchor
    s.trust[i] = felt_condition(p.context_trust, s.temperament[i, 2], p.temper / 2.0)
    s.offset[i] = int(draw(f.run, OFFSET, n, key, 0) * OFFSETS)


@kernel
def draw_agenda(f: Fixed, s: State, p: Parameters, i: int) -> None:
    """Mix the profiles of role and department with an individual agenda; its mean private share is theirs (ODD 7.2)."""
    n, key, row, mixed, private = s.occupant[i], f.key[i], f.mix[i], s.spare[0], s.spare[1]
    flat(f.run, AGENDA, n, key, f.external, len(f.external), mixed)
    share = f.private_share[row]
    share += (2.0 * draw(f.run, PRIVATE_SHARE, n, key, 0) - 1.0) * min(share, 1.0 - share)
    if len(f.private) > 0:
        flat(f.run, PRIVATE_AGENDA, n, key, f.private, len(f.private), private)
    h = p.context_heterogeneity
    for k in range(len(f.K)):
        own = (1.0 - share) * mixed[k] if f.is_external[k] > 0.0 else share * private[k]
        s.agenda[i, k] = (1.0 - h) * f.mixes[row, k] + h * own


@kernel
def set_feelings(f: Fixed, s: State, p: Parameters, i: int) -> None:
    """Set needs, and everything that starts alike for all members, after traits, trust and skill are set (ODD 7.2)."""
    for part in range(3):
        s.needs[i, part] = felt_condition(0.5, s.temperament[i, part], p.temper)
    s.total[i] = s.will[i] = total_needs(s.needs[i, 0], s.needs[i, 1], s.needs[i, 2])
    s.before[i], s.pledge[i], s.heeded[i] = 1.0, 0.0, UNKNOWN
    s.accustomed[i] = UNKNOWN
    s.used[i, 0] = 0.0 if s.occupant[i] > 0 else UNKNOWN
    s.used[i, 1] = 0.5 if s.occupant[i] > 0 else UNKNOWN
    s.vacant[i] = 0
    for k in range(len(f.K)):
        s.said[i, k] = s.knows[i, k]


@kernel
def arrive(f: Fixed, s: State, p: Parameters, i: int) -> None:
    """Initialise the newcomer in position i: knows, wants and does equal the new agenda (ODD 5.9)."""
    draw_traits(f, s, p, i)
    draw_agenda(f, s, p, i)
    for k in range(len(f.K)):
        s.knows[i, k] = s.wants[i, k] = s.does[i, k] = s.image[i, k] = s.origin[i, k] = s.agenda[i, k]
    s.skill[i], s.reactance[i], s.defied[i] = p.context_skill, 0.0, 0
    set_feelings(f, s, p, i)
    s.vacant[i] = int(p.context_vacancy)


@compiled
def replace_occupants(f: Fixed, s: State, p: Parameters, positions: Indices, t: int) -> None:
    """Initialise newcomers in ``positions`` at the start of week t; ``occupant`` has already been raised."""
    for i in positions:
        s.joined[i] = t
        s.present[i] = t < p.warmup
        arrive(f, s, p, i)


@compiled
def set_up_founders(f: Fixed, s: State, p: Parameters, traits_drawn: bool) -> None:
    """Set up the founders: draw their traits and agendas or, if ``traits_drawn``, set their feelings."""
    for i in range(len(f.manager)):
        if traits_drawn:
            set_feelings(f, s, p, i)
        else:
            draw_traits(f, s, p, i)
            draw_agenda(f, s, p, i)
