"""Step 8, relate: what members and stakeholders take the organisation to be, and how deep relations go.

Words where there is no insight, deeds where there is: the match of self, self-perception and external perception.
"""

from simalign.compiled import kernel
from simalign.policies.levers import L
from simalign.simplex import overlap
from simalign.week.state import Fixed, Parameters, State


@kernel
def imagine(f: Fixed, s: State, p: Parameters) -> None:
    """Images move towards what is open to see, what is said, and what is seen nearby; deeds are those of last week."""
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
    """Images, then relations: cared for they deepen, neglected or betrayed they fade."""
    if p.on.image:
        imagine(f, s, p)
    if p.on.relationships:
        for j in range(len(s.depth)):
            m = f.carer[j]
            honest = overlap(f.K, s.does, m, s.strategy, 0)
            care = s.felt[m, L.RELATIONSHIP_MANAGEMENT] * p.grow * s.trust[m] * honest
            depth = s.depth[j]
            s.depth[j] = depth + care * (1.0 - depth) - (p.decay + p.part * (1.0 - honest)) * depth
