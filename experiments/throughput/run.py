"""Measure the throughput of sweeps, their overhead, and the memory of the leading process.

uv run python experiments/throughput/run.py              about ten minutes; prints a table, writes results.csv here
uv run python experiments/throughput/run.py --million DIR
    a million small runs in about half an hour, resumable; writes million.csv
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import mesa
import numpy as np
import pandas as pd

from simalign import Scenario
from simalign.simulation.initial import organise
from simalign.streams import run_of
from simalign.sweeps import Store, create, execute, load_sweep, open_sweep
from simalign.sweeps.running.execute import Tally
from simalign.sweeps.running.runner import Runner, runner_of
from simalign.sweeps.store.store import is_store, open_store

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[1]))
from tests.reference.bridge import reference  # noqa: E402  (the reference is part of the tests)

WORK = """
{{name: work, seed: 1, weeks: 156, replications: {replications}, set: {{organisation.size: 200, warmup: 0}},
 factors: {{policy: [push, pull]}}, keep: {{final: [do, want, value]}}}}
"""
TINY = """
{{name: tiny, seed: 1, weeks: 2, replications: {replications},
 set: {{organisation.size: 4, organisation.stakeholders: 1, warmup: 0}},
 factors: {{policy: [push, pull]}}, keep: {{final: [do, want, value]}}}}
"""
SMALL = """
{{name: small, seed: 1, weeks: 26, replications: {replications},
 set: {{organisation.size: 30, organisation.stakeholders: 3, warmup: 0}},
 factors: {{policy.dials.push: {{grid: [0, 1, 10]}}, policy.dials.pull: {{grid: [0, 1, 10]}}}},
 keep: {{final: [know, want, do, value, trust, resistance]}}}}
