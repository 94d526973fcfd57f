"""Step 2, strategy: leaders draft the strategy, with members' advice in proportion to voice (ODD 5.2)."""

from simalign.compiled import compiled, kernel
from simalign.policies.levers import L
from simalign.simplex import BLOCK, Goals, Rows, focused, overlap
from simalign.streams import SIGHTING, flat
from simalign.week.carry import goal_count
from simalign.week.state import Fixed, Floats, Parameters, State

INSIGHT = 0.5  # share of lag and error that relations of full depth remove (ODD 5.2-1)


@compiled
def mean_depth(depth: Floats) -> float:
    """Return the mean depth of relations to partners; 0 without partners."""
    total = 0.0
    for x in depth:
        total += x
    return total / len(depth) if len(depth) else 0.0


@kernel
def late_demand(K: Goals, past: Rows, weeks: float, t: int, out: Floats) -> None:
    """Write demand as of ``weeks`` ago into out (K,), interpolated (ODD 5.2-2); past is (H, K), week t in row t % H."""
    whole = int(weeks)
    rest = weeks - whole
    for k in range(len(K)):
        out[k] = (1.0 - rest) * past[(t - whole) % len(past), k] + rest * past[(t - whole - 1) % len(past), k]


@kernel
def on_external(f: Fixed, rows: Rows, i: int) -> float:
    """Return the sum of rows[i] over external goals."""
    total = 0.0
    for k in f.external:
        total += rows[i, k]
    return total


@kernel
def advice_of(f: Fixed, s: State, p: Parameters, error: float, t: int, i: int, out: Floats) -> None:
    """Write member i's advice into out (K,): a view of demand, and own wants by lobbying (ODD 5.2-4 to 5.2-7)."""
    g = s.spare[5]
    flat(f.run, SIGHTING, t, f.key[i], f.external, len(f.external), g)
    believed, lobbied = 0.0, 0.0
    known, wanted = on_external(f, s.knows, i), on_external(f, s.wants, i)
    if known > 0.0:
        believed = p.confirm * overlap(f.K, s.knows, i, s.part, f.department[i])
    if wanted > 0.0:
        lobbied = p.lobbying * (1.0 - s.trust[i])
    for k in range(len(f.K)):
        out[k] = 0.0
    for k in f.external:
        view = (1.0 - error) * s.demand[0, k] + error * g[k]
        if believed > 0.0:
            view = (1.0 - believed) * view + believed * s.knows[i, k] / known
        out[k] = view
        if lobbied > 0.0:
            out[k] = (1.0 - lobbied) * view + lobbied * s.wants[i, k] / wanted


@kernel
def leaders_view(f: Fixed, s: State, p: Parameters, insight: float, t: int, out: Floats) -> None:
    """Write leaders' view of demand into out (K,): late, and biased towards their own goals (ODD 5.2-3)."""
    late = s.spare[0]
    late_demand(f.K, s.demand_past, p.lag * insight, t, late)
    for k in range(len(f.K)):
        out[k] = 0.0
    for i in f.leaders:
        own = on_external(f, s.agenda, i)
        for k in f.external:
            out[k] += s.agenda[i, k] / own if own > 0.0 else s.demand[0, k]
    for k in range(len(f.K)):
        out[k] = (1.0 - p.bias) * late[k] + p.bias * out[k] / len(f.leaders)


@kernel
def collect_advice(f: Fixed, s: State, p: Parameters, error: float, t: int, out: Floats) -> None:
    """Write every member's advice into ``spoken`` (N, K) and its mean into out (K,)."""
    N, block = len(f.members), s.spare[4]
    for k in range(len(f.K)):
        out[k] = block[k] = 0.0
    for i in range(N):
        advice_of(f, s, p, error, t, i, s.spoken[i])
        for k in range(len(f.K)):
            block[k] += s.spoken[i, k]
        if i % BLOCK == BLOCK - 1 or i == N - 1:
            for k in range(len(f.K)):
                out[k] += block[k]
                block[k] = 0.0
    for k in range(len(f.K)):
        out[k] /= N


@kernel
def draft(f: Fixed, s: State, p: Parameters, t: int, insight: float, given: bool) -> None:
    """Draft the strategy from leaders' view and members' advice, and compute ``heeded`` (ODD 5.2-8 to 5.2-10)."""
    voice, text, mean = s.levers[-1, L.VOICE], s.spare[1], s.spare[3]
    leaders_view(f, s, p, insight, t, text)
    collect_advice(f, s, p, p.error * insight, t, mean)
    for k in range(len(f.K)):
        text[k] = (1.0 - voice) * text[k] + voice * mean[k]
    if not given:
        focused(text, goal_count(f.external, s.levers), f.order, s.strategy[0])
    for i in range(len(f.members)):
        s.heeded[i] = overlap(f.K, s.spoken, i, s.strategy, 0)


@kernel
def strategy(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Draft the strategy in week 0 and at every review."""
    # ODD 5.2, review
    interval = s.levers[-1, L.REVIEW_INTERVAL]
    review = t > 0 and p.on.strategy_review and interval > 0.0 and s.since[0] + 1 >= interval
    if t > 0 and not review:
        s.since[0] += 1
        return
    given = t == 0 and s.strategy[0, 0] >= 0.0  # a founding strategy that the scenario sets
    draft(f, s, p, t, 1.0 - INSIGHT * mean_depth(s.depth), given)
    s.since[0] = 0
    for u in range(len(s.standing)):
        for k in range(len(f.K)):
            s.standing[u, k] = s.local[u, k]
