"""No proposal exceeds a limit, and one within the limits is carried out in full."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simalign import Policy, Scenario, Simulation
from simalign.advice.limits import Limits
from simalign.advice.space import NAMES, Design, Space, policy_of, status_quo
from simalign.comparison.compare import pricing
from simalign.comparison.cost import Payers, highest_load, payers
from simalign.measures.catalogue import NAMES as MEASURES
from simalign.policies.policy import load_policy
from simalign.simulation.initial import organise

SCENARIO = Scenario(organisation={"size": 20}, weeks=40)
ORGANISATION = organise(SCENARIO, 1, 0)


@pytest.fixture(scope="module")
def by() -> Payers:
    return payers(SCENARIO, ORGANISATION)


@pytest.fixture(scope="module")
def free(by: Payers) -> Limits:
    """Limits that nothing exceeds."""
    price = pricing(SCENARIO, 1, 1)
    return Limits(1.0, 1.0, price(Policy()), price, lambda policy: highest_load(policy, by))


@pytest.mark.parametrize("kind", ["constant", "two_phase", "by_department"])
@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), budget=st.floats(0.0005, 0.05), more=st.floats(0.0, 0.05))
def test_no_limit_is_exceeded(free: Limits, kind: str, seed: int, budget: float, more: float) -> None:
    rng = np.random.default_rng(seed)
    departments = tuple(ORGANISATION.departments)
    space = Space(kind, 40, 5, departments, None if kind == "constant" else rng.random(len(NAMES)))
    limits = Limits(budget, free.load(Policy()) + more, free.base, free.price, free.load)
    proposal = limits.carried_out(space.design(rng.random(space.dimension)))
    assert free.price(proposal.policy) - free.base <= budget + 1e-9
    assert free.load(proposal.policy) <= limits.managing + 1e-9
    assert proposal.extra == free.price(proposal.policy) - free.base
    assert policy_of(proposal.design) == proposal.policy


def test_within_the_limits_nothing_changes(free: Limits) -> None:
    design = Design(np.random.default_rng(2).random((1, 1, len(NAMES))))
    assert free.carried_out(design).policy == policy_of(design)


def test_with_no_room_at_all_the_status_quo_remains(free: Limits) -> None:
    units = status_quo(5)[None, None].copy()
    units[..., NAMES.index("support")] = 1.0
    none = Limits(0.0, 1.0, free.base, free.price, free.load)
    assert none.carried_out(Design(units)).policy == Policy()


def test_the_load_of_managers_is_that_of_a_run_without_styles(by: Payers) -> None:
    """The measure ``load`` in a run without manager styles and turnover, which reads the same levers."""
    push = load_policy("push")
    plain = SCENARIO.changed({"mechanisms.manager_style": False, "mechanisms.turnover": False, "warmup": 0, "weeks": 1})
    run = Simulation(plain.unchecked_copy(policy=push), 1, 0, ORGANISATION).run(1)
    assert highest_load(push, by) == pytest.approx(run[0, MEASURES.index("load")], abs=1e-12)