"""  # a small run: 30 people, 26 weeks without warm-up, six measures stored; 100 design points


def new_store(text: str, folder: Path, chunk: int) -> Store:
    """Create the store of a sweep from the text of its file."""
    file = folder / "sweep.yaml"
    file.write_text(text)
    return create(load_sweep(file), folder / "store", chunk, 600.0)


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that a function takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def swept(text: str, workers: int, chunk: int = 10) -> tuple[float, float]:
    """Return the runs per second of a sweep: of the whole sweep, and between its first and last chunk."""
    progress: list[tuple[float, int]] = []

    def report(tally: Tally) -> None:
        if not progress or tally.done > progress[-1][1]:
            progress.append((time.perf_counter(), tally.done))

    with tempfile.TemporaryDirectory() as name:
        store = new_store(text, Path(name), chunk)
        whole = store.runs / timed(lambda: execute(store, workers, report=report))
    (first, before), (last, after) = next(point for point in progress if point[1] > 0), progress[-1]
    return whole, (after - before) / (last - first)


def loop(replications: int) -> float:
    """Return the seconds of the same runs in one process, one after another, without a sweep."""
    with tempfile.TemporaryDirectory() as name:
        store = new_store(WORK.format(replications=replications), Path(name), 10)
        runner = runner_of(store)
        runner.warm(0)
        jobs = [job for chunk in range(store.blocks[0].chunks) for job in store.blocks[0].jobs(chunk)]
        return timed(lambda: run_all(runner, jobs))


def run_all(runner: Runner, jobs: list[tuple[int, int]]) -> None:
    """Execute runs one after another."""
    for job in jobs:
        runner.run(*job)


def together(replications: int) -> float:
    """Return the speed-up of two processes over one for the same runs without a sweep: an upper bound for sweeps."""
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        list(pool.map(loop, [2, 2]))  # start the processes and compile
        alone = pool.submit(loop, replications).result()
        both = timed(lambda: list(pool.map(loop, [replications, replications])))
    return 2.0 * alone / both


def scaling(rounds: int, replications: int) -> pd.DataFrame:
    """Measure one worker, two workers and the bare loop in alternation; one row per round."""
    rows = []
    for _ in range(rounds):
        one, one_steady = swept(WORK.format(replications=replications), 1)
        two, two_steady = swept(WORK.format(replications=replications), 2)
        bare = 2 * replications / loop(replications)
        rows.append(
            {
                "one": one_steady,
                "two": two_steady,
                "gain": two_steady / one_steady,
                "gain_whole": two / one,
                "ceiling": together(replications),
                "overhead": bare / one_steady - 1.0,
            }
        )
        print({key: round(value, 3) for key, value in rows[-1].items()}, flush=True)
    return pd.DataFrame(rows)


PARENT = r"""
import re, sys
from pathlib import Path
from simalign.sweeps import execute, open_store
if __name__ == "__main__":
    execute(open_store(sys.argv[1]), 2)
    print(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
"""


def memory(runs: int) -> float:
    """Return the peak memory in MB of the process that leads a sweep of ``runs`` tiny runs."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = new_store(TINY.format(replications=runs // 2), folder, min(2000, runs // 4))
        (folder / "parent.py").write_text(PARENT)
        line = [sys.executable, folder / "parent.py", store.path]
        done = subprocess.run(line, capture_output=True, text=True, check=True)
    return int(re.findall(r"\d+", done.stdout)[-1]) / 1024


class Peer(mesa.Model):
    """The reference implementation (plain Python, agent by agent) as a Mesa model."""

    def __init__(self, policy: str = "push", seed: int | None = None, rng: Any = None) -> None:
        super().__init__(rng=seed if rng is None else rng)
        scenario = Scenario(organisation={"size": 200}, warmup=0, policy=policy)
        run = run_of(1, int(self.random.random() * 2**31))
        self.reference = reference(scenario, organise(scenario, 1, 0), run)
        self.datacollector = mesa.DataCollector(model_reporters={"weeks": lambda model: model.steps})

    def step(self) -> None:
        """Simulate one week."""
        self.reference.step()
        self.datacollector.collect(self)
        self.running = self.steps < 156


def peer(runs: int) -> float:
    """Return the runs per second of Mesa's batch_run on one core."""
    line: dict[str, Any] = {"rng": [None] * runs, "max_steps": 156, "number_processes": 1, "display_progress": False}
    return runs / timed(lambda: mesa.batch_run(Peer, {"policy": ["push"]}, data_collection_period=-1, **line))


def main(quick: bool) -> None:
    """Measure everything, print a table, and write results.csv unless ``quick``."""
    rounds = scaling(1 if quick else 3, 50 if quick else 600)
    sizes = (1_000, 10_000) if quick else (1_000, 10_000, 100_000)
    peaks = [memory(size) for size in sizes]
    mesa_rate = peer(1 if quick else 4)
    middle = rounds.median()
    rows = [
        ("runs a second, 1 worker", middle["one"], "", ""),
        ("runs a second, 2 workers", middle["two"], "", ""),
        ("2 workers against 1, once at work", middle["gain"], "at least 1.8", f"{list(rounds['gain'].round(2))}"),
        ("2 workers against 1, with starting", middle["gain_whole"], "", f"{list(rounds['gain_whole'].round(2))}"),
        ("bare runs in 2 processes against 1", middle["ceiling"], "", f"{list(rounds['ceiling'].round(2))}"),
        ("overhead beside the runs, share", middle["overhead"], "under 0.1", f"{list(rounds['overhead'].round(3))}"),
        ("leader's memory, MB, most", max(peaks), "", f"{dict(zip(sizes, np.round(peaks, 1).tolist(), strict=True))}"),
        ("leader's memory, MB, growth", peaks[-1] - peaks[0], "under 50", f"{sizes[0]} to {sizes[-1]} runs"),
        ("runs a second, Mesa batch_run, 1 core", mesa_rate, "", "the plain-Python reference"),
        ("1 worker against Mesa batch_run", middle["one"] / mesa_rate, "", ""),
    ]
    table = pd.DataFrame(rows, columns=["what", "value", "aim", "note"]).round(3)
    print(table.to_string(index=False))
    if not quick:
        table.to_csv(HERE / "results.csv", index=False)


def million(folder: Path) -> None:
    """Execute a million small runs, continuing an earlier call if there is one, and measure their summary."""
    folder.mkdir(parents=True, exist_ok=True)
    store = (
        open_store(folder / "store")
        if is_store(folder / "store")
        else new_store(SMALL.format(replications=10_000), folder, 2500)
    )
    print(f"{store.runs:,} runs, {len(store.missing()):,} chunks to do", flush=True)
    execute(store, 2)
    size = sum(file.stat().st_size for file in store.parts.iterdir()) / 1e6
    chunks = [json.loads(line) for log in (store.path / "log").iterdir() for line in log.read_text().splitlines()]
    busy = sum(chunk["seconds"] for chunk in chunks)
    results = open_sweep(store.path)
    summed = timed(lambda: results.summary())
    coverage = results.coverage()
    repeated = timed(lambda: execute(store, 2))
    row = {**coverage, "worker_minutes": busy / 60, "runs_a_worker_second": store.runs / busy, "size_mb": size}
    row |= {"summary_s": summed, "finished_already_s": repeated}
    table = pd.DataFrame([row]).round(2)
    print(table.T.to_string(header=False))
    table.to_csv(HERE / "million.csv", index=False)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="run a small version as a check; write nothing")
    parser.add_argument("--million", metavar="DIR", type=Path, help="execute a million small runs in this folder")
    chosen = parser.parse_args()
    if chosen.million:
        million(chosen.million)
    else:
        main(chosen.quick)
