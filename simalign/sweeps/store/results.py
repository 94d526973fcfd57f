"""The results in a store as tidy tables: one row per run, or one row per run and week."""

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from simalign.errors import InputError, Problem
from simalign.files import atomic
from simalign.sweeps.design.identity import Chunk, draw_of, with_draw
from simalign.sweeps.store.parts import OK, REMOVE, misplaced
from simalign.sweeps.store.points import Points
from simalign.sweeps.store.scan import lazy_frame
from simalign.sweeps.store.store import ARROWS_THREADS, Store, open_store, table_of

KEYS = ("run", "point", "replication")
SERIES = "_series"


def open_sweep(path: str | Path) -> "Results":
    """Return the results in a store, which are read when they are used. Raises InputError as ``open_store`` does."""
    return Results(open_store(path))


class Results:
    """Tables of a store. Each part is checked when it is read: a damaged one raises InputError and gives no rows."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._columns = store.keep.columns(store.custom.measures)
        self._valid: set[Path] = set()  # files whose runs have been checked to be those of their chunks

    @cached_property
    def points(self) -> Points:
        """The design points."""
        return Points(self.store)

    @property
    def measures(self) -> tuple[str, ...]:
        """The names of the numbers of a run: final measures and after-measures."""
        return self._columns.values

    def parts(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yield the parts as they are on disk, in the order of their chunks; ``columns``: read only these."""
        for _, part in self.files():
            yield table_of(part, columns)

    def files(self) -> Iterator[tuple[Path, pq.ParquetFile]]:
        """Yield the path and the open file of each finished chunk, in order.

        Raises InputError if all files of a chunk are damaged or contain other runs.
        """
        for chunk, files in sorted(self.store.candidates().items()):
            problems: list[Problem] = []
            for file in files:
                try:
                    part = self.part(file)
                    self._check(chunk, file, part)
                except InputError as error:
                    problems += error.problems
                    continue
                yield file, part
                break
            else:
                raise InputError(problems[:1])

    def _check(self, chunk: Chunk, file: Path, part: pq.ParquetFile) -> None:
        """Raise InputError if a part contains other runs than those of its chunk."""
        if file not in self._valid:
            if problem := misplaced(self.store, self.points, chunk, part, file):
                raise InputError([problem])
            self._valid.add(file)

    def part(self, file: Path) -> pq.ParquetFile:
        """Open a part. Raises InputError if it is damaged or belongs to another store."""
        part = self.store.read(file)
        if part is None:
            atomic.read(file)  # raises if the file is damaged
            raise InputError([Problem("is a part of another store", file, allowed=REMOVE)])
        return part

    def skipped(self) -> list[Path]:
        """Return unused files in the folder of parts: those with other names, and second parts of a chunk."""
        candidates = self.store.candidates()
        if any(self._valid.isdisjoint(files) for files in candidates.values()):
            for _ in self.files():  # adds to the valid ones
                pass
        unused = [file for files in candidates.values() for file in files if file not in self._valid]
        return sorted([*self.store.strays(), *unused])

    def batches(self, measures: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yield the completed runs of each part as a table: run, point, replication, factors, measures."""
        names = list(self.measures if measures is None else measures)
        self._check_recorded(names, self.measures)
        for part in self.parts([*KEYS, "status", *names]):
            completed = part.filter(pc.equal(part["status"], OK)).drop_columns("status")
            yield self._labelled(completed, names)

    def runs(self, measures: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the completed runs, sorted by replication and point: run, point, replication, factors, measures.

        Failed runs are only in ``failures``. Raises InputError for a measure that the sweep did not record.
        """
        tables = list(self.batches(measures)) or [self.no_runs(measures)]
        table = pa.concat_tables(tables)
        order = pc.sort_indices(table, sort_keys=[("replication", "ascending"), ("point", "ascending")])
        return table.take(order).to_pandas(use_threads=ARROWS_THREADS)

    def series(self, measures: Sequence[str] | None = None) -> pd.DataFrame:
        """Return the weekly values of completed runs: run, point, replication, factors, week, measures."""
        tables = list(self.series_batches(measures)) or [self.no_series(measures)]
        frame: pd.DataFrame = pa.concat_tables(tables).to_pandas(use_threads=ARROWS_THREADS)
        return frame.sort_values(["replication", "point", "week"], ignore_index=True)

    def series_batches(self, measures: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yield the weekly values of the completed runs of each part as a table.

        Raises InputError if the sweep recorded no weekly values, or not those of a measure.
        """
        names = list(self._columns.series if measures is None else measures)
        self._check_recorded(names, self._columns.series)
        self._check_weekly(names)
        for part in self.parts([*KEYS, "status", *(name + SERIES for name in names)]):
            completed = part.filter(pc.equal(part["status"], OK)).drop_columns("status").combine_chunks()
            yield self._labelled(self._long(completed, names), ["week", *names])

    def _long(self, runs: pa.Table, names: list[str]) -> pa.Table:
        """Return a table with one row per run and week from one with a list of weekly values per run."""
        lists = runs[names[0] + SERIES]
        lengths = pc.list_value_length(lists).to_numpy(zero_copy_only=False).astype(int)
        row = np.repeat(np.arange(len(lengths)), lengths)
        last = [self._lengths[point] for point in runs["point"].to_pylist()]
        weeks = [np.arange(end - n + 1, end + 1) for end, n in zip(last, lengths, strict=True)]
        long = runs.select(list(KEYS)).take(pa.array(row))
        long = long.append_column("week", pa.array(np.concatenate([np.empty(0, int), *weeks]), pa.int32()))
        for name in names:
            values = pc.list_flatten(runs[name + SERIES])
            long = long.append_column(name, values)
        return long

    @cached_property
    def _lengths(self) -> list[int]:
        """The number of weeks of policy at each point."""
        return [int(json.loads(self.points.scenario(point))["weeks"]) for point in range(len(self.points))]

    def scan(self, table: str = "runs") -> Any:
        """Return a table as a ``polars.LazyFrame``, which reads the parts when it is collected.

        table: runs or series, with the columns of ``runs()`` and ``series()``. Rows are in the order of the parts.
        Requires simalign-abm[polars]. Raises InputError for another table, and as ``series_batches`` does.
        """
        if table == "runs":
            return lazy_frame(self.no_runs(), lambda names: self.batches([n for n in self.measures if n in names]))
        if table != "series":
            raise InputError([Problem("is not a table", key="table", value=table, allowed="runs or series")])
        weekly = self._columns.series
        self._check_weekly(weekly)
        return lazy_frame(
            self.no_series(), lambda names: self.series_batches([n for n in weekly if n in names] or weekly[:1])
        )

    def failures(self) -> pd.DataFrame:
        """Return the failed runs: run, point, replication, factors, status, seed, canonical scenario, error."""
        tables = [part.filter(pc.not_equal(part["status"], OK)) for part in self.parts([*KEYS, "status", "error"])] or [
            pa.table({name: [] for name in (*KEYS, "status", "error")})
        ]
        table = pa.concat_tables(tables)
        frame = self._labelled(table, ["status", "error"]).to_pandas(use_threads=ARROWS_THREADS)
        frame.insert(len(frame.columns) - 1, "seed", self.store.seed)
        paired = int(self.store.manifest["sweep"]["paired"])
        draws = [draw_of(*job, paired) for job in zip(frame["point"], frame["replication"], strict=True)]
        frame["canonical"] = [
            with_draw(self.points.scenario(int(point)), self.store.posterior, int(draw))
            for point, draw in zip(frame["point"], draws, strict=True)
        ]
        return frame

    def coverage(self) -> dict[str, int]:
        """Return the numbers of runs in total, done, failed and missing."""
        done = failed = 0
        for part in self.parts(["status"]):
            done += part.num_rows
            failed += part.num_rows - part["status"].to_pylist().count(OK)
        return {"runs": self.store.runs, "done": done, "failed": failed, "missing": self.store.runs - done}

    def summary(self, measures: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one row per point: factors, completed and failed runs, and each measure's mean and standard deviation.

        Parts are read one at a time, so that a million runs need no more memory than a thousand.
        """
        names = list(self.measures if measures is None else measures)
        self._check_recorded(names, self.measures)
        P = len(self.points)
        counts = np.zeros((2, P), int)
        sums = np.zeros((3, len(names), P))  # count, sum, sum of squares, the last two about the first value
        base = np.full((len(names), P), np.nan)
        for part in self.parts(["point", "status", *names]):
            point = part["point"].to_numpy()
            completed = pc.equal(part["status"], OK).to_numpy()
            counts[0] += np.bincount(point[completed], minlength=P)
            counts[1] += np.bincount(point[~completed], minlength=P)
            for n, name in enumerate(names):
                values = part[name].to_numpy()
                _add(sums[:, n], base[n], point[~np.isnan(values)], values[~np.isnan(values)])
        frame = pd.DataFrame([{"point": point, **self.points.labels(point)} for point in range(P)])
        frame["runs"], frame["failed"] = counts
        for n, name in enumerate(names):
            count, total, squares = sums[:, n]
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = total / count
                sd = np.sqrt(np.maximum(squares - count * mean * mean, 0.0) / (count - 1))
            frame[name], frame[f"{name}_sd"] = base[n] + mean, np.where(count > 1, sd, np.nan)
        return frame

    def samples(self, measure: str) -> list[np.ndarray]:
        """Return, for each point, the values of a measure in the order of the replications, without missing values.

        Raises InputError for a measure that the sweep did not record.
        """
        self._check_recorded([measure], self.measures)
        columns = [(np.zeros(0, int), np.zeros(0, int), np.zeros(0))]
        for part in self.parts(["point", "replication", "status", measure]):
            values = part[measure].to_numpy()
            used = pc.equal(part["status"], OK).to_numpy() & ~np.isnan(values)
            columns.append((part["point"].to_numpy()[used], part["replication"].to_numpy()[used], values[used]))
        point, replication, values = (np.concatenate(column) for column in zip(*columns, strict=True))
        order = np.lexsort((replication, point))
        ends = np.cumsum(np.bincount(point, minlength=len(self.points)))
        return np.split(values[order], ends[:-1])

    def _labelled(self, table: pa.Table, names: list[str]) -> pa.Table:
        """Return a table of the keys, with the run's name as text, the factors of the point, and the named columns."""
        point = table["point"].combine_chunks().cast(pa.int32())
        columns: dict[str, Any] = {
            "run": pa.array([name.hex() for name in table["run"].to_pylist()], pa.string()),
            "point": point,
            "replication": table["replication"].cast(pa.int32()),
        }
        columns |= {factor: self.points.column(factor).take(point) for factor in self.store.factors}
        return pa.table(columns | {name: table[name] for name in names})

    def no_runs(self, measures: Sequence[str] | None = None) -> pa.Table:
        """Return an empty table of runs."""
        names = list(self.measures if measures is None else measures)
        kinds = [("run", pa.binary(16)), ("point", pa.int32()), ("replication", pa.int32())]
        empty = pa.schema([*kinds, *((name, pa.float64()) for name in names)]).empty_table()
        return self._labelled(empty, names)

    def no_series(self, measures: Sequence[str] | None = None) -> pa.Table:
        """Return an empty table of weekly values."""
        names = list(self._columns.series if measures is None else measures)
        kinds = [("run", pa.binary(16)), ("point", pa.int32()), ("replication", pa.int32()), ("week", pa.int32())]
        empty = pa.schema([*kinds, *((name, pa.float64()) for name in names)]).empty_table()
        return self._labelled(empty, ["week", *names])

    def _check_weekly(self, names: Sequence[str]) -> None:
        """Raise InputError if there are no measures with weekly values."""
        if not names:
            allowed = "keep: {series: [measure, ...]}"
            raise InputError([Problem("has no weekly values", self.store.path, allowed=allowed)])

    def _check_recorded(self, names: Sequence[str], recorded: Sequence[str]) -> None:
        """Raise InputError for a name that is not among the recorded ones."""
        for name in names:
            if name not in recorded:
                allowed = ", ".join(recorded) or "none; see keep in the sweep file"
                raise InputError([Problem("was not recorded", self.store.path, value=name, allowed=allowed)])


def _add(sums: np.ndarray, base: np.ndarray, point: np.ndarray, values: np.ndarray) -> None:
    """Add values (n,) of points (n,) to the sums (3, P): count, sum, sum of squares.

    The last two are taken about the first value of each point, ``base`` (P,), to avoid cancellation.
    """
    first = np.isnan(base[point])
    base[point[first][::-1]] = values[first][::-1]
    difference = values - base[point]
    P = len(base)
    sums[0] += np.bincount(point, minlength=P)
    sums[1] += np.bincount(point, difference, minlength=P)
    sums[2] += np.bincount(point, difference * difference, minlength=P)
