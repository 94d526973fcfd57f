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
    assert {(row["policy"], row["rng"]) for row in rows} == {(p, s) for p in ("push", "pull") for s in (1, 2)}
    for row in rows:
        assert (row["do"], row["value"]) == alone(row["policy"], row["rng"])
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
