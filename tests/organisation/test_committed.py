"""Committed members are those of ODD.md, section 7.2, and what is given of them is what they live by."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simalign import InputError, Scenario, Simulation
from simalign.organisation.committed import select
from simalign.scenario.organisation import Committed
from simalign.simulation.initial import organise
from simalign.streams import run_of
from simalign.sweeps.design.identity import canonical
from tests.properties.worlds import World, worlds
from tests.reference.bridge import reference, setting_of
from tests.reference.committed import committed

STRATEGY = {"service": 3.0, "innovation": 1.0}
PLACES = ["spread", "top", "middle", "hubs", "operations"]


def scenario_of(size: int = 40, **more: object) -> Scenario:
    return Scenario(**{"organisation": {"size": size, "span": 4, **more}, "strategy": STRATEGY, "warmup": 3})


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("share", [0.0, 0.0125, 0.1, 0.3, 0.77, 1.0])
def test_the_independent_reading_chooses_the_same(place: str, share: float) -> None:
    scenario = scenario_of(committed={"share": share, "where": place})
    there = organise(scenario, 3, 1)
    members = setting_of(scenario, there)["members"]
    expected = committed(members, list(there.departments), share, place)
    assert there.committed is not None
    assert set(np.flatnonzero(there.committed)) == expected
    assert len(expected) == round(share * 40)


@settings(max_examples=100)
@given(worlds(), st.floats(0, 1), st.sampled_from(["spread", "top", "middle", "hubs"]))
def test_in_any_world(world: World, share: float, where: str) -> None:
    """Ties of one way and to oneself, keys out of order, roles that the tree does not tell."""
    members = setting_of(world.scenario, world.organisation)["members"]
    expected = committed(members, list(world.organisation.departments), share, where)
    who = select(world.organisation, Committed(share=share, where=where))  # type: ignore[arg-type]
    assert set(np.flatnonzero(who)) == expected


def test_they_want_the_founding_strategy_and_the_reference_lives_the_same() -> None:
    scenario = scenario_of(committed={"share": 0.2, "where": "hubs"}).model_copy(deep=True)
    there = organise(scenario, 7, 0)
    simulation = Simulation(scenario, 7, organisation=there)
    who = there.committed
    strategy = np.array([0, 0.75, 0, 0, 0.25, 0, 0, 0])
    for name in ("agenda", "wants", "does", "knows", "image", "origin"):
        np.testing.assert_array_equal(getattr(simulation.state, name)[who], np.tile(strategy, (8, 1)))
    assert set(simulation.state.anchor[who]) == {1.0}
    assert 1.0 not in simulation.state.anchor[~who]  # type: ignore[operator]
    expected = reference(scenario, there, run_of(7, 0))
    for _ in range(20):
        simulation.run(1)
        expected.step()
        for name in ("agenda", "wants", "does", "anchor"):
            theirs = np.array([getattr(member, name) for member in expected.members])
            np.testing.assert_allclose(getattr(simulation.state, name), theirs, rtol=0, atol=1e-12, err_msg=name)


def test_nobody_committed_is_as_none_asked_for() -> None:
    nobody, none = scenario_of(committed={"share": 0.0}), scenario_of()
    assert Simulation(nobody, 1).run(8).tobytes() == Simulation(none, 1).run(8).tobytes()
    assert "committed" not in canonical(none) and "committed" in canonical(nobody)


def test_what_a_file_gives_gives_way_for_the_committed_alone() -> None:
    from simalign.organisation.committed import commit

    there = organise(scenario_of(8), 1, 0)
    theirs = {"agenda": np.full((8, 8), 0.125), "anchor": np.full(8, 0.3), "trust": np.full(8, 0.9)}
    made = commit(replace(there, given=theirs), Committed(share=0.25), np.eye(8)[1])
    who = made.committed
    assert made.given["anchor"][who].tolist() == [1.0, 1.0] and set(made.given["anchor"][~who]) == {0.3}  # type: ignore[operator]
    assert set(made.given["trust"]) == {0.9} and (theirs["anchor"] == 0.3).all()
    assert np.isnan(made.given["wants"][~who]).all()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"share": 1.1},
            r"organisation.committed.share: is out of range \(given: 1.1\); allowed: a number from 0 to 1",
        ),
        ({"where": "top"}, r"organisation.committed.share: is missing"),
        (
            {"share": 0.1, "where": "operation"},
            r"committed.where: is neither a department nor .*did you mean 'operations'",
        ),
        ({"share": 0.1, "were": "top"}, r"organisation.committed.were: unknown key; did you mean 'where'"),
    ],
)
def test_what_is_wrong_is_told(asked: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        scenario_of(committed=asked)


def test_without_a_founding_strategy_there_is_nothing_to_be_committed_to() -> None:
    with pytest.raises(InputError, match=r"organisation.committed: requires strategy"):
        Scenario(organisation={"committed": {"share": 0.1}})


def test_imported_members_are_committed_too(tmp_path: Path) -> None:
    (tmp_path / "members.csv").write_text("id,manager,department\nann,,board\nbo,ann,works\ncy,ann,works\ndi,bo,shop\n")
    asked = {"share": 0.5, "where": "works"}
    scenario = Scenario(organisation={"members": tmp_path / "members.csv", "committed": asked}, strategy=STRATEGY)
    assert organise(scenario, 1, 0).committed.tolist() == [False, True, True, False]  # type: ignore[union-attr]
    wrong = Scenario(
        organisation={"members": tmp_path / "members.csv", "committed": asked | {"where": "work"}},
        strategy=STRATEGY,
    )
    with pytest.raises(InputError, match=r"committed.where: no members are in a department .*did you mean 'works'"):
        organise(wrong, 1, 0)
