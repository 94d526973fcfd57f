"""Cost of a policy, and the share to which a policy must be scaled to cost no more than a budget.

Cost is the share of the working week that the levers take, of members and of their managers, plus the pay behind
incentives in weeks of value. It is measured in weeks per member-week and averaged over members and over the weeks of
levers in force. Managers' styles are left out because they cancel on average. The levers that rules put in force depend
on the measures that they watch, so the cost of a policy with rules is computed from its runs.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np
from numpy.typing import NDArray

from simalign.errors import InputError, Problem
from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation
from simalign.policies.plan import plan, put_in_force
from simalign.policies.scale import scaled
from simalign.scenario import Policy, Scenario
from simalign.simulation.engine import Step, shipped_step
from simalign.simulation.initial import begin
from simalign.streams import run_of
from simalign.week.carry import cost_of_levers
from simalign.week.state import Fixed, Parameters, State

HALVINGS, RULE_HALVINGS = 50, 8  # bisections while a policy is scaled; fewer if each has to be simulated
Price = Callable[[Policy], float]  # returns the cost of a policy in weeks per member-week


@dataclass(frozen=True, slots=True)
class Payers:
    """The members of an organisation who bear the cost of policies, with the prices of levers.

    weeks: the number of weeks that a policy runs. step: the shipped step that carries out a policy.
    """

    departments: tuple[str, ...]
    fixed: Fixed
    state: State
    parameters: Parameters
    step: Step
    weeks: int


def payers(scenario: Scenario, organisation: Organisation) -> Payers:
    """Return the members of an organisation as those who bear the cost of policies.

    Managers have no styles here, and the time lost at handovers is not a cost of a policy.

    >>> from simalign.simulation.initial import organise
    >>> small = Scenario(organisation={"size": 4, "stakeholders": 0})
    >>> len(payers(small, organise(small, 1, 0)).fixed.members)
    4
    """
    fixed, state, p = begin(scenario, organisation, run_of(0))
    parameters = p._replace(friction=0.0, on=p.on._replace(manager_style=False, time_costs=True))
    departments = tuple(organisation.departments)
    step = shipped_step("carry", plan(Policy(), departments, 0, NAMES))
    return Payers(departments, fixed, state, parameters, step, scenario.weeks)


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
    return cost_of_levers(_carried_out(levers, by), by.parameters)


def _carried_out(levers: NDArray[np.float64], by: Payers) -> State:
    """Return the state of the members after lever values, (D+1, L), are carried out."""
    written = {name: getattr(by.state, name).copy() for name in ("stale", "felt", "style", "load", "q", "time_cost")}
    state = by.state._replace(levers=np.ascontiguousarray(levers, np.float64), **written)
    by.step(by.fixed, state, by.parameters, 0)
    return state


def mean_cost(policy: Policy, by: Payers) -> float:
    """Return the mean weekly cost of a policy, in weeks per member-week, with its phases but without its rules.

    Raises InputError if the policy names a department that the organisation lacks.
    """
    schedule = plan(policy, by.departments, 0, NAMES)
    stops = [*(min(int(start), by.weeks) for start in schedule.start), by.weeks]
    spans = zip(pairwise(stops), schedule.levers, strict=True)
    return sum((stop - start) * cost(levers, by) for (start, stop), levers in spans) / by.weeks


def highest_load(policy: Policy, by: Payers) -> float:
    """Return the load of managers in the phase in which it is highest, without rules: the mean over those with reports.

    Load is the share of a manager's week that managing takes (ODD 5.0-6). It is 0 if nobody has reports.
    Raises InputError if the policy names a department that the organisation lacks.
    """
    own = by.fixed.manager
    leads = np.unique(own[own != np.arange(len(own))])
    if not len(leads):
        return 0.0
    schedule = plan(policy, by.departments, 0, NAMES)
    return max(float(np.mean(_carried_out(levers, by).load[leads])) for levers in schedule.levers)


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


@dataclass(frozen=True, slots=True)
class Funded:
    """A policy within a budget: carried out to a ``share``, at an ``extra`` cost over status quo."""

    policy: Policy
    share: float
    extra: float


def within_budget(policies: Mapping[str, Policy], budget: float, price: Price) -> dict[str, Funded]:
    """Scale the policies that cost more over status quo than a budget back to it; the others do not change.

    budget: extra cost over status quo, in weeks per member-week.
    Raises InputError with every policy whose intervals and focus, which are not scaled, cost more by themselves.

    >>> price = lambda policy: policy.levers.mandate or 0.3
    >>> mandate = Policy(levers={"mandate": 0.9})
    >>> round(within_budget({"mine": mandate}, 0.3, price)["mine"].share, 6)
    0.5
    """
    base = price(Policy())
    result: dict[str, Funded] = {}
    problems: list[Problem] = []
    for name, policy in policies.items():
        share, extra = 1.0, price(policy) - base
        if extra > budget:
            least = price(scaled(policy, 0.0)) - base
            if least > budget:
                least = ceil(1000 * least) / 1000
                message = f"allows {budget:.1%}, but the reviews and feedback of {name} alone take {least:.1%}"
                allowed = f"a budget of at least {least:.1%}, or a choice without {name}"
                problems.append(Problem(message, key="budget", allowed=allowed))
                continue
            share = affordable_share(policy, base + budget, price, RULE_HALVINGS if policy.rules else HALVINGS)
            policy = scaled(policy, share)
            extra = price(policy) - base
        result[name] = Funded(policy, share, extra)
    if problems:
        raise InputError(problems)
    return result


def common_budget(base: float, costs: Sequence[float]) -> float:
    """Return the cost to which policies are scaled back: the cost of one of them; infinity if none exceeds ``base``.

    It is the cost at which the most policies keep at least half of what they add to status quo; the lowest such cost
    if there are several. One cheap policy among dear ones therefore does not shrink them all.
    base: the cost of status quo; costs: of the policies; in weeks per member-week.

    >>> common_budget(1.0, [1.1, 1.4, 1.5, 1.6]), common_budget(1.0, [1.1, 1.5]), common_budget(1.0, [0.9, 1.0])
    (1.4, 1.1, inf)
    """
    dearer = sorted(cost for cost in costs if cost > base)
    return max(
        dearer,
        key=lambda budget: sum(budget - base <= cost - base <= 2.0 * (budget - base) for cost in dearer),
        default=float("inf"),
    )
