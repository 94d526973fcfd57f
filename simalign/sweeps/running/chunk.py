"""One chunk of a sweep, from claim to part: what an executor's workers do, here or on another machine."""

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

DONE, THERE, HELD, STOPPED, REFUSED = "done", "there already", "held elsewhere", "stopped", "refused"
NO_MEMORY = "needs more memory than there is; what is done is kept, and fewer workers need less (--workers)"
_workers: dict[
    tuple[str, int], tuple[str, WorkerProcess | InProcess]
] = {}  # one a store's folder and thread, with the store's stamp


class Outcome(NamedTuple):
    """What became of a chunk: runs done, and how many of them failed; ``message``: why it was refused."""

    chunk: Chunk
    state: str
    runs: int = 0
    failed: int = 0
    message: str = ""


def do_chunk(path: str, block: int, place: int, start_method: str) -> Outcome:
    """Do a chunk unless it is done or another process holds it; never raises for what can be foreseen."""
    chunk = Chunk(block, place)
    try:
        store, points = _opened(path, (Path(path) / MANIFEST).stat().st_mtime_ns)
        if store.done(chunk):
            return Outcome(chunk, THERE)
        if not leases.claim(store.claims, str(chunk)):
            return Outcome(chunk, HELD)
        try:
            return _done(store, points, chunk, start_method)
        finally:
            leases.release(store.claims, str(chunk))
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
    store = open_store(path)
    return store, Points(store)


def _done(store: Store, points: Points, chunk: Chunk, start_method: str) -> Outcome:
    began = time.monotonic()
    jobs = store.blocks[chunk.block].jobs(chunk.place)
    with leases.kept_fresh(store.claims, str(chunk)):
        rows = _performed(store, points, jobs, start_method)
        store.add(chunk, part(store, points, rows))
    bad = sum(row.status != OK for row in rows)
    store.log({"chunk": str(chunk), "runs": len(rows), "failed": bad, "seconds": round(time.monotonic() - began, 3)})
    return Outcome(chunk, DONE, len(rows), bad)


def _performed(store: Store, points: Points, jobs: list[tuple[int, int]], start_method: str) -> list[Row]:
    """The rows of runs: those that an adopted part holds as they are there, the others by doing them."""
    there = adopted_rows(store, points)
    rest = [job for job in jobs if job not in there]
    rows = dict(zip(rest, _worker(store, start_method).perform(rest), strict=True)) if rest else {}
    return [there[job] if job in there else rows[job] for job in jobs]


def _worker(store: Store, start_method: str) -> WorkerProcess | InProcess:
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
    """Have all work of this process on a store end soon."""
    for (store, _), (_, worker) in list(_workers.items()):
        if store == str(path):
            worker.stop()


def close_workers(path: Path) -> None:
    """Stop the processes that did runs of a store; those who watch them must have come to an end."""
    for key in [key for key in _workers if key[0] == str(path)]:
        _workers.pop(key)[1].close()
