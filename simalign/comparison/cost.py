"""What a policy costs, and the same policy scaled back until it costs no more than a budget.

Cost is the share of the working week that the levers take, plus the pay behind incentives in weeks of value: weeks per
member-week, the mean over members and weeks of the levers in force, before managers' styles, which cancel on the mean.
What rules put in force depends on what they watch: a policy with rules costs what its runs cost.
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
Price = Callable[[Policy], float]  # what a policy costs


@dataclass(frozen=True, slots=True)
class Payers:
    """Who bears what a policy costs, at what prices and for how many weeks.

    kinds: (G, 3) of members who bear the same: department, whether they have reports, whether they serve stakeholders.
    shares: (G,) of all members, with sum 1.
    """

    departments: tuple[str, ...]
    kinds: NDArray[np.int64]
    shares: NDArray[np.float64]
    prices: Prices
    goals: int
    weeks: int


def payers(scenario: Scenario, organisation: Organisation) -> Payers:
    """Who bears the cost of a policy in this organisation.

    >>> from simalign.simulation.initial import organise
    >>> small = Scenario(organisation={"size": 4, "stakeholders": 0})
    >>> payers(small, organise(small, 1, 0)).shares
    array([0.25, 0.25, 0.25, 0.25])
    """
    given = terms(scenario, organisation.departments)
    f = fix(scenario, organisation, run_of(0), given)
    kinds, people = np.unique(np.column_stack([f.department, f.has_reports, f.cares]), axis=0, return_counts=True)
    prices = given.parameters.cost
    departments = tuple(organisation.departments)
    return Payers(departments, kinds.astype(np.int64), people / organisation.size, prices, len(f.K), scenario.weeks)


def cost(levers: NDArray[np.float64], by: Payers) -> float:
    """Weeks per member-week that levers (D+1, L), by department and for the whole, cost.

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
    """Mean cost of a policy over its weeks, phases in turn, departments with their own, and no rule ever in force.

    Raises InputError for a department that the organisation lacks.
    """
    laid = plan(policy, by.departments, 0, NAMES)
    stops = [*(min(int(start), by.weeks) for start in laid.start), by.weeks]
    spans = zip(pairwise(stops), laid.levers, strict=True)
    return sum((stop - start) * cost(levers, by) for (start, stop), levers in spans) / by.weeks


def run_cost(policy: Policy, by: Payers, warmup: int, series: NDArray[np.float64]) -> float:
    """Mean cost of a run of a policy over its weeks: of the levers that phases and rules put in force in each.

    series: (weeks, measures) of the run, its warm-up included.
    Raises InputError for a department that the organisation lacks.
    """
    laid = plan(policy, by.departments, warmup, NAMES)
    levers = np.zeros(laid.levers.shape[1:])
    changed = np.zeros(len(levers) - 1, np.int8)
    known: dict[bytes, float] = {}
    total = 0.0
    for t in range(warmup, len(series)):
        seen = series[t - 1] if t else np.full(series.shape[1], np.nan)
        put_in_force(laid, t, seen, levers, changed)
        key = levers.tobytes()
        if key not in known:
            known[key] = cost(levers, by)
        total += known[key]
    return total / (len(series) - warmup)


def within(policy: Policy, budget: float, price: Price, halvings: int = HALVINGS) -> float:
    """The share (0 to 1) to which a policy that is too dear must be scaled to cost at most ``budget``, by bisection.

    0 also where intervals or focus alone, which are not scaled, cost more.

    >>> round(within(Policy(levers={"mandate": 0.9}), 0.6, lambda policy: policy.levers.mandate), 9)
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
