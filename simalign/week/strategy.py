"""Step 2, strategy: leaders and participating members draft the strategy, which keeps only the largest goals."""

from simalign.compiled import compiled, kernel
from simalign.policies.levers import L
from simalign.simplex import BLOCK, Goals, Rows, focused, mean_rows
from simalign.streams import SIGHTING, flat
from simalign.week.carry import goal_count
from simalign.week.state import Fixed, Floats, Parameters, State


@compiled
def mean_depth(depth: Floats) -> float:
    """Return the mean depth of the relationships with stakeholders; 0 without stakeholders."""
    total = 0.0
    for x in depth:
        total += x
    return total / len(depth) if len(depth) else 0.0


@kernel
def late_demand(K: Goals, past: Rows, weeks: float, t: int, out: Floats) -> None:
    """Write the demand of ``weeks`` weeks ago into out (K,), interpolated between whole weeks.

    past: (H, K), with week t in row t % H.
    """
    # ODD 5.2, late
    whole = int(weeks)
    rest = weeks - whole
    for k in range(len(K)):
        out[k] = (1.0 - rest) * past[(t - whole) % len(past), k] + rest * past[(t - whole - 1) % len(past), k]


@kernel
def frontline(f: Fixed, s: State, p: Parameters, error: float, t: int, late: Floats, out: Floats) -> None:
    """Write the mean view of customer-facing members into out (K,): current demand, with error and bias.

    The error is random; the bias is towards the KPIs of the member's department. Without customer-facing members the
    view is ``late`` (K,), the demand that leaders see.
    """
    # ODD 5.2, sighting_i, view_i and frontline
    K, facing, felt, demand, kpi, department = f.K, f.customer_facing, s.felt, s.demand, f.kpi, f.department
    part, g = s.spare[4], s.spare[5]
    count = 0
    for k in range(len(K)):
        out[k] = part[k] = 0.0
    for i in range(len(facing)):
        if facing[i]:
            count += 1
            bias = p.silo * (1.0 - felt[i, L.TRANSPARENCY])
            flat(f.run, SIGHTING, t, f.key[i], f.external, len(f.external), g)
            for k in range(len(K)):
                sighting = (1.0 - error) * demand[0, k] + error * g[k]
                part[k] += (1.0 - bias) * sighting + bias * kpi[department[i], k]
        if i % BLOCK == BLOCK - 1 or i == len(facing) - 1:
            for k in range(len(K)):
                out[k] += part[k]
                part[k] = 0.0
    for k in range(len(K)):
        out[k] = out[k] / count if count else late[k]


@kernel
def draft(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Write a new strategy from the views and wants of leaders and participating members."""
    # ODD 5.2, leaders_view and draft
    K, voice, spare = f.K, s.levers[-1, L.VOICE], s.spare
    late, front, wants, text = spare[0], spare[1], spare[2], spare[3]
    insight = 1.0 - p.sense * mean_depth(s.depth)
    late_demand(K, s.demand_past, p.lag * insight, t, late)
    if voice > 0.0:
        frontline(f, s, p, p.error * insight, t, late, front)
        mean_rows(K, s.wants, f.members, wants)
    mean_rows(K, s.agenda, f.leaders, text)
    for k in range(len(K)):
        text[k] = (1.0 - p.bias) * late[k] + p.bias * text[k]
        if voice > 0.0:
            text[k] = (1.0 - voice) * text[k] + voice * ((1.0 - p.dilution) * front[k] + p.dilution * wants[k])
    focused(text, goal_count(len(K), s.levers), f.order, s.strategy[0])


@kernel
def strategy(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Draft the strategy in week 0, and again whenever its review is due."""
    # ODD 5.2, review
    interval = s.levers[-1, L.REVIEW_INTERVAL]
    s.since[0] += 1
    founding = t == 0 and s.strategy[0, 0] < 0.0  # negative: the scenario does not set the strategy
    review = t > 0 and p.on.strategy_review and interval > 0.0 and s.since[0] >= interval
    if founding or review:
        draft(f, s, p, t)
    if t == 0 or review:
        s.since[0] = 0
