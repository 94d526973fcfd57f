"""Step 10, measure: all measures of the whole or of a group, as functions of the state; nothing is changed but ``out``.

Sums over members run in blocks of one fixed size, in member order, so that results are the same bytes everywhere.
"""

from simalign.compiled import kernel
from simalign.measures.catalogue import NAMES, M
from simalign.policies.levers import L
from simalign.simplex import BLOCK, Goals, Rows, largest, mean_rows, overlap, recalls
from simalign.week.carry import goals_kept
from simalign.week.deliver import REACH, TOGETHER
from simalign.week.state import MEMORY, Fixed, Flags, Floats, Indices, Parameters, Small, State
from simalign.week.strategy import mean_depth

COUNT = len(NAMES)
BASE, DEFIED, PAID = COUNT, COUNT + 1, COUNT + 2  # further sums that measures are made of
SUMS = COUNT + 3


@kernel
def add_overlaps(K: Goals, rows: Rows, to: Rows, at: int, members: Indices, part: Floats, n: int) -> None:
    """Add to part[n] the members' overlaps of their rows with to[at]."""
    total = 0.0
    for i in members:
        total += overlap(K, rows, i, to, at)
    part[n] += total


@kernel
def add_clarity(
    K: Goals, knows: Rows, wants: Rows, origin: Rows, strategy: Rows, members: Indices, part: Floats
) -> None:
    """Add who knows the strategy, more than their agenda would, and who takes it to be what they want."""
    total, bases, clear, claimed = 0.0, 0.0, 0, 0
    for i in members:
        know, base = overlap(K, knows, i, strategy, 0), overlap(K, origin, i, strategy, 0)
        total += know
        bases += base
        clear += know > 0.5 and know - base > 0.1
        claimed += overlap(K, knows, i, wants, i) > 0.5
    part[M.KNOW] += total
    part[BASE] += bases
    part[M.ROLE_CLARITY] += clear
    part[M.CLAIMED_CLARITY] += claimed


@kernel
def add_recall(
    K: Goals, knows: Rows, strategy: Rows, count: int, order: Indices, members: Indices, top: Flags, part: Floats
) -> None:
    """Add who has the strategy's ``count`` largest goals as their own largest; top (K,) is room to work in."""
    largest(K, strategy, 0, count, order, top)
    recalled = 0
    for i in members:
        recalled += recalls(K, knows, i, top, order)
    part[M.TOP3_RECALL] += recalled


@kernel
def add_resistance(
    reactance: Floats, defied: Flags, joined: Small, warmup: int, members: Indices, part: Floats
) -> None:
    """Add who resists, who has resisted and no longer does, and who was there at week 0."""
    total, resistant, ever, faded, stayed = 0.0, 0, 0, 0, 0
    for i in members:
        total += reactance[i]
        resistant += reactance[i] > 0.5
        ever += defied[i] > 0
        faded += defied[i] == 2
        stayed += joined[i] <= warmup
    part[M.RESISTANCE] += total
    part[M.RESISTANT] += resistant
    part[DEFIED] += ever
    part[M.RESISTANCE_FADED] += faded
    part[M.RETENTION] += stayed


@kernel
def add_values(s: State, t: int, members: Indices, part: Floats) -> None:
    """Add the members' feelings, work and pay."""
    trust, skill, needs, effort, cost, busy, value, paid = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    autonomy, competence, relatedness = 0.0, 0.0, 0.0
    for i in members:
        trust += s.trust[i]
        skill += s.skill[i]
        needs += s.past[t % MEMORY, i]
        effort += s.effort[i]
        cost += s.time_cost[i]
        busy += s.work[i]
        value += s.output[i]
        autonomy += s.needs[i, 0]
        competence += s.needs[i, 1]
        relatedness += s.needs[i, 2]
        paid += s.felt[i, L.INCENTIVE]
    part[M.TRUST], part[M.SKILL], part[M.NEEDS] = trust, skill, needs
    part[M.EFFORT], part[M.TIME_COST], part[M.BUSY], part[M.VALUE], part[PAID] = effort, cost, busy, value, paid
    part[M.NEED_AUTONOMY], part[M.NEED_COMPETENCE], part[M.NEED_RELATEDNESS] = autonomy, competence, relatedness


