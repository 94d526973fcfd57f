"""Order in a file means nothing; one more member who touches nobody changes nobody."""

from dataclasses import replace

import numpy as np
from hypothesis import assume, given
from hypothesis import strategies as st

from simalign import Simulation
from simalign.organisation.record import Organisation
from simalign.organisation.ties import ties_from_pairs
from tests.properties.worlds import DEPARTMENTS, GOALS, World, often, worlds

ROWS = ("agenda", "knows", "wants", "does", "image", "origin")
LINES = ("trust", "reactance", "skill", "effort", "output", "occupant", "joined")
SEEDS = st.integers(0, 2**32 - 1)
# where agendas are all alike, goals tie to the last digit, and any order of adding up decides
APART = {"heterogeneity": 0.5, "turnover": 0.05, "turbulence": 0.4}


def reordered(organisation: Organisation, order: np.ndarray) -> Organisation:
    place = np.argsort(order)
    ties = organisation.ties
    source = np.repeat(np.arange(organisation.size), np.diff(ties.start))
    weight = ties.weight if len(ties.weight) else None
    columns = {name: getattr(organisation, name)[order] for name in ("key", "depth", "level", "department", "role")}
    return replace(
        organisation,
        manager=place[organisation.manager[order]].astype(np.int32),
        ties=ties_from_pairs(organisation.size, place[source], place[ties.target], weight),
        given={name: values[order] for name, values in organisation.given.items()},
        **columns,
    )


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


@often
@given(
    worlds(
        context=APART,
        policy={"dials": {"push": 0.7, "pull": 0.7}, "levers": {"voice": 0.0, "transparency": 0.0}},
        warmup=0,
    )
)
def test_one_more_member_without_ties_changes_nobody(world: World) -> None:
    organisation = world.organisation
    leading = world.scenario.organisation.leadership_levels
    able = [int(m) for i, m in enumerate(organisation.manager) if m != i and organisation.depth[m] >= leading]
    able = [m for m in able if not DEPARTMENTS[organisation.departments[organisation.department[m]]].customer_facing]
    assume(able)
    one = world.lived()
    other = Simulation(world.scenario, world.seed, organisation=joined_by_one(organisation, able[0]))
    other.run(world.weeks)
    for name in ("agenda", "knows", "wants", "does", "reactance", "trust", "skill", "needs", "occupant"):
        np.testing.assert_array_equal(getattr(other.state, name)[:-1], getattr(one.state, name), err_msg=name)
    np.testing.assert_array_equal(other.state.strategy, one.state.strategy)
