"""Cost of a policy, and the share to which a policy must be scaled to cost no more than a budget.

Cost is the share of the working week that the levers take, plus the pay behind incentives in weeks of value. It is
measured in weeks per member-week and averaged over members and over the weeks of the levers in force. Managers' styles
are left out because they cancel on average. The levers that rules put in force depend on the measures that they watch,
so the cost of a policy with rules is computed from its runs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation
from simalign.policies.levers import L
from simalign.policies.plan import plan, put_in_force
from simalign.policies.scale import scaled
from simalign.scenario import Policy, Scenario
from simalign.simulation.initial import fix, terms
from simalign.streams import run_of
from simalign.week.carry import FELT, OWN_MODELLING, UNITS, time_cost
from simalign.week.state import Prices

HALVINGS = 50
Price = Callable[[Policy], float]  # returns the cost of a policy in weeks per member-week


@dataclass(frozen=True, slots=True)
class Payers:
    """Groups of members who bear the same cost of a policy, with the prices of levers and the number of weeks.

    kinds: (G, 3) properties of each group: department, whether its members have reports, whether they serve
    stakeholders. shares: (G,) share of all members in each group; the sum is 1. goals: number of goals.
    """

    departments: tuple[str, ...]
    kinds: NDArray[np.int64]
    shares: NDArray[np.float64]
    prices: Prices
    goals: int
    weeks: int


def payers(scenario: Scenario, organisation: Organisation) -> Payers:
    """Return the groups of members of an organisation that bear the same cost of a policy.

    >>> from simalign.simulation.initial import organise
    >>> small = Scenario(organisation={"size": 4, "stakeholders": 0})
    >>> payers(small, organise(small, 1, 0)).shares
    array([0.25, 0.25, 0.25, 0.25])
    """
    constants = terms(scenario, organisation.departments)
    f = fix(scenario, organisation, run_of(0), constants)
    kinds, people = np.unique(np.column_stack([f.department, f.has_reports, f.cares]), axis=0, return_counts=True)
    prices = constants.parameters.cost
    departments = tuple(organisation.departments)
    return Payers(departments, kinds.astype(np.int64), people / organisation.size, prices, len(f.K), scenario.weeks)


def cost(levers: NDArray[np.float64], by: Payers) -> float:
    """Return the cost of lever values, in weeks per member-week.

    levers: (D+1, L) values in each department, followed by those of the organisation as a whole.

    >>> from simalign.policies.levers import COLUMNS
    >>> from simalign.simulation.initial import organise
    >>> small = Scenario(organisation={"size": 4})
    >>> by = payers(small, organise(small, 1, 0))
    >>> cost(np.zeros((len(by.departments) + 1, len(COLUMNS))), by)
    0.0
    """
    felt = np.zeros((len(levers) - 1, FELT))
    felt[:, :UNITS] = levers[:-1, :UNITS]
    felt[:, OWN_MODELLING] = levers[:-1, L.ROLE_MODELLING]
    parts = [
        share
        * (time_cost(by.prices, felt, d, levers, d, by.goals, leads, cares) + by.prices.pay * felt[d, L.INCENTIVE])
        for (d, leads, cares), share in zip(by.kinds.tolist(), by.shares, strict=True)
    ]
    return float(np.cumsum(parts)[-1])


def mean_cost(policy: Policy, by: Payers) -> float:
    """Return the mean weekly cost of a policy, in weeks per member-week, with its phases but without its rules.

    Raises InputError if the policy names a department that the organisation lacks.
    """
    schedule = plan(policy, by.departments, 0, NAMES)
    stops = [*(min(int(start), by.weeks) for start in schedule.start), by.weeks]
    spans = zip(pairwise(stops), schedule.levers, strict=True)
    return sum((stop - start) * cost(levers, by) for (start, stop), levers in spans) / by.weeks


def run_cost(policy: Policy, by: Payers, warmup: int, series: NDArray[np.float64]) -> float:
    """Return the mean weekly cost of one run of a policy, from the levers that phases and rules put in force each week.

    series: measures of the run, (weeks including the warm-up, measures).
    Raises InputError if the policy names a department that the organisation lacks.
    """
    schedule = plan(policy, by.departments, warmup, NAMES)
    levers = np.zeros(schedule.levers.shape[1:])
    changed = np.zeros(len(levers) - 1, np.int8)
    cost_by_levers: dict[bytes, float] = {}
    total = 0.0
    for t in range(warmup, len(series)):
        last_measures = series[t - 1] if t else np.full(series.shape[1], np.nan)
        put_in_force(schedule, t, last_measures, levers, changed)
        key = levers.tobytes()
        if key not in cost_by_levers:
            cost_by_levers[key] = cost(levers, by)
        total += cost_by_levers[key]
    return total / (len(series) - warmup)


def affordable_share(policy: Policy, budget: float, price: Price, halvings: int = HALVINGS) -> float:
    """Return the share (0 to 1) to which an expensive policy must be scaled to cost at most ``budget``, by bisection.

    The share is also 0 if the levers that are not scaled (intervals and focus) cost more than the budget by themselves.

    >>> round(affordable_share(Policy(levers={"mandate": 0.9}), 0.6, lambda policy: policy.levers.mandate), 9)
    0.5
    """
    low, high = 0.0, 1.0
    for _ in range(halvings):
        middle = (low + high) / 2.0
        if price(scaled(policy, middle)) > budget:
            high = middle
        else:
            low = middle
    return low
