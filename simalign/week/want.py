"""Step 4, want: drawn by colleagues' deeds, the manager's, an acceptable strategy, and back to the private agenda.

Social influence with private anchors (Friedkin & Johnsen 1990); acceptance falls with distance (social judgement,
Sherif & Hovland 1961); colleagues too far off may go unheeded (Hegselmann & Krause 2002).
"""

from simalign.compiled import compiled, kernel
from simalign.policies.levers import L
from simalign.week.state import Fixed, Parameters, State


@compiled
def legitimacy(base: float, voice: float, rationale: float) -> float:
    """Legitimacy of management: its base, raised by voice and rationale.

    >>> legitimacy(0.5, 0.0, 0.0), legitimacy(0.5, 1.0, 0.0)
    (0.5, 1.0)
    """
    return base + (1.0 - base) * (1.0 - (1.0 - voice) * (1.0 - rationale))


@compiled
def nearness(linear: int, latitude: float, relevance: float, distance: float, relevant: float) -> float:
    """How acceptable a strategy is at a distance from what is wanted: 1 at none, 0 beyond the latitude.

    >>> nearness(0, 0.5, 0.0, 0.25, 0.0), nearness(1, 0.5, 0.0, 0.25, 0.0)
    (0.75, 0.5)
    """
    reach = distance / (latitude + (1.0 - latitude) * relevance * relevant)
    return max(0.0, 1.0 - (reach if linear else reach * reach))


@kernel
def want(f: Fixed, s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """Move what members ``first`` to ``last`` - 1 want a step towards where it is drawn."""
    K, agenda, knows, wants, does, peers = f.K, s.agenda, s.knows, s.wants, s.does, s.peers
    felt, manager, anchor, reactance, accepted = s.felt, f.manager, s.anchor, s.reactance, s.mu
    for i in range(first, last):
        m, mu = manager[i], accepted[i]
        alpha = 0.0
        if p.on.private_agenda:
            alpha = anchor[i] + (1.0 - anchor[i]) * p.boomerang * reactance[i]
        lam = p.manager_weight + (1.0 - p.manager_weight) * p.follow * felt[i, L.ROLE_MODELLING]
        for k in range(len(K)):
            seen = (1.0 - lam) * peers[i, k] + lam * does[m, k] if p.on.social_influence else does[i, k]
            drawn = alpha * agenda[i, k] + (1.0 - alpha) * ((1.0 - mu) * seen + mu * knows[i, k])
            wants[i, k] += p.pace * (drawn - wants[i, k])