@kernel
def mean_over(f: Fixed, s: State, warmup: int, members: Indices, t: int) -> None:
    """Means over the members of all that is such a mean, into s.sums[0]; s.spare[:3] holds their mean rows."""
    K = f.K
    count = min(3, goals_kept(len(K), s.levers))
    sums, part, means = s.sums[0], s.sums[1], s.spare
    for n in range(SUMS):
        sums[n] = 0.0
    for first in range(0, len(members), BLOCK):
        for n in range(SUMS):
            part[n] = 0.0
        block = members[first : first + BLOCK]
        add_overlaps(K, s.wants, s.strategy, 0, block, part, M.WANT)
        add_overlaps(K, s.does, s.strategy, 0, block, part, M.DO)
        add_overlaps(K, s.wants, means, 0, block, part, M.CONSENSUS)
        add_overlaps(K, s.image, means, 1, block, part, M.SELF_PERCEPTION)
        add_clarity(K, s.knows, s.wants, s.origin, s.strategy, block, part)
        add_recall(K, s.knows, s.strategy, count, f.order, block, s.marked, part)
        add_resistance(s.reactance, s.defied, s.joined, warmup, block, part)
        add_values(s, t, block, part)
        for n in range(SUMS):
            sums[n] += part[n]
    faded = sums[M.RESISTANCE_FADED] / sums[DEFIED] if sums[DEFIED] > 0.0 else 0.0
    for n in range(SUMS):
        sums[n] /= len(members)
    sums[M.RESISTANCE_FADED] = faded


@kernel
def perceive(K: Goals, outside: Rows, means: Rows, out: Floats) -> None:
    """How far outsiders' images, members' images and deeds match; means (3, K) holds the mean wants, does, image."""
    out[M.EXTERNAL_PERCEPTION] = out[M.PERCEPTION_MATCH] = out[M.SELF_PERCEPTION]
    if len(outside):
        external, match = 0.0, 0.0
        for j in range(len(outside)):
            external += overlap(K, outside, j, means, 1)
            match += overlap(K, outside, j, means, 2)
        out[M.EXTERNAL_PERCEPTION] = external / len(outside)
        out[M.PERCEPTION_MATCH] = match / len(outside)
    out[M.IDENTITY] = (out[M.SELF_PERCEPTION] + out[M.EXTERNAL_PERCEPTION] + out[M.PERCEPTION_MATCH]) / 3.0


@kernel
def observe(f: Fixed, s: State, p: Parameters, t: int, members: Indices, out: Floats) -> None:
    """Measure the members given at the end of week t into ``out`` (measures,).

    Measures of the whole only are right for all members.
    """
    means, sums = s.spare, s.sums[0]
    mean_rows(f.K, s.wants, members, means[0])
    mean_rows(f.K, s.does, members, means[1])
    mean_rows(f.K, s.image, members, means[2])
    mean_over(f, s, p.warmup, members, t)
    for n in range(COUNT):
        out[n] = sums[n]
    out[M.KNOW_GAIN] = out[M.KNOW] - sums[BASE]
    out[M.WANT_GAIN] = out[M.WANT] - sums[BASE]
    out[M.DO_GAIN] = out[M.DO] - sums[BASE]
    out[M.COMPLIANCE_GAP] = out[M.DO] - out[M.WANT]
    out[M.DO_JOINT] = overlap(f.K, means, 1, s.strategy, 0)
    perceive(f.K, s.outside, means, out)
    out[M.FIT] = overlap(f.K, s.strategy, 0, s.demand, 0)
    out[M.RELATIONSHIP_DEPTH] = mean_depth(s.depth)
    out[M.VALUE_NET] = out[M.VALUE] - p.cost.pay * sums[PAID]
    reach = s.delivered[REACH]
    out[M.PRODUCTIVE_SHARE] = reach * reach / out[M.BUSY] if out[M.BUSY] > 0.0 else 0.0
    out[M.COORDINATION] = s.delivered[TOGETHER]
