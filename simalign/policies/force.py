"""The levers in force this week."""

import numpy as np
from numpy.typing import NDArray

from simalign.compiled import compiled
from simalign.policies.plan import Plan
from simalign.simplex import Rows


@compiled
def holds(operator: int, x: float, threshold: float) -> bool:
    """Whether x compares with the threshold; never for NaN, the measures before the first week."""
    if operator == 0:
        return x < threshold
    if operator == 1:
        return x <= threshold
    if operator == 2:
        return x > threshold
    return x >= threshold


@compiled
def put_in_force(plan: Plan, t: int, measures: Rows, levers: Rows, changed: NDArray[np.int8]) -> None:
    """Write this week's levers (D+1, L) and, per department, whether they differ from those of last week."""
    phase = 0
    while phase + 1 < len(plan.start) and plan.start[phase + 1] <= t:
        phase += 1
    D, L = levers.shape[0] - 1, levers.shape[1]
    for d in range(D + 1):
        differs = 0
        for n in range(L):
            value = plan.levers[phase, d, n]
            for r in range(len(plan.rule_measure)):
                own = plan.rule_levers[r, d, n]
                now = holds(plan.rule_operator[r], measures[plan.rule_measure[r]], plan.rule_threshold[r])
                if now and t >= plan.rules_from and own == own:  # NaN: not set by this rule
                    value = own
            if levers[d, n] != value:
                differs = 1
            levers[d, n] = value
        if d < D:
            changed[d] = differs if t > 0 else 0
