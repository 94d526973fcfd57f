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
from simalign.simulation.initial import organise

BUSY_MANAGERS = ("monitoring", "voice", "rationale", "support")  # done only as far as the manager has time
NOT_BY_EVERYBODY = ("autonomy", "role_modelling", "relationship_management")
EVERYBODY = [name for name in UNIT_LEVERS if name not in NOT_BY_EVERYBODY]
PRICED = {"psychology": {"cost": 1.0}}  # hours as stated, not as fitted
DEFAULT = Scenario(organisation={"size": 40}, **PRICED)
BY = payers(DEFAULT, organise(DEFAULT, 1, 0))
SHIPPED = {name: load_policy(name) for name in names("policies")}


def team(reports: int, weeks: int = 10) -> Payers:
    """A head and the head's direct reports; with a single one, the head looks after the only partner."""
    shape = {"size": reports + 1, "span": max(2, reports), "stakeholders": int(reports == 1)}
    scenario = Scenario(organisation=shape, weeks=weeks, **PRICED)
    return payers(scenario, organise(scenario, 1, 0))


def times(levers: dict[str, float], reports: int) -> tuple[float, float]:
    """Time of a head and of each of the head's direct reports (ODD 5.0)."""
    c, context = Scenario().costs, Scenario().context
    load = sum(getattr(c, f"managing_{name}", 0) * levers[name] for name in UNIT_LEVERS)
    load += c.managing_feedback / levers["feedback_interval"] if levers["feedback_interval"] else 0
    load *= reports
    q = min(1, context.capacity / load) if load else 1
    felt = levers | {name: levers[name] * q for name in BUSY_MANAGERS}
    free = np.prod([1 - getattr(c, name) * felt[name] for name in EVERYBODY])
    free *= 1 - c.autonomy * context.interdependence * felt["autonomy"]
    smart = np.mean([felt[name] for name in ("specific", "measurable", "achievable", "relevant", "time_bound")])
    free *= (1 - c.clarity * smart) / (1 + c.focus * (felt["focus"] - 1)) * (1 - c.outcome_kpis * felt["outcome_kpis"])
    free *= 1 - (q * c.feedback / felt["feedback_interval"] if felt["feedback_interval"] else 0)
    free *= 1 - (c.review * (0.2 + 0.8 * felt["voice"]) / felt["review_interval"] if felt["review_interval"] else 0)
    caring = 1 - c.relationship_management * felt["relationship_management"] * (reports == 1)
    return 1 - free * caring * (1 - min(load, context.capacity)), 1 - free


def by_hand(levers: dict[str, float], reports: int) -> float:
    """Mean time and pay."""
    head, report = times(levers, reports)
    return (head + reports * report) / (1 + reports) + Scenario().costs.pay * levers["incentive"]


@pytest.mark.parametrize("reports", [1, 6, 39])
@pytest.mark.parametrize("name", names("policies"))
def test_cost_by_hand(name: str, reports: int) -> None:
    expected = by_hand(lever_values(SHIPPED[name]), reports)
    assert mean_cost(SHIPPED[name], team(reports)) == pytest.approx(expected, abs=1e-12)


def test_many_reports_ask_for_more_than_there_is() -> None:
    usual = status_quo()
    assert by_hand(usual | {"support": 1.0}, 39) - by_hand(usual, 39) < by_hand(usual | {"support": 1.0}, 6) - by_hand(
        usual, 6
    )


def test_one_lever_costs_its_price() -> None:
    by, c = team(1), Scenario().costs
    table = np.zeros((len(by.departments) + 1, len(COLUMNS)))
    table[:, COLUMNS.index("monitoring")] = 0.5
    head = 1 - (1 - 0.5 * c.monitoring) * (1 - 0.5 * c.managing_monitoring)
    assert cost(table, by) == pytest.approx((0.5 * c.monitoring + head) / 2)
    table[:] = 0
    table[:, COLUMNS.index("incentive")] = 1
    assert cost(table, by) == pytest.approx(c.incentive + c.pay)


def test_phases_count_for_their_weeks() -> None:
    late = Policy(phases=[{"from": 6, "levers": {"mandate": 1.0}}, {"from": 99, "preset": "pull"}])
    full = Policy(levers=Levers(mandate=1.0))
    expected = 0.6 * mean_cost(Policy(), team(6)) + 0.4 * mean_cost(full, team(6))
    assert mean_cost(late, team(6)) == pytest.approx(expected, abs=1e-12)


def test_departments_count_for_their_members() -> None:
    own = Policy(departments={"management": {"transparency": 1.0}})
    usual = status_quo()
    head = times(usual | {"transparency": 1.0}, 6)[0] - times(usual, 6)[0]
    assert mean_cost(own, team(6)) == pytest.approx(mean_cost(Policy(), team(6)) + head / 7, abs=1e-12)


def test_scaled_goes_between_status_quo_and_as_set() -> None:
    policy = Policy(preset="push", levers={"feedback_interval": "never", "focus": 2})
    assert lever_values(scaled(policy, 1.0)) == pytest.approx(lever_values(policy))
    half = lever_values(scaled(policy, 0.5))
    assert half["mandate"] == pytest.approx(0.45)
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
    budget = mean_cost(SHIPPED["pull"], BY)
    for name in ("push", "pull_lead", "tell_and_sell"):
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
    many = Scenario(
        organisation={"size": 4000},
        context={"turnover": 0},
        psychology={"friction": 0},
        policy=SHIPPED[name],
        warmup=0,
        weeks=1,
    )
    simulation = Simulation(many, 1)
    simulation.run(1)
    found = simulation.measure()
    by = payers(many, simulation.organisation)
    assert found["time_cost"] + found["value"] - found["value_net"] == pytest.approx(
        mean_cost(SHIPPED[name], by), rel=0.02
    )
