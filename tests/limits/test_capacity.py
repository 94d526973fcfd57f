"""Managers' time: what their reports ask beyond the capacity of the week is not done, in the proportion q."""

from typing import Any

import numpy as np
import pytest

from simalign.scenario import Costs
from tests.limits.made import OFF, Engine, Outcome, only, organisation, scenario

TALK = 0.05  # share of a manager's week for one report, if talks are weekly
COSTS = {name: 0.0 for name in Costs.model_fields if not name.startswith("managing")} | {"managing_feedback": TALK}
# work is what managing leaves of the week
AT_WORK = {"duty": 1.0, "skill_weight": 0.0, "ability_spread": 0.0, "style": 0.0, "friction": 0.0}
MEANS = ("time_costs", "trust", "skill", "feedback_talks", "needs")


def boss_of(engine: Engine, reports: int, interval: int, capacity: float, weeks: int, **levers: Any) -> Outcome:
    setting = scenario(
        only(*MEANS),
        AT_WORK,
        OFF | {"feedback_interval": interval} | levers,
        costs=COSTS,
        strategy={"goal0": 1.0},  # voice must not change what the strategy is
        context={"capacity": capacity},
        organisation={"leadership_levels": 1},
    )
    return engine(setting, organisation([0] * (reports + 1)), weeks, 1)


@pytest.mark.parametrize("reports", [1, 4, 10, 20, 100])
def test_managing_that_gets_done(engine: Engine, reports: int) -> None:
    """A boss of n has q = min(1, capacity / (n c)), and min(n c, capacity) less time for work."""
    outcome = boss_of(engine, reports, 1, 0.5, 1)
    load = reports * TALK
    assert outcome.measure("load")[0] == pytest.approx(load, abs=1e-12)
    assert outcome.measure("managing_done")[0] == pytest.approx(min(1.0, 0.5 / load), abs=1e-12)
    np.testing.assert_allclose(outcome.work, [1 - min(load, 0.5), *[1.0] * reports], atol=1e-12)


def test_twice_the_load_is_half_of_managing(engine: Engine) -> None:
    """Half of the talks, and half of watching, asking, explaining and help: as if the policy asked for no more."""
    everything = {"monitoring": 0.8, "voice": 0.8, "rationale": 0.8, "support": 0.8}
    load = float(boss_of(engine, 5, 2, 1.0, 1, **everything).measure("load")[0])
    assert 0 < load < 1
    half = boss_of(engine, 5, 2, load / 2, 60, **everything)
    relaxed = boss_of(engine, 5, 2, 1.0, 60, **everything)
    modest = boss_of(engine, 5, 4, 1.0, 60, **{name: x / 2 for name, x in everything.items()})
    assert half.measure("managing_done")[-1] == pytest.approx(0.5, abs=1e-12)
    assert half.work[0] == pytest.approx(1 - load / 2, abs=1e-9)
    for name in ("skill", "trust", "needs"):
        np.testing.assert_allclose(getattr(half, name)[1:], getattr(modest, name)[1:], atol=1e-12, err_msg=name)
        assert not np.allclose(getattr(half, name)[1:], getattr(relaxed, name)[1:], atol=1e-3)
