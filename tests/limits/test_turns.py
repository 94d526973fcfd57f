"""Known answers of members who take the steps of a week one after another."""

from typing import Any

import numpy as np
import pytest

from simalign import InputError, Scenario, Simulation
from simalign.simulation.engine import TURN_STEPS
from simalign.week.activation import put_in_order
from simalign.week.chance import COLUMNS, TURN
from tests.limits.made import Engine, only, organisation, padded, reordered, scenario, two_sided, weighted
from tests.limits.test_cascade import EXPLAINED, HEARD, PHI, chain_of
from tests.limits.test_social_influence import FREE, ON, PURE, U, W, settled

IN_TURN = ["sequential", "random"]


def influence(activation: str, **psychology: float) -> Scenario:
    return scenario(ON, PURE | psychology, FREE, rules={"activation": activation})


@pytest.mark.parametrize("activation", IN_TURN)
def test_friedkin_johnsen_settle_at_the_same_place(engine: Engine, activation: str) -> None:
    """Gauss-Seidel and Jacobi iteration solve the same equations, in whatever order."""
    people = organisation([0, 0, 0, 0], weighted(W), agenda=two_sided(U), anchor=np.diag(W))
    wants = engine(influence(activation), people, 200, 1).wants
    np.testing.assert_allclose(wants[:, 0], settled(U), atol=1e-9)


def test_friedkin_johnsen_on_the_way_in_turns(engine: Engine) -> None:
    """Gauss-Seidel by hand: each looks at the newest of those before."""
    people = organisation([0, 0, 0, 0], weighted(W), agenda=two_sided(U), anchor=np.diag(W))
    x = U.copy()
    for weeks in (1, 2, 3):
        for i in range(4):
            x[i] = (1 - W[i, i]) * (W[i] @ x) + W[i, i] * U[i]
        wants = engine(influence("sequential"), people, weeks, 1).wants
        np.testing.assert_allclose(wants[:, 0], x, atol=1e-12)


@pytest.mark.parametrize(("activation", "second"), [("synchronous", 1 / 2), ("sequential", 2 / 3)])
def test_degroot_in_turns_weighs_the_later_more(engine: Engine, activation: str, second: float) -> None:
    """Two who count both alike: one moves halfway to the other, then that one halfway to where the first is now."""
    people = organisation([0, 0], weighted([[0.5, 0.5], [0.5, 0.5]]), agenda=two_sided([1, 0]))
    wants = engine(influence(activation, anchor=0.0), people, 100, 1).wants
    np.testing.assert_allclose(wants, two_sided([1 - second] * 2), atol=1e-12)


def test_word_in_turns_reaches_everybody_in_a_week(engine: Engine) -> None:
    """Down a chain of eight: at once it takes a week a level, in turns one week, with the same loss."""
    agenda = padded([0.1, 0.2, 0.3, 0.4])
    people = organisation(chain_of(8), agenda=np.tile(agenda, (8, 1)))
    shared: dict[str, Any] = {
        "strategy": {"goal0": 5, "goal1": 3, "goal2": 2},
        "organisation": {"leadership_levels": 1},
    }
    for activation, reached in (("sequential", 8), ("synchronous", 1)):
        setting = scenario(only("cascade"), HEARD, EXPLAINED, rules={"activation": activation}, **shared)
        outcome = engine(setting, people, 1, 1)
        fidelity = (outcome.knows[:, 0] - agenda[0]) / (outcome.strategy[0] - agenda[0])
        expected = np.where(np.arange(8) < reached, PHI ** np.arange(8), 0.0)
        np.testing.assert_allclose(fidelity, expected, atol=1e-12)


def test_lots_are_another_order_each_week_and_the_same_luck() -> None:
    """An order of members a week; talks, leavers and markets are those of members who act at once."""
    simulations = [
        Simulation(Scenario(organisation={"size": 200}, rules={"activation": a}), 1) for a in ("random", "synchronous")
    ]
    seen = []
    for _ in range(3):
        for simulation in simulations:
            simulation.run(1)
        random, plain = (simulation.state for simulation in simulations)
        np.testing.assert_array_equal(random.chance[:, :TURN], plain.chance[:, :TURN])
        np.testing.assert_array_equal(np.argsort(random.chance[:, TURN], kind="stable"), random.turns)
        seen.append(tuple(random.turns))
    assert len(set(seen)) == 3
    np.testing.assert_array_equal(plain.turns, np.arange(200))


@pytest.mark.parametrize(("activation", "same"), [("random", True), ("sequential", False)])
def test_turns_by_lot_do_not_depend_on_the_list(activation: str, same: bool) -> None:
    """The same people, listed from the last to the first; nobody has ties."""
    setting = Scenario(organisation={"size": 60, "degree": 0}, warmup=0, rules={"activation": activation})
    listed = Simulation(setting, 1)
    back = Simulation(setting, 1, organisation=reordered(listed.organisation, np.arange(60)[::-1]))
    for simulation in (listed, back):
        simulation.run(30)
    assert np.allclose(listed.state.wants, back.state.wants[::-1], rtol=0, atol=1e-12) == same


@pytest.mark.parametrize("size", [0, 1, 2, 5, 1000])
def test_equal_lots_go_by_place(size: int) -> None:
    rng = np.random.default_rng(size)
    lots = np.zeros((size, COLUMNS))
    lots[:, TURN] = rng.integers(0, 10, size) / 10
    turns = rng.permutation(size).astype(np.uint32)
    put_in_order(turns, lots)
    np.testing.assert_array_equal(turns, np.argsort(lots[:, TURN], kind="stable"))


def test_runs_in_turns_are_cut_anywhere_and_repeat() -> None:
    """Week by week, with a step of one's own that members do not live through, or in one go: the same bytes."""
    for activation in IN_TURN:
        setting = Scenario(organisation={"size": 40}, warmup=3, rules={"activation": activation})
        whole, cut = Simulation(setting, 1), Simulation(setting, 1)
        own = Simulation(setting, 1, steps={"market": whole.usual("market")})
        whole.run(12)
        for simulation in (cut, own):
            for weeks in (1, 4, 7):
                simulation.run(weeks)
            assert simulation.digest() == whole.digest()


@pytest.mark.parametrize("name", TURN_STEPS)
def test_steps_of_ones_own_cannot_take_turns(name: str) -> None:
    setting = Scenario(organisation={"size": 6}, rules={"activation": "random"})
    with pytest.raises(InputError, match=rf"rules.activation: .*{name}.*'random'.*synchronous"):
        Simulation(setting, 1, steps={name: lambda *_: None})
