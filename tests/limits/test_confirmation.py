"""Shared belief confirms a stale strategy (March 1991): where all believe and all are asked, it stops moving."""

from typing import Any

import numpy as np
import pytest

from simalign import Scenario, Simulation
from tests.limits.made import Engine, K, Outcome, only, organisation, scenario

# everybody sees their part itself each week, and is asked at each review; the market moves
BELIEF = {"confirm": 1.0, "lobbying": 0.0, "error": 0.0, "open": 1.0, "kappa": 1.0, "attention": 64.0, "glut": 0.0}
ASKED = {"voice": 1.0, "transparency": 1.0, "review_interval": 4, "focus": K}
ON = ("market", "strategy_review", "cascade", "open_channel")
MOVING = {"turbulence": 0.5, "shift": 0.5, "interdependence": 0.4}


def one_department(engine: Engine, weeks: int, **psychology: float) -> Outcome:
    setting = scenario(only(*ON), BELIEF | psychology, ASKED, context=MOVING)
    return engine(setting, organisation([0, 0, 0, 1, 1, 2]), weeks, 4)


def test_a_strategy_that_all_believe_stands_still(engine: Engine) -> None:
    first, last = one_department(engine, 2), one_department(engine, 82)
    np.testing.assert_allclose(last.strategy, first.strategy, atol=1e-12)
    assert np.abs(last.demand - first.demand).sum() > 0.3
    assert last.measure("fit")[-1] < last.measure("fit")[0] - 0.1


def test_members_who_look_at_the_market_follow_it(engine: Engine) -> None:
    """Without confirmation the draft is demand itself in the week of a review, 80 weeks after the first."""
    outcome = one_department(engine, 81, confirm=0.0)
    np.testing.assert_allclose(outcome.strategy, outcome.demand, atol=1e-12)


@pytest.mark.parametrize("reviews", [1, 2, 5])
def test_the_draft_is_the_mean_part(engine: Engine, reviews: int) -> None:
    """Of several departments: the mean over members of each one's part, which no longer holds demand."""
    setting = Scenario(
        organisation={"size": 40, "span": 4},
        mechanisms=only(*ON),
        psychology=BELIEF,
        context=MOVING,
        policy={"levers": ASKED},
        warmup=0,
    )
    people = Simulation(setting, 4).organisation
    before, after = (engine(setting, people, weeks, 4) for weeks in (4 * reviews, 4 * reviews + 1))
    part: Any = before.part[people.department].mean(axis=0)
    np.testing.assert_allclose(after.strategy, part / part.sum(), atol=1e-12)
