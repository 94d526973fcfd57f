"""Runs done by this process itself: for sweeps so small that starting another takes longer than their runs.

Nothing watches over them: a run that hangs, hangs this process.
"""

import threading
from collections.abc import Sequence
from pathlib import Path

from simalign.sweeps.bench import bench_of
from simalign.sweeps.rows import Row
from simalign.sweeps.store import open_store

HERE = "here"  # in place of a start method


class Stopped(Exception):
    """The work was called off."""


class Here:
    """Does runs of a store in the thread that asks for them."""

    def __init__(self, path: Path) -> None:
        self._bench = bench_of(open_store(path))
        self._stopped = threading.Event()

    def perform(self, jobs: Sequence[tuple[int, int]]) -> list[Row]:
        """The rows of the runs, in order. Raises Stopped where ``stop`` was called."""
        rows = []
        for job in jobs:
            if self._stopped.is_set():
                raise Stopped
            rows.append(self._bench.run(*job))
        return rows

    def stop(self) -> None:
        """Have ``perform``, in whatever thread, end soon; nothing is done after it."""
        self._stopped.set()

    def close(self) -> None:
        """There is nothing to stop."""
