"""kill -9 of a whole sweep, again and again: after resuming, every run is there once, and the table is the same."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from simalign.sweeps import execute, open_store, open_sweep
from tests.patience import eventually
from tests.sweeps.made import small_store, sweep_file, table


def killed(line: list[str], store: Path, parts: int, after: float) -> bool:
    """Start a sweep and kill its process and all their children; False if it was done before.

    Killed when so many parts are there and some seconds have passed since: at work, however slow the machine.
    """
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True)
    while process.poll() is None and len(list(store.glob("parts/*.parquet"))) < parts:
        time.sleep(0.005)
    try:
        _, said = process.communicate(timeout=after)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True
    assert process.returncode == 0, said
    return False


def check(
    folder: Path, kills: int, workers: int, chunk: int, method: str, replications: int, weeks: int, longest: float
) -> None:
    sizes = {"replications": replications, "weeks": weeks}
    plain = small_store(folder / "plain", chunk=100_000, **sizes)
    execute(plain, 2)
    wanted = table(plain)
    file, out = sweep_file(folder, **sizes), folder / "store"
    line = [sys.executable, "-m", "simalign", "sweep", str(file), "--out", str(out)]
    line += ["--chunk", str(chunk), "--workers", str(workers), "--start-method", method]
    chunks = 2 * replications // chunk
    stream = np.random.default_rng([workers, chunk])
    done = landed = 0
    while done < kills:
        if killed(line, out, stream.integers(-(-chunks // 2)), stream.uniform(0.0, longest)):
            done += 1
            landed += (out / "manifest.json").exists() and bool(open_store(out).missing())
        else:
            assert table(open_store(out)) == wanted
            shutil.rmtree(out)
    assert landed >= kills // 2  # kills that hit a sweep at work
    last = subprocess.run(line, capture_output=True, text=True)
    assert last.returncode == 0, last.stderr
    store = open_store(out)
    assert open_sweep(out).coverage() == {"runs": 2 * replications, "done": 2 * replications, "failed": 0, "missing": 0}
    runs = open_sweep(out).runs()
    assert len(set(runs["run"])) == len(runs) == 2 * replications
    assert table(store) == wanted
    assert not list(store.path.rglob(".*.tmp"))


@pytest.mark.slow
def test_killed_now_and_then(tmp_path: Path) -> None:
    check(tmp_path, 4, 2, 20, "spawn", 150, 60, 0.05)


@pytest.mark.slow
def test_killed_50_times_in_2000_runs(tmp_path: Path) -> None:
    check(tmp_path, 50, 2, 25, "spawn", 1000, 150, 0.5)


@pytest.mark.slow
@pytest.mark.parametrize("method", ["spawn", "forkserver"])
@pytest.mark.parametrize("chunk", [5, 50, 300])
@pytest.mark.parametrize("workers", [1, 2, 8])
def test_killed_whatever_the_workers_chunks_and_start_method(
    workers: int, chunk: int, method: str, tmp_path: Path
) -> None:
    check(tmp_path, 10, workers, chunk, method, 1000, 60, 0.2)


def test_nothing_outlives_a_killed_sweep(tmp_path: Path) -> None:
    file = sweep_file(tmp_path, replications=400, weeks=400)
    out = tmp_path / "a-store-of-its-own"
    line = [sys.executable, "-m", "simalign", "sweep", str(file), "--out", str(out), "--chunk", "50", "--workers", "2"]
    process = subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    eventually(lambda: any(out.glob("parts/*.parquet")))
    children = family(process.pid)
    assert len(children) >= 2
    process.kill()  # the parent alone: its workers have to notice
    process.wait()
    eventually(lambda: not any(alive(child) for child in children))


def family(pid: int) -> list[int]:
    """All descendants of a process."""
    descendants: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*"):
        try:
            children = (task / "children").read_text().split()
        except FileNotFoundError:  # the thread has just ended
            continue
        for child in children:
            descendants += [int(child), *family(int(child))]
    return descendants


def alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
