"""What a policy costs, and the same policy scaled back until it costs no more than another.

Cost is the share of the working week that the levers take, plus the pay behind incentives in weeks of value: weeks per member-week,
of a policy as set, before managers' styles and before any rule comes to hold.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from simalign.policies.resolve import changes, named, status_quo, unfolded
from simalign.scenario import Costs, Levers, Policy
from simalign.scenario.levers import COLUMNS, COUNTS, LETTERS, UNIT_LEVERS
from simalign.scenario.policy import Setting
from simalign.week.carry import INCENTIVE, OWN_MODELLING, ROLE_MODELLING, UNITS, time_cost
from simalign.week.state import Prices

HALVINGS = 50


def cost(levers: Mapping[str, float], costs: Costs, goals: int, leading: float, caring: float) -> float:
    """Weeks per member-week that levers cost; ``leading``, ``caring``: shares who have reports, who look after stakeholders.

    >>> from simalign.scenario import Scenario
    >>> free = dict.fromkeys(status_quo(), 0.0)
    >>> cost(free, Scenario().costs, 8, 0.2, 0.1)
    0.0
    """
    row = np.array([[levers[name] for name in COLUMNS]])
    felt = np.zeros((1, UNITS + 1))
    felt[0, :UNITS] = row[0, :UNITS]
    felt[0, OWN_MODELLING] = row[0, ROLE_MODELLING]
    prices = Prices(**{name: float(value) for name, value in costs.model_dump().items()})
    parts = [
        (leading if leads else 1.0 - leading)
        * (caring if cares else 1.0 - caring)
        * time_cost(prices, felt, 0, row, 0, goals, leads, cares)
        for leads in (0, 1)
        for cares in (0, 1)
    ]
    return float(np.cumsum(parts)[-1] + prices.pay * row[0, INCENTIVE])


def mean_cost(policy: Policy, weeks: int, costs: Costs, goals: int, leading: float, caring: float) -> float:
    """Mean cost of a policy over its weeks, phases in turn, rules and departments left out."""
    policy = unfolded(policy)
    starts = [0, *(min(phase.start, weeks) for phase in policy.phases), weeks]
    levers = status_quo() | changes(policy)
    total = 0.0
    for n, (start, stop) in enumerate(pairwise(starts)):
        if n:
            levers |= changes(policy.phases[n - 1])
        total += (stop - start) * cost(levers, costs, goals, leading, caring)
    return total / weeks


def _scaled_levers(given: Mapping[str, float], share: float) -> Levers:
    before = status_quo()
    scaled: dict[str, Any] = {
        name: before[name] + share * (given[name] - before[name])
        for name in (*UNIT_LEVERS, *LETTERS)
        if name in given
    }
    for name in COUNTS:
        if name in given:
            scaled[name] = int(given[name]) or "never"
    return Levers(**scaled)


def _scaled_setting[S: Setting](setting: S, share: float) -> S:
    changed = {
        "preset": None,
        "dials": type(setting.dials)(),
        "levers": _scaled_levers(changes(setting), share),
        "departments": {name: _scaled_levers(named(own), share) for name, own in setting.departments.items()},
    }
    return setting.model_copy(update=changed)


def scaled(policy: Policy, share: float) -> Policy:
    """The policy with every lever only ``share`` of the way from status quo to where it was set; intervals and focus stay.

    >>> scaled(Policy(levers=Levers(mandate=0.9)), 0.5).levers.mandate
    0.6
    """
    policy = unfolded(policy)
    phases = [_scaled_setting(phase, share) for phase in policy.phases]
    rules = [_scaled_setting(rule, share) for rule in policy.rules]
    return _scaled_setting(policy, share).model_copy(update={"phases": phases, "rules": rules})


def within(
    policy: Policy, budget: float, weeks: int, costs: Costs, goals: int, leading: float, caring: float
) -> float:
    """The share (0 to 1) to which a policy must be scaled to cost at most ``budget``; 1 for one that costs less as set."""
    if mean_cost(policy, weeks, costs, goals, leading, caring) <= budget:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        if mean_cost(scaled(policy, middle), weeks, costs, goals, leading, caring) > budget:
            high = middle
        else:
            low = middle
    return low
