"""However a run is cut, watched, stored or hosted, it is the same run to the last byte."""

import pickle

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simalign import AlignmentModel, Simulation
from simalign.simulation.engine import STEPS
from simalign.week.chance import TURN
from tests.properties.worlds import World, often, worlds


@often
@given(worlds())
def test_the_same_seed_gives_the_same_bytes_and_another_other_luck(world: World) -> None:
    one, same, other = world.lived(), world.lived(), world._replace(seed=world.seed + 1).lived()
    assert one.digest() == same.digest()
    assert not (one.state.chance[:, :TURN] == other.state.chance[:, :TURN]).any()  # the turn is drawn by lot only


@often
@given(worlds(), st.lists(st.integers(0, 3), max_size=4))
def test_in_chunks_or_at_once(world: World, chunks: list[int]) -> None:
    weeks = sum(chunks) + 1
    one, other = world.begin(), world.begin()
    whole = one.run(weeks)
    parts = np.concatenate([other.run(chunk) for chunk in [*chunks, 1]])
    np.testing.assert_array_equal(whole, parts)
    assert one.digest() == other.digest()


@often
@given(worlds(), st.sets(st.sampled_from(STEPS), max_size=3))
def test_step_by_step_or_compiled_as_one(world: World, names: set[str]) -> None:
    """Steps of one's own that do nothing else than ours, handed in by name."""
    plain = world.begin()
    ours = {name: plain.usual(name) for name in names}
    pieced = Simulation(world.scenario, world.seed, organisation=world.organisation, steps=ours)
    np.testing.assert_array_equal(plain.run(world.weeks), pieced.run(world.weeks))
    assert plain.digest() == pieced.digest()


@often
@given(worlds(), st.integers(0, 4))
def test_pickled_in_mid_run(world: World, after: int) -> None:
    simulation = world.begin()
    simulation.run(after)
    copy = pickle.loads(pickle.dumps(simulation))
    assert copy.digest() == simulation.digest()
    np.testing.assert_array_equal(copy.run(world.weeks), simulation.run(world.weeks))
    assert copy.digest() == simulation.digest()


@often
@given(worlds())
def test_watching_changes_nothing(world: World) -> None:
    """Group measures, digests and agents' views leave the state and all that follows as it was."""
    alone = world.begin()
    model = AlignmentModel(world.scenario, rng=world.seed, organisation=world.organisation)
    watched = model.simulation
    for week in range(world.weeks):
        alone.run(1)
        model.step()
        digest = watched.digest()
        assert digest == alone.digest()
        watched.measure(np.arange(0, world.organisation.size, 2))
        for member in model.members:
            assert member.trust == watched.state.trust[member.row] and member.manager.department
        assert watched.digest() == digest, week


@often
@given(worlds(warmup=1))
def test_a_model_steps_as_a_simulation_runs(world: World) -> None:
    parts = {"rng": world.seed, "organisation": world.organisation}
    simulation = world.lived()
    stepped, ran = AlignmentModel(world.scenario, **parts), AlignmentModel(world.scenario, **parts)
    for _ in range(world.weeks):
        stepped.step()
    ran.run_for(world.weeks)
    assert stepped.simulation.digest() == ran.simulation.digest() == simulation.digest()
    assert stepped.week == ran.week == simulation.week
    one, other = stepped.datacollector.get_model_vars_dataframe(), ran.datacollector.get_model_vars_dataframe()
    assert one.equals(other) and len(one) == world.weeks
    assert stepped.running == ran.running == (simulation.week < world.scenario.weeks)
