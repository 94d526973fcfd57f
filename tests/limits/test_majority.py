"""Influence by threshold (Granovetter 1978): people follow what at least half of their colleagues do."""

import numpy as np
import pytest

from tests.limits.made import Engine, K, only, organisation, scenario, two_sided, weighted

FOLLOWING = {"pace": 1.0, "manager_weight": 0.0, "follow": 0.0}


def moved(engine: Engine, agenda: np.ndarray, weeks: int) -> np.ndarray:
    """Return wants of members who are all tied to everybody, themselves included."""
    N = len(agenda)
    setting = scenario(only("social_influence"), FOLLOWING, {}, rules={"influence": "threshold"})
    return engine(setting, organisation([0] * N, weighted(np.ones((N, N))), agenda=agenda), weeks, 1).wants


@pytest.mark.parametrize(("first", "share"), [(3, 1.0), (4, 1.0), (5, 0.0), (8, 0.0)])
def test_a_majority_takes_all_at_once(engine: Engine, first: int, share: float) -> None:
    """Of eight who each have one goal: where at least half have a goal, everybody has it after a week, else nobody.

    Here at least four have the first goal unless ``first``, the number who have the second, is five or more.
    """
    agenda = two_sided([0.0] * first + [1.0] * (8 - first))
    expected = two_sided([share] * 8) if first != 4 else two_sided([0.5] * 8)
    np.testing.assert_allclose(moved(engine, agenda, 1), expected, atol=1e-12)


@pytest.mark.parametrize("weeks", [1, 4])
def test_people_move_to_the_upper_median_of_each_goal(engine: Engine, weeks: int) -> None:
    """Normalised; from then on everybody is alike and nothing moves."""
    agenda = np.random.default_rng(8).dirichlet(np.ones(K), 6)
    median = np.sort(agenda, axis=0)[3]  # of six: the largest share that three of them reach
    np.testing.assert_allclose(moved(engine, agenda, weeks), [median / median.sum()] * 6, atol=1e-12)
