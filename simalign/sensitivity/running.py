"""Many short runs on all cores: the same results in the same order, however many threads do them."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.organisation.record import Organisation
from simalign.scenario import Scenario
from simalign.simulation import Simulation
from simalign.start import organise

Numbers = NDArray[np.float64]
Keep = Callable[[Numbers], Numbers]


class Job(NamedTuple):
    """Scenarios that share one organisation and one luck, that of a replication."""

    arms: Sequence[Scenario]
    replication: int


def run_jobs(
    jobs: Sequence[Job], seed: int, keep: Keep, tick: Callable[[int], None] = lambda runs: None
) -> Iterator[Numbers]:
    """What is kept of each job's runs, (arms, ...), jobs in turn; compiled weeks leave Python's lock alone.

    keep: of a run's series (weeks, measures) an array of whatever shape; ``tick`` is told how many runs are done.
    Raises InputError where an organisation cannot be read.

    >>> small = Scenario(organisation={"size": 8}, warmup=1, weeks=2)
    >>> [kept.shape for kept in run_jobs([Job([small, small], 0)], 1, lambda series: series[-1, :3])]
    [(2, 3)]
    """
    imported = _imported(jobs[0].arms[0], seed) if jobs else None
    stopped = Event()

    def done(job: Job) -> Numbers:
        organisation = imported or organise(job.arms[0], seed, job.replication)
        return np.array([keep(_series(arm, seed, job.replication, organisation, stopped)) for arm in job.arms])

    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        for job, kept in zip(jobs, pool.map(done, jobs), strict=True):
            tick(len(job.arms))
            yield kept
    finally:
        stopped.set()  # whoever interrupts does not wait for whole runs
        pool.shutdown(cancel_futures=True)


def _series(scenario: Scenario, seed: int, replication: int, of: Organisation, stopped: Event) -> Numbers:
    """The series of one run, from the warm-up on: (weeks, measures)."""
    simulation = Simulation(scenario, seed, replication, of)
    stretches = simulation.stretches(scenario.warmup + scenario.weeks)
    return np.concatenate([simulation.run(weeks) for weeks in stretches if not stopped.is_set()])


def _imported(scenario: Scenario, seed: int) -> Organisation | None:
    """The one organisation of all replications, where it is imported."""
    return None if scenario.organisation.members is None else organise(scenario, seed, 0)
