"""The shipped policies: the same checks of all, and the levers that each sets."""

import pytest

from simalign import load_policy
from simalign.files.shipped import policy_names
from simalign.policies.levers import COLUMNS, PULL, PUSH, STATUS_QUO, Levers
from simalign.policies.values import lever_values, status_quo


def levers(name: str) -> dict[str, float]:
    """The levers that a shipped policy sets one by one."""
    return load_policy(name).levers.model_dump(exclude_none=True)


def moved(name: str) -> dict[str, float]:
    """The levers that a shipped policy moves from the status quo, by whatever means."""
    usual = status_quo()
    return {lever: value for lever, value in lever_values(load_policy(name)).items() if value != usual[lever]}


@pytest.mark.parametrize("name", policy_names())
def test_sets_levers_only(name: str) -> None:
    """It names and describes itself, and sets levers and nothing else."""
    policy = load_policy(name)
    assert policy.name == name.replace("laissez_faire", "laissez-faire").replace("_", " ")
    assert policy.description
    assert policy.plain
    assert policy.preset is None


@pytest.mark.parametrize("name", policy_names())
def test_differs_from_status_quo(name: str) -> None:
    """No lever is set to what it is anyway."""
    assert not [lever for lever, value in levers(name).items() if STATUS_QUO[lever] == value]
    assert set(levers(name)) <= set(Levers.model_fields)


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("push", PUSH),
        ("pull", PULL),
        ("tell_and_sell", (*PUSH, "rationale")),
        ("hybrid", PUSH + PULL),
        ("laissez_faire", PUSH + PULL),
    ],
)
def test_moves_its_own_family_only(name: str, family: tuple[str, ...]) -> None:
    """Every lever of the family, up or, where management keeps out, down; and no other."""
    values, usual = lever_values(load_policy(name)), status_quo()
    assert {lever for lever in COLUMNS if values[lever] != usual[lever]} == set(family) == set(levers(name))
    up = -1 if name == "laissez_faire" else 1
    assert all(up * (values[lever] - usual[lever]) > 0 for lever in family)


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
