"""No lever, leaver or mechanism shifts another purpose's luck: two policies on one seed differ by policy only."""

from typing import Any

import numpy as np
from hypothesis import given

from simalign import Policy
from tests.properties.worlds import World, often, policies, worlds

PERSON = ("origin", "proneness", "ability", "temperament", "offset")
LEAVING = {"turnover": 0.02, "turbulence": 0.4, "churn": 0.3}


@often
@given(worlds(context=LEAVING, warmup=0, weeks=8), policies())
def test_chance_is_the_same_under_every_policy(world: World, policy: Policy) -> None:
    one, other = world.begin(), world.begin(policy=policy)
    for _ in range(world.weeks):
        one.run(1)
        other.run(1)
        np.testing.assert_array_equal(one.state.chance, other.state.chance)
        np.testing.assert_array_equal(one.state.demand, other.state.demand)


@often
@given(worlds(context=LEAVING, warmup=0), policies())
def test_the_nth_in_a_seat_is_the_same_person_under_every_policy(world: World, policy: Policy) -> None:
    one, other = world.lived(), world.lived(policy=policy)
    same = one.state.occupant == other.state.occupant
    for name in PERSON:
        np.testing.assert_array_equal(getattr(one.state, name)[same], getattr(other.state, name)[same], err_msg=name)


@often
@given(worlds(context=LEAVING, warmup=3, weeks=3), policies())
def test_until_the_policy_starts_it_does_not_matter(world: World, policy: Policy) -> None:
    one, other = world.begin(), world.begin(policy=policy)
    one.run(3)
    other.run(3)
    assert one.digest() == other.digest()


@often
@given(worlds(context=LEAVING))
def test_who_joined_counts(world: World) -> None:
    """A founder has sat there from week 0; whoever came later came once for each who left."""
    simulation = world.begin()
    before: Any = np.zeros(world.organisation.size, int)
    for week in range(world.weeks):
        simulation.run(1)
        came = simulation.state.occupant - before
        assert set(came) <= {0, 1}
        assert (simulation.state.joined[came == 1] == week + 1).all()
        before = simulation.state.occupant.copy()
    assert (simulation.state.joined[before == 0] == 0).all()
