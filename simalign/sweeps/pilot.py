"""What a sweep will take: a few of its runs, timed."""

import time
from dataclasses import dataclass

import numpy as np

from simalign.sweeps.bench import Bench
from simalign.sweeps.design import Design
from simalign.sweeps.rows import OK
from simalign.sweeps.runs import canonical

TRIED = 5  # points, spread over the design
BUDGET = 10.0  # seconds after which no further point is tried
CHUNK = 5.0  # seconds of work in a chunk
ROUNDS = 8  # chunks a worker at least, so that all end at about the same time
LEAST = 0.5  # seconds of work in a chunk, of however small a sweep
ROOM = 64e6  # bytes of results in a chunk at most
SLOWEST = 50.0  # times the slowest run tried: the time limit
SHORTEST = 60.0  # seconds of time limit
CELL = 8.5  # bytes a number in a part, about: numbers hardly compress


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds a run, on average and of the slowest tried; bytes a run in the store."""

    seconds: float
    slowest: float
    size: float

    @property
    def time_limit(self) -> float:
        """Seconds that a run may take where the sweep says nothing."""
        return round(max(SHORTEST, SLOWEST * self.slowest), 1)

    def chunk(self, runs: int, workers: int) -> int:
        """Runs a chunk: about five seconds of work, less where the sweep is small.

        >>> Estimate(0.01, 0.01, 300.0).chunk(100_000, 2), Estimate(0.01, 0.01, 300.0).chunk(2_000, 2)
        (500, 125)
        """
        work = min(CHUNK, max(LEAST, runs * self.seconds / (workers * ROUNDS)))
        return int(max(1, min(work / self.seconds, ROOM / self.size)))


def estimate(design: Design) -> Estimate:
    """Time a few runs of a design; raises InputError for points that make no scenario."""
    points = sorted({int(x) for x in np.linspace(0, len(design.points) - 1, TRIED)})
    bench = Bench(lambda point: canonical(design.scenario(point)), design.keep, design.seed, design.file.paired, {})
    taken: list[float] = []
    size = 100.0
    bench.warm(points[0])
    began = time.perf_counter()
    for point in points:
        start = time.perf_counter()
        row = bench.run(point, 0)
        taken.append(time.perf_counter() - start)
        if row.status == OK:
            size = max(size, 30.0 + CELL * (row.values.size + row.series.size))
        if time.perf_counter() - began > BUDGET:
            break
    return Estimate(max(sum(taken) / len(taken), 1e-5), max(taken), size)
