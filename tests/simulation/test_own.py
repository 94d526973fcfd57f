"""Measures that a user brings: further columns of every series, checked by name, without a trace in the state."""

from typing import Any

import numpy as np
import pytest

from simalign import AlignmentModel, InputError, Policy, Scenario, Simulation
from simalign.comparison.compare import compare
from simalign.measures.catalogue import INDEX, NAMES
from simalign.simulation.ensemble import Execution

SMALL = Scenario(organisation={"size": 12}, context={"turnover": 0.02}, warmup=3, weeks=5)


def mean_trust(fixed: Any, state: Any, parameters: Any, week: int) -> float:
    return float(np.cumsum(state.trust)[-1] / len(state.trust))


def number_of_week(fixed: Any, state: Any, parameters: Any, week: int) -> int:
    return week


MEASURES = {"mean_trust": mean_trust, "number_of_week": number_of_week}


def test_own_measures_are_the_last_columns_and_change_nothing_else() -> None:
    plain, own = Simulation(SMALL, 2), Simulation(SMALL, 2, measures=MEASURES)
    series, more = plain.run(8), own.run(8)
    assert own.names == (*NAMES, "mean_trust", "number_of_week")
    np.testing.assert_array_equal(more[:, : len(NAMES)], series)
    np.testing.assert_allclose(more[:, -2], series[:, INDEX["trust"]], rtol=0, atol=1e-12)
    assert more[:, -1].tolist() == list(range(8))
    assert own.digest() == plain.digest()
    assert own.measure()["number_of_week"] == 7
    assert own.measure()["mean_trust"] == more[-1, -2]
    assert list(own.measure(np.array([0, 1]))) == list(NAMES)  # of a group, the shipped ones


@pytest.mark.parametrize("activation", ["synchronous", "random"])
def test_own_measures_beside_own_steps(activation: str) -> None:
    """They see the state at the end of the week, after every step."""
    scenario = SMALL.model_copy(update={"rules": type(SMALL.rules)(activation=activation)})
    steps = {"relate": lambda fixed, state, parameters, week: None}
    one, other = Simulation(scenario, 2, steps=steps), Simulation(scenario, 2, steps=steps, measures=MEASURES)
    series, more = one.run(8), other.run(8)
    np.testing.assert_array_equal(more[:, : len(NAMES)], series)
    np.testing.assert_allclose(more[:, -2], series[:, INDEX["trust"]], rtol=0, atol=1e-12)


def test_a_branch_has_values_of_its_own() -> None:
    first = Simulation(SMALL, 2, measures=MEASURES)
    first.run(3)
    branch = first.under(Policy(preset="push"))
    branch.run(2)
    assert (first.measure()["number_of_week"], branch.measure()["number_of_week"]) == (2, 4)


@pytest.mark.parametrize(
    ("measures", "says"),
    [
        ({"do": mean_trust}, "already the name of a shipped measure"),
        ({"week": mean_trust}, "already the name of a column of the tables"),
        ({"mean trust": mean_trust}, "cannot be the name of a measure"),
        ({"class": mean_trust}, "cannot be the name of a measure"),
        ({"mean_trust": 0.5}, "'mean_trust' is not a function"),
    ],
)
def test_measures_that_cannot_be_used_are_refused_at_once(measures: Any, says: str) -> None:
    for make in (
        lambda: Simulation(SMALL, 1, measures=measures),
        lambda: AlignmentModel(SMALL, rng=1, measures=measures),
        lambda: Execution(measures=measures),
    ):
        with pytest.raises(InputError, match=says):
            make()


def test_steps_that_cannot_be_used_are_refused_at_once() -> None:
    for make in (lambda: Simulation(SMALL, 1, steps={"wnat": want}), lambda: Execution(steps={"wnat": want})):
        with pytest.raises(InputError, match="steps: no step is called 'wnat'; did you mean 'want'"):
            make()
    with pytest.raises(InputError, match="'want' is not a function"):
        Execution(steps={"want": "want"})  # type: ignore[dict-item]


def want(fixed: Any, state: Any, parameters: Any, week: int) -> None:
    """A step that leaves everything as it was."""


def test_what_is_not_a_number_is_named() -> None:
    simulation = Simulation(SMALL, 1, measures={"all_of_it": lambda f, s, p, week: s.trust})  # type: ignore[dict-item]
    with pytest.raises(InputError, match="measure 'all_of_it' returned something that is not a number"):
        simulation.run(1)


def test_a_model_measures_and_collects_them() -> None:
    given: dict[str, Any] = {"rng": 2, "measures": MEASURES, "collect": ["do", "mean_trust", "number_of_week"]}
    stepped, ran = AlignmentModel(SMALL, **given), AlignmentModel(SMALL, **given)
    for _ in range(8):
        stepped.step()
    ran.run_for(8)
    expected = Simulation(SMALL, 2, measures=MEASURES).run(8)
    for model in (stepped, ran):
        table = model.datacollector.get_model_vars_dataframe()
        np.testing.assert_array_equal(table["mean_trust"], expected[:, -2])
        assert table["number_of_week"].tolist() == list(range(8))
        assert model.measure("mean_trust") == expected[-1, -2]
    with pytest.raises(InputError, match="no measure is called 'mean_trsut'; did you mean 'mean_trust'"):
        ran.measure("mean_trsut")


def test_a_comparison_has_their_columns() -> None:
    table = compare(SMALL, {"push": Policy(preset="push")}, 2, 2, execution=Execution(measures=MEASURES))[1]
    np.testing.assert_allclose(table["mean_trust"], table["trust"], rtol=0, atol=1e-12)
    assert (table["number_of_week"] == table["week"] + 2).all()
    plain = compare(SMALL, {"push": Policy(preset="push")}, 2, 2)[1]
    assert table[plain.columns].equals(plain)
