"""Where everybody already wants, knows and does what is in demand, and nothing disturbs, nothing moves."""

import numpy as np
import pytest

from simalign import Scenario, Simulation
from simalign.scenario import Department
from tests.limits.made import Engine

DEMAND = {"acquisition": 0.3, "service": 0.15, "delivery": 0.25, "efficiency": 0.2, "innovation": 0.1}
NAMES = ("marketing_sales", "operations", "development", "management")


@pytest.mark.parametrize("dials", [{}, {"push": 1.0}, {"pull": 1.0}, {"push": 1.0, "pull": 1.0}])
def test_nothing_moves(engine: Engine, dials: dict[str, float]) -> None:
    """Under any policy; KPIs as demand, and no tilt to what is measured best, which would move deeds."""
    setting = Scenario(
        organisation={"size": 40},
        roles=dict.fromkeys(("senior_manager", "middle_manager", "specialist"), DEMAND),
        departments={name: Department(lean=DEMAND, customer_facing=name == "marketing_sales") for name in NAMES},
        demand=DEMAND,
        context={"heterogeneity": 0.0, "turbulence": 0.0, "turnover": 0.0},
        psychology={"noise": 0.0, "error": 0.0},
        mechanisms={"multitasking": False},
        policy={"dials": dials, "levers": {"focus": 8, "review_interval": 5, "feedback_interval": 3}},
        warmup=0,
    )
    outcome = engine(setting, Simulation(setting, 1).organisation, 60, 1)
    everybody = np.tile([0.3, 0.15, 0.25, 0.2, 0.1, 0, 0, 0], (40, 1))
    for rows in (outcome.agenda, outcome.knows, outcome.wants, outcome.does, outcome.image):
        np.testing.assert_allclose(rows, everybody, atol=1e-12)
    np.testing.assert_allclose(outcome.strategy, everybody[0], atol=1e-12)
    assert np.abs(outcome.measure("resistance")).max() < 1e-12
    for name in ("know", "want", "do", "consensus", "identity", "fit", "productive_share", "coordination"):
        np.testing.assert_allclose(outcome.measure(name), 1.0, atol=1e-12)
