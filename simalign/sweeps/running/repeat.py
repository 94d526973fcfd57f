"""Repetition of stored runs, and comparison of the results with the stored ones, byte by byte."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from simalign.errors import InputError, Problem
from simalign.sweeps.running.runner import Runner, runner_of
from simalign.sweeps.store.parts import NOT_FINITE, OK, RAISED, part
from simalign.sweeps.store.results import Results
from simalign.sweeps.store.store import table_of

LEAST = 6  # digits of a run's name at least
REPEATABLE = {OK, RAISED, NOT_FINITE}  # statuses of runs that ended by themselves


@dataclass(frozen=True, slots=True)
class Repeated:
    """The comparison of a repeated run with the stored one: ``differing`` names the columns that differ."""

    run: str
    point: int
    replication: int
    status: str
    differing: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether all bytes are the same."""
        return not self.differing


def find(results: Results, run: str) -> tuple[int, int, pa.Table]:
    """Return the point, the replication and the row of a run, given its name or the first digits of its name.

    Raises InputError unless exactly one run matches.
    """
    prefix = run.strip().lower()
    if len(prefix) < LEAST or not set(prefix) <= set("0123456789abcdef"):
        allowed = f"the name of a run, or at least {LEAST} digits of one (see `simalign results --runs`)"
        raise InputError([Problem("is not the name of a run", key="RUN", value=run, allowed=allowed)])
    rows: dict[str, pa.Table] = {}
    for table in results.parts():
        for n, name in enumerate(table["run"].to_pylist()):
            if name.hex().startswith(prefix):
                rows.setdefault(name.hex(), table.slice(n, 1))
    if len(rows) != 1:
        message = f"matches {len(rows)} runs" if rows else "does not match a run of the store"
        raise InputError([Problem(message, results.store.path, key="RUN", value=run, allowed="the name of one run")])
    (row,) = rows.values()
    return int(row["point"][0].as_py()), int(row["replication"][0].as_py()), row


def repeated(results: Results, run: str) -> Repeated:
    """Execute a run again and compare it with the stored one.

    Raises InputError as ``find`` does, and for a run that hung or killed its worker, because it would do so again.
    """
    row = find(results, run)[2]
    if (status := row["status"][0].as_py()) not in REPEATABLE:
        message = f"ended with {status!r}: it has no results to compare, and would end in the same way again"
        raise InputError([Problem(message, results.store.path, key="RUN", value=run)])
    return _compare(results, runner_of(results.store), row)


def verified(
    results: Results, sample: int, seed: int, moved: Mapping[str, str] = MappingProxyType({})
) -> list[Repeated]:
    """Execute a random sample of the runs again (or all, if there are fewer) and compare them with the stored ones.

    Runs that hung or killed their worker are not drawn, because they would do so again. moved: as in ``runner_of``.
    """
    files: list[Path] = []  # the same files later, even if the sweep continues meanwhile
    candidates: list[tuple[int, int]] = []  # file and row
    for n, (file, content) in enumerate(results.files()):
        files.append(file)
        statuses = table_of(content, ["status"])["status"].to_pylist()
        candidates += [(n, row) for row, status in enumerate(statuses) if status in REPEATABLE]
    drawn = np.random.default_rng(seed).permutation(len(candidates))[:sample]
    chosen = sorted(candidates[number] for number in drawn)
    runner = runner_of(results.store, moved)
    repetitions: list[Repeated] = []
    for n, rows in groupby(chosen, key=lambda run: run[0]):
        table = table_of(results.part(files[n]))
        repetitions += [_compare(results, runner, table.slice(row, 1)) for _, row in rows]
    return repetitions


def _compare(results: Results, runner: Runner, stored: pa.Table) -> Repeated:
    """Execute the run of a stored row again and compare the two rows."""
    point, replication = int(stored["point"][0].as_py()), int(stored["replication"][0].as_py())
    repeated = part(results.store, results.points, [runner.run(point, replication)])
    differing = tuple(
        name
        for name in stored.column_names
        if name != "error" and stored[name].combine_chunks() != repeated[name].combine_chunks()
    )
    name = stored["run"][0].as_py().hex()
    return Repeated(name, point, replication, str(stored["status"][0].as_py()), differing)
