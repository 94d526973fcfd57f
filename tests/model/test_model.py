"""AlignmentModel is a Mesa model like any other."""

import gc
import pickle
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from mesa import Agent, DataCollector
from mesa.experimental.mesa_signals import ObservableSignals

from simalign import AlignmentModel, InputError, Levers, Member, Policy, Scenario, Simulation, Stakeholder
from simalign.measures.catalogue import NAMES
from simalign.model import AMOUNTS, HEADLINES, POINTS, SHARES

SMALL = Scenario(organisation={"size": 12, "stakeholders": 3}, warmup=1, weeks=5)


def made(**more: Any) -> AlignmentModel:
    return AlignmentModel(**{"scenario": SMALL, "rng": 3} | more)


def test_runs_to_its_end() -> None:
    model = made()
    assert (model.week, model.steps, model.time, model.running) == (-1, 0, 0.0, True)
    assert np.isnan(model.measure("do"))
    model.run_model()
    assert (model.week, model.steps, model.time, model.running) == (5, 6, 6.0, False)


@pytest.mark.parametrize("weeks", [6, 6.0])
def test_run_for(weeks: float) -> None:
    model = made()
    model.run_for(weeks)
    assert (model.week, model.steps, model.running) == (5, 6, False)
    assert len(model.datacollector.get_model_vars_dataframe()) == 6


def test_run_for_part_of_a_week() -> None:
    """Mesa's time is a float: a week counts when it is over."""
    model = made()
    model.run_for(1.5)
    assert (model.week, model.time) == (0, 1.5)
    model.run_for(1.5)
    assert (model.week, model.time) == (2, 3.0)


def test_run_until() -> None:
    model = made()
    model.run_until(4)
    assert (model.week, model.time) == (3, 4.0)


def test_measures_are_those_of_the_simulation() -> None:
    model, simulation = made(collect=NAMES), Simulation(SMALL, 3)
    model.run_for(6)
    series = simulation.run(6)
    np.testing.assert_array_equal(model.datacollector.get_model_vars_dataframe().to_numpy(), series)
    assert model.measure("value") == series[-1, NAMES.index("value")]
    assert model.simulation.digest() == simulation.digest()


def test_seed_and_replication() -> None:
    assert made(rng=None).seed != made(rng=None).seed
    one, other = made(replication=1), made(replication=2)
    one.run_for(2)
    other.run_for(2)
    assert one.simulation.digest() != other.simulation.digest()


def test_agents_are_made_when_asked_for() -> None:
    model = made()
    model.run_for(2)
    assert len(model._all_agents) == 0
    assert len(model.agents) == 15
    assert {kind: len(agents) for kind, agents in model.agents_by_type.items()} == {Member: 12, Stakeholder: 3}
    assert model.agent_types == [Member, Stakeholder]
    assert sorted(agent.unique_id for agent in model.agents) == list(range(1, 16))


@pytest.mark.parametrize("name", POINTS + SHARES + AMOUNTS)
def test_members_are_views_that_write_through(name: str) -> None:
    model = made()
    model.run_for(2)
    state = getattr(model.simulation.state, name)
    member = model.members[4]
    np.testing.assert_array_equal(getattr(member, name), state[4])
    other = state[5] if name in POINTS else state[5] / 2
    setattr(member, name, other)
    np.testing.assert_array_equal(state[4], other.astype(state.dtype))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("trust", 7.0, "from 0 to 1"),
        ("trust", float("nan"), "finite"),
        ("reactance", -0.1, "at least 0"),
        ("needs", [0.5, 1.1, 0.5], "from 0 to 1"),
        ("wants", [0.5] * 8, "sum to 1"),
        ("does", [2.0, -1.0, 0, 0, 0, 0, 0, 0], "at least 0"),
        ("wants", [0.5, 0.5], "broadcast"),
        ("output", -1.0, "at least 0"),
    ],
)
def test_members_refuse_what_cannot_be(name: str, value: Any, says: str) -> None:
    model = made()
    before = model.simulation.digest()
    with pytest.raises(ValueError, match=says):
        setattr(model.members[4], name, value)
    assert model.simulation.digest() == before


