"""A process that does runs, and who watches it: a run that hangs, crashes or takes too long costs only itself.

The process tells which run it is at and since when in memory that both share, and sends finished rows now and then.
When it dies or is stopped, the run that it was at is to blame; rows not yet sent are done again, to the same bytes.

Runs done by this process itself: for sweeps so small that starting another takes longer than their runs.

Nothing watches over them: a run that hangs, hangs this process.
"""

import ctypes
import multiprocessing
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from simalign.sweeps.running.runner import runner_of
from simalign.sweeps.store.parts import KILLED, TIMEOUT, Row, failed
from simalign.sweeps.store.store import open_store

KILLS = 3  # workers that a run may kill before it is left alone
STARTS = 3  # times in a row that a worker may die before its first run
SENT_EVERY = 0.1  # seconds
NOWHERE = -1.0
COMPILING = 600.0  # seconds that compilation may take before the first run of a process

Job = tuple[int, int]  # point and replication


def serve(path: Path, channel: Connection, place: Any) -> None:
    """Do the runs that come through the channel until it is closed; ``place``: at which run, since when."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keyboard speaks to who watches
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _follow_parent()
    runner = runner_of(open_store(path))
    warm: set[int] = set()
    while True:
        try:
            jobs: list[Job] = channel.recv()
        except EOFError:
            return
        rows: list[Row] = []
        sent = time.monotonic()
        for n, (point, replication) in enumerate(jobs):
            place[1] = time.monotonic() + COMPILING
            place[0] = n
            if (goals := _goals(runner, point)) not in warm:
                _warm(runner, point)
                warm.add(goals)
            place[1] = time.monotonic()
            rows.append(runner.run(point, replication))
            place[0] = NOWHERE
            if time.monotonic() - sent > SENT_EVERY or n == len(jobs) - 1:
                channel.send(rows)
                rows, sent = [], time.monotonic()


def _warm(runner: Any, point: int) -> None:
    """Have everything compiled that a point needs; what goes wrong, its run will say."""
    with suppress(Exception):
        runner.warm(point)


def _goals(runner: Any, point: int) -> int:
    """How many goals a point has, on which the compiled code rests; 0 where the scenario cannot be read."""
    try:
        return len(runner.scenario(point)[0].goals)
    except Exception:  # its run will say so
        return 0


def _follow_parent() -> None:
    """End with the process that watches, however it ends."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class WorkerProcess:
    """Has runs done by a process of its own, which it starts when there is something to do."""

    def __init__(self, path: Path, time_limit: float, start_method: str) -> None:
        """path: the store; time_limit: seconds a run; start_method: spawn or forkserver."""
        self._path, self._limit = path, time_limit
        self._context: Any = multiprocessing.get_context(start_method)
        self._process: Any = None
        self._channel: Any = None
        self._place: Any = None
        self._stopped = threading.Event()

    def perform(self, jobs: Sequence[Job]) -> list[Row]:
        """The rows of the runs, in order.

        Raises Stopped where ``stop`` was called, RuntimeError where no process can be started.
        """
        rows: list[Row] = []
        kills: Counter[Job] = Counter()
        idle = 0
        while len(rows) < len(jobs):
            rest = list(jobs[len(rows) :])
            culprit, late, received = self._attempt(rest)
            rows += received
            if culprit is None:
                idle = 0 if received else idle + 1
                if idle == STARTS:
                    raise RuntimeError(f"the worker process died {STARTS} times before its first run")
                continue
            idle = 0
            job = rest[culprit]
            kills[job] += 1
            if late or kills[job] == KILLS:
                rows += self.perform(rest[len(received) : culprit])  # done, but not sent
                reason = f"took longer than {self._limit:g} s" if late else f"killed {KILLS} workers"
                rows.append(failed(*job, TIMEOUT if late else KILLED, reason))
        return rows

    def _attempt(self, jobs: list[Job]) -> tuple[int | None, bool, list[Row]]:
        """Have runs done until all are or the process ends: which was to blame, whether it was late, what came."""
        self._start()
        rows: list[Row] = []
        try:
            self._channel.send(jobs)
        except OSError:
            self.close()
            return None, False, rows
        while len(rows) < len(jobs):
            if self._stopped.is_set():
                self.close()
                raise Stopped
            wait([self._channel, self._process.sentinel], timeout=self._patience())
            try:
                while self._channel.poll():
                    rows += self._channel.recv()
            except (EOFError, OSError):
                at = int(self._place[0])
                self.close()
                return (at if at >= len(rows) else None), False, rows
            if len(rows) < len(jobs) and self._late():
                at = int(self._place[0])
                self.close()
                return (at if at >= len(rows) else None), True, rows
        return None, False, rows

    def _late(self) -> bool:
        return bool(self._place[0] != NOWHERE) and time.monotonic() - self._place[1] > self._limit

    def _patience(self) -> float:
        return min(0.2, self._limit / 4.0)

    def _start(self) -> None:
        if self._process is not None and self._process.is_alive():
            self._place[0] = NOWHERE
            return
        self.close()
        if self._stopped.is_set():
            raise Stopped
        self._place = self._context.RawArray(ctypes.c_double, [NOWHERE, 0.0])
        self._channel, theirs = self._context.Pipe()
        with _may_have_children():
            process = self._context.Process(target=serve, args=(self._path, theirs, self._place), daemon=True)
            process.start()
        self._process = process
        theirs.close()

    def stop(self) -> None:
        """Have ``perform``, in whatever thread, end soon; nothing is done after it."""
        self._stopped.set()

    def close(self) -> None:
        """Stop the process, whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._channel.close()
            self._process.close()
        self._process = None


class _may_have_children:  # reads as a clause
    """Lets a daemonic process, as Dask's workers are, have a child: this one ends with its parent by itself."""

    def __enter__(self) -> None:
        self._config: Any = getattr(multiprocessing.current_process(), "_config", {})
        self._was = self._config.pop("daemon", None)

    def __exit__(self, *_: object) -> None:
        if self._was is not None:
            self._config["daemon"] = self._was


IN_PROCESS = "in process"  # in place of a start method


class Stopped(Exception):
    """The work was called off."""


class InProcess:
    """Does runs of a store in the thread that asks for them."""

    def __init__(self, path: Path) -> None:
        self._runner = runner_of(open_store(path))
        self._stopped = threading.Event()

    def perform(self, jobs: Sequence[tuple[int, int]]) -> list[Row]:
        """The rows of the runs, in order. Raises Stopped where ``stop`` was called."""
        rows = []
        for job in jobs:
            if self._stopped.is_set():
                raise Stopped
            rows.append(self._runner.run(*job))
        return rows

    def stop(self) -> None:
        """Have ``perform``, in whatever thread, end soon; nothing is done after it."""
        self._stopped.set()

    def close(self) -> None:
        """There is nothing to stop."""
