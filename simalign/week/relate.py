"""Step 8, relate: the organisation's image among members and stakeholders, and the depth of relationships.

Images follow deeds as far as these can be seen, and words otherwise. The measures of identity compare the images with
the deeds (self, self-perception and external perception).
"""

from simalign.compiled import kernel
from simalign.policies.levers import L
from simalign.simplex import overlap
from simalign.week.state import Fixed, Parameters, State


@kernel
def update_images(f: Fixed, s: State, p: Parameters) -> None:
    """Move the images of members and stakeholders towards last week's mean deeds and towards words.

    Members mix deeds, as far as these are transparent, with the strategy as they know it and their colleagues' deeds;
    stakeholders mix deeds and strategy by the depth of their relationship.
    """
    # ODD 5.8, images
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
    """Update images and then relationships, which deepen with care and fade with neglect or inconsistent deeds."""
    if p.on.image:
        update_images(f, s, p)
    if p.on.relationships:  # ODD 5.8, relationships
        for j in range(len(s.depth)):
            m = f.carer[j]
            honest = overlap(f.K, s.does, m, s.strategy, 0)
            care = s.felt[m, L.RELATIONSHIP_MANAGEMENT] * p.grow * s.trust[m] * honest
            depth = s.depth[j]
            s.depth[j] = depth + care * (1.0 - depth) - (p.decay + p.part * (1.0 - honest)) * depth
