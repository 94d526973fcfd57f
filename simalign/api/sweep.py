"""``simalign.sweep``: many runs of a design, in a store that survives interruption."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from functools import cached_property
from numbers import Real
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel

from simalign.analysis.figures.responses import draw_response, draw_responses
from simalign.analysis.text import words
from simalign.api.inputs import MeasuresLike, between, measures_from, seed_from
from simalign.api.progress import announce_compilation, progress_bar, tell
from simalign.api.result import Result
from simalign.compiled import cache_home
from simalign.errors import InputError, Problem, expect
from simalign.files.memory import MemoryFile
from simalign.files.messages import plain
from simalign.parallel import end_if_imported, worker_count
from simalign.simulation.engine import Step
from simalign.sweeps.design.custom import Function
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.fingerprint import fingerprint
from simalign.sweeps.design.load import load_sweep
from simalign.sweeps.running.estimate import estimate
from simalign.sweeps.running.execute import execute
from simalign.sweeps.store.create import create, with_functions
from simalign.sweeps.store.results import Results
from simalign.sweeps.store.store import Store, is_store, open_store

SweepLike = str | PathLike[str] | Mapping[str, Any]
ALLOWED = "a shipped name, the path of a sweep file, or a dict with its keys: factors, replications, keep, ..."


def sweep(
    design: SweepLike,
    store: str | PathLike[str] | None = None,
    *,
    seed: int | None = None,
    measures: MeasuresLike | None = None,
    steps: Mapping[str, Step] | None = None,
    uncertainty: str | PathLike[str] | None = None,
    workers: int | None = None,
    progress: bool = True,
) -> "Sweep":
    """Run a sweep: every combination of factors, in several replications, with the results in a store.

    Args:
        design: a shipped sweep, the path of a sweep file, or a dict with the keys of one, such as
            ``{"factors": {"context.trust": [0.2, 0.6]}, "replications": 5}``.
        store: folder of the store: a new folder, or the store of the same sweep, which continues. None uses a folder of
            the cache, the same one for the same design, seed and functions.
        seed: the random seed, if the design does not give one; that of the store, or drawn and reported, if None.
        measures: functions (fixed, state, parameters, week) -> float, which the store holds by value.
        steps: functions that replace steps of the week, by the name of the step; likewise held by value.
        uncertainty: "none", "posterior" (the shipped draws, fitted to published effects), or a file of draws;
            overrides the design.
        workers: number of processes; one per CPU that this process may use if None.
        progress: whether to write progress to standard error.

    Returns:
        The sweep, with ``table`` (one row per design point), ``runs``, ``series``, ``figure()`` and ``store``.

    Raises:
        InputError: for designs and functions that cannot be used, and for a folder with other content.

    The same call continues an interrupted sweep, and returns at once if the sweep is complete. The runs are executed in
    processes, which import the script that makes the call; it must therefore stand below ``if __name__ == "__main__":``
    (in a notebook it need not).

    """
    end_if_imported()
    own = measures_from(measures)
    shipped = [name for name in own.names if name not in own.own]
    if shipped:
        message = "is a shipped measure; the design's keep names those"
        raise InputError([Problem(message, key="measures", value=shipped[0], allowed="own functions")])
    loaded = _loaded(design, uncertainty)
    path = None if store is None else Path(store)
    existing = open_store(path) if path is not None and is_store(path) else None
    loaded = _seeded(loaded, seed, existing, progress)
    loaded = with_functions(loaded, dict(steps or {}), own.own)
    path = path or _folder(loaded)
    cores = worker_count(None if workers is None else between(workers, "workers", 1, 4096))
    if progress:
        announce_compilation(len(loaded.scenario(0).goals))
    made = _made(loaded, path, steps, own.own, cores)
    with progress_bar("runs", made.runs, progress) as bar:

        def report(tally: Any) -> None:
            bar.advance(tally.before + tally.done - bar.done)

        execute(made, cores, report=report)
    return Sweep(open_store(path))


def _loaded(design: Any, uncertainty: Any) -> Design:
    expect(design, (str, PathLike, Mapping), "design", ALLOWED)
    draws = uncertainty if uncertainty is None or isinstance(uncertainty, str) else Path(uncertainty)
    if isinstance(design, Mapping):
        try:
            text = json.dumps(dict(design), default=_plain)
        except TypeError as error:
            raise InputError([Problem(f"cannot be written as a sweep file: {error}", key="design")]) from None
        return load_sweep(MemoryFile("sweep.yaml", text.encode()), uncertainty=draws)
    return load_sweep(design if isinstance(design, str) else Path(design), uncertainty=draws)


def _plain(value: Any) -> Any:
    """Return a record or a numpy number as a value for JSON."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_none=True)
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, PathLike):
        return str(value)
    raise TypeError(f"{type(value).__name__} is not a value of a sweep file")


