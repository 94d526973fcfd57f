"""Threads and worker processes: how many may be used, and results in the order of the jobs.

Every part of simalign that starts workers takes their number from ``worker_count``.
"""

import os
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from threading import Event

AHEAD = 2  # jobs under way or waiting for each worker, so that none is idle and few results wait
SLURM = ("SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE")  # the first that is set holds


class Stopped(Exception):
    """The work was called off before it was done."""


def worker_count(workers: int | None = None) -> int:
    """Return how many workers may be used: ``workers`` if given, else the CPUs that this process may use.

    These are the CPUs of its affinity mask (all CPUs of the machine where the system has no such mask), and no more
    than Slurm has allotted to the task or, where it says nothing about tasks, to the job on this node.
    Raises ValueError for fewer than one worker.

    >>> worker_count(3), worker_count() >= 1
    (3, True)
    """
    if workers is not None:
        if workers < 1:
            raise ValueError(f"workers must be 1 or more, not {workers}")
        return workers
    allotted = next((int(text) for name in SLURM if (text := os.environ.get(name, "")).isdecimal()), 0)
    usable = _usable_cpus()
    return min(usable, allotted) if allotted else usable


def _usable_cpus() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_order[Job, Result](
    work: Callable[[Job], Result],
    jobs: Iterable[Job],
    workers: int | None = None,
    stop: Event | None = None,
    pool: Executor | None = None,
) -> Generator[Result]:
    """Yield the result of each job in the order of the jobs, whichever thread is done first.

    work: called with each job in a thread; jobs: taken only a few ahead of the result that is due, so that memory does
    not grow with their number. ``stop`` is set when the iterator ends for whatever reason: work that looks at it ends
    early when the caller is interrupted. pool: an executor to use, which stays open, instead of threads started here.
    An exception in ``work`` is raised when the result of its job is due; jobs that have not begun are then dropped.

    >>> list(in_order(lambda x: x * x, range(5), workers=2))
    [0, 1, 4, 9, 16]
    """
    count = worker_count(workers)
    stop = Event() if stop is None else stop
    threads = ThreadPoolExecutor(count, thread_name_prefix="simalign") if pool is None else pool
    pending: deque[Future[Result]] = deque()
    try:
        for job in jobs:
            pending.append(threads.submit(work, job))
            if len(pending) >= AHEAD * count:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        stop.set()
        for future in pending:
            future.cancel()
        if pool is None:
            threads.shutdown()
