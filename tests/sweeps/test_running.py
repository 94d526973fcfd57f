"""The same table however the runs are done; every run once; runs that repeat to the byte."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simalign import InputError, Simulation
from simalign.files import atomic
from simalign.sweeps import create, execute, load_sweep, open_store, open_sweep, repeated, verified
from simalign.sweeps.running.execute import of_shard
from simalign.sweeps.running.worker import IN_PROCESS
from simalign.sweeps.store import leases
from tests.patience import PATIENCE
from tests.sweeps.made import small_store, sweep_file, table


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    store = small_store(tmp_path_factory.mktemp("plain"), chunk=1000)
    execute(store, 1, start_method=IN_PROCESS)
    return table(store)


def test_rows_are_what_a_simulation_gives(tmp_path: Path) -> None:
    store = small_store(tmp_path, series="do, value", replications=3)
    execute(store, 1, start_method=IN_PROCESS)
    design = load_sweep(sweep_file(tmp_path, series="do, value", replications=3))
    results = open_sweep(store.path)
    runs, series = results.runs(), results.series()
    assert len(runs) == 6
    for row in runs.to_dict("records"):
        simulation = Simulation(design.scenario(row["point"]), store.seed, row["replication"])
        weekly = simulation.run(1 + 4)
        final = simulation.measure()
        assert [row[name] for name in ("know", "want", "do", "value")] == [
            final[name] for name in ("know", "want", "do", "value")
        ]
        own = series[series["run"] == row["run"]]
        assert own["week"].tolist() == [0, 1, 2, 3, 4]
        from simalign.measures.catalogue import INDEX

        assert own["do"].tolist() == weekly[:, INDEX["do"]].tolist()
        there = np.flatnonzero(weekly[1:, INDEX["do"]] >= 0.5)
        assert (np.isnan(row["half"]) and not len(there)) or row["half"] == there[0] + 1


@pytest.mark.parametrize(
    ("workers", "chunk", "method"), [(2, 3, "forkserver"), pytest.param(3, 7, "spawn", marks=pytest.mark.slow)]
)
def test_workers_chunks_and_start_methods_change_nothing(
    workers: int, chunk: int, method: str, wanted: bytes, tmp_path: Path
) -> None:
    store = small_store(tmp_path, chunk)
    tally = execute(store, workers, start_method=method)
    assert (tally.done, tally.failed) == (20, 0)
    assert table(store) == wanted


def test_shards_together_are_the_sweep(wanted: bytes, tmp_path: Path) -> None:
    store = small_store(tmp_path, chunk=3)
    for shard in (1, 2, 3):
        execute(store, 1, (shard, 3), start_method=IN_PROCESS)
        missing = {chunk.index % 3 for chunk in store.missing()}
        assert shard - 1 not in missing
    assert store.missing() == []
    assert table(store) == wanted
    whole = [chunk for shard in (1, 2, 3) for chunk in of_shard(list(store.files()), (shard, 3))]
    assert sorted(whole) == sorted(store.files())


def test_two_processes_on_one_store_share_the_work(wanted: bytes, tmp_path: Path) -> None:
    file = sweep_file(tmp_path)
    line = [sys.executable, "-m", "simalign", "sweep", file, "--out", tmp_path / "store", "--chunk", "2", "-w", "1"]
    both = [subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    said = [process.communicate(timeout=PATIENCE) for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    store = open_store(tmp_path / "store")
    assert len(list(store.parts.glob("*.parquet"))) == 10
    assert table(store) == wanted
    assert not list(store.leases.iterdir())


def test_a_claim_is_held_by_the_living_and_void_for_the_dead(tmp_path: Path) -> None:
    assert leases.acquire(tmp_path, "a")
    assert not leases.acquire(tmp_path, "a")
    leases.release(tmp_path, "a")
    (tmp_path / "a").write_text(f"{atomic.host()} 4194300\n")
    assert leases.acquire(tmp_path, "a")
    (tmp_path / "b").write_bytes(bytes(4))
    assert not leases.acquire(tmp_path, "b")
    import os

    os.utime(tmp_path / "b", (1.0, 1.0))
    assert leases.acquire(tmp_path, "b")


def test_runs_repeat_to_the_byte_and_a_changed_row_is_found(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    store = small_store(tmp_path, series="do")
    execute(store, 1, start_method=IN_PROCESS)
    results = open_sweep(store.path)
    name = results.runs()["run"][3]
    assert repeated(results, name[:8]).same
    assert all(again.same for again in verified(results, 12, 1))
    assert len(verified(results, 99, 1)) == 20
    file = sorted(store.parts.iterdir())[0]
    part = pq.read_table(file)
    values = part["do"].to_pylist()
    values[2] = np.nextafter(values[2], 1.0)
    file.unlink()
    store.add(sorted(store.missing())[0], part.set_column(part.column_names.index("do"), "do", pa.array(values)))
    wrong = [again for again in verified(open_sweep(store.path), 99, 1) if not again.same]
    assert [(again.point, again.replication, again.differing) for again in wrong] == [(0, 1, ("do",))]


@pytest.mark.parametrize(("given", "said"), [("zz", "not the name of a run"), ("123456789", "does not match a run")])
def test_a_run_that_is_not_there_is_refused(given: str, said: str, tmp_path: Path) -> None:
    store = small_store(tmp_path, replications=1)
    execute(store, 1, start_method=IN_PROCESS)
    with pytest.raises(InputError, match=said):
        repeated(open_sweep(store.path), given)


def test_pairing_takes_the_luck_out_of_differences(tmp_path: Path) -> None:
    """Variance of push minus pull over 60 organisations, at the end of the first quarter, with common and own luck.

    With the seed fixed there are no false alarms; were it drawn, ratios of about 16, 13 and 10 would come out under 5
    with p = 0.0001 to 0.005 each (F with 59 and 59 degrees of freedom).
    """
    names = ("know", "want", "value")
    spread: dict[str, pd.Series] = {}
    for paired in ("true", "false"):
        file = tmp_path / f"{paired}.yaml"
        text = "{seed: 7, weeks: 13, replications: 60, factors: {policy: [push, pull]}, "
        file.write_text(text + f"paired: {paired}, keep: {{final: [{', '.join(names)}]}}}}")
        store = create(load_sweep(file), tmp_path / paired, 30, 60.0)
        execute(store, 2, start_method=IN_PROCESS)
        wide = open_sweep(store.path).runs().pivot(index="replication", columns="policy")
        spread[paired] = pd.Series({name: (wide[name]["push"] - wide[name]["pull"]).var() for name in names})
    ratios = spread["false"] / spread["true"]
    assert (ratios >= 5.0).all(), ratios


@pytest.mark.slow
def test_a_million_run_keys_are_all_different() -> None:
    from simalign.streams import run_of

    keys = {tuple(int(word) for word in run_of(1, replication)) for replication in range(1_000_000)}
    assert len(keys) == 1_000_000
