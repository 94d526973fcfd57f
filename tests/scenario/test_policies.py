"""The shipped policies: one battery for all, and what each is said to set."""

import pytest

from simalign.policies.levers import PULL, PUSH, STATUS_QUO
from simalign.scenario import Levers
from simalign.scenario.read import load_policy, policy_names

NAMES = (
    "annual_review",
    "continuous_feedback",
    "hybrid",
    "laissez_faire",
    "pull",
    "push",
    "status_quo",
    "tell_and_sell",
)


def levers(name: str) -> dict[str, float]:
    """The levers that a shipped policy sets."""
    return load_policy(name).levers.model_dump(exclude_none=True)


def test_names() -> None:
    """The policies that are shipped."""
    assert policy_names() == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_sets_levers_only(name: str) -> None:
    """Names and describes itself, and sets levers and nothing else."""
    policy = load_policy(name)
    assert policy.name == name.replace("laissez_faire", "laissez-faire").replace("_", " ")
    assert policy.description
    assert policy.model_fields_set <= {"name", "description", "levers"}


@pytest.mark.parametrize(("name", "family"), [("push", PUSH), ("pull", PULL), ("laissez_faire", PUSH + PULL)])
def test_moves_its_own_family_only(name: str, family: tuple[str, ...]) -> None:
    """Every lever of the family, and no other."""
    assert set(levers(name)) == set(family)


def test_values() -> None:
    """The values of the policies, and how they hang together."""
    push, pull = levers("push"), levers("pull")
    assert levers("status_quo") == {}
    assert push == {"mandate": 0.8, "monitoring": 0.8, "incentive": 0.7}
    assert set(pull.values()) == {0.7, 0.8}
    assert levers("tell_and_sell") == {**push, "rationale": pull["rationale"]}
    assert levers("hybrid") == pytest.approx({n: (STATUS_QUO[n] + v) / 2 for n, v in {**push, **pull}.items()})
    assert set(levers("laissez_faire").values()) == {0.05}
    assert levers("annual_review") == {"feedback_interval": 52, "review_interval": 52}
    assert levers("continuous_feedback") == {"feedback_interval": 2}


@pytest.mark.parametrize("name", NAMES)
def test_differs_from_status_quo(name: str) -> None:
    """No lever is set to what it is anyway."""
    assert not [lever for lever, value in levers(name).items() if STATUS_QUO[lever] == value]
    assert set(levers(name)) <= set(Levers.model_fields)
