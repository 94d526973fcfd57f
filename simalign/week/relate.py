"""Step 8, relate: images of the organisation among members and partners, and relations to partners (ODD 5.8).

Images follow deeds as far as members have insight, and words otherwise. The measures of identity compare them.
"""

from simalign.compiled import kernel
from simalign.policies.levers import L
from simalign.simplex import effect, overlap
from simalign.week.feel import trust_step
from simalign.week.state import Fixed, Parameters, State


@kernel
def update_images(f: Fixed, s: State, p: Parameters) -> None:
    """Move images towards mean deeds, words, and the deeds of colleagues (ODD 5.8-1, 5.8-2)."""
    K, image, knows, peers, felt = f.K, s.image, s.knows, s.peers, s.felt
    deeds, depth, outside, strategy = s.mean_does, s.depth, s.outside, s.strategy
    for i in range(len(image)):
        insight = felt[i, L.TRANSPARENCY]
        for k in range(len(K)):
            hearsay = p.own_view * knows[i, k] + (1.0 - p.own_view) * peers[i, k]
            view = insight * deeds[0, k] + (1.0 - insight) * hearsay
            image[i, k] += p.image_pace * (view - image[i, k])
    for j in range(len(depth)):
        for k in range(len(K)):
            view = depth[j] * deeds[0, k] + (1.0 - depth[j]) * strategy[0, k]
            outside[j, k] += p.image_pace * (view - outside[j, k])


@kernel
def relate(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Update images, then the trust of partners and the depth of relations (ODD 5.8-3 to 5.8-5)."""
    if p.on.image:
        update_images(f, s, p)
    if p.on.relationships:
        openness = s.levers[-1, L.TRANSPARENCY]
        for j in range(len(s.depth)):
            evidence = overlap(f.K, s.outside, j, s.mean_does, 0) * (0.5 + openness / 2.0)
            s.partner_trust[j] += trust_step(p, evidence, s.partner_trust[j])
            care = effect(s.felt[f.carer[j], L.RELATIONSHIP_MANAGEMENT]) * p.grow * s.partner_trust[j]
            s.depth[j] += care * (1.0 - s.depth[j]) - p.decay * s.depth[j]
