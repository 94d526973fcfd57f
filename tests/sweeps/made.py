"""Small sweeps for tests, and a step of the week that breaks one of their runs."""

import os
import time
from pathlib import Path

import numpy as np

from simalign.streams import run_of
from simalign.sweeps import Store, create, load_sweep
from simalign.sweeps.store.results import Results
from simalign.week.state import Fixed, Parameters, State

SEED = 5
SICK = 123  # the replication that is poisoned, at all points
LIMIT = 3.0  # seconds a run

SMALL = """
seed: {seed}
weeks: {weeks}
replications: {replications}
set: {{organisation.size: 12, organisation.stakeholders: 2, warmup: 1}}
factors:
  policy.levers.mandate: [{mandates}]
keep: {{final: [know, want, do, value], series: [{series}], after: {{half: {{measure: do, reaches: 0.5}}}}}}
"""


def sweep_file(
    folder: Path, replications: int = 10, mandates: str = "0, 1", series: str = "", weeks: int = 4, seed: int = SEED
) -> Path:
    """A sweep file of runs that take a millisecond or two."""
    file = folder / "small.yaml"
    text = SMALL.format(replications=replications, mandates=mandates, series=series, weeks=weeks, seed=seed)
    file.write_text(text)
    return file


def small_store(folder: Path, chunk: int = 7, steps: dict[str, str] | None = None, **sizes: object) -> Store:
    """A new store of a small sweep."""
    folder.mkdir(exist_ok=True)
    file = sweep_file(folder, **sizes)  # type: ignore[arg-type]
    return create(load_sweep(file), folder / "store", chunk, LIMIT, steps)


def table(store: Store) -> bytes:
    """The table of runs, and of series where there are any, as bytes."""
    results = Results(store)
    frames = [results.runs(), results.series()] if store.keep.series else [results.runs()]
    return b"".join(frame.to_csv(float_format="%.17g").encode() for frame in frames)


def _sick(f: Fixed) -> bool:
    return f.run == run_of(SEED, SICK)


def raises(f: Fixed, s: State, p: Parameters, t: int) -> None:
    if _sick(f):
        raise ZeroDivisionError("this run is poisoned")


def not_a_number(f: Fixed, s: State, p: Parameters, t: int) -> None:
    if _sick(f):
        s.demand[:] = np.nan
        s.trust[:] = np.nan
        s.wants[:] = np.nan


def loops(f: Fixed, s: State, p: Parameters, t: int) -> None:
    while _sick(f):
        time.sleep(0.01)


def exits(f: Fixed, s: State, p: Parameters, t: int) -> None:
    if _sick(f):
        os._exit(3)


def memory(f: Fixed, s: State, p: Parameters, t: int) -> None:
    if _sick(f):
        bytearray(1 << 60)
