"""What a store holds, as tidy tables: a row a run, or a row a run and week."""

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
from simalign.sweeps.store.parts import AGAIN, OK, misplaced
from simalign.sweeps.store.points import Points
from simalign.sweeps.store.store import ARROWS_THREADS, Store, open_store, table_of

KEYS = ("run", "point", "replication")
SERIES = "_series"


def open_sweep(path: str | Path) -> "Results":
    """The results in a store; parts are read when asked for. Raises InputError where there is no sound store."""
    return Results(open_store(path))


class Results:
    """Tables of a store. Whatever is read is checked first: damaged parts raise InputError, they never give rows."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._columns = store.keep.columns(store.custom.measures)
        self._right: set[Path] = set()  # files whose runs were found to be those of their chunks

    @cached_property
    def points(self) -> Points:
        """The design points."""
        return Points(self.store)

    @property
    def measures(self) -> tuple[str, ...]:
        """Names of the numbers of a run: final and after-measures."""
        return self._columns.values

    def parts(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The parts as they are on the disk, in order of the chunks."""
        for _, part in self.files():
            yield table_of(part, columns)

    def files(self) -> Iterator[tuple[Path, pq.ParquetFile]]:
        """The file of each chunk that is done, in order, ready to be read.

        Raises InputError where all files of a chunk are damaged or hold other runs.
        """
        for chunk, files in sorted(self.store.candidates().items()):
            problems: list[Problem] = []
            for file in files:
                try:
                    there = self.part(file)
                    self._check(chunk, file, there)
                except InputError as error:
                    problems += error.problems
                    continue
                yield file, there
                break
            else:
                raise InputError(problems[:1])

    def _check(self, chunk: Chunk, file: Path, there: pq.ParquetFile) -> None:
        """Raise InputError where a part holds other runs than those of a chunk."""
        if file not in self._right:
            if problem := misplaced(self.store, self.points, chunk, there, file):
                raise InputError([problem])
            self._right.add(file)

    def part(self, file: Path) -> pq.ParquetFile:
        """One part, ready to be read; raises InputError where it is damaged, or another store's."""
        there = self.store.read(file)
        if there is None:
            atomic.read(file)  # says so where it is damaged
            raise InputError([Problem("is a part of another store", file, allowed=AGAIN)])
        return there

    def skipped(self) -> list[Path]:
        """Files among the parts that are not read: copies under other names, and second parts of a chunk."""
        candidates = self.store.candidates()
        if any(self._right.isdisjoint(files) for files in candidates.values()):
            for _ in self.files():  # finds out which are right
                pass
        others = [file for files in candidates.values() for file in files if file not in self._right]
        return sorted([*self.store.strays(), *others])

    def batches(self, measures: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Sound runs, a table a part: run, point, replication, the factors, the measures."""
        names = list(self.measures if measures is None else measures)
        self._known(names, self.measures)
        for part in self.parts([*KEYS, "status", *names]):
            sound = part.filter(pc.equal(part["status"], OK)).drop_columns("status")
            yield self._labelled(sound, names)

    def runs(self, measures: Sequence[str] | None = None) -> pd.DataFrame:
        """Sound runs, tidy and sorted by replication and point: run, point, replication, factors, measures.

        Failed runs are in ``failures`` and nowhere else. Raises InputError for a measure that was not kept.
        """
        tables = list(self.batches(measures)) or [self.no_runs(measures)]
        table = pa.concat_tables(tables)
        order = pc.sort_indices(table, sort_keys=[("replication", "ascending"), ("point", "ascending")])
        return table.take(order).to_pandas(use_threads=ARROWS_THREADS)

    def series(self, measures: Sequence[str] | None = None) -> pd.DataFrame:
        """Weekly values of sound runs, tidy: run, point, replication, factors, week, measures."""
        tables = list(self.series_batches(measures)) or [self.no_series(measures)]
        whole: pd.DataFrame = pa.concat_tables(tables).to_pandas(use_threads=ARROWS_THREADS)
        return whole.sort_values(["replication", "point", "week"], ignore_index=True)

    def series_batches(self, measures: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Weekly values of sound runs, a table a part."""
        names = list(self._columns.series if measures is None else measures)
        self._known(names, self._columns.series)
        if not names:
            raise InputError([Problem("kept no series", self.store.path, allowed="keep: {series: [measure, ...]}")])
        for part in self.parts([*KEYS, "status", *(name + SERIES for name in names)]):
            sound = part.filter(pc.equal(part["status"], OK)).drop_columns("status").combine_chunks()
            yield self._labelled(self._long(sound, names), ["week", *names])

    def _long(self, sound: pa.Table, names: list[str]) -> pa.Table:
        lists = sound[names[0] + SERIES]
        lengths = pc.list_value_length(lists).to_numpy(zero_copy_only=False).astype(int)
        row = np.repeat(np.arange(len(lengths)), lengths)
        last = [self._lengths[point] for point in sound["point"].to_pylist()]
        weeks = [np.arange(end - n + 1, end + 1) for end, n in zip(last, lengths, strict=True)]
        long = sound.select(list(KEYS)).take(pa.array(row))
        long = long.append_column("week", pa.array(np.concatenate([np.empty(0, int), *weeks]), pa.int32()))
        for name in names:
            values = pc.list_flatten(sound[name + SERIES])
            long = long.append_column(name, values)
        return long

    @cached_property
    def _lengths(self) -> list[int]:
        """Weeks of policy of each point."""
        return [int(json.loads(self.points.scenario(point))["weeks"]) for point in range(len(self.points))]

    def failures(self) -> pd.DataFrame:
        """Runs that failed: run, point, replication, factors, status, seed, error, and the canonical scenario."""
        tables = [part.filter(pc.not_equal(part["status"], OK)) for part in self.parts([*KEYS, "status", "error"])] or [
            pa.table({name: [] for name in (*KEYS, "status", "error")})
        ]
        table = pa.concat_tables(tables)
        frame = self._labelled(table, ["status", "error"]).to_pandas(use_threads=ARROWS_THREADS)
        frame.insert(len(frame.columns) - 1, "seed", self.store.seed)
        paired = int(self.store.manifest["sweep"]["paired"])
        draws = [draw_of(*of, paired) for of in zip(frame["point"], frame["replication"], strict=True)]
        frame["canonical"] = [
            with_draw(self.points.scenario(int(point)), self.store.posterior, int(draw))
            for point, draw in zip(frame["point"], draws, strict=True)
        ]
        return frame

    def coverage(self) -> dict[str, int]:
        """Runs in all, done, failed and missing."""
        done = failed = 0
        for part in self.parts(["status"]):
            done += part.num_rows
            failed += part.num_rows - part["status"].to_pylist().count(OK)
        return {"runs": self.store.runs, "done": done, "failed": failed, "missing": self.store.runs - done}

    def summary(self, measures: Sequence[str] | None = None) -> pd.DataFrame:
        """Each point's factors, sound runs, failures, and each measure's mean and standard deviation over its runs.

        A part at a time, so that a million runs need no more room than a thousand.
        """
        names = list(self.measures if measures is None else measures)
        self._known(names, self.measures)
        P = len(self.points)
        counts = np.zeros((2, P), int)
        sums = np.zeros((3, len(names), P))  # how many are there, their sum, their squares about the first
        base = np.full((len(names), P), np.nan)
        for part in self.parts(["point", "status", *names]):
            point = part["point"].to_numpy()
            sound = pc.equal(part["status"], OK).to_numpy()
            counts[0] += np.bincount(point[sound], minlength=P)
            counts[1] += np.bincount(point[~sound], minlength=P)
            for n, name in enumerate(names):
                values = part[name].to_numpy()
                _add(sums[:, n], base[n], point[~np.isnan(values)], values[~np.isnan(values)])
        frame = pd.DataFrame([{"point": point, **self.points.labels(point)} for point in range(P)])
        frame["runs"], frame["failed"] = counts
        for n, name in enumerate(names):
            there, total, squares = sums[:, n]
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = total / there
                spread = np.sqrt(np.maximum(squares - there * mean * mean, 0.0) / (there - 1))
            frame[name], frame[f"{name}_sd"] = base[n] + mean, np.where(there > 1, spread, np.nan)
        return frame

    def samples(self, measure: str) -> list[np.ndarray]:
        """Values of a measure over the sound runs of each point that have it, in order of the replications.

        Raises InputError for a measure that was not kept.
        """
        self._known([measure], self.measures)
        found = [(np.zeros(0, int), np.zeros(0, int), np.zeros(0))]
        for part in self.parts(["point", "replication", "status", measure]):
            values = part[measure].to_numpy()
            sound = pc.equal(part["status"], OK).to_numpy() & ~np.isnan(values)
            found.append((part["point"].to_numpy()[sound], part["replication"].to_numpy()[sound], values[sound]))
        point, replication, values = (np.concatenate(column) for column in zip(*found, strict=True))
        order = np.lexsort((replication, point))
        ends = np.cumsum(np.bincount(point, minlength=len(self.points)))
        return np.split(values[order], ends[:-1])

    def _labelled(self, table: pa.Table, names: list[str]) -> pa.Table:
        """Keys with the run's name as text, the point's factors, then the columns named."""
        point = table["point"].combine_chunks().cast(pa.int32())
        columns: dict[str, Any] = {
            "run": pa.array([name.hex() for name in table["run"].to_pylist()], pa.string()),
            "point": point,
            "replication": table["replication"].cast(pa.int32()),
        }
        columns |= {factor: self.points.column(factor).take(point) for factor in self.store.factors}
        return pa.table(columns | {name: table[name] for name in names})

    def no_runs(self, measures: Sequence[str] | None = None) -> pa.Table:
        """The table of runs, without any."""
        names = list(self.measures if measures is None else measures)
        kinds = [("run", pa.binary(16)), ("point", pa.int32()), ("replication", pa.int32())]
        empty = pa.schema([*kinds, *((name, pa.float64()) for name in names)]).empty_table()
        return self._labelled(empty, names)

    def no_series(self, measures: Sequence[str] | None = None) -> pa.Table:
        """The table of series, without any."""
        names = list(self._columns.series if measures is None else measures)
        kinds = [("run", pa.binary(16)), ("point", pa.int32()), ("replication", pa.int32()), ("week", pa.int32())]
        empty = pa.schema([*kinds, *((name, pa.float64()) for name in names)]).empty_table()
        return self._labelled(empty, ["week", *names])

    def _known(self, names: Sequence[str], kept: Sequence[str]) -> None:
        for name in names:
            if name not in kept:
                message = "was not kept"
                raise InputError([Problem(message, self.store.path, value=name, allowed=", ".join(kept) or "nothing")])


def _add(sums: np.ndarray, base: np.ndarray, point: np.ndarray, values: np.ndarray) -> None:
    """Add values to the sums (3, P) of their points, about the first value of each, as sums of squares cancel."""
    fresh = np.isnan(base[point])
    base[point[fresh][::-1]] = values[fresh][::-1]
    away = values - base[point]
    P = len(base)
    sums[0] += np.bincount(point, minlength=P)
    sums[1] += np.bincount(point, away, minlength=P)
    sums[2] += np.bincount(point, away * away, minlength=P)
