"""Step 4, want: wants follow colleagues, the manager, an acceptable strategy and the private agenda (ODD 5.4).

Social influence has private anchors (Friedkin & Johnsen 1990). Acceptance falls with distance (social judgement,
Sherif & Hovland 1961); it needs reasons and trust, and control lowers it (Deci & Ryan 2000).
"""

from simalign.compiled import compiled, kernel
from simalign.policies.levers import L
from simalign.simplex import effect
from simalign.week.state import Fixed, Parameters, State


@kernel
def reasons_for(p: Parameters, voice: float, explained: float) -> float:
    """Return how far members see reasons for the strategy: legitimacy, voice, and rationale if believed (ODD 5.4-5)."""
    return 1.0 - (1.0 - p.context_legitimacy) * (1.0 - p.w_voice * voice) * (1.0 - p.w_rationale * explained)


@kernel
def control_of(p: Parameters, held: float, autonomy: float, voice: float, leader: int) -> float:
    """Return the control that a mandate exerts, less with autonomy and voice; 0 for leaders (ODD 5.4-7)."""
    say = 1.0 if leader else p.say * voice
    return held * (1.0 - p.give * autonomy) * (1.0 - say)


@compiled
def nearness(linear: int, latitude: float, relevance: float, distance: float, relevant: float) -> float:
    """Return how acceptable a strategy is at a distance from wants: 1 at distance 0, and 0 beyond the latitude.

    >>> nearness(0, 0.5, 0.0, 0.25, 0.0), nearness(1, 0.5, 0.0, 0.25, 0.0)
    (0.75, 0.5)
    """
    # ODD 5.4-10, 5.4-11; ODD 5.10, acceptance
    reach = distance / (latitude + (1.0 - latitude) * relevance * relevant)
    return max(0.0, 1.0 - (reach if linear else reach * reach))


@kernel
def acceptance_of(
    p: Parameters, reasons: float, trust: float, reactance: float, control: float, distance: float, relevant: float
) -> float:
    """Return how far a member accepts the strategy as known, mu (ODD 5.4-12)."""
    if p.acceptance >= 0.0:
        return p.acceptance
    near = nearness(p.rules.acceptance, p.latitude, p.relevance, distance, relevant)
    willing = min(1.0, p.accept * reasons * trust) * (1.0 - reactance) * (1.0 - p.frustrate * control)
    return willing * near


@kernel
def want(f: Fixed, s: State, p: Parameters, t: int, first: int, last: int) -> None:
    """Move the wants of members ``first`` to ``last`` - 1 one step towards their influences (ODD 5.4-13 to 5.4-15)."""
    K, agenda, knows, wants, does, peers = f.K, s.agenda, s.knows, s.wants, s.does, s.peers
    felt, manager, anchor, accepted = s.felt, f.manager, s.anchor, s.mu
    for i in range(first, last):
        m, mu = manager[i], accepted[i]
        alpha = anchor[i] if p.on.private_agenda else 0.0
        lam = p.manager_weight + (1.0 - p.manager_weight) * p.follow * effect(felt[i, L.ROLE_MODELLING])
        for k in range(len(K)):
            seen = (1.0 - lam) * peers[i, k] + lam * does[m, k] if p.on.social_influence else does[i, k]
            target = alpha * agenda[i, k] + (1.0 - alpha) * ((1.0 - mu) * seen + mu * knows[i, k])
            wants[i, k] += p.pace * (target - wants[i, k])
