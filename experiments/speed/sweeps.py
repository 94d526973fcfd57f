"""The rate of small runs in a sweep."""

import tempfile
import time
from pathlib import Path

from simalign.sweeps import create, execute, load_sweep
from simalign.sweeps.running.execute import Tally

POINTS = 100  # design points
SMALL = """
{{name: small, seed: 1, weeks: 26, replications: {replications},
 set: {{organisation.size: 30, organisation.stakeholders: 3, warmup: 0}},
 factors: {{policy.dials.push: {{grid: [0, 1, 10]}}, policy.dials.pull: {{grid: [0, 1, 10]}}}},
 keep: {{final: [know, want, do, value, trust, resistance]}}}}
"""  # a small run: 30 people, 26 weeks without warm-up, six measures stored
CHUNK, SECONDS = 250, 600.0


def rate_of_small_runs(replications: int, workers: int) -> float:
    """Return the runs per second of a sweep of small runs between its first and its last chunk.

    replications: of each design point. workers: processes.
    """
    progress: list[tuple[float, int]] = []

    def report(tally: Tally) -> None:
        if not progress or tally.done > progress[-1][1]:
            progress.append((time.perf_counter(), tally.done))

    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "sweep.yaml")
        file.write_text(SMALL.format(replications=replications))
        execute(create(load_sweep(file), Path(name, "store"), CHUNK, SECONDS), workers, report=report)
    (first, before), (last, after) = next(point for point in progress if point[1] > 0), progress[-1]
    return (after - before) / (last - first)
