"""One run that fails costs itself and nothing else."""

from pathlib import Path

import pytest

from simalign.sweeps import execute, open_sweep
from simalign.sweeps.store.parts import KILLED, NOT_FINITE, RAISED, TIMEOUT
from tests.sweeps.made import SICK, small_store

POISONS = {
    "raises": (RAISED, "ZeroDivisionError: this run is poisoned"),
    "not_a_number": (NOT_FINITE, "not finite"),
    "loops": (TIMEOUT, "took longer than 3 s"),
    "exits": (KILLED, "killed 3 workers"),
    "memory": (RAISED, "MemoryError"),
}


@pytest.mark.parametrize(
    "poison", [pytest.param(name, marks=[pytest.mark.slow] if name in ("memory", "loops") else []) for name in POISONS]
)
def test_of_200_runs_one_is_poisoned(poison: str, tmp_path: Path) -> None:
    steps = {"market": f"tests.sweeps.made:{poison}"}
    store = small_store(tmp_path, chunk=40, steps=steps, replications=200, mandates="1", weeks=2)
    tally = execute(store, 2)
    assert (tally.done, tally.failed) == (200, 1)
    results = open_sweep(store.path)
    runs, failures = results.runs(), results.failures()
    assert len(runs) == 199
    assert SICK not in set(runs["replication"])
    assert runs[["know", "want", "do", "value"]].notna().all(axis=None)
    (failure,) = failures.to_dict("records")
    status, words = POISONS[poison]
    assert (failure["replication"], failure["status"], failure["seed"]) == (SICK, status, store.seed)
    assert words in failure["error"]
    assert '"mandate":1' in failure["canonical"]
    summary = results.summary()
    assert (summary["runs"].tolist(), summary["failed"].tolist()) == ([199], [1])
    assert summary["do"][0] == pytest.approx(runs["do"].mean(), abs=1e-12)
    assert summary["do_sd"][0] == pytest.approx(runs["do"].std(), rel=1e-9)
