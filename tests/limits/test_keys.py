"""The order of members and goals in a file has no effect: random draws depend on keys."""

from dataclasses import replace

import numpy as np
import pytest

from simalign import Scenario, Simulation
from simalign.organisation.record import Organisation
from simalign.scenario.organisation import GOALS
from tests.limits.made import ROWS as STATE
from tests.limits.made import Engine, K, only, organisation, reordered, scenario

WEEKS = 26
LIVELY = {
    "context": {"turbulence": 0.3, "turnover": 0.02, "churn": 0.2},
    "policy": {"levers": {"mandate": 0.6, "voice": 0.6, "transparency": 0.6, "shared_goals": 0.6}},
    "warmup": 4,
}


def generated(size: int) -> Organisation:
    return Simulation(Scenario(organisation={"size": size, "span": 4}), 5).organisation


def test_members_in_another_order(engine: Engine) -> None:
    people = generated(45)
    order = np.random.default_rng(1).permutation(45)
    first = engine(Scenario(**LIVELY), people, WEEKS, 3)
    second = engine(Scenario(**LIVELY), reordered(people, order), WEEKS, 3)
    for name in STATE:
        np.testing.assert_allclose(getattr(second, name), getattr(first, name)[order], atol=1e-12, err_msg=name)
    np.testing.assert_allclose(second.series, first.series, atol=1e-12)


@pytest.mark.parametrize("setting", [LIVELY, LIVELY | {"strategy": {"service": 2, "innovation": 1}}])
def test_goals_in_another_order(engine: Engine, setting: dict[str, object]) -> None:
    people = generated(45)
    keyed = [goal.model_copy(update={"key": key}) for key, goal in enumerate(GOALS)]
    order = np.random.default_rng(2).permutation(len(keyed))
    first = engine(Scenario(**setting), people, WEEKS, 3)
    second = engine(Scenario(**setting, goals=[keyed[k] for k in order]), people, WEEKS, 3)
    for name in ("agenda", "knows", "wants", "does", "image"):
        np.testing.assert_allclose(getattr(second, name), getattr(first, name)[:, order], atol=1e-12, err_msg=name)
    np.testing.assert_allclose(second.series, first.series, atol=1e-12)


def joined_by_one(people: Organisation) -> Organisation:
    """Return the organisation with one more specialist, without ties or reports, under the manager of the last one."""
    N = people.size
    last = {name: getattr(people, name)[-1:] for name in ("manager", "depth", "level", "department", "role")}
    columns = {name: np.concatenate([getattr(people, name), more]) for name, more in last.items()}
    ties = replace(people.ties, start=np.append(people.ties.start, people.ties.start[-1]))
    ids = [*people.ids, "new"]
    return replace(people, ids=ids, names=ids, key=np.append(people.key, N + 7), ties=ties, **columns)


def test_one_more_member_without_ties_changes_nobody(engine: Engine) -> None:
    """With the remaining paths closed: the manager's time, the mean deeds in images, and the sizes of departments."""
    made = generated(45)
    people = replace(made, department=np.zeros(45, np.int32), departments=("all",))
    assert people.depth[-1] > 2
    on = [name for name in type(only()).model_fields if name not in ("time_costs", "relationships", "image")]
    setting = scenario(
        only(*on),
        {},
        {"mandate": 0.6, "rationale": 0.6, "support": 0.6, "voice": 0.0, "transparency": 0.0},
        context={"turbulence": 0.3, "turnover": 0.02},
    )
    first, second = engine(setting, people, WEEKS, 3), engine(setting, joined_by_one(people), WEEKS, 3)
    for name in STATE:
        if name != "output":  # the team's work is worth less at the margin
            np.testing.assert_allclose(getattr(second, name)[:-1], getattr(first, name), atol=1e-12, err_msg=name)
    np.testing.assert_allclose(second.strategy, first.strategy, atol=1e-12)
    assert abs(second.measure("value")[-1] - first.measure("value")[-1]) > 1e-6


def test_keys_and_not_rows_select_the_random_draws(engine: Engine) -> None:
    """Other keys give other people: without this the test of another order could not fail."""
    people = organisation([0, 0, 0])
    on = only("turnover")
    first = engine(scenario(on, {}, {}), people, 1, 3)
    second = engine(scenario(on, {}, {}), replace(people, key=people.key + 100), 1, 3)
    assert first.agenda.shape == (3, K)
    assert (np.abs(first.agenda - second.agenda).max(axis=1) > 0.01).all()
