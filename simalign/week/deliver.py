"""Step 7, deliver: what the work is worth to customers.

Busy and productive come apart where work does not go where demand is.
"""

from math import sqrt

from simalign.compiled import kernel, replaced, zeros
from simalign.simplex import BLOCK, Goals, Rows, mean_rows, overlap
from simalign.week.state import Fixed, Floats, Indices, Parameters, State
from simalign.week.strategy import mean_depth

REACH, TOGETHER = range(2)  # entries of ``delivered``


@kernel
def togetherness(K: Goals, knows: Rows, team: Indices, start: Indices, means: Rows) -> float:
    """Mean overlap of what departments know of the strategy, over pairs of departments; 1 with a single one.

    Department d has the members team[start[d]:start[d+1]]; means (D, K) is room to work in.
    """
    D = len(means)
    if D == 1:
        return 1.0
    total = 0.0
    for d in range(D):
        mean_rows(K, knows, team[start[d] : start[d + 1]], means[d])
        for e in range(d):
            total += overlap(K, means, d, means, e)
    return total / (D * (D - 1) // 2)


@kernel
def activity(K: Goals, work: Floats, does: Rows, out: Floats) -> None:
    """Mean work on each goal, into out (K,); summed in blocks."""
    for k in range(len(K)):
        out[k] = 0.0
    for first in range(0, len(work), BLOCK):
        total = zeros(K)
        for i in range(first, min(first + BLOCK, len(work))):
            for k in range(len(K)):
                total = replaced(total, k, total[k] + work[i] * does[i, k])
        for k in range(len(K)):
            out[k] += total[k]
    for k in range(len(K)):
        out[k] /= len(work)


@kernel
def deliver(f: Fixed, s: State, p: Parameters, t: int) -> None:
    """Activity, its worth, and each member's part in it."""
    K, does, work, output, demand, done = f.K, s.does, s.work, s.output, s.demand, s.activity
    activity(K, work, does, done)
    price = s.spare[1]
    reach = 0.0
    for k in range(len(K)):
        reach += sqrt(demand[0, k] * done[k])
        price[k] = sqrt(demand[0, k] / done[k]) if done[k] > 0.0 else 0.0
    together = togetherness(K, s.knows, f.team, f.team_start, s.team_knows)
    terms = p.context_productivity
    if p.on.coordination:
        terms *= 1.0 - p.coord * (1.0 - together)
    if p.on.relationships and len(s.depth):
        terms *= 1.0 - p.rel * (1.0 - mean_depth(s.depth))
    for i in range(len(work)):
        worth = 0.0
        for k in range(len(K)):
            worth += does[i, k] * price[k]
        output[i] = terms * work[i] * reach * worth
    s.delivered[REACH], s.delivered[TOGETHER] = reach, together
