"""How many workers are used, and results in the order of the jobs."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from simalign.parallel import AHEAD, in_order, worker_count

PACKAGE = Path(__file__).parents[1] / "simalign"
STARTS = ("cpu_count", "sched_getaffinity")


@pytest.fixture(autouse=True)
def no_slurm(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE"):
        monkeypatch.delenv(name, raising=False)


def test_no_more_workers_than_the_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 3, 5}, raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    assert worker_count() == 3
    monkeypatch.delattr(os, "sched_getaffinity")
    assert worker_count() == 64
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert worker_count() == 1


@pytest.mark.parametrize(
    ("task", "node", "workers"),
    [("4", "16", 4), ("", "16", 16), ("", "", 32), ("100", "", 32), ("4,4", "8", 8), ("0", "", 32)],
)
def test_no_more_workers_than_slurm_allots(monkeypatch: pytest.MonkeyPatch, task: str, node: str, workers: int) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(32)), raising=False)
    monkeypatch.setenv("SLURM_CPUS_PER_TASK", task)
    monkeypatch.setenv("SLURM_CPUS_ON_NODE", node)
    assert worker_count() == workers
    assert worker_count(7) == 7


def test_fewer_than_one_worker_is_refused() -> None:
    with pytest.raises(ValueError, match="1 or more, not 0"):
        worker_count(0)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system has no CPU affinity")
def test_a_process_on_one_core_starts_one_worker() -> None:
    """As under taskset: threads of an ensemble, and processes of a sweep, which are started in threads."""
    program = """
import os, threading
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
from simalign import Scenario
from simalign.simulation.ensemble import Ensemble, Job
seen = set()
jobs = [Job([Scenario(organisation={"size": 6}, warmup=0, weeks=1)], n) for n in range(12)]
def keep(run):
    seen.add(threading.current_thread().name)
    return run.series
list(Ensemble(1).runs(jobs, keep))
print(len(seen))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert done.stdout.strip() == "1", done.stderr


def test_cores_are_counted_in_one_place() -> None:
    """All code that starts workers calls ``worker_count``, which alone looks at the machine."""
    counting = [file for file in PACKAGE.rglob("*.py") if any(word in file.read_text() for word in STARTS)]
    assert counting == [PACKAGE / "parallel.py"]


@pytest.mark.parametrize("workers", [1, 3])
def test_results_come_in_the_order_of_the_jobs(workers: int) -> None:
    def work(job: int) -> int:
        time.sleep(0.02 * (job % 3 == 0))  # every third is late
        return job

    assert list(in_order(work, range(20), workers)) == list(range(20))


def test_jobs_are_taken_only_a_few_ahead() -> None:
    taken = 0

    def jobs() -> Iterator[int]:
        nonlocal taken
        for job in range(1000):
            taken += 1
            yield job

    results = in_order(lambda job: job, jobs(), workers=2)
    for expected in range(50):
        assert next(results) == expected
        assert taken <= expected + 2 * AHEAD + 1
    results.close()


def test_ending_early_stops_work_under_way() -> None:
    """Work that looks at the event ends when the caller does, and jobs that have not begun never do."""
    stop, begun = Event(), []

    def work(job: int) -> bool:
        begun.append(job)
        return job == 0 or stop.wait(60)

    results = in_order(work, range(100), workers=2, stop=stop)
    assert next(results)
    start = time.monotonic()
    results.close()
    assert time.monotonic() - start < 30
    assert len(begun) <= 4


def test_an_error_is_that_of_the_first_job_that_fails() -> None:
    def work(job: int) -> int:
        if job in (3, 5):
            time.sleep(0.1 * (job == 3))
            raise ValueError(f"job {job}")
        return job

    results = in_order(work, range(100), workers=3)
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    with pytest.raises(ValueError, match="job 3"):
        next(results)


def test_a_pool_that_is_shared_stays_open() -> None:
    with ThreadPoolExecutor(2) as pool:
        assert list(in_order(abs, [-1, -2], pool=pool)) == [1, 2]
        assert pool.submit(abs, -3).result() == 3
