"""What hard control does, and what none does."""

from typing import Any

import numpy as np
import pytest

from simalign import Scenario, Simulation
from simalign.policies.levers import UNIT_LEVERS
from simalign.scenario import Department, Goal
from simalign.scenario.organisation import DEPARTMENTS, GOALS
from tests.limits.made import Engine

WHOLE = {"bite": 1.0, "defiance": 0.0, "opacity": 0.0}
NONE: dict[str, Any] = dict.fromkeys((*UNIT_LEVERS, "clarity"), 0.0)
NONE |= {"feedback_interval": "never", "review_interval": "never", "focus": 8}


def run(engine: Engine, weeks: int, levers: dict[str, Any], **more: Any) -> Any:
    setting = Scenario(**{"organisation": {"size": 40}, "policy": {"levers": levers}, "warmup": 0} | more)
    return engine(setting, Simulation(setting, 1).organisation, weeks, 1)


@pytest.mark.parametrize("focus", [3, 8])
def test_full_control_makes_everybody_do_the_strategy(engine: Engine, focus: int) -> None:
    """Whatever people want: watched wholly, with all at stake, and KPIs that weigh all goals alike."""
    alike = [Goal(name=goal.name, external=goal.external, measurability=0.5) for goal in GOALS]
    even = dict.fromkeys((goal.name for goal in GOALS), 1.0)
    measured = {name: Department(lean=d.lean, kpi=even) for name, d in DEPARTMENTS.items()}
    setting = {
        "goals": alike,
        "departments": measured,
        "psychology": WHOLE | {"tilt": 1.0},
        "context": {"turnover": 0.0},
    }
    outcome = run(engine, 20, {"mandate": 1.0, "monitoring": 1.0, "shared_goals": 0.0, "focus": focus}, **setting)
    np.testing.assert_allclose(outcome.does, np.tile(outcome.strategy, (40, 1)), atol=1e-12)
    assert outcome.measure("do")[-1] == pytest.approx(1.0, abs=1e-12)
    assert outcome.measure("want")[-1] < 0.9


def test_full_control_of_one_goal_needs_no_particular_kpi(engine: Engine) -> None:
    setting = {"psychology": WHOLE | {"tilt": 1.0}, "strategy": {"efficiency": 1}, "context": {"turnover": 0.0}}
    outcome = run(engine, 20, {"mandate": 1.0, "monitoring": 1.0, "review_interval": "never", "focus": 1}, **setting)
    np.testing.assert_allclose(outcome.does, np.tile(outcome.strategy, (40, 1)), atol=1e-12)


def test_all_levers_off_everybody_does_as_they_want(engine: Engine) -> None:
    outcome = run(engine, 60, NONE)
    np.testing.assert_allclose(outcome.does, outcome.wants, atol=1e-15)
    assert np.abs(outcome.measure("compliance_gap")).max() < 1e-15


@pytest.mark.parametrize("others", [{}, {"monitoring": 1.0, "incentive": 1.0, "autonomy": 0.0, "rationale": 0.0}])
def test_nobody_resists_without_a_mandate(engine: Engine, others: dict[str, float]) -> None:
    outcome = run(engine, 60, {"mandate": 0.0} | others, context={"trust": 0.0, "legitimacy": 0.0})
    assert not outcome.reactance.any()
    assert not outcome.measure("resistance").any()
