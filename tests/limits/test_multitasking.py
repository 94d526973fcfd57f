"""Multitasking (Feltham & Xie 1994, Baker 2002): of the first best, cos^2 of the angle of measure to payoff is left.

Payoff f.e, measure g.e, cost |e|^2 / 2. Here time is the cost, so a goal's effort e is the root of its share of time;
the payoff is the root of demand, the measure the root of what is watched, and the productive share is cos^2 of the
angle between them.
"""

import numpy as np
import pytest

from simalign.scenario import Department
from tests.limits.made import Engine, K, only, organisation, scenario

RULED = {"mandate": 1.0, "monitoring": 1.0, "shared_goals": 0.0}


def productive(engine: Engine, demand: list[float], kpi: list[float], tilt: float = 1.0, bite: float = 1.0) -> float:
    """The productive share where everybody knows and wants what is in demand, and is ruled by a KPI."""
    demand, kpi = ([*shares, *[0.0] * (K - len(shares))] for shares in (demand, kpi))
    names = [f"goal{k}" for k in range(K)]
    wanted, watched = dict(zip(names, demand, strict=True)), dict(zip(names, kpi, strict=True))
    setting = scenario(
        only("compliance", "multitasking"),
        {"bite": bite, "tilt": tilt, "opacity": 0.0},
        RULED,
        departments={"all": Department(lean=wanted, kpi=watched), "management": Department(lean=wanted)},
        demand=wanted,
        strategy=wanted,
    )
    people = organisation([0, 0, 0], agenda=[demand] * 3)
    return float(engine(setting, people, 3, 1).measure("productive_share")[-1])


def test_a_kpi_at_45_degrees_loses_half(engine: Engine) -> None:
    assert productive(engine, [0.5, 0.5], [1, 0]) == pytest.approx(0.5, abs=1e-12)


@pytest.mark.parametrize("degrees", [0, 5, 15, 30, 40, 45])
def test_what_is_left_is_the_cosine_squared(engine: Engine, degrees: float) -> None:
    """Demand is even, so the KPI is the measure squared."""
    angle = np.radians(45 - degrees)
    kpi = [np.cos(angle) ** 2, np.sin(angle) ** 2]
    assert productive(engine, [0.5, 0.5], kpi) == pytest.approx(np.cos(np.radians(degrees)) ** 2, abs=1e-12)


def test_on_four_goals_with_uneven_demand(engine: Engine) -> None:
    demand, kpi = np.array([0.4, 0.3, 0.2, 0.1]), np.array([0.1, 0.5, 0.1, 0.3])
    payoff, measure = np.sqrt(demand), np.sqrt(demand * kpi)
    cosine = payoff @ measure / np.linalg.norm(measure)
    assert productive(engine, demand.tolist(), kpi.tolist()) == pytest.approx(cosine**2, abs=1e-12)