def test_what_is_written_counts() -> None:
    model = made(
        scenario=SMALL.model_copy(update={"mechanisms": SMALL.mechanisms.model_copy(update={"turnover": False})})
    )
    model.run_for(2)
    model.agents_by_type[Member].set("trust", 0.0)
    model.step()
    assert 0 < model.measure("trust") < 0.1


def test_members_know_where_they_stand() -> None:
    model = made()
    head, last = model.members[0], model.members[-1]
    assert head.manager is head and last.manager is not last
    assert (head.id, head.name, head.role, head.department) == ("1", "1", "senior_manager", "management")
    assert [member.role for member in model.members] == ["senior_manager"] * 7 + ["specialist"] * 5
    assert isinstance(head, Agent)


def test_stakeholders() -> None:
    model = made()
    model.run_for(3)
    for row, stakeholder in enumerate(model.agents_by_type[Stakeholder]):
        assert stakeholder.depth == model.simulation.state.depth[row]
        assert stakeholder.rung == "transactional"
        np.testing.assert_array_equal(stakeholder.image, model.simulation.state.outside[row])
        assert stakeholder.relationship_manager.department == "marketing_sales"
    model.simulation.state.depth[:] = 0.3, 0.4, 0.7
    rungs = [stakeholder.rung for stakeholder in model.agents_by_type[Stakeholder]]
    assert rungs == ["transactional", "added-value", "joint"]


def test_agent_sets() -> None:
    model = made()
    model.run_for(3)
    members = model.agents_by_type[Member]
    assert members.agg("trust", np.mean) == pytest.approx(model.measure("trust"), abs=1e-12)
    assert len(members.select(lambda member: member.department == "operations")) == 3  # ODD.md 7.2
    assert members.get("row") == list(range(12))


def test_reporters_of_ones_own() -> None:
    """Whoever looks on every week sees every week."""
    model = made()
    model.datacollector = DataCollector(
        model_reporters={"trust": lambda m: m.simulation.state.trust.mean()}, agent_reporters={"seen": _trust}
    )
    model.run_for(6)
    seen = model.datacollector.get_agent_vars_dataframe()["seen"].dropna()
    means = model.datacollector.get_model_vars_dataframe()["trust"]
    assert len(seen) == 6 * 12 and means.nunique() == 6
    np.testing.assert_allclose(seen.groupby("Step").mean(), means)


def _trust(agent: Agent) -> float | None:
    return agent.trust if isinstance(agent, Member) else None


def test_events_see_their_week() -> None:
    model, seen = made(), []

    def look() -> None:
        seen.append((model.week, model.simulation.weeks_done))

    model.schedule_event(look, at=2.5)
    model.run_for(6)
    assert seen == [(1, 2)]


def test_who_watches_the_time_sees_every_week() -> None:
    """Mesa's signals, too, are a way of looking on."""
    stepped, ran = made(), made()
    seen: dict[AlignmentModel, set[int]] = {stepped: set(), ran: set()}

    def look(message: Any) -> None:
        seen[message.owner].add(message.owner.simulation.weeks_done)

    for model in (stepped, ran):
        model.observe("time", ObservableSignals.CHANGED, look)
    for _ in range(3):
        stepped.step()
    ran.run_for(3)
    assert seen[ran] == seen[stepped] and len(seen[ran]) >= 3


def test_pickled_in_mid_run() -> None:
    model = made()
    model.run_for(2)
    assert len(model.members) == 12
    copy = pickle.loads(pickle.dumps(model))
    for one in (model, copy):
        one.step()
        one.run_for(2)
    assert copy.simulation.digest() == model.simulation.digest()
    assert (copy.week, copy.steps) == (model.week, model.steps) == (4, 5)
    assert copy.members[3].trust == model.members[3].trust
    assert copy.datacollector.get_model_vars_dataframe().equals(model.datacollector.get_model_vars_dataframe())


def calm(fixed: Any, state: Any, parameters: Any, week: int) -> None:
    """A step in plain NumPy: nobody feels anything but trust."""
    state.trust[:] = np.minimum(1.0, 0.1 * (week + 1))


class Calm(AlignmentModel):
    """The same step as a method."""

    def feel(self, fixed: Any, state: Any, parameters: Any, week: int) -> None:
        calm(fixed, state, parameters, week)


