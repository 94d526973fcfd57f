"""Step 4, want: drawn by colleagues' deeds, the manager's, an acceptable strategy, and back to the private agenda.

Social influence with private anchors (Friedkin & Johnsen 1990); acceptance falls with distance (social judgement,
Sherif & Hovland 1961); colleagues too far off may go unheeded (Hegselmann & Krause 2002).
"""

from simalign.compiled import compiled, kernel, replaced, zeros
from simalign.goals import overlap
from simalign.week.carry import RATIONALE, RELEVANT, ROLE_MODELLING, SHARED_GOALS, VOICE
from simalign.week.state import Fixed, Parameters, State


@compiled
def legitimacy(base: float, voice: float, rationale: float) -> float:
    """Legitimacy of management: its base, raised by voice and rationale.

    >>> legitimacy(0.5, 0.0, 0.0), legitimacy(0.5, 1.0, 0.0)
    (0.5, 1.0)
    """
    return base + (1.0 - base) * (1.0 - (1.0 - voice) * (1.0 - rationale))


@compiled
def nearness(latitude: float, relevance: float, distance: float, relevant: float) -> float:
    """How acceptable a strategy is at a distance from what is wanted: 1 at none, 0 beyond the latitude."""
    reach = distance / (latitude + (1.0 - latitude) * relevance * relevant)
    return max(0.0, 1.0 - reach * reach)


@kernel
def look_around(f: Fixed, s: State, p: Parameters) -> None:
    """Write colleagues' deeds as each member sees them (own deeds if there are none to see), and how like own deeds."""
    K, does, wants, peers, felt, likeness = f.K, s.does, s.wants, s.peers, s.felt, s.likeness
    start, target, weight, department = f.tie_start, f.tie_target, f.tie_weight, f.department
    weighted, picky = len(weight) > 0, p.peer_latitude < 1.0
    for i in range(len(department)):
        across = 1.0 - p.silo * (1.0 - felt[i, SHARED_GOALS])
        total, others, summed = 0.0, 0.0, zeros(K)
        for n in range(start[i], start[i + 1]):
            j = target[n]
            if picky and 1.0 - overlap(K, does, j, wants, i) > p.peer_latitude:
                continue
            w = 1.0 if department[j] == department[i] else across
            if weighted:
                w *= weight[n]
            total += w
            others += w if j != i else 0.0
            for k in range(len(K)):
                summed = replaced(summed, k, summed[k] + w * does[j, k])
        scale = 1.0 / total if total > 0.0 else 0.0
        for k in range(len(K)):
            peers[i, k] = scale * summed[k] if total > 0.0 else does[i, k]
        likeness[i] = overlap(K, does, i, peers, i) if others > 0.0 else 0.0


@kernel
def want(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Move what everybody wants a step towards where it is drawn."""
    look_around(f, s, p)
    K, agenda, knows, wants, does, peers = f.K, s.agenda, s.knows, s.wants, s.does, s.peers
    felt, levers, manager, department, anchor = s.felt, s.levers, f.manager, f.department, s.anchor
    trust, reactance, accepted = s.trust, s.reactance, s.mu
    for i in range(len(manager)):
        m = manager[i]
        mu = 0.0
        if p.on.acceptance:
            mu = p.acceptance
            if mu < 0.0:
                distance = 1.0 - overlap(K, knows, i, wants, i)
                near = nearness(p.latitude, p.relevance, distance, levers[department[i], RELEVANT])
                legitimate = legitimacy(p.context_legitimacy, felt[i, VOICE], felt[i, RATIONALE])
                mu = legitimate * trust[i] * (1.0 - reactance[i]) * near
        accepted[i] = mu
        alpha = 0.0
        if p.on.private_agenda:
            alpha = anchor[i] + (1.0 - anchor[i]) * p.boomerang * reactance[i]
        lam = p.manager_weight + (1.0 - p.manager_weight) * p.follow * felt[i, ROLE_MODELLING]
        for k in range(len(K)):
            seen = (1.0 - lam) * peers[i, k] + lam * does[m, k] if p.on.social_influence else does[i, k]
            drawn = alpha * agenda[i, k] + (1.0 - alpha) * ((1.0 - mu) * seen + mu * knows[i, k])
            wants[i, k] += p.pace * (drawn - wants[i, k])
