"""Parallel execution: the number of workers, and results in the order of the jobs.

Every part of simalign that starts workers takes their number from ``worker_count``.
"""

import os
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from multiprocessing import current_process
from threading import Event

from simalign.errors import InputError, Problem

AHEAD = 2  # jobs submitted per worker, so that no worker is idle and few results wait
SLURM = ("SLURM_CPUS_PER_TASK", "SLURM_CPUS_ON_NODE")  # the first one that is set applies
UNGUARDED = 70  # exit status of a worker process whose import of the user's script starts the same work


class Stopped(Exception):
    """The work was stopped before its end."""


def worker_count(workers: int | None = None) -> int:
    """Return the number of workers: ``workers`` if given, else the number of CPUs that this process may use.

    This is the number of CPUs in the affinity mask of the process (of the machine, if the system has no such mask),
    but at most the number that Slurm has allotted to the task or, if that is not set, to the job on this node.
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


def end_if_imported() -> None:
    """End this process with the status ``UNGUARDED`` if it is a new worker process that imports the user's script.

    Python imports the script in every process that it starts by ``spawn``. A script that starts processes when it is
    imported would do so without end.
    """
    if getattr(current_process(), "_inheriting", False):  # as multiprocessing itself finds out
        raise SystemExit(UNGUARDED)


def unguarded(call: str) -> InputError:
    """Return the error for a script that worker processes cannot import; call: the function that it calls.

    >>> "__main__" in str(unguarded("simalign.sweep"))
    True
    """
    file = getattr(sys.modules["__main__"], "__file__", None)
    message = "would start again in every worker process, because Python imports the script there"
    return InputError([Problem(message, file, key=call, allowed='calls below a line `if __name__ == "__main__":`')])


def in_order[Job, Result](
    work: Callable[[Job], Result],
    jobs: Iterable[Job],
    workers: int | None = None,
    stop: Event | None = None,
    pool: Executor | None = None,
) -> Generator[Result]:
    """Yield the result of each job in the order of the jobs, whichever thread finishes first.

    work: called with each job in a thread.
    jobs: consumed only a few ahead of the next result, so that memory does not grow with their number.
    stop: set when the iterator ends for any reason, so that work that checks it ends early on an interruption.
    pool: an executor to use instead of new threads; it stays open.
    An exception in ``work`` is raised in place of the result of its job, and jobs that have not started are cancelled.

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
