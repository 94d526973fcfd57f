"""Work under a KPI goes where it is measured, and value keeps a ratio of two means of the measure.

Everybody is ruled by a KPI v and knows demand d: time goes to d_k v_k / sum_j d_j v_j. Value weighs the fourth roots of
time by d_k^(3/4), so that the share of it that is left is (sum_k d_k v_k^(1/4))^4 / sum_k d_k v_k: the power mean of
order 1/4 of the measure, over demand, divided by its arithmetic mean. It is 1 exactly where all goals are measured
alike (compare the congruence of Feltham & Xie 1994 and Baker 2002, where time counts by its square root).
"""

import numpy as np
import pytest

from simalign.scenario import Department
from tests.limits.made import Engine, K, only, organisation, scenario

RULED = {"mandate": 1.0, "monitoring": 1.0, "autonomy": 0.0, "shared_goals": 0.0, "outcome_kpis": 0.0}


def productive(engine: Engine, demand: list[float], kpi: list[float]) -> float:
    """Return the productive share where everybody knows and wants what is demanded, and is ruled by a KPI."""
    demand, kpi = ([*shares, *[0.0] * (K - len(shares))] for shares in (demand, kpi))
    names = [f"goal{k}" for k in range(K)]
    wanted, watched = dict(zip(names, demand, strict=True)), dict(zip(names, kpi, strict=True))
    setting = scenario(
        only("compliance", "multitasking"),
        {"bite": 1.0, "tilt": 1.0, "opacity": 0.0, "shade": 0.0},
        RULED,
        departments={"all": Department(lean=wanted, kpi=watched), "management": Department(lean=wanted)},
        demand=wanted,
        strategy=wanted,
        context={"interdependence": 1.0},
    )
    people = organisation([0, 0, 0], agenda=[demand] * 3)
    return float(engine(setting, people, 3, 1).measure("productive_share")[-1])


def test_a_kpi_on_one_of_two_goals_leaves_an_eighth(engine: Engine) -> None:
    assert productive(engine, [0.5, 0.5], [1, 0]) == pytest.approx(1 / 8, abs=1e-12)


def test_a_kpi_on_all_goals_alike_costs_nothing(engine: Engine) -> None:
    assert productive(engine, [0.5, 0.3, 0.2], [1, 1, 1]) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize("kpi", [[0.1, 0.5, 0.1, 0.3], [0.7, 0.1, 0.1, 0.1], [0.4, 0.4, 0.2, 0.0]])
def test_what_is_left_is_a_ratio_of_means(engine: Engine, kpi: list[float]) -> None:
    demand, measure = np.array([0.4, 0.3, 0.2, 0.1]), np.array(kpi)
    expected = (demand @ measure**0.25) ** 4 / (demand @ measure)
    assert productive(engine, demand.tolist(), kpi) == pytest.approx(expected, abs=1e-12)
    assert expected < 1
