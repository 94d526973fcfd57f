"""Execution of one chunk of a sweep, from its lease to its part, by a worker of an executor on any machine."""

import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from simalign.errors import InputError
from simalign.sweeps.design.identity import Chunk
from simalign.sweeps.running.worker import IN_PROCESS, InProcess, Stopped, WorkerProcess
from simalign.sweeps.store import leases
from simalign.sweeps.store.parts import OK, Row, adopted_rows, part
from simalign.sweeps.store.points import Points
from simalign.sweeps.store.store import MANIFEST, Store, open_store

DONE, EXISTS, LEASED, STOPPED, REFUSED = "done", "done before", "leased by another process", "stopped", "refused"
NO_MEMORY = "needs more memory than is available; finished runs are safe, and fewer workers (--workers) need less"
_workers: dict[
    tuple[str, int], tuple[str, WorkerProcess | InProcess]
] = {}  # one per store folder and thread, with the stamp of the store


class Outcome(NamedTuple):
    """The outcome of a chunk: the numbers of runs and of failed runs; ``message``: the reason if it was refused."""

    chunk: Chunk
    state: str
    runs: int = 0
    failed: int = 0
    message: str = ""


def execute_chunk(path: str, block: int, index: int, start_method: str) -> Outcome:
    """Execute a chunk unless it is done or leased by another process.

    Errors that can be expected, such as a full disk, are returned as the outcome and not raised.
    """
    chunk = Chunk(block, index)
    try:
        store, points = _opened(path, (Path(path) / MANIFEST).stat().st_mtime_ns)
        if store.done(chunk):
            return Outcome(chunk, EXISTS)
        if not leases.acquire(store.leases, str(chunk)):
            return Outcome(chunk, LEASED)
        try:
            return _executed(store, points, chunk, start_method)
        finally:
            leases.release(store.leases, str(chunk))
    except Stopped:
        return Outcome(chunk, STOPPED)
    except InputError as error:
        return Outcome(chunk, REFUSED, message=str(error))
    except MemoryError:
        return Outcome(chunk, REFUSED, message=f"{path}: {NO_MEMORY}")
    except (OSError, RuntimeError) as error:
        return Outcome(chunk, REFUSED, message=f"{type(error).__name__}: {error}")


@lru_cache(maxsize=2)
def _opened(path: str, _written: int) -> tuple[Store, Points]:
    """Open a store from a cache; ``_written``: when its manifest was last written, in ns."""
    store = open_store(path)
    return store, Points(store)


def _executed(store: Store, points: Points, chunk: Chunk, start_method: str) -> Outcome:
    """Execute a leased chunk and write its part."""
    start = time.monotonic()
    jobs = store.blocks[chunk.block].jobs(chunk.index)
    with leases.renewed(store.leases, str(chunk)):
        rows = _rows(store, points, jobs, start_method)
        store.add(chunk, part(store, points, rows))
    failed = sum(row.status != OK for row in rows)
    store.log({"chunk": str(chunk), "runs": len(rows), "failed": failed, "seconds": round(time.monotonic() - start, 3)})
    return Outcome(chunk, DONE, len(rows), failed)


def _rows(store: Store, points: Points, jobs: list[tuple[int, int]], start_method: str) -> list[Row]:
    """Return the rows of runs, taken from adopted parts if they contain them, and otherwise by executing the runs."""
    adopted = adopted_rows(store, points)
    rest = [job for job in jobs if job not in adopted]
    rows = dict(zip(rest, _worker(store, start_method).perform(rest), strict=True)) if rest else {}
    return [adopted[job] if job in adopted else rows[job] for job in jobs]


def _worker(store: Store, start_method: str) -> WorkerProcess | InProcess:
    """Return this thread's worker for a store, and start a new one if the store has changed."""
    key = (str(store.path), threading.get_ident())
    stamp, worker = _workers.get(key, ("", None))
    if worker is None or stamp != store.stamp:
        if worker is not None:
            worker.close()
        limit = float(store.manifest["time_limit"])
        worker = InProcess(store.path) if start_method == IN_PROCESS else WorkerProcess(store.path, limit, start_method)
        _workers[key] = (store.stamp, worker)
    return worker


def stop_workers(path: Path) -> None:
    """Ask all workers of this process on a store to stop soon."""
    for (store, _), (_, worker) in list(_workers.items()):
        if store == str(path):
            worker.stop()


def close_workers(path: Path) -> None:
    """End the worker processes of a store; call it after the threads that supervise them have ended."""
    for key in [key for key in _workers if key[0] == str(path)]:
        _workers.pop(key)[1].close()
