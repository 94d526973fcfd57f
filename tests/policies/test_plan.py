"""A policy over the weeks of a run: warm-up, phases, departments, and rules exactly while their condition is met."""

import operator

import numpy as np
import pytest

from simalign import InputError, Policy, Scenario, Simulation
from simalign.measures.catalogue import INDEX, NAMES
from simalign.policies.levers import COLUMNS
from simalign.policies.plan import OPERATORS, Plan, holds, plan, put_in_force
from simalign.policies.values import status_quo

VOICE, MANDATE = COLUMNS.index("voice"), COLUMNS.index("mandate")
QUO = [status_quo()[name] for name in COLUMNS]


def in_force(laid: Plan, weeks: int, measures: np.ndarray | None = None) -> np.ndarray:
    """Levers week by week, (weeks, D+1, L); ``measures`` (weeks, M): those at the end of the week before."""
    levers = np.zeros(laid.levers.shape[1:])
    changed = np.zeros(len(levers) - 1, np.int8)
    seen = []
    for t in range(weeks):
        put_in_force(laid, t, np.full(len(NAMES), np.nan) if measures is None else measures[t], levers, changed)
        seen.append(levers.copy())
    return np.array(seen)


def test_warm_up_is_status_quo_and_phases_start_in_their_week() -> None:
    policy = Policy(
        levers={"voice": 0.9}, phases=[{"from": 2, "levers": {"mandate": 1.0}}, {"from": 4, "preset": "pull"}]
    )
    seen = in_force(plan(policy, ["a"], 3, NAMES), 9)
    assert seen[:3].tolist() == [[QUO, QUO]] * 3
    assert seen[:, 0, VOICE].tolist() == [0.2] * 3 + [0.9] * 4 + [0.6] * 2
    assert seen[:, 0, MANDATE].tolist() == [0.3] * 5 + [1.0] * 2 + [0.3] * 2  # a preset starts from status quo


def test_no_warm_up_and_a_phase_from_week_0() -> None:
    laid = plan(Policy(levers={"voice": 0.9}, phases=[{"from": 0, "levers": {"mandate": 1.0}}]), ["a"], 0, NAMES)
    assert laid.start.tolist() == [0]
    assert laid.levers[0, 0, [VOICE, MANDATE]].tolist() == [0.9, 1.0]


def test_departments_have_their_own_until_the_whole_is_set_anew() -> None:
    policy = Policy(departments={"b": {"voice": 1.0}}, phases=[{"from": 1, "levers": {"voice": 0.5}}])
    seen = in_force(plan(policy, ["a", "b"], 0, NAMES), 2)[:, :, VOICE]
    assert seen.tolist() == [[0.2, 1.0, 0.2], [0.5, 0.5, 0.5]]


def test_all_departments_that_are_not_there_are_told() -> None:
    policy = Policy(departments={"b": {"voice": 0}}, phases=[{"from": 1, "departments": {"c": {"voice": 1.0}}}])
    with pytest.raises(InputError, match=r"policy.departments: no such department .given: 'b'.; allowed: a") as refused:
        plan(policy, ["a"], 0, NAMES)
    assert [p.key for p in refused.value.problems] == ["policy.departments", "policy.phases.0.departments"]


@pytest.mark.parametrize("sign", OPERATORS)
def test_conditions_compare(sign: str) -> None:
    compare = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}[sign]
    for x in (0.4, 0.5, 0.6):
        assert holds(OPERATORS.index(sign), x, 0.5) == compare(x, 0.5)
    assert not holds(OPERATORS.index(sign), float("nan"), 0.5)


def test_rules_can_watch_every_measure() -> None:
    for name in NAMES:
        assert plan(Policy(rules=[{"while": f"{name} > 0"}]), ["a"], 0, NAMES).rule_measure.tolist() == [INDEX[name]]


def test_rules_hold_while_their_condition_is_met_and_the_later_overrides() -> None:
    rules = [{"while": "trust < .5", "levers": {"voice": 1.0}}, {"while": "trust < 0.3", "levers": {"voice": 0.0}}]
    measures = np.full((6, len(NAMES)), np.nan)
    measures[:, INDEX["trust"]] = [0.1, 0.4, 0.6, 0.5, 0.2, 0.9]
    seen = in_force(plan(Policy(rules=rules), ["a"], 1, NAMES), 6, measures)[:, 0, VOICE]
    assert seen.tolist() == [0.2, 1.0, 0.2, 0.2, 0.0, 0.2]  # no rule in the warm-up


def test_rules_in_a_run_follow_its_own_series() -> None:
    """The levers in force in a week are those that the series of the week before asks for."""
    rule = {"while": "do > .7", "levers": {"mandate": 0.0}, "departments": {"operations": {"mandate": 0.9}}}
    policy = Policy(levers={"mandate": 1.0, "monitoring": 1.0}, rules=[rule])
    scenario = Scenario(organisation={"size": 20}, policy=policy, warmup=4, weeks=40)
    simulation = Simulation(scenario, 5)
    place = simulation.organisation.departments.index("operations")
    do, whole, own = [], [], []
    for _ in range(44):
        do.append(float(simulation.run(1)[0, INDEX["do"]]))
        whole.append(simulation.state.levers[-1, MANDATE])
        own.append(simulation.state.levers[place, MANDATE])
    met = [t >= 4 and do[t - 1] > 0.7 for t in range(44)]
    assert 0 < sum(met) < 40
    expected = [0.3 if t < 4 else 0.0 if met[t] else 1.0 for t in range(44)]
    assert whole == expected
    assert own == [0.9 if met[t] else expected[t] for t in range(44)]


def test_a_run_week_by_week_is_the_run_in_one_go() -> None:
    rule = {"while": "do > .7", "levers": {"mandate": 0.0}}
    scenario = Scenario(
        organisation={"size": 20}, policy=Policy(levers={"mandate": 1.0}, rules=[rule]), warmup=4, weeks=20
    )
    one, many = Simulation(scenario, 5), Simulation(scenario, 5)
    one.run(24)
    for _ in range(24):
        many.run(1)
    assert one.digest() == many.digest()
