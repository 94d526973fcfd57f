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


def test_rows_without_a_seed_say_which_was_drawn() -> None:
    rows = batch_run(
        AlignmentModel,
        parameters={"scenario": [SMALL], "collect": [("do", "value")]},
        rng=[None, None],
        number_processes=1,
        display_progress=False,
    )
    assert len({row["seed"] for row in rows}) == 2
    for row in rows:
        model = AlignmentModel(SMALL, seed=row["seed"])
        model.run_for(5)
        assert (row["do"], row["value"]) == (model.measure("do"), model.measure("value"))
