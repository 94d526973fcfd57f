"""What a sweep will take: a few of its runs, timed."""

import time
from dataclasses import dataclass

import numpy as np

from simalign.errors import InputError
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.identity import canonical
from simalign.sweeps.running.runner import Runner

MOMENT = 3_000_000  # member-weeks that are tried of a run
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


def _tried(runner: Runner, point: int) -> tuple[float, int]:
    """Seconds of a run, by as many of its weeks as take a moment, and its weeks of policy."""
    start = time.perf_counter()
    try:
        simulation = runner.simulation(point, 0)
        began = time.perf_counter()
        weeks = simulation.scenario.weeks + simulation.scenario.warmup
        some = max(1, min(weeks, MOMENT // simulation.organisation.size))
        simulation.run(some)
    except InputError:  # its runs will say so
        return time.perf_counter() - start, 0
    return began - start + (time.perf_counter() - began) * weeks / some, simulation.scenario.weeks + 1


def estimate(design: Design) -> Estimate:
    """Time a few runs of a design; raises InputError for points that make no scenario."""
    points = sorted({int(x) for x in np.linspace(0, len(design.points) - 1, TRIED)})
    functions = design.custom.functions
    runner = Runner(lambda point: canonical(design.scenario(point)), design.keep, design.seed, design.paired, functions)
    kept = design.keep.columns(design.custom.measures)
    taken: list[float] = []
    size = 100.0
    runner.warm(points[0])
    began = time.perf_counter()
    for point in points:
        seconds, weeks = _tried(runner, point)
        taken.append(seconds)
        size = max(size, 30.0 + CELL * (len(kept.values) + weeks * len(kept.series)))
        if time.perf_counter() - began > BUDGET:
            break
    return Estimate(max(sum(taken) / len(taken), 1e-5), max(taken), size)
