"""Step 10, observe: compute all measures of the whole organisation or of a group of members (ODD 6).

Nothing but the output array and scratch memory changes. Sums over members run in blocks of one fixed size, in member
order, so that results are bit-identical on every machine.
"""

from simalign.compiled import kernel
from simalign.measures.catalogue import NAMES, M
from simalign.policies.levers import L
from simalign.simplex import BLOCK, Goals, Rows, largest, mean_rows, overlap, recalls
from simalign.week.carry import goal_count
from simalign.week.deliver import COORDINATION, ROOT_VALUE
from simalign.week.state import MEMORY, Fixed, Flags, Floats, Indices, Parameters, Small, State
from simalign.week.strategy import mean_depth

COUNT = len(NAMES)
BASE, DEFIED, PAID = COUNT, COUNT + 1, COUNT + 2  # columns of further sums from which measures are computed
SUMS = COUNT + 3


@kernel
def add_overlaps(K: Goals, rows: Rows, target: Rows, at: int, members: Indices, part: Floats, n: int) -> None:
    """Add the overlaps of the members' rows with target[at] to part[n]."""
    total = 0.0
    for i in members:
        total += overlap(K, rows, i, target, at)
    part[n] += total


@kernel
def add_clarity(
    K: Goals, knows: Rows, wants: Rows, origin: Rows, strategy: Rows, members: Indices, part: Floats
) -> None:
    """Add the members' knowledge of the strategy, the base values, role clarity and claimed clarity to ``part``."""
    # ODD 6, know, base_i, role_clarity and claimed_clarity
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
    """Add the number of members whose ``count`` largest goals are the strategy's; top (K,) is scratch memory."""
    # ODD 6, top3_recall
    largest(K, strategy, 0, count, order, top)
    recalled = 0
    for i in members:
        recalled += recalls(K, knows, i, top, order)
    part[M.TOP3_RECALL] += recalled


@kernel
def add_resistance(
    reactance: Floats, defied: Flags, joined: Small, warmup: int, members: Indices, part: Floats
) -> None:
    """Add reactance, and how many members resist, have ever resisted, have stopped, or were present at week 0."""
    # ODD 6, resistance, resistant, resistance_faded and retention
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
    """Write the sums of the members' feelings, work and incentives into ``part``."""
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
    """Write all measures that are means over members into s.sums[0].

    s.spare[:3] must hold the members' mean wants, does and image.
    """
    K = f.K
    count = min(3, goal_count(len(K), s.levers))
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
    """Compute how well outsiders' images, members' images and deeds match.

    means: (3, K), the mean wants, does and image of the members.
    """
    # ODD 6, external_perception, perception_match and identity
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
    """Write the measures of ``members`` at the end of week t into ``out`` (measures,).

    Measures that are not defined for groups are correct only if ``members`` are all members.
    """
    # ODD 6, measures
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
    root_value = s.delivered[ROOT_VALUE]
    out[M.PRODUCTIVE_SHARE] = root_value * root_value / out[M.BUSY] if out[M.BUSY] > 0.0 else 0.0
    out[M.COORDINATION] = s.delivered[COORDINATION]
