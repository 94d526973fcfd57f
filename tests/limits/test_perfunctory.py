"""Forced work gives the letter and not the spirit (Hart & Moore 2008): perfunctory in all that is not wanted."""

import numpy as np
import pytest

from tests.limits.made import OFF, Engine, only, organisation, scenario, two_sided

FORCED = {"bite": 1.0, "defiance": 0.0, "opacity": 0.0, "duty": 1.0, "skill_weight": 0.0, "ability_spread": 0.0}
ORDERED = OFF | {"mandate": 1.0, "monitoring": 1.0}


@pytest.mark.parametrize("shade", [0.0, 0.5, 1.0])
@pytest.mark.parametrize("wanted", [0.0, 0.25, 1.0])
def test_forced_work_is_lost_as_far_as_it_is_unwanted(engine: Engine, wanted: float, shade: float) -> None:
    """The strategy is all on the first goal, of which members want a share: shade times the rest is lost."""
    setting = scenario(only("compliance"), FORCED | {"shade": shade}, ORDERED, strategy={"goal0": 1.0})
    outcome = engine(setting, organisation([0, 0, 0], agenda=two_sided([wanted] * 3)), 1, 1)
    np.testing.assert_allclose(outcome.does[:, 0], 1.0, atol=1e-12)
    np.testing.assert_allclose(outcome.work, 1 - shade * (1 - wanted), atol=1e-12)


def test_work_that_is_not_forced_is_whole(engine: Engine) -> None:
    """Obedience out of trust moves deeds as well, but not against one's will."""
    people = organisation([0, 0, 0], agenda=two_sided([0.0] * 3), trust=[1.0] * 3)
    obedient = FORCED | {"shade": 1.0, "bite": 0.0, "oblige": 1.0}
    setting = scenario(only("compliance"), obedient, ORDERED, strategy={"goal0": 1.0})
    outcome = engine(setting, people, 1, 1)
    np.testing.assert_allclose(outcome.does[:, 0], 1.0, atol=1e-12)
    np.testing.assert_allclose(outcome.work, 1.0, atol=1e-12)
