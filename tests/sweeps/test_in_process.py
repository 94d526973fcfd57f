"""Runs done in this process are those that a worker does."""

from pathlib import Path

import pytest

from simalign.sweeps import create, execute, load_sweep, open_sweep
from simalign.sweeps.running.worker import IN_PROCESS, InProcess, Stopped

SWEEP = """
weeks: 3
replications: 2
seed: 1
set: {organisation.size: 12, warmup: 2}
factors: {policy: [push, pull]}
keep: {final: [do_gain, value]}
"""


def test_here_and_in_a_worker_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SWEEP)
    design = load_sweep(tmp_path / "small.yaml")
    tables = []
    for method in (IN_PROCESS, "spawn"):
        store = create(design, tmp_path / method, chunk=2)
        assert execute(store, 2, start_method=method).done == 4
        tables.append(open_sweep(tmp_path / method).runs().to_csv())
    assert tables[0] == tables[1]


def test_stopped_work_ends(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SWEEP)
    create(load_sweep(tmp_path / "small.yaml"), tmp_path / "store", chunk=2)
    here = InProcess(tmp_path / "store")
    assert len(here.perform([(0, 0)])) == 1
    here.stop()
    with pytest.raises(Stopped):
        here.perform([(0, 0)])
