"""Step 7, deliver: the value of the work to customers.

Much work can have little value: value is lost where work does not follow demand.
"""

from math import sqrt

from simalign.compiled import kernel, replaced, zeros
from simalign.simplex import BLOCK, Goals, Rows, mean_rows, overlap
from simalign.week.state import Fixed, Floats, Indices, Parameters, State
from simalign.week.strategy import mean_depth

ROOT_VALUE, COORDINATION = range(2)  # entries of ``delivered``: S and C of ODD 5.7


@kernel
def coordination(K: Goals, knows: Rows, team: Indices, start: Indices, means: Rows) -> float:
    """Return the mean overlap of the departments' mean knowledge, over pairs of departments; 1 for one department.

    Department d has the members team[start[d]:start[d+1]]; means (D, K) is scratch memory.
    """
    # ODD 5.7, C
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
    """Write the mean work on each goal into out (K,), summed in blocks of fixed size."""
    # ODD 5.7, A_k
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
    """Compute the work on each goal, its value to customers, and each member's part of that value."""
    K, does, work, output, demand, done = f.K, s.does, s.work, s.output, s.demand, s.activity
    activity(K, work, does, done)
    # ODD 5.7, S
    price = s.spare[1]
    root_value = 0.0
    for k in range(len(K)):
        root_value += sqrt(demand[0, k] * done[k])
        price[k] = sqrt(demand[0, k] / done[k]) if done[k] > 0.0 else 0.0
    # ODD 5.7, terms
    coordinated = coordination(K, s.knows, f.team, f.team_start, s.team_knows)
    terms = p.context_productivity
    if p.on.coordination:
        terms *= 1.0 - p.coord * (1.0 - coordinated)
    if p.on.relationships and len(s.depth):
        terms *= 1.0 - p.rel * (1.0 - mean_depth(s.depth))
    for i in range(len(work)):  # ODD 5.7, output_i
        worth = 0.0
        for k in range(len(K)):
            worth += does[i, k] * price[k]
        output[i] = terms * work[i] * root_value * worth
    s.delivered[ROOT_VALUE], s.delivered[COORDINATION] = root_value, coordinated
