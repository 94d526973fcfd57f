"""Where everybody already wants, knows and does what is demanded, and nothing disturbs, nothing moves."""

import numpy as np
import pytest

from simalign.policies.levers import PULL, PUSH, UNIT_LEVERS
from simalign.scenario import Department
from tests.limits.made import Engine, only, organisation, padded, scenario

DEMAND = [0.3, 0.15, 0.25, 0.2, 0.1]
NAMED = {f"goal{k}": share for k, share in enumerate(DEMAND)}
TREE = [0, *((i - 1) // 3 for i in range(1, 40))]


@pytest.mark.parametrize("full", [(), PUSH, PULL, UNIT_LEVERS])
def test_nothing_moves(engine: Engine, full: tuple[str, ...]) -> None:
    """Under any policy; tilt and response, which answer to something else than demand, are off."""
    on = ["manager_style", "time_costs", "strategy_review", "cascade", "open_channel", "fading", "social_influence"]
    on += ["acceptance", "private_agenda", "reactance", "habituation", "experience", "needs", "crowding_out", "strain"]
    on += ["trust", "skill", "feedback_talks", "internalising", "compliance", "walking_the_talk", "goal_setting"]
    on += ["pledge", "switching", "relationships", "image"]
    setting = scenario(
        only(*on),
        {"error": 0.0},
        dict.fromkeys(full, 1.0) | {"focus": 8, "review_interval": 5, "feedback_interval": 3},
        departments={"all": Department(lean=NAMED), "management": Department(lean=NAMED)},
        demand=NAMED,
        context={"heterogeneity": 0.0, "interdependence": 1.0, "reliance": 0.0},
    )
    everybody = np.tile(padded(DEMAND), (40, 1))
    outcome = engine(setting, organisation(TREE, agenda=everybody), 60, 1)
    for rows in (outcome.agenda, outcome.knows, outcome.wants, outcome.does, outcome.image):
        np.testing.assert_allclose(rows, everybody, atol=1e-12)
    np.testing.assert_allclose(outcome.strategy, everybody[0], atol=1e-12)
    for name in ("know", "want", "do", "consensus", "identity", "fit", "productive_share"):
        np.testing.assert_allclose(outcome.measure(name), 1.0, atol=1e-12)
