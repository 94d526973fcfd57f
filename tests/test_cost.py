"""Costs by hand, and policies scaled to one cost."""

from dataclasses import replace

import numpy as np
import pytest

from simalign import Levers, Policy, Scenario, Simulation, load_policy
from simalign.comparison.cost import Payers, affordable_share, cost, mean_cost, payers, run_cost
from simalign.files.shipped import names
from simalign.measures.catalogue import NAMES
from simalign.policies.levers import COLUMNS, UNIT_LEVERS
from simalign.policies.plan import plan
from simalign.policies.scale import scaled
from simalign.policies.values import lever_values, status_quo
from simalign.simulation.initial import organise, parameters_of

INVOLVED = ("role_modelling", "relationship_management")  # who is not involved does not pay for them
EVERYBODY = [name for name in UNIT_LEVERS if name not in INVOLVED]
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
    levers = lever_values(SHIPPED[name])
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
    assert lever_values(scaled(policy, 1.0)) == pytest.approx(lever_values(policy))
    half = lever_values(scaled(policy, 0.5))
    assert half["mandate"] == pytest.approx(0.55)
    assert (half["focus"], half["feedback_interval"]) == (2, 0)
    assert lever_values(scaled(policy, 0.0)) == pytest.approx(
        lever_values(Policy(levers={"feedback_interval": "never", "focus": 2}))
    )


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


def test_within_meets_the_budget() -> None:
    budget = mean_cost(SHIPPED["push"], BY)
    for name in ("pull", "pull_lead", "tell_and_sell"):
        share = affordable_share(SHIPPED[name], budget, price)
        assert 0 < share < 1
        assert price(scaled(SHIPPED[name], share)) == pytest.approx(budget, abs=1e-9)
    assert affordable_share(Policy(levers={"feedback_interval": 1}), budget / 2, price) == 0


def price(policy: Policy) -> float:
    return mean_cost(policy, BY)


def test_spelled_out_a_policy_means_the_same() -> None:
    policy = Policy(preset="push", dials={"pull": 1 / 3}, phases=[{"from": 2, "preset": "pull"}])
    spelled = scaled(policy, 1.0)
    assert (spelled.preset, spelled.phases[0].preset) == (None, None)
    departments = list(BY.departments)
    np.testing.assert_array_equal(
        plan(spelled, departments, 3, NAMES).levers, plan(policy, departments, 3, NAMES).levers
    )


def lived(policy: Policy) -> tuple[Simulation, np.ndarray]:
    """Sixty weeks of a policy after four of status quo."""
    simulation = Simulation(DEFAULT.model_copy(update={"policy": policy, "warmup": 4}), 1)
    return simulation, simulation.run(64)


def test_without_rules_a_run_costs_what_its_policy_says() -> None:
    policy = Policy(preset="push", phases=[{"from": 30, "preset": "pull"}])
    by = replace(BY, weeks=60)
    assert run_cost(policy, by, 4, lived(policy)[1]) == pytest.approx(mean_cost(policy, by), abs=1e-12)


def test_rules_cost_what_they_put_in_force() -> None:
    """Also where a rule is always met, or only now and then: as counted in the measures of the week before."""
    full = Levers(support=1.0, incentive=1.0)
    always = Policy(rules=[{"while": "trust >= 0", "levers": full}])
    by = replace(BY, weeks=60)
    assert run_cost(always, by, 4, lived(always)[1]) == pytest.approx(mean_cost(Policy(levers=full), by), abs=1e-12)
    do = NAMES.index("do")
    usual = float(np.median(lived(Policy())[1][:, do]).round(4))
    sometimes = Policy(rules=[{"while": f"do > {usual}", "levers": full}])
    series = lived(sometimes)[1]
    met = (series[3:-1, do] > usual).mean()
    assert 0 < met < 1
    expected = met * mean_cost(Policy(levers=full), by) + (1 - met) * mean_cost(Policy(), by)
    assert run_cost(sometimes, by, 4, series) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", ["status_quo", "push", "pull"])
def test_runs_cost_what_is_said(name: str) -> None:
    """The time that members lose and the pay, as measured in a run of many, whose managers' styles cancel."""
    many = Scenario(organisation={"size": 4000}, context={"turnover": 0}, policy=SHIPPED[name], warmup=0, weeks=1)
    simulation = Simulation(many, 1)
    simulation.run(1)
    found = simulation.measure()
    by = payers(many, simulation.organisation)
    assert found["time_cost"] + found["value"] - found["value_net"] == pytest.approx(
        mean_cost(SHIPPED[name], by), rel=0.02
    )
