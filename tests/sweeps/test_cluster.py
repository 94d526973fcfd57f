"""A Dask cluster on loopback: a scheduler and two workers, which are killed."""

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from simalign import InputError
from simalign.sweeps import Store, execute, open_sweep
from simalign.sweeps.running.cluster import Dask
from tests.patience import PATIENCE
from tests.sweeps.made import small_store, table

QUIET = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}


class Cluster:
    """A scheduler and workers of it, on loopback, as processes that can be killed."""

    def __init__(self, workers: int) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.scheduler = self.start_scheduler()
        self.workers = [self.start_worker() for _ in range(workers)]

    def start_scheduler(self) -> subprocess.Popen[bytes]:
        line = ["-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", str(self.port)]
        return self._start([*line, "--no-dashboard", "--no-show"])

    def start_worker(self) -> subprocess.Popen[bytes]:
        line = ["-m", "distributed.cli.dask_worker", self.address, "--host", "127.0.0.1", "--nthreads", "1"]
        return self._start([*line, "--no-dashboard", "--death-timeout", str(PATIENCE)])

    def _start(self, line: list[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, *line], start_new_session=True, **QUIET)  # type: ignore[call-overload, no-any-return]

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process and all that it started."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        process.wait()

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            self.kill(process)


@pytest.fixture
def cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    monkeypatch.chdir(tmp_path)  # workers leave files where they are
    there = Cluster(2)
    yield there
    there.close()


def finished(store: Store, wanted: bytes) -> None:
    standing = open_sweep(store.path).coverage()
    assert (standing["done"], standing["failed"], standing["missing"]) == (store.runs, 0, 0)
    assert table(store) == wanted


def plain(folder: Path, **sizes: object) -> bytes:
    store = small_store(folder, 10_000, **sizes)  # type: ignore[arg-type]
    execute(store, 1)
    return table(store)


def check(cluster: Cluster, folder: Path, kills: int, restarts: int, **sizes: int) -> None:
    """Run a sweep while workers are killed and replaced, and the scheduler is."""
    wanted = plain(folder / "plain", **sizes)
    store = small_store(folder / "dask", 10, **sizes)
    workers = Dask(cluster.address, 60.0)
    stream = np.random.default_rng(kills)
    trouble = list(stream.permutation(["worker"] * kills + ["scheduler"] * restarts))
    over = threading.Event()

    def disturb() -> None:
        while trouble and not over.wait(stream.uniform(1.0, 3.0)):
            if trouble.pop() == "worker":
                place = int(stream.integers(2))
                cluster.kill(cluster.workers[place])
                cluster.workers[place] = cluster.start_worker()
            else:
                cluster.kill(cluster.scheduler)
                cluster.scheduler = cluster.start_scheduler()

    disturber = threading.Thread(target=disturb)
    disturber.start()
    try:
        execute(store, workers)
    finally:
        over.set()
        disturber.join()
        workers.close()
    assert not trouble, "the sweep was over before all was killed that should be"
    finished(store, wanted)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_a_worker_is_killed_and_the_scheduler_restarted(cluster: Cluster, tmp_path: Path) -> None:
    check(cluster, tmp_path, 1, 1, replications=300, weeks=150)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_eight_workers_are_killed_and_the_scheduler_restarted(cluster: Cluster, tmp_path: Path) -> None:
    check(cluster, tmp_path, 8, 1, replications=1000, weeks=300)


@pytest.mark.filterwarnings("ignore")
def test_nothing_at_the_address_is_told() -> None:
    with pytest.raises(InputError, match=r"--dask: no Dask scheduler answers \(given: 'tcp://127.0.0.1:9'\)"):
        Dask("tcp://127.0.0.1:9", 1.0)
