"""Runs of a store done again, and held against what is stored, to the byte."""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
import pyarrow as pa

from simalign.errors import InputError, Problem
from simalign.sweeps.running.runner import Runner, runner_of
from simalign.sweeps.store.parts import part
from simalign.sweeps.store.results import Results
from simalign.sweeps.store.store import table_of

LEAST = 6  # digits that name a run
TRIED = {"ok", "raised", "not finite"}  # what a run that is done again here can be held against


@dataclass(frozen=True, slots=True)
class Repeated:
    """A run done again: its name, where it stands, and the columns that came out differently."""

    run: str
    point: int
    replication: int
    status: str
    differing: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether every byte is the same."""
        return not self.differing


def find(results: Results, run: str) -> tuple[int, int, pa.Table]:
    """Point, replication and row of the run with a name, or the first digits of one.

    Raises InputError where there is none, or more than one.
    """
    wanted = run.strip().lower()
    if len(wanted) < LEAST or not set(wanted) <= set("0123456789abcdef"):
        allowed = f"the name of a run, or at least {LEAST} digits of one (see `simalign results --csv`)"
        raise InputError([Problem("is no name of a run", key="RUN", value=run, allowed=allowed)])
    rows: dict[str, pa.Table] = {}
    for table in results.parts():
        for n, name in enumerate(table["run"].to_pylist()):
            if name.hex().startswith(wanted):
                rows.setdefault(name.hex(), table.slice(n, 1))
    if len(rows) != 1:
        message = f"names {len(rows)} runs" if rows else "names no run of the store"
        raise InputError([Problem(message, results.store.path, key="RUN", value=run, allowed="the name of one run")])
    (row,) = rows.values()
    return int(row["point"][0].as_py()), int(row["replication"][0].as_py()), row


def repeated(results: Results, run: str) -> Repeated:
    """Do a run again, and compare it with what is stored.

    Raises InputError as ``find`` does, and for a run that hung or killed its worker, which it would do again.
    """
    row = find(results, run)[2]
    if (status := row["status"][0].as_py()) not in TRIED:
        message = f"ended by {status!r}; there is nothing to compare, and it would end so again"
        raise InputError([Problem(message, results.store.path, key="RUN", value=run)])
    return _again(results, runner_of(results.store), row)


def verified(results: Results, sample: int, seed: int) -> list[Repeated]:
    """Do runs again that are drawn at random (all, where there are no more), and compare them with what is stored.

    Only runs that ended by themselves are drawn: one that hung or killed its worker would do so again.
    """
    files: list[Path] = []  # as they are now, also where the sweep goes on
    ended: list[tuple[int, int]] = []
    for n, (file, there) in enumerate(results.files()):
        files.append(file)
        statuses = table_of(there, ["status"])["status"].to_pylist()
        ended += [(n, place) for place, status in enumerate(statuses) if status in TRIED]
    drawn = np.random.default_rng(seed).permutation(len(ended))[:sample]
    chosen = sorted(ended[number] for number in drawn)
    runner = runner_of(results.store)
    found: list[Repeated] = []
    for n, rows in groupby(chosen, key=lambda run: run[0]):
        table = table_of(results.part(files[n]))
        found += [_again(results, runner, table.slice(place, 1)) for _, place in rows]
    return found


def _again(results: Results, runner: Runner, stored: pa.Table) -> Repeated:
    point, replication = int(stored["point"][0].as_py()), int(stored["replication"][0].as_py())
    made = part(results.store, results.points, [runner.run(point, replication)])
    differing = tuple(
        name
        for name in stored.column_names
        if name != "error" and stored[name].combine_chunks() != made[name].combine_chunks()
    )
    name = stored["run"][0].as_py().hex()
    return Repeated(name, point, replication, str(stored["status"][0].as_py()), differing)
