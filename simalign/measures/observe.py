"""Step 10, measure: all measures of the whole organisation or of a group, as functions of the state (ODD 6).

Only ``out`` and scratch memory change. Sums over members run in blocks of a fixed size, in the order of members, so
that results are bit-identical on every machine.
"""

from simalign.compiled import kernel
from simalign.measures.catalogue import NAMES, M
from simalign.policies.levers import L
from simalign.simplex import BLOCK, Goals, Rows, largest, mean_rows, overlap, recalls
from simalign.week.carry import goal_count
from simalign.week.deliver import JOINT, LOCAL, VALUE
from simalign.week.state import Fixed, Floats, Indices, Parameters, State
from simalign.week.strategy import mean_depth
from simalign.week.turnover import hazard

COUNT = len(NAMES)
BASE, DEFIED, PAID, MANAGERS = COUNT, COUNT + 1, COUNT + 2, COUNT + 3  # further sums, from which measures are computed
SUMS = COUNT + 4


@kernel
def add_overlaps(f: Fixed, s: State, members: Indices, part: Floats) -> None:
    """Add the members' overlaps with their part of the strategy."""
    K, department = f.K, f.department
    known, wanted, done, bases, clear, claimed = 0.0, 0.0, 0.0, 0.0, 0, 0
    for i in members:
        d = department[i]
        know, base = overlap(K, s.knows, i, s.part, d), overlap(K, s.origin, i, s.part, d)
        known += know
        bases += base
        wanted += overlap(K, s.wants, i, s.part, d)
        done += overlap(K, s.does, i, s.part, d)
        clear += know > 0.5 and know - base > 0.1
        claimed += overlap(K, s.knows, i, s.wants, i) > 0.5
    part[M.KNOW], part[M.WANT], part[M.DO], part[BASE] = known, wanted, done, bases
    part[M.ROLE_CLARITY], part[M.CLAIMED_CLARITY] = clear, claimed


@kernel
def add_likeness(f: Fixed, s: State, members: Indices, part: Floats) -> None:
    """Add overlaps with mean wants, mean deeds and the orders of the team's customers, and time on private goals."""
    K, means, local, private = f.K, s.spare, 0.0, 0.0
    agreed, perceived = 0.0, 0.0
    for i in members:
        agreed += overlap(K, s.wants, i, means, 0)
        perceived += overlap(K, s.image, i, means, 1)
        local += overlap(K, s.does, i, s.local, f.team[i])
        for k in range(len(K)):
            private += (1.0 - f.is_external[k]) * s.does[i, k]
    part[M.CONSENSUS], part[M.SELF_PERCEPTION] = agreed, perceived
    part[M.LOCAL_FIT], part[M.PRIVATE_TIME] = local, private


@kernel
def add_recall(f: Fixed, s: State, members: Indices, part: Floats) -> None:
    """Count the members whose largest known goals are those of their part."""
    count = min(3, goal_count(f.external, s.levers))
    recalled, last = 0, -1
    for i in members:
        if f.department[i] != last:
            last = f.department[i]
            largest(f.K, s.part, last, count, f.order, s.marked)
        recalled += recalls(f.K, s.knows, i, s.marked, f.order)
    part[M.TOP3_RECALL] = recalled


@kernel
def add_resistance(f: Fixed, s: State, p: Parameters, members: Indices, part: Floats) -> None:
    """Add resistance, control and hazards of leaving, and count the members who have stayed."""
    total, resistant, ever, faded, stayed = 0.0, 0, 0, 0, 0
    control, accustomed, pressure, quits = 0.0, 0.0, 0.0, 0.0
    for i in members:
        total += s.reactance[i]
        resistant += s.reactance[i] > 0.5
        ever += s.defied[i] > 0
        faded += s.defied[i] == 2
        stayed += s.present[i]
        control += s.control[i]
        accustomed += s.accustomed[i] if s.accustomed[i] >= 0.0 else s.control[i]  # of newcomers: control of this week
        pressure += s.pressure[i]
        quits += hazard(p, s.reactance[i], s.total[i])
    part[M.RESISTANCE], part[M.RESISTANT], part[DEFIED], part[M.RESISTANCE_FADED] = total, resistant, ever, faded
    part[M.RETENTION], part[M.CONTROL], part[M.ACCUSTOMED], part[M.PRESSURE] = stayed, control, accustomed, pressure
    part[M.QUITS] = quits if p.on.turnover else 0.0


@kernel
def add_feelings(s: State, members: Indices, part: Floats) -> None:
    """Add trust, skill and needs."""
    trust, skill, needs, autonomy, competence, relatedness = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in members:
        trust += s.trust[i]
        skill += s.skill[i]
        needs += s.total[i]
        autonomy += s.needs[i, 0]
        competence += s.needs[i, 1]
        relatedness += s.needs[i, 2]
    part[M.TRUST], part[M.SKILL], part[M.NEEDS] = trust, skill, needs
    part[M.NEED_AUTONOMY], part[M.NEED_COMPETENCE], part[M.NEED_RELATEDNESS] = autonomy, competence, relatedness


