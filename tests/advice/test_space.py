"""Every point of the box is a valid policy; the status quo is one of them."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simalign import Policy, load_policy
from simalign.advice.space import KINDS, NAMES, STEP, Design, Space, policy_of, status_quo, value_at
from simalign.policies.levers import FAMILY, LETTERS, LEVERS, STATUS_QUO
from simalign.policies.policy import FAMILIES
from simalign.policies.values import lever_values
from simalign.scenario.writing import policy_text

DEPARTMENTS = ("operations", "sales")


def test_every_lever_but_the_letters_of_clarity_has_a_coordinate() -> None:
    assert {*NAMES, *LETTERS} == set(LEVERS)


def test_the_status_quo_is_the_policy_that_sets_nothing() -> None:
    policy = policy_of(Design(status_quo(5)[None, None]))
    assert policy == Policy()
    for name, x in zip(NAMES, status_quo(5), strict=True):
        assert value_at(name, x, 5) == STATUS_QUO[name]


def test_no_goals_beyond_the_external_ones_are_proposed() -> None:
    assert value_at("focus", 1.0, 3) == 3
    assert value_at("focus", status_quo(3)[NAMES.index("focus")], 3) == 3


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=25)
@given(data=st.data())
def test_points_are_policies_that_files_hold(kind: str, data: st.DataObject) -> None:
    rng = np.random.default_rng(data.draw(st.integers(0, 10_000)))
    around = None if kind == "constant" else rng.random(len(NAMES))
    space = Space(kind, 40, 5, DEPARTMENTS, around)
    policy = policy_of(space.design(rng.random(space.dimension)), name="mine")
    for name, value in policy.levers.model_dump(exclude_none=True).items():
        if LEVERS[name].kind in ("unit", "share", "letters"):
            assert round(value / STEP) * STEP == pytest.approx(value) and 0.0 <= value <= 1.0
        else:
            assert LEVERS[name].slider[0] <= value <= LEVERS[name].slider[1]
    assert set(policy.departments) <= set(DEPARTMENTS) and len(policy.phases) <= 1
    assert all(4 <= phase.start <= 36 for phase in policy.phases)


def test_a_written_policy_is_read_back(tmp_path: Path) -> None:
    space = Space("two_phase", 40, 5, DEPARTMENTS, status_quo(5))
    policy = policy_of(space.design(np.random.default_rng(1).random(space.dimension)), name="mine")
    file = tmp_path / "mine.yaml"
    file.write_text(policy_text(policy), encoding="utf-8")
    assert load_policy(file) == policy
    assert policy.phases and policy.phases[0].levers != policy.levers


def test_in_the_middle_departments_do_not_differ_and_elsewhere_by_families_alone() -> None:
    space = Space("by_department", 40, 5, DEPARTMENTS, status_quo(5))
    assert policy_of(space.design(space.start)) == Policy()
    point = space.start.copy()
    point[list(FAMILIES).index("pull")] = 0.75
    policy = policy_of(space.design(point))
    (changed,) = policy.departments.items()
    assert changed[0] == "operations" and policy.levers == Policy().levers
    values = changed[1].model_dump(exclude_none=True)
    assert {FAMILY[name] for name in values} == {"pull"}
    usual = lever_values(Policy())
    assert all(value == pytest.approx(usual[name] + 0.25) for name, value in values.items())
