"""The shipped policies: one battery for all, and what some of them are to set."""

import pytest

from simalign.policies.plan import nominal
from simalign.policies.resolve import status_quo
from simalign.scenario import Levers
from simalign.scenario.levers import PULL, PUSH, STATUS_QUO
from simalign.scenario.read import load_policy, policy_names


def levers(name: str) -> dict[str, float]:
    """The levers that a shipped policy sets one by one."""
    return load_policy(name).levers.model_dump(exclude_none=True)


def moved(name: str) -> dict[str, float]:
    """The levers that a shipped policy moves from status quo, by whatever means."""
    return {lever: value for lever, value in nominal(load_policy(name)).items() if value != status_quo()[lever]}


@pytest.mark.parametrize("name", policy_names())
def test_each_is_named_described_and_plain(name: str) -> None:
    policy = load_policy(name)
    assert policy.name == name.replace("laissez_faire", "laissez-faire").replace("_", " ")
    assert policy.description
    assert policy.plain
    assert policy.preset is None


@pytest.mark.parametrize("name", policy_names())
def test_no_lever_is_set_to_what_it_is_anyway(name: str) -> None:
    assert not [lever for lever, value in levers(name).items() if STATUS_QUO[lever] == value]
    assert set(levers(name)) <= set(Levers.model_fields)


@pytest.mark.parametrize(("name", "family"), [("push", PUSH), ("pull", PULL), ("laissez_faire", PUSH + PULL)])
def test_moves_its_own_family_only(name: str, family: tuple[str, ...]) -> None:
    """Every lever of the family, and no other."""
    assert set(moved(name)) == set(family)


def test_values() -> None:
    """The values of the policies, and how they hang together."""
    push, pull = levers("push"), levers("pull")
    assert moved("status_quo") == {}
    assert push == {"mandate": 0.8, "monitoring": 0.8, "incentive": 0.7}
    assert set(pull.values()) == {0.7, 0.8}
    assert levers("tell_and_sell") == {**push, "rationale": pull["rationale"]}
    assert levers("hybrid") == pytest.approx({n: (STATUS_QUO[n] + v) / 2 for n, v in {**push, **pull}.items()})
    assert set(moved("laissez_faire").values()) == {0.05}
    assert levers("annual_review") == {"feedback_interval": 52, "review_interval": 52}
    assert levers("continuous_feedback") == {"feedback_interval": 2}
