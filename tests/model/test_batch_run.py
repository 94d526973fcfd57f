"""Mesa's batch_run over policies and seeds, in this process and in two others."""

from typing import Any

import pytest
from mesa.batchrunner import batch_run

from simalign import AlignmentModel, Scenario

SMALL = Scenario(organisation={"size": 12}, warmup=1, weeks=4)


@pytest.mark.parametrize("processes", [1, 2])
def test_batch_run(processes: int) -> None:
    rows = batch_run(
        AlignmentModel,
        parameters={"scenario": [SMALL], "policy": ["push", "pull"], "collect": [("do", "value")]},
        rng=[1, 2],
        number_processes=processes,
        display_progress=False,
    )
    assert {(row["policy"], row["seed"]) for row in rows} == {(p, s) for p in ("push", "pull") for s in (1, 2)}
    for row in rows:
        assert (row["do"], row["value"]) == alone(row["policy"], row["seed"])
        assert row["Step"] == 5


def alone(policy: str, seed: int) -> Any:
    model = AlignmentModel(SMALL, policy, seed)
    model.run_for(5)
    return model.measure("do"), model.measure("value")


def test_week_by_week() -> None:
    rows = batch_run(
        AlignmentModel,
        parameters={"scenario": [SMALL]},
        rng=[1],
        number_processes=1,
        data_collection_period=1,
        display_progress=False,
    )
    assert [row["Step"] for row in rows] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("processes", [1, 2])
def test_rows_say_which_seed_was_drawn(processes: int) -> None:
    """The row's seed repeats its numbers. Two drawn seeds are alike once in a thousand million cases."""
    rows = batch_run(
        AlignmentModel,
        parameters={"scenario": [SMALL], "policy": ["push"], "collect": [("do", "value")]},
        rng=[None, None],
        number_processes=processes,
        display_progress=False,
    )
    assert len({row["seed"] for row in rows}) == 2
    for row in rows:
        assert (row["do"], row["value"]) == alone(row["policy"], row["seed"])


def test_a_given_seed_is_not_collected() -> None:
    """It is in the rows of ``batch_run`` already, under the name of its parameter."""
    given, drawn = AlignmentModel(SMALL, rng=1), AlignmentModel(SMALL)
    for model in (given, drawn):
        model.run_for(2)
    assert "seed" not in given.datacollector.get_model_vars_dataframe()
    assert drawn.datacollector.get_model_vars_dataframe()["seed"].tolist() == [drawn.seed] * 2
