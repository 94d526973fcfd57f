"""Estimates of the time and size of a sweep, from a few of its runs."""

import time
from dataclasses import dataclass

import numpy as np

from simalign.errors import InputError
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.identity import canonical
from simalign.sweeps.running.runner import Runner

MEMBER_WEEKS = 3_000_000  # of a run that are timed
POINTS = 5  # that are timed, spread over the design
BUDGET = 10.0  # seconds after which no further point is timed
CHUNK = 5.0  # seconds of work in a chunk
ROUNDS = 8  # chunks per worker at least, so that all workers end at about the same time
LEAST = 0.5  # seconds of work in a chunk at least, however small the sweep
LARGEST = 64e6  # bytes of results in a chunk at most
SLOWEST = 50.0  # time limit, as a multiple of the slowest timed run
SHORTEST = 60.0  # seconds of time limit at least
CELL = 8.5  # bytes per number in a part, approximately, because the numbers hardly compress


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds per run, the mean and that of the slowest timed run, and bytes per run in the store."""

    seconds: float
    slowest: float
    size: float

    @property
    def time_limit(self) -> float:
        """The default limit of the seconds that a run may take."""
        return round(max(SHORTEST, SLOWEST * self.slowest), 1)

    def chunk(self, runs: int, workers: int) -> int:
        """Return the number of runs per chunk: about five seconds of work, less for a small sweep.

        >>> Estimate(0.01, 0.01, 300.0).chunk(100_000, 2), Estimate(0.01, 0.01, 300.0).chunk(2_000, 2)
        (500, 125)
        """
        work = min(CHUNK, max(LEAST, runs * self.seconds / (workers * ROUNDS)))
        return int(max(1, min(work / self.seconds, LARGEST / self.size)))


def _timed(runner: Runner, point: int) -> tuple[float, int]:
    """Return the seconds of a run, extrapolated from its first weeks, and the number of its recorded weeks."""
    start = time.perf_counter()
    try:
        simulation = runner.simulation(point, 0)
        prepared = time.perf_counter()
        weeks = simulation.scenario.weeks + simulation.scenario.warmup
        timed = max(1, min(weeks, MEMBER_WEEKS // simulation.organisation.size))
        simulation.run(timed)
    except InputError:  # the runs will report it
        return time.perf_counter() - start, 0
    return prepared - start + (time.perf_counter() - prepared) * weeks / timed, simulation.scenario.weeks + 1


def estimate(design: Design) -> Estimate:
    """Time a few runs of a design. Raises InputError for invalid scenarios."""
    points = sorted({int(x) for x in np.linspace(0, len(design.points) - 1, POINTS)})
    functions = design.custom.functions
    runner = Runner(lambda point: canonical(design.scenario(point)), design.keep, design.seed, design.paired, functions)
    columns = design.keep.columns(design.custom.measures)
    durations: list[float] = []
    size = 100.0
    runner.warm(points[0])
    start = time.perf_counter()
    for point in points:
        seconds, weeks = _timed(runner, point)
        durations.append(seconds)
        size = max(size, 30.0 + CELL * (len(columns.values) + weeks * len(columns.series)))
        if time.perf_counter() - start > BUDGET:
            break
    return Estimate(max(sum(durations) / len(durations), 1e-5), max(durations), size)
