"""Who stands where in a file does not matter: luck goes by key."""

from dataclasses import replace

import numpy as np
import pytest

from simalign import Scenario, Simulation
from simalign.organisation.record import Organisation
from simalign.organisation.ties import ties_from_pairs
from simalign.scenario.organisation import GOALS
from tests.limits.made import Engine

WEEKS = 26
LIVELY = {
    "context": {"turbulence": 0.3, "turnover": 0.02},
    "policy": {"dials": {"push": 0.6, "pull": 0.6}},
    "warmup": 4,
}


def made(size: int) -> Organisation:
    return Simulation(Scenario(organisation={"size": size, "span": 4}), 5).organisation


def reordered(organisation: Organisation, order: np.ndarray) -> Organisation:
    """The same people; member ``order[i]`` comes i-th."""
    place = np.argsort(order)
    source = np.repeat(np.arange(organisation.size), np.diff(organisation.ties.start))
    columns = {name: getattr(organisation, name)[order] for name in ("key", "depth", "level", "department", "role")}
    ties = ties_from_pairs(organisation.size, place[source], place[organisation.ties.target])
    names = [organisation.ids[i] for i in order]
    manager = place[organisation.manager[order]].astype(np.int32)
    return replace(organisation, ids=names, names=names, manager=manager, ties=ties, **columns)


def test_members_in_another_order(engine: Engine) -> None:
    organisation = made(45)
    order = np.random.default_rng(1).permutation(45)
    one = engine(Scenario(**LIVELY), organisation, WEEKS, 3)
    other = engine(Scenario(**LIVELY), reordered(organisation, order), WEEKS, 3)
    for name in ("agenda", "knows", "wants", "does", "image", "reactance"):
        np.testing.assert_allclose(getattr(other, name), getattr(one, name)[order], atol=1e-12, err_msg=name)
    np.testing.assert_allclose(other.series, one.series, atol=1e-12)


@pytest.mark.parametrize("scenario", [LIVELY, LIVELY | {"strategy": {"service": 2, "craft": 1}}])
def test_goals_in_another_order(engine: Engine, scenario: dict[str, object]) -> None:
    organisation = made(45)
    keyed = [goal.model_copy(update={"key": key}) for key, goal in enumerate(GOALS)]
    order = np.random.default_rng(2).permutation(len(keyed))
    one = engine(Scenario(**scenario), organisation, WEEKS, 3)
    other = engine(Scenario(**scenario, goals=[keyed[k] for k in order]), organisation, WEEKS, 3)
    for name in ("agenda", "knows", "wants", "does", "image"):
        np.testing.assert_allclose(getattr(other, name), getattr(one, name)[:, order], atol=1e-12, err_msg=name)
    np.testing.assert_allclose(other.series, one.series, atol=1e-12)


def joined_by_one(organisation: Organisation) -> Organisation:
    """One more specialist, without ties or reports, under the manager of the last."""
    N = organisation.size
    last = {name: getattr(organisation, name)[-1:] for name in ("manager", "depth", "level", "department", "role")}
    columns = {name: np.concatenate([getattr(organisation, name), more]) for name, more in last.items()}
    ties = replace(organisation.ties, start=np.append(organisation.ties.start, organisation.ties.start[-1]))
    ids = [*organisation.ids, "new"]
    return replace(organisation, ids=ids, names=ids, key=np.append(organisation.key, N + 7), ties=ties, **columns)


def test_one_more_member_without_ties_changes_nobody(engine: Engine) -> None:
    """With voice and transparency 0; but for chance, which goes by key, the mean of all is the only road."""
    organisation = made(45)
    more = joined_by_one(organisation)
    assert organisation.depth[-1] > 2
    scenario = Scenario(
        context={"turbulence": 0.3, "turnover": 0.02},
        policy={"dials": {"push": 0.6, "pull": 0.6}, "levers": {"voice": 0.0, "transparency": 0.0}},
        departments={
            n: d.model_copy(update={"customer_facing": n == "management"}) for n, d in Scenario().departments.items()
        },
        warmup=0,
    )
    one, other = engine(scenario, organisation, WEEKS, 3), engine(scenario, more, WEEKS, 3)
    for name in ("agenda", "knows", "wants", "does", "reactance"):
        np.testing.assert_allclose(getattr(other, name)[:-1], getattr(one, name), atol=1e-12, err_msg=name)
    np.testing.assert_allclose(other.strategy, one.strategy, atol=1e-12)
    assert abs(other.measure("value")[-1] - one.measure("value")[-1]) > 1e-6
