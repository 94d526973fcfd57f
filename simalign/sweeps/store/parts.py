"""Parts: the rows of the runs of a chunk as a table, and back.

Two stores of the same sweep, on any two machines, give identical bytes for the same chunk. A part is valid if the names
of its runs are those of the chunk in its file name, whichever store it came from. Parts with runs of other chunks are
adopted: they move to ``adopted/``, and their rows are reused when a chunk contains the same runs.
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
REUSE = "`simalign sweep` again, which reuses its runs"
REMOVE = "`simalign sweep` again, which moves it out of the way"


OK, RAISED, NOT_FINITE = "ok", "raised", "not finite"
TIMEOUT, KILLED = "time limit", "killed its worker"
LONGEST = 4000  # characters of a traceback
WEEKLY = pa.list_(pa.float64())  # type of a column of weekly values; Parquet's reader names its items differently


@dataclass(slots=True)
class Row:
    """The result of a run.

    values: (numbers,) the final measures and after-measures; series: (measures, weeks); both are empty if it failed.
    """

    point: int
    replication: int
    status: str
    values: NDArray[np.float64]
    series: NDArray[np.float64]
    error: str = ""


def failed(point: int, replication: int, status: str, error: str) -> Row:
    """Return the row of a failed run, with the end of its error text."""
    return Row(point, replication, status, np.empty(0), np.empty((0, 0)), error[-LONGEST:])


def run_names(store: Store, points: Points, jobs: Iterable[tuple[int, int]]) -> list[bytes]:
    """Return the names of runs (16 bytes each); each job is a point and a replication."""
    paired, seed, names = int(store.manifest["sweep"]["paired"]), store.seed, points.names
    return [run_name(names[p], seed, stream_of(p, replication, paired)) for p, replication in jobs]


def names_of_chunk(store: Store, points: Points, chunk: Chunk) -> list[bytes]:
    """Return the names of the runs of a chunk; an empty list if the store does not have the chunk."""
    exists = chunk.block < len(store.blocks) and chunk.index < store.blocks[chunk.block].chunks
    return run_names(store, points, store.blocks[chunk.block].jobs(chunk.index)) if exists else []


def part(store: Store, points: Points, rows: list[Row]) -> pa.Table:
    """Return the rows of a chunk as a table: run, point, replication, status, values, series, error."""
    recorded = store.keep.columns(store.custom.measures)
    names = run_names(store, points, [(row.point, row.replication) for row in rows])
    sound = [row.status == OK for row in rows]
    columns: dict[str, pa.Array] = {
        "run": pa.array(names, pa.binary(16)),
        "point": pa.array([row.point for row in rows], pa.int32()),
        "replication": pa.array([row.replication for row in rows], pa.int32()),
        "status": pa.array([row.status for row in rows], pa.string()),
    }
    for n, name in enumerate(recorded.values):
        values = np.array([row.values[n] if row.status == OK else np.nan for row in rows])
        columns[name] = pa.array(values, pa.float64(), mask=np.isnan(values))
    for n, name in enumerate(recorded.series):
        lines = [row.series[n] if good else None for row, good in zip(rows, sound, strict=True)]
        columns[f"{name}_series"] = pa.array(lines, WEEKLY)
    columns["error"] = pa.array([row.error or None for row in rows], pa.string())
    return pa.table(columns).replace_schema_metadata({ID: store.id.encode()})


class Lookup:
    """An index of the runs of a store by name."""

    def __init__(self, store: Store, points: Points) -> None:
        self._store, self._points = store, points
        self._replications = int(described(store.blocks)["replications"])
        self._indices: dict[int, dict[bytes, int]] = {}  # by replication: from the name of a run to its point

    def jobs(self, table: pa.Table) -> list[tuple[int, int] | None]:
        """Return the point and replication in this store of each run of a table; None for runs that it does not have.

        table: with columns run and replication.
        """
        rows = zip(table["run"].to_pylist(), table["replication"].to_pylist(), strict=True)
        jobs = ((self._point(name, replication), replication) for name, replication in rows)
        return [None if point is None else (point, replication) for point, replication in jobs]

    def _point(self, name: bytes, replication: int) -> int | None:
        if not 0 <= replication < self._replications:
            return None
        if replication not in self._indices:
            jobs = [(point, replication) for point in range(len(self._points))]
            names = run_names(self._store, self._points, jobs)
            self._indices[replication] = {name: point for point, name in enumerate(names)}
        return self._indices[replication].get(name)


def misplaced(store: Store, points: Points, chunk: Chunk, content: pq.ParquetFile, file: Path) -> Problem | None:
    """Return the problem of an undamaged part that holds other runs than those of its chunk; None if it is valid."""
    table = table_of(content, ["run", "replication"])
    if table["run"].to_pylist() == names_of_chunk(store, points, chunk):
        return None
    if any(job is not None for job in Lookup(store, points).jobs(table)):
        return Problem("contains runs that belong to other chunks of this store", file, allowed=REUSE)
    return Problem("is a part of another store", file, allowed=REMOVE)


def put_in_order(store: Store, points: Points) -> None:
    """Move invalid parts: to ``adopted/`` if they contain runs that the store lacks, otherwise to ``damaged/``.

    Call ``Store.set_aside_damaged`` first. Raises OSError if a file cannot be moved.
    """
    done, invalid = set(), []
    for chunk, files in store.candidates().items():
        for file in files:
            table = table_of(pq.ParquetFile(pa.BufferReader(atomic.read(file))), ["run", "replication"])
            if table["run"].to_pylist() == names_of_chunk(store, points, chunk):
                done.add(chunk)
            else:
                invalid.append((file, table))
    lookup = Lookup(store, points)
    for file, table in invalid:
        jobs = [job for job in lookup.jobs(table) if job is not None]
        lacking = any(chunk_of(store.blocks, job) not in done for job in jobs)
        store.set_aside([file], ADOPTED if lacking else "damaged")
        store.log({"misplaced": file.name, "runs": len(jobs), "moved": ADOPTED if lacking else "damaged"})


_cached_rows: dict[tuple[str, str, int], Mapping[tuple[int, int], Row]] = {}  # of one store at a time


def adopted_rows(store: Store, points: Points) -> Mapping[tuple[int, int], Row]:
    """Return the rows of adopted parts by point and replication, from a cache while the folder is unchanged."""
    folder = store.path / ADOPTED
    if not folder.is_dir():
        return {}
    key = str(store.path), store.stamp, folder.stat().st_mtime_ns
    if key not in _cached_rows:
        _cached_rows.clear()
        _cached_rows[key] = _read_rows(store, points)
    return _cached_rows.get(key, {})


def _read_rows(store: Store, points: Points) -> Mapping[tuple[int, int], Row]:
    rows: dict[tuple[int, int], Row] = {}
    lookup, columns = Lookup(store, points), store.keep.columns(store.custom.measures)
    for file in sorted((store.path / ADOPTED).glob("*.parquet")):
        if (content := store.read(file)) is not None:
            table = table_of(content)
            rows |= {job: _row(table, n, job, columns) for n, job in enumerate(lookup.jobs(table)) if job is not None}
    return rows


def _row(table: pa.Table, n: int, job: tuple[int, int], columns: Columns) -> Row:
    """Return row ``n`` of a part as the row of a job, a point and a replication."""
    status, error = table["status"][n].as_py(), table["error"][n].as_py() or ""
    if status != OK:
        return failed(*job, status, error)
    values = np.array([np.nan if (x := table[name][n].as_py()) is None else x for name in columns.values], float)
    series = np.array([table[f"{name}_series"][n].as_py() for name in columns.series], float)
    return Row(*job, status, values, series, error)
