"""One chunk of a sweep, from claim to part: what an executor's workers do, here or on another machine."""

import threading
import time
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from simalign.errors import InputError
from simalign.files import atomic
from simalign.sweeps.running.row import OK, Row, columns_of
from simalign.sweeps.running.worker import HERE, Guard, Here, Stopped
from simalign.sweeps.store import leases
from simalign.sweeps.store.identity import Chunk, luck_of, run_name
from simalign.sweeps.store.points import Points
from simalign.sweeps.store.store import ID, MANIFEST, Store, open_store, table_of

DONE, THERE, HELD, STOPPED, REFUSED = "done", "there already", "held elsewhere", "stopped", "refused"
_guards: dict[tuple[str, int], tuple[str, Guard | Here]] = {}  # one a store's folder and thread, with the store's stamp


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
        if next(store.parts.glob(f"{chunk}-*.parquet"), None):
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
        rows = _guard(store, start_method).perform(jobs)
        store.add(chunk, part(store, points, rows))
    bad = sum(row.status != OK for row in rows)
    store.log({"chunk": str(chunk), "runs": len(rows), "failed": bad, "seconds": round(time.monotonic() - began, 3)})
    return Outcome(chunk, DONE, len(rows), bad)


def _guard(store: Store, start_method: str) -> Guard | Here:
    key = (str(store.path), threading.get_ident())
    stamp, guard = _guards.get(key, ("", None))
    if guard is None or stamp != store.stamp:
        if guard is not None:
            guard.close()
        limit = float(store.manifest["time_limit"])
        guard = Here(store.path) if start_method == HERE else Guard(store.path, limit, start_method)
        _guards[key] = (store.stamp, guard)
    return guard


def stop_guards(path: Path) -> None:
    """Have all work of this process on a store end soon."""
    for (store, _), (_, guard) in list(_guards.items()):
        if store == str(path):
            guard.stop()


def close_guards(path: Path) -> None:
    """Stop the processes that did runs of a store; those who watch them must have come to an end."""
    for key in [key for key in _guards if key[0] == str(path)]:
        _guards.pop(key)[1].close()


def run_names(store: Store, points: Points, jobs: Iterable[tuple[int, int]]) -> list[bytes]:
    """Names of runs, by point and replication."""
    paired = int(store.manifest["sweep"]["paired"])
    return [run_name(points.name(p), store.seed, luck_of(p, replication, paired)) for p, replication in jobs]


def strangers(store: Store) -> list[Path]:
    """Parts that hold other runs than those that their chunks should."""
    points, found = Points(store), []
    for chunk, file in store.files().items():
        there = table_of(pq.ParquetFile(pa.BufferReader(atomic.read(file))), ["run"])["run"].to_pylist()
        known = chunk.block < len(store.blocks) and chunk.place < store.blocks[chunk.block].chunks
        if not known or there != run_names(store, points, store.blocks[chunk.block].jobs(chunk.place)):
            found.append(file)
    return found


def part(store: Store, points: Points, rows: list[Row]) -> pa.Table:
    """The rows of a chunk as a table: run, point, replication, status, values, series, error."""
    kept = columns_of(store.keep)
    names = run_names(store, points, [(row.point, row.replication) for row in rows])
    sound = [row.status == OK for row in rows]
    columns: dict[str, pa.Array] = {
        "run": pa.array(names, pa.binary(16)),
        "point": pa.array([row.point for row in rows], pa.int32()),
        "replication": pa.array([row.replication for row in rows], pa.int32()),
        "status": pa.array([row.status for row in rows], pa.string()),
    }
    for n, name in enumerate(kept.values):
        values = np.array([row.values[n] if row.status == OK else np.nan for row in rows])
        columns[name] = pa.array(values, pa.float64(), mask=np.isnan(values))
    for n, name in enumerate(kept.series):
        lines = [row.series[n] if good else None for row, good in zip(rows, sound, strict=True)]
        columns[f"{name}_series"] = pa.array(lines, pa.list_(pa.float64()))
    columns["error"] = pa.array([row.error or None for row in rows], pa.string())
    return pa.table(columns).replace_schema_metadata({ID: store.id})
