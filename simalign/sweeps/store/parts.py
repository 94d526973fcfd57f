"""Parts: the runs of a chunk as a table, recognised by the names of the runs, and read back as rows.

Two stores of one sweep, made on two machines, give parts that are the same to the byte where their chunks are. A part
belongs where the names of its runs are those of its chunk, whoever made it. Parts with the runs of other chunks are
adopted: their rows are taken when a chunk needs them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from simalign.errors import Problem
from simalign.files import atomic
from simalign.sweeps.design.file import Columns
from simalign.sweeps.design.identity import Chunk, chunk_of, described, run_name, stream_of
from simalign.sweeps.store.points import Points
from simalign.sweeps.store.store import ID, Store, table_of

ADOPTED = "adopted"
TAKEN_OVER = "`simalign sweep` again, which takes its runs over"
AGAIN = "`simalign sweep` again, which sets it aside"


OK, RAISED, NOT_FINITE = "ok", "raised", "not finite"
TIMEOUT, KILLED = "time limit", "killed its worker"
LONGEST = 4000  # characters of a traceback


@dataclass(slots=True)
class Row:
    """What became of a run.

    values: (numbers,) final and after-measures; series: (measures, weeks); both empty where it failed.
    """

    point: int
    replication: int
    status: str
    values: NDArray[np.float64]
    series: NDArray[np.float64]
    error: str = ""


def failed(point: int, replication: int, status: str, error: str) -> Row:
    """The row of a run that gave nothing."""
    return Row(point, replication, status, np.empty(0), np.empty((0, 0)), error[-LONGEST:])


def run_names(store: Store, points: Points, jobs: Iterable[tuple[int, int]]) -> list[bytes]:
    """Names of runs, by point and replication."""
    paired, seed, names = int(store.manifest["sweep"]["paired"]), store.seed, points.names
    return [run_name(names[p], seed, stream_of(p, replication, paired)) for p, replication in jobs]


def names_of_chunk(store: Store, points: Points, chunk: Chunk) -> list[bytes]:
    """Names of the runs of a chunk; none where the store has no such chunk."""
    known = chunk.block < len(store.blocks) and chunk.place < store.blocks[chunk.block].chunks
    return run_names(store, points, store.blocks[chunk.block].jobs(chunk.place)) if known else []


def part(store: Store, points: Points, rows: list[Row]) -> pa.Table:
    """The rows of a chunk as a table: run, point, replication, status, values, series, error."""
    kept = store.keep.columns(store.custom.measures)
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
    return pa.table(columns).replace_schema_metadata({ID: store.id.encode()})


class Lookup:
    """Finds runs of a store by their names."""

    def __init__(self, store: Store, points: Points) -> None:
        self._store, self._points = store, points
        self._replications = int(described(store.blocks)["replications"])
        self._known: dict[int, dict[bytes, int]] = {}  # by replication: points by the names of their runs

    def jobs(self, table: pa.Table) -> list[tuple[int, int] | None]:
        """Point and replication here of each run of a table with run and replication; None where there is none."""
        rows = zip(table["run"].to_pylist(), table["replication"].to_pylist(), strict=True)
        found = ((self._point(name, replication), replication) for name, replication in rows)
        return [None if point is None else (point, replication) for point, replication in found]

    def _point(self, name: bytes, replication: int) -> int | None:
        if not 0 <= replication < self._replications:
            return None
        if replication not in self._known:
            jobs = [(point, replication) for point in range(len(self._points))]
            names = run_names(self._store, self._points, jobs)
            self._known[replication] = {name: point for point, name in enumerate(names)}
        return self._known[replication].get(name)


def misplaced(store: Store, points: Points, chunk: Chunk, there: pq.ParquetFile, file: Path) -> Problem | None:
    """What is wrong with a sound part in the place of a chunk; None where its runs are those of the chunk."""
    table = table_of(there, ["run", "replication"])
    if table["run"].to_pylist() == names_of_chunk(store, points, chunk):
        return None
    if any(job is not None for job in Lookup(store, points).jobs(table)):
        return Problem("holds runs that this store has in other chunks", file, allowed=TAKEN_OVER)
    return Problem("is a part of another store", file, allowed=AGAIN)


def put_in_order(store: Store, points: Points) -> None:
    """Move parts that do not belong where they are: with runs that the store lacks to ``adopted/``, else ``damaged/``.

    Damaged parts must have been set aside. Raises OSError where nothing can be moved.
    """
    done, strangers = set(), []
    for chunk, files in store.candidates().items():
        for file in files:
            table = table_of(pq.ParquetFile(pa.BufferReader(atomic.read(file))), ["run", "replication"])
            if table["run"].to_pylist() == names_of_chunk(store, points, chunk):
                done.add(chunk)
            else:
                strangers.append((file, table))
    lookup = Lookup(store, points)
    for file, table in strangers:
        jobs = [job for job in lookup.jobs(table) if job is not None]
        lacking = any(chunk_of(store.blocks, job) not in done for job in jobs)
        store.set_aside([file], ADOPTED if lacking else "damaged")
        store.log({"misplaced": file.name, "runs": len(jobs), "moved": ADOPTED if lacking else "damaged"})


_rows_known: dict[tuple[str, str, int], Mapping[tuple[int, int], Row]] = {}  # of one store at a time


def adopted_rows(store: Store, points: Points) -> Mapping[tuple[int, int], Row]:
    """Rows of adopted parts by point and replication; read once as long as the folder stays as it is."""
    folder = store.path / ADOPTED
    if not folder.is_dir():
        return {}
    key = str(store.path), store.stamp, folder.stat().st_mtime_ns
    if key not in _rows_known:
        _rows_known.clear()
        _rows_known[key] = _read_rows(store, points)
    return _rows_known.get(key, {})


def _read_rows(store: Store, points: Points) -> Mapping[tuple[int, int], Row]:
    found: dict[tuple[int, int], Row] = {}
    lookup, kept = Lookup(store, points), store.keep.columns(store.custom.measures)
    for file in sorted((store.path / ADOPTED).glob("*.parquet")):
        if (there := store.read(file)) is not None:
            table = table_of(there)
            found |= {job: _row(table, n, job, kept) for n, job in enumerate(lookup.jobs(table)) if job is not None}
    return found


def _row(table: pa.Table, n: int, job: tuple[int, int], kept: Columns) -> Row:
    """A row as it was before it was written."""
    status, error = table["status"][n].as_py(), table["error"][n].as_py() or ""
    if status != OK:
        return failed(*job, status, error)
    values = np.array([np.nan if (x := table[name][n].as_py()) is None else x for name in kept.values], float)
    series = np.array([table[f"{name}_series"][n].as_py() for name in kept.series], float)
    return Row(*job, status, values, series, error)