def _seeded(design: Design, seed: int | None, existing: Store | None, progress: bool) -> Design:
    """Return the design with a seed: its own, the given one, that of the store, or a new one."""
    if design.file.seed is not None:
        if seed is not None and seed != design.file.seed:
            message = f"is given by the design, which has {design.file.seed}"
            raise InputError([Problem(message, key="seed", value=seed, allowed="one of the two")])
        return design
    if seed is None and existing is not None:
        return design.seeded(existing.seed)
    if seed is None and not progress:
        return design.seeded(secrets.randbits(32))
    return design.seeded(seed_from(seed, None, tell))


def _folder(design: Design) -> Path:
    """Return the folder of a sweep under the cache, which is the same for the same call."""
    marks = [fingerprint(design), design.seed, dict(design.custom.steps), dict(design.custom.measures)]
    digest = hashlib.sha256(json.dumps(marks, sort_keys=True).encode()).hexdigest()[:16]
    return cache_home() / "sweeps" / f"{design.file.name}-{digest}"


def _made(
    design: Design,
    path: Path,
    steps: Mapping[str, Function] | None,
    measures: Mapping[str, Function],
    cores: int,
) -> Store:
    """Open or create the store of a design."""
    if is_store(path):
        return create(design, path, steps=steps, measures=measures)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        message = "holds something that is not a sweep; nothing was overwritten"
        raise InputError([Problem(message, key="store", value=str(path), allowed="a new folder, or a store")])
    guess = estimate(design)
    chunk = guess.chunk(len(design.points) * design.file.replications, cores)
    return create(design, path, chunk, guess.time_limit, steps, measures)


def _label(value: Any) -> str:
    """Return the value of a factor inside a sentence."""
    return plain(float(value)) if isinstance(value, Real) else str(value)


class Sweep(Result):
    """The runs of a design.

    ``table`` has one row per design point: its factors, the numbers of its completed and failed runs, and the mean and
    standard deviation (``_sd``) of each measure. ``runs`` has one row per run, and ``series`` one row per run and week
    if the design keeps series.
    """

    def __init__(self, store: Store) -> None:
        self.store, self.results = store, Results(store)

    @classmethod
    def open(cls, path: Path) -> "Sweep":
        """Return the sweep in a store. Raises InputError for a folder that is not a store."""
        return cls(open_store(path))

    @property
    def finding(self) -> str:
        """How many runs are done, and which design point has the highest mean of the leading measure."""
        done = self.results.coverage()
        text = f"{done['done'] - done['failed']:,} of {done['runs']:,} runs of {len(self.table):,} design points."
        if self.measure is None or self.table[self.measure].isna().all():
            return text
        best = self.table.loc[self.table[self.measure].idxmax()]
        where = ", ".join(f"{words(key.rpartition('.')[2])} {_label(best[key])}" for key in self.store.factors)
        return f"{text} {words(self.measure).capitalize()} is highest, {best[self.measure]:.3g}, at {where}."

    @property
    def measure(self) -> str | None:
        """The leading measure: the first of the user's, else value, else the first in the store."""
        kept = self.results.measures
        wanted = [name for name in (*self.store.custom.measures, "value", *kept) if name in kept]
        return wanted[0] if wanted else None

    @property
    def seed(self) -> int:
        """The random seed, with which to repeat the sweep."""
        return self.store.seed

    @cached_property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON."""
        about = {"store": str(self.store.path), "seed": self.seed, "factors": list(self.store.factors)}
        return about | {"finding": self.finding} | self.results.coverage()

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row per design point."""
        return self.results.summary()

    @property
    def runs(self) -> pd.DataFrame:
        """One row per completed run: factors and measures."""
        return self.results.runs()

    @property
    def series(self) -> pd.DataFrame:
        """One row per completed run and week. Raises InputError if the design does not keep series."""
        return self.results.series()

    @property
    def failures(self) -> pd.DataFrame:
        """One row per failed run, with its error."""
        return self.results.failures()

    def write(self, folder: Path, command: Any = None) -> None:
        """Write tables, figure and manifest into an existing folder; ``save`` does so safely."""
        super().write(folder, command)
        self.runs.to_parquet(folder / "runs.parquet", index=False)

    def _draw(self, ax: Any | None) -> Any:
        measure = self.measure
        if measure is None:
            message = "kept no measure at the end of runs, so that there is nothing to draw"
            raise InputError([Problem(message, self.store.path, allowed="keep: {final: ...}")])
        runs, factors = self.results.runs([measure]), list(self.store.factors)
        if ax is None:
            return draw_responses(runs, factors, measure, self.finding)
        draw_response(ax, runs, factors[0], measure)
        return None

    def _arrays(self) -> tuple[pd.DataFrame, list[str]]:
        return self.table, ["point"]
