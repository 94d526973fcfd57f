"""Costs by hand, and policies scaled to one cost."""

import numpy as np
import pytest

from simalign import Levers, Policy, Scenario, load_policy
from simalign.cost import Payers, common_budget, cost, mean_cost, payers, scaled, within
from simalign.policies.plan import nominal
from simalign.policies.resolve import status_quo
from simalign.scenario.configs import names
from simalign.scenario.levers import COLUMNS
from simalign.start import organise, parameters_of

EVERYBODY = (
    "mandate",
    "monitoring",
    "incentive",
    "voice",
    "rationale",
    "autonomy",
    "transparency",
    "support",
    "shared_goals",
)
DEFAULT = Scenario(organisation={"size": 40})
BY = payers(DEFAULT, organise(DEFAULT, 1, 0))
SHIPPED = {name: load_policy(name) for name in names("policies")}


def two(weeks: int = 10) -> Payers:
    """Two departments of one member each: the first leads and looks after a stakeholder, the second does neither."""
    kinds, shares = np.array([[0, 1, 1], [1, 0, 0]]), np.array([0.5, 0.5])
    return Payers(("head", "rest"), kinds, shares, parameters_of(Scenario()).cost, 8, weeks)


def by_hand(levers: dict[str, float], leads: bool, cares: bool) -> float:
    """ODD.md step 0, and pay."""
    c = Scenario().costs
    free = np.prod([1 - getattr(c, name) * levers[name] for name in EVERYBODY])
    smart = np.mean([levers[name] for name in ("specific", "measurable", "achievable", "relevant", "time_bound")])
    free *= (1 - c.clarity * smart) * (1 - c.focus * levers["focus"] / 8)
    free *= 1 - (c.feedback / levers["feedback_interval"] if levers["feedback_interval"] else 0)
    free *= 1 - (c.review * levers["voice"] / levers["review_interval"] if levers["review_interval"] else 0)
    free *= 1 - c.role_modelling * levers["role_modelling"] * leads
    free *= 1 - c.relationship_management * levers["relationship_management"] * cares
    return 1 - free + c.pay * levers["incentive"]


@pytest.mark.parametrize("name", names("policies"))
def test_cost_by_hand(name: str) -> None:
    levers = nominal(SHIPPED[name])
    expected = (by_hand(levers, True, True) + by_hand(levers, False, False)) / 2
    assert mean_cost(SHIPPED[name], two()) == pytest.approx(expected, abs=1e-12)


def test_one_lever_costs_its_price() -> None:
    table = np.zeros((3, len(COLUMNS)))
    table[:, COLUMNS.index("monitoring")] = 0.5
    assert cost(table, two()) == pytest.approx(0.5 * Scenario().costs.monitoring)
    table[:] = 0
    table[:, COLUMNS.index("incentive")] = 1
    assert cost(table, two()) == pytest.approx(Scenario().costs.incentive + Scenario().costs.pay)


def test_phases_count_for_their_weeks() -> None:
    late = Policy(phases=[{"from": 6, "levers": {"mandate": 1.0}}, {"from": 99, "preset": "pull"}])
    full = Policy(levers=Levers(mandate=1.0))
    expected = 0.6 * mean_cost(Policy(), two()) + 0.4 * mean_cost(full, two())
    assert mean_cost(late, two()) == pytest.approx(expected, abs=1e-12)


def test_departments_count_for_their_members() -> None:
    own = Policy(departments={"rest": {"support": 1.0}})
    full = Policy(levers=Levers(support=1.0))
    one = by_hand(status_quo() | {"support": 1.0}, False, False) - by_hand(status_quo(), False, False)
    assert mean_cost(own, two()) == pytest.approx(mean_cost(Policy(), two()) + one / 2, abs=1e-12)
    assert mean_cost(own, two()) < mean_cost(full, two())


def test_who_pays_is_as_the_organisation_says() -> None:
    assert BY.shares.sum() == pytest.approx(1)
    leading = BY.shares[BY.kinds[:, 1] == 1].sum()
    organisation = organise(DEFAULT, 1, 0)
    assert leading == pytest.approx(len(set(organisation.manager.tolist())) / 40)


def test_scaled_goes_between_status_quo_and_as_set() -> None:
    policy = Policy(preset="push", levers={"feedback_interval": "never", "focus": 2})
    assert nominal(scaled(policy, 1.0)) == pytest.approx(nominal(policy))
    half = nominal(scaled(policy, 0.5))
    assert half["mandate"] == pytest.approx(0.55)
    assert (half["focus"], half["feedback_interval"]) == (2, 0)
    assert nominal(scaled(policy, 0.0)) == pytest.approx(nominal(Policy(levers=policy.levers)))


def test_scaled_takes_phases_rules_and_departments_along() -> None:
    policy = Policy(
        phases=[{"from": 3, "levers": {"voice": 1.0}}],
        rules=[{"while": "trust < .5", "levers": {"mandate": 0.1}}],
        departments={"rest": {"autonomy": 0.9}},
    )
    half = scaled(policy, 0.5)
    assert half.phases[0].levers.voice == pytest.approx(0.6)
    assert (half.phases[0].start, half.rules[0].condition) == (3, "trust < .5")
    assert half.rules[0].levers.mandate == pytest.approx(0.2)
    assert half.departments["rest"].autonomy == pytest.approx(0.7)


def test_at_equal_cost_the_dearer_cost_the_same() -> None:
    policies = {name: SHIPPED[name] for name in ("push", "pull", "hybrid", "tell_and_sell", "laissez_faire")}
    budget = common_budget(policies, Policy(), BY)
    found = {name: scaled(policy, within(policy, budget, BY)) for name, policy in policies.items()}
    costs = {name: mean_cost(policy, BY) for name, policy in found.items()}
    cheap = costs.pop("laissez_faire")
    assert cheap == pytest.approx(mean_cost(policies["laissez_faire"], BY), abs=1e-12)
    assert cheap < budget
    assert list(costs.values()) == pytest.approx([budget] * 4, abs=1e-9)
    assert all(costs[name] <= mean_cost(policies[name], BY) + 1e-12 for name in costs)


def test_what_cannot_be_scaled_sets_the_budget() -> None:
    talks = Policy(levers={"feedback_interval": 1})
    policies = {"talks": talks, "little": Policy(levers={"mandate": 0.4}), "pull": SHIPPED["pull"]}
    budget = common_budget(policies, Policy(), BY)
    assert budget == pytest.approx(mean_cost(talks, BY))
    assert [within(policies[name], budget, BY) for name in ("talks", "little")] == [1.0, 1.0]
    assert mean_cost(scaled(policies["pull"], within(policies["pull"], budget, BY)), BY) == pytest.approx(
        budget, abs=1e-9
    )
    with pytest.raises(ValueError, match="intervals and focus"):
        within(talks, mean_cost(Policy(), BY), BY)
