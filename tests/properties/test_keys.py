"""Order in a file means nothing; one more member who touches nobody changes nobody."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from simalign import Simulation
from simalign.organisation.record import Organisation
from simalign.scenario import Department
from tests.limits.made import reordered
from tests.properties.worlds import DEPARTMENTS, GOALS, World, often, worlds

ROWS = ("agenda", "knows", "wants", "does", "image", "origin")
LINES = ("trust", "reactance", "skill", "effort", "output", "occupant", "joined")
SEEDS = st.integers(0, 2**32 - 1)
# where agendas are all alike, goals tie to the last digit, and any order of adding up decides
APART = {"heterogeneity": 0.5, "turnover": 0.02, "turbulence": 0.4, "churn": 0.3}


@often
@given(worlds(context=APART), SEEDS)
def test_members_in_another_order(world: World, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(world.organisation.size)
    one, other = world.lived(), world._replace(organisation=reordered(world.organisation, order)).lived()
    for name in ROWS + LINES:
        ours, theirs = getattr(one.state, name)[order], getattr(other.state, name)
        np.testing.assert_allclose(theirs, ours, rtol=0, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(other.state.measures, one.state.measures, rtol=0, atol=1e-12)


@often
@given(worlds(context=APART), st.permutations(range(len(GOALS))))
def test_goals_in_another_order(world: World, order: list[int]) -> None:
    given = {
        name: values[:, order] if values.ndim == 2 else values for name, values in world.organisation.given.items()
    }
    one = world.lived()
    moved = world._replace(organisation=replace(world.organisation, given=given))
    other = moved.lived(goals=[world.scenario.goals[k] for k in order])
    for name in (*ROWS, "outside", "strategy", "demand"):
        ours, theirs = getattr(one.state, name)[:, order], getattr(other.state, name)
        np.testing.assert_allclose(theirs, ours, rtol=0, atol=1e-12, err_msg=name)
    np.testing.assert_allclose(other.state.measures, one.state.measures, rtol=0, atol=1e-12)


def joined_by_one(organisation: Organisation, manager: int) -> Organisation:
    """One more, without ties, reports or customers, under somebody who has reports."""
    columns = {
        name: np.append(getattr(organisation, name), getattr(organisation, name)[manager])
        for name in ("level", "department")
    }
    return replace(
        organisation,
        ids=[*organisation.ids, "new"],
        names=[*organisation.names, "new"],
        key=np.append(organisation.key, 1),
        manager=np.append(organisation.manager, manager).astype(np.int32),
        depth=np.append(organisation.depth, organisation.depth[manager] + 1).astype(np.int32),
        role=np.append(organisation.role, 2).astype(np.int8),
        ties=replace(organisation.ties, start=np.append(organisation.ties.start, organisation.ties.start[-1])),
        given={
            name: np.concatenate([values, np.full_like(values[:1], np.nan)])
            for name, values in organisation.given.items()
        },
        **columns,
    )


ALIKE = {name: Department(lean={"service": 1.0, "output": 1.0}) for name in DEPARTMENTS}
CLOSED = dict.fromkeys(("time_costs", "relationships", "image"), False)  # of what one more member would move


@often
@given(worlds(context=APART, policy={"levers": {"mandate": 0.7, "voice": 0.0}}, mechanisms=CLOSED, departments=ALIKE))
def test_one_more_member_without_ties_changes_nobody(world: World) -> None:
    """In departments that share all goals alike, so that their sizes do not matter; output is the team's margin."""
    organisation = world.organisation
    leading = world.scenario.organisation.leadership_levels
    able = [int(m) for i, m in enumerate(organisation.manager) if m != i and organisation.depth[m] >= leading]
    assume(able)
    first = world.begin(warmup=0).scenario
    one, other = (
        Simulation(first, world.seed, organisation=people)
        for people in (organisation, joined_by_one(organisation, able[0]))
    )
    one.run(world.weeks)
    other.run(world.weeks)
    for name in ("agenda", "knows", "wants", "does", "reactance", "trust", "skill", "needs", "occupant", "work"):
        np.testing.assert_allclose(
            getattr(other.state, name)[:-1], getattr(one.state, name), rtol=0, atol=1e-12, err_msg=name
        )
    np.testing.assert_allclose(other.state.strategy, one.state.strategy, rtol=0, atol=1e-12)