@kernel
def add_work(f: Fixed, s: State, members: Indices, part: Floats) -> None:
    """Add the members' effort, time cost, work, output, pay and commitment, and the load of managers."""
    effort, cost, busy, value, paid, commitment = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    managers, load, done = 0.0, 0.0, 0.0
    for i in members:
        effort += s.effort[i]
        cost += s.time_cost[i]
        busy += s.work[i]
        value += s.output[i]
        paid += s.felt[i, L.INCENTIVE]
        commitment += s.commitment[i]
        if f.has_reports[i]:
            managers += 1.0
            load += s.load[i]
            done += s.q[i]
    part[M.EFFORT], part[M.TIME_COST], part[M.BUSY], part[M.VALUE], part[PAID] = effort, cost, busy, value, paid
    part[M.COMMITMENT], part[MANAGERS], part[M.LOAD], part[M.MANAGING_DONE] = commitment, managers, load, done


@kernel
def ratio(total: float, count: float, none: float) -> float:
    """Return total / count, or ``none`` if count is 0."""
    return total / count if count > 0.0 else none


@kernel
def mean_over(f: Fixed, s: State, p: Parameters, members: Indices) -> None:
    """Write the means over the members into s.sums[0]; s.spare[:3] holds their mean rows."""
    sums, part = s.sums[0], s.sums[1]
    for n in range(SUMS):
        sums[n] = 0.0
    for first in range(0, len(members), BLOCK):
        for n in range(SUMS):
            part[n] = 0.0
        block = members[first : first + BLOCK]
        add_overlaps(f, s, block, part)
        add_likeness(f, s, block, part)
        add_recall(f, s, block, part)
        add_resistance(f, s, p, block, part)
        add_feelings(s, block, part)
        add_work(f, s, block, part)
        for n in range(SUMS):
            sums[n] += part[n]
    faded = ratio(sums[M.RESISTANCE_FADED], sums[DEFIED], 0.0)
    load, done = ratio(sums[M.LOAD], sums[MANAGERS], 0.0), ratio(sums[M.MANAGING_DONE], sums[MANAGERS], 1.0)
    for n in range(SUMS):
        sums[n] /= len(members)
    sums[M.RESISTANCE_FADED], sums[M.LOAD], sums[M.MANAGING_DONE] = faded, load, done


@kernel
def perceive(K: Goals, outside: Rows, means: Rows, out: Floats) -> None:
    """Write the perceptions: likeness of partners' and members' images and of deeds.

    means: (3, K), the mean wants, does and image of members.
    """
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
def observe(f: Fixed, s: State, p: Parameters, t: int, members: Indices, whole: bool, out: Floats) -> None:
    """Write the measures of ``members`` at the end of week t into ``out`` (measures,).

    whole: whether they are measured as the organisation, and not as a group, whose value is its mean output and whose
    retention is a share of its members of today. Measures that are defined for the whole only are correct only then.
    """
    # ODD 6, measures
    means, sums = s.spare, s.sums[0]
    mean_rows(f.K, s.wants, members, means[0])
    mean_rows(f.K, s.does, members, means[1])
    mean_rows(f.K, s.image, members, means[2])
    mean_over(f, s, p, members)
    for n in range(COUNT):
        out[n] = sums[n]
    if whole:
        out[M.VALUE] = s.delivered[VALUE]
        out[M.RETENTION] *= len(members) / s.starters[0]
    out[M.KNOW_GAIN] = out[M.KNOW] - sums[BASE]
    out[M.WANT_GAIN] = out[M.WANT] - sums[BASE]
    out[M.DO_GAIN] = out[M.DO] - sums[BASE]
    out[M.COMPLIANCE_GAP] = out[M.DO] - out[M.WANT]
    out[M.DO_JOINT] = overlap(f.K, means, 1, s.strategy, 0)
    perceive(f.K, s.outside, means, out)
    out[M.FIT] = overlap(f.K, s.strategy, 0, s.demand, 0)
    out[M.RELATIONSHIP_DEPTH] = mean_depth(s.depth)
    out[M.VALUE_NET] = out[M.VALUE] - p.price.pay * sums[PAID]
    made = p.context_productivity * out[M.BUSY]
    out[M.PRODUCTIVE_SHARE] = out[M.VALUE] / made if made > 0.0 else 0.0
    out[M.LOCAL_WORTH], out[M.JOINT_WORTH] = s.delivered[LOCAL], s.delivered[JOINT]
    out[M.PARTNER_VALUE] = 0.0
    for j in range(len(s.partner_value)):
        out[M.PARTNER_VALUE] += s.partner_value[j] / len(f.members)
