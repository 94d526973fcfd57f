"""Step 4, want: colleagues, the manager, an accepted strategy and the private agenda influence members' wants.

Sources: social influence with private anchors (Friedkin & Johnsen 1990); acceptance that falls with distance (social
judgement, Sherif & Hovland 1961); bounded confidence, which ignores distant colleagues (Hegselmann & Krause 2002).
"""

from simalign.compiled import compiled, kernel
from simalign.policies.levers import L
from simalign.week.state import Fixed, Parameters, State


@compiled
def legitimacy(base: float, voice: float, rationale: float) -> float:
    """Return the legitimacy of management: a base that voice and rationale raise.

    >>> legitimacy(0.5, 0.0, 0.0), legitimacy(0.5, 1.0, 0.0)
    (0.5, 1.0)
    """
    # ODD 5, shorthands: legitimacy_i
    return base + (1.0 - base) * (1.0 - (1.0 - voice) * (1.0 - rationale))


@compiled
def nearness(linear: int, latitude: float, relevance: float, distance: float, relevant: float) -> float:
    """Return how acceptable a strategy is at a distance from the member's wants.

    It falls from 1 at distance 0 to 0 at the latitude of acceptance, linearly if ``linear`` is 1, else quadratically.

    >>> nearness(0, 0.5, 0.0, 0.25, 0.0), nearness(1, 0.5, 0.0, 0.25, 0.0)
    (0.75, 0.5)
    """
    # ODD 5.4, latitude_i and the last factor of mu_i; ODD 5.10, acceptance
    reach = distance / (latitude + (1.0 - latitude) * relevance * relevant)
    return max(0.0, 1.0 - (reach if linear else reach * reach))


@kernel
def want(f: Fixed, s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """Move the wants of members ``first`` to ``last`` - 1 one step towards their influences."""
    K, agenda, knows, wants, does, peers = f.K, s.agenda, s.knows, s.wants, s.does, s.peers
    felt, manager, anchor, reactance, accepted = s.felt, f.manager, s.anchor, s.reactance, s.mu
    for i in range(first, last):
        m, mu = manager[i], accepted[i]
        alpha = 0.0  # ODD 5.4, alpha_i, lam_i, seen_i and wants_i
        if p.on.private_agenda:
            alpha = anchor[i] + (1.0 - anchor[i]) * p.boomerang * reactance[i]
        lam = p.manager_weight + (1.0 - p.manager_weight) * p.follow * felt[i, L.ROLE_MODELLING]
        for k in range(len(K)):
            seen = (1.0 - lam) * peers[i, k] + lam * does[m, k] if p.on.social_influence else does[i, k]
            target = alpha * agenda[i, k] + (1.0 - alpha) * ((1.0 - mu) * seen + mu * knows[i, k])
            wants[i, k] += p.pace * (target - wants[i, k])