def test_a_step_of_ones_own() -> None:
    """By function or by method, the others stay ours."""
    by_function, by_method, ours = made(steps={"feel": calm}), Calm(SMALL, rng=3), made()
    for model in (by_function, by_method, ours):
        model.run_for(4)
    assert by_function.simulation.digest() == by_method.simulation.digest() != ours.simulation.digest()
    assert by_method.datacollector.get_model_vars_dataframe()["trust"].to_list() == pytest.approx([0.1, 0.2, 0.3, 0.4])
    assert not by_method.simulation.state.reactance.any()
    assert pickle.loads(pickle.dumps(by_method)).simulation.digest() == by_method.simulation.digest()


class Slower(AlignmentModel):
    """A week with a look around."""

    def step(self) -> None:
        super().step()
        self.seen = [*getattr(self, "seen", []), self.simulation.weeks_done]


def test_a_week_of_ones_own() -> None:
    model = Slower(SMALL, rng=3)
    model.run_for(3)
    assert model.seen == [1, 2, 3]


def test_models_do_not_pile_up() -> None:
    """A thousand models leave nothing behind."""
    organisation = made().organisation

    def one(seed: int) -> weakref.ref[AlignmentModel]:
        model = made(rng=seed, organisation=organisation)
        model.run_for(2)
        assert len(model.agents) == 15
        return weakref.ref(model)

    one(0)
    gc.collect()
    before = len(gc.get_objects())
    left = [one(seed) for seed in range(1000)]
    gc.collect()
    assert not any(ref() for ref in left)
    assert len(gc.get_objects()) - before < 2 * len(left)  # the references themselves, and no more than that again


@pytest.mark.parametrize(
    ("wrong", "error", "says"),
    [
        ({"scenario": "nowhere"}, InputError, "no scenario of that name"),
        ({"scenario": Path("nowhere.yaml")}, InputError, "nowhere.yaml"),
        ({"policy": "nothing"}, InputError, "no policy of that name"),
        ({"policy": Policy(departments={"nobody": Levers(mandate=0.1)})}, InputError, "no such department"),
        ({"steps": {"wont": calm}}, InputError, "no step is called 'wont'; did you mean 'want'"),
        ({"collect": ["do_gian"]}, InputError, "no measure is called 'do_gian'; did you mean 'do_gain'"),
        ({"rng": -1}, InputError, "rng: is out of range"),
        ({"rng": 1.5}, InputError, "rng: is not a whole number"),
        ({"rng": np.random.default_rng(1)}, InputError, "rng: is not a whole number"),
        ({"rng": None, "seed": "1"}, InputError, "seed: is not a whole number"),
        ({"rng": 3, "seed": 3}, InputError, "another name for rng"),
        ({"replication": -1}, InputError, "replication: is out of range"),
        ({"scenario": {"weeks": 3}}, InputError, r"is a mapping, not a Scenario; write Scenario\(\*\*"),
        ({"scenario": Policy()}, InputError, "is a Policy, not a Scenario"),
        ({"scenario": None}, InputError, "is nothing, not a Scenario"),
        ({"policy": {"levers": {}}}, InputError, r"is a mapping, not a Policy; write Policy\(\*\*"),
        ({"policy": Levers()}, InputError, "is a Levers, not a Policy"),
        ({"policy": ["push"]}, InputError, "is a list, not a Policy"),
        ({"organisation": "members.csv"}, InputError, r"load_scenario\('default', organisation='members.csv'\)"),
        ({"collect": 3}, InputError, "collect: is a number"),
        ({"seeed": 1}, TypeError, "seeed"),
    ],
)
def test_what_cannot_be_used_is_refused(wrong: dict[str, Any], error: Any, says: str) -> None:
    with pytest.raises(error, match=says):
        made(**wrong)


def test_a_measure_that_does_not_exist() -> None:
    with pytest.raises(InputError, match="no measure is called 'do_gian'; did you mean 'do_gain'"):
        made().measure("do_gian")


def test_seed_and_rng_are_the_same() -> None:
    one, other = made(rng=5), made(rng=None, seed=5)
    assert one.seed == other.seed == 5
    assert one.simulation.digest() == other.simulation.digest()


def test_headlines_are_collected() -> None:
    model = made()
    model.step()
    assert tuple(model.datacollector.get_model_vars_dataframe().columns) == HEADLINES
