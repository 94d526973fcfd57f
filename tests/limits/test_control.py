"""Full control, and no levers at all."""

from typing import Any

import numpy as np
import pytest

from simalign import Scenario, Simulation
from simalign.scenario import Department, Goal
from simalign.scenario.organisation import DEPARTMENTS, GOALS
from tests.limits.made import DIRECT, OFF, Engine, Outcome

FULL = DIRECT | {"bite": 1.0, "defiance": 0.0, "opacity": 0.0, "cost": 0.0, "tilt": 1.0}
WATCHED = {"mandate": 1.0, "monitoring": 1.0, "autonomy": 0.0, "shared_goals": 0.0, "outcome_kpis": 0.0}


def run(engine: Engine, weeks: int, levers: dict[str, Any], **more: Any) -> tuple[Outcome, Any]:
    setting = Scenario(**{"organisation": {"size": 40}, "policy": {"levers": levers}, "warmup": 0} | more)
    people = Simulation(setting, 1).organisation
    return engine(setting, people, weeks, 1), people


@pytest.mark.parametrize("focus", [3, 8])
def test_full_control_makes_everybody_do_their_part(engine: Engine, focus: int) -> None:
    """Whatever people want: everything is seen and at stake, and what is measured weighs all goals equally."""
    equal = [Goal(name=goal.name, external=goal.external, measurability=0.5) for goal in GOALS]
    even = dict.fromkeys((goal.name for goal in GOALS), 1.0)
    measured = {name: Department(lean=d.lean, kpi=even) for name, d in DEPARTMENTS.items()}
    setting = {"goals": equal, "departments": measured, "psychology": FULL, "context": {"turnover": 0.0}}
    outcome, people = run(engine, 20, WATCHED | {"focus": focus}, **setting)
    np.testing.assert_allclose(outcome.does, outcome.part[people.department], atol=1e-12)
    assert outcome.measure("do")[-1] == pytest.approx(1.0, abs=1e-12)
    assert outcome.measure("want")[-1] < 0.9


def test_full_control_of_one_goal_needs_no_particular_kpi(engine: Engine) -> None:
    setting = {"psychology": FULL, "strategy": {"efficiency": 1}, "context": {"turnover": 0.0}}
    outcome, _ = run(engine, 20, WATCHED | {"review_interval": "never"}, **setting)
    np.testing.assert_allclose(outcome.does, np.tile(outcome.strategy, (40, 1)), atol=1e-12)


def test_with_all_levers_off_everybody_does_as_they_want(engine: Engine) -> None:
    """Own work follows the team's customers without any lever, so that responsiveness is 0 here."""
    outcome, _ = run(engine, 60, OFF, psychology=DIRECT | {"responsiveness": 0.0})
    np.testing.assert_allclose(outcome.does, outcome.wants, atol=1e-15)
    assert np.abs(outcome.measure("compliance_gap")).max() < 1e-15
    assert not outcome.measure("pressure").any() and not outcome.measure("control").any()


@pytest.mark.parametrize("others", [{}, {"monitoring": 1.0, "incentive": 1.0, "autonomy": 0.0, "rationale": 0.0}])
def test_nobody_resists_without_a_mandate(engine: Engine, others: dict[str, float]) -> None:
    context = {"trust": 0.0, "legitimacy": 0.0, "turnover": 0.02}
    outcome, _ = run(engine, 60, {"mandate": 0.0} | others, context=context)
    assert not outcome.reactance.any()
    assert not outcome.measure("resistance").any() and not outcome.measure("control").any()


AUTHORS = {"mandate": 1.0, "monitoring": 1.0, "autonomy": 0.0, "voice": 0.0}
IMPOSED = {"phases": [{"from": 4, "levers": AUTHORS}], "levers": {"mandate": 0.0}}


def test_authors_do_not_resist(engine: Engine) -> None:
    """Leaders draft the strategy: however it is imposed, only the others resist."""
    setting = Scenario(organisation={"size": 40}, policy=IMPOSED, context={"turnover": 0.0}, warmup=0)
    people = Simulation(setting, 1).organisation
    outcome = engine(setting, people, 20, 1)
    leaders = people.depth <= 2
    assert 0 < leaders.sum() < 40
    assert not outcome.reactance[leaders].any()
    assert (outcome.reactance[~leaders] > 0.1).all()


@pytest.mark.parametrize("levers", [AUTHORS, AUTHORS | {"incentive": 1.0, "review_interval": 1}])
def test_an_organisation_of_one_never_resists(engine: Engine, levers: dict[str, Any]) -> None:
    setting = Scenario(organisation={"size": 1}, policy={"levers": {}, "phases": [{"from": 3, "levers": levers}]})
    outcome = engine(setting, Simulation(setting, 1).organisation, 120, 1)
    assert not outcome.measure("resistance").any() and not outcome.measure("control").any()
