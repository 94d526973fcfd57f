"""The week by hand in C gives the results of the package, to the byte: an implementation in another language."""

from typing import Any

import pytest

from experiments.speed.plain_c import PlainC, compiler
from simalign import Scenario, Simulation

pytestmark = pytest.mark.skipif(compiler() is None, reason="no C compiler")
FAST = {"context": {"turnover": 0.02, "turbulence": 0.2, "churn": 0.3, "complexity": 0.7}}
CASES: dict[str, dict[str, Any]] = {
    "defaults": {},
    "push": {"policy": "push", "context": {"heterogeneity": 0.9}},
    "pull": {"policy": "pull", "organisation": {"size": 1_100, "span": 8}},  # more than one block of a sum
    "everything moves": {"policy": "lead", **FAST},
    "rules and departments": {
        "policy": {
            "levers": {"mandate": 0.9, "focus": 2, "review_interval": "never", "feedback_interval": 2},
            "phases": [{"from": 5, "levers": {"outcome_kpis": 0.7, "focus": 1, "review_interval": 4}}],
            "rules": [{"while": "resistance > 0.02", "levers": {"mandate": 0.1}}],
            "departments": {"operations": {"autonomy": 0.1}},
        },
        "psychology": {"peer_latitude": 0.6},
    },
    "alone": {"organisation": {"size": 2, "stakeholders": 0}},
    "few ties": {"organisation": {"size": 40, "degree": 1, "stakeholders": 2}, "costs": {"mandate": 0.1}},
}


@pytest.mark.parametrize(("name", "seed"), [(name, seed) for seed, name in enumerate(CASES)])
def test_the_same_bytes(name: str, seed: int) -> None:
    scenario = Scenario(**{"warmup": 8, "organisation": {"size": 60}} | CASES[name])
    ours, other = Simulation(scenario, seed), Simulation(scenario, seed)
    in_c = PlainC(other)
    for weeks in (1, 7, 40):
        assert ours.run(weeks).tobytes() == in_c.run(weeks).tobytes()
        assert ours.digest() == other.digest()


@pytest.mark.parametrize(
    "change",
    [{"mechanisms": {"trust": False}}, {"rules": {"influence": "threshold"}}, {"events": [{"week": 1, "hire": 2}]}],
)
def test_other_models_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="default rules"):
        PlainC(Simulation(Scenario(organisation={"size": 12}, **change), 1))
