"""Workers that execute runs: a supervised process, or this process itself.

A supervised process is replaced if a run hangs, crashes or exceeds the time limit, so that only that run fails. The
process writes the current run and its start time to shared memory, and sends finished rows at intervals. If it ends,
the current run is the cause; rows that were not sent are computed again and have the same bytes.

Sweeps for which starting a process takes longer than the runs execute them in this process, without supervision: a run
that hangs then blocks this process.
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

from simalign.parallel import UNGUARDED, unguarded
from simalign.sweeps.running.runner import runner_of
from simalign.sweeps.store.parts import KILLED, TIMEOUT, Row, failed
from simalign.sweeps.store.store import open_store

KILLS = 3  # workers that a run may kill before it counts as failed
STARTS = 3  # consecutive times that a worker may die before its first run
INTERVAL = 0.1  # seconds between sendings of rows
IDLE = -1.0  # in place of the index of a run
ENDING = 5.0  # seconds that a process may take to end after it has closed its channel
COMPILING = 600.0  # seconds that compilation may take before the first run of a process

Job = tuple[int, int]  # point and replication


def serve(path: Path, channel: Connection, current: Any) -> None:
    """Execute the runs that arrive through the channel until it is closed.

    current: shared memory for the index of the current run, and its start time in seconds.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is handled by the supervising process
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _follow_parent()
    runner = runner_of(open_store(path))
    compiled: set[int] = set()
    while True:
        try:
            jobs: list[Job] = channel.recv()
        except EOFError:
            return
        rows: list[Row] = []
        sent = time.monotonic()
        for n, (point, replication) in enumerate(jobs):
            current[1] = time.monotonic() + COMPILING
            current[0] = n
            if (goals := _goals(runner, point)) not in compiled:
                _warm(runner, point)
                compiled.add(goals)
            current[1] = time.monotonic()
            rows.append(runner.run(point, replication))
            current[0] = IDLE
            if time.monotonic() - sent > INTERVAL or n == len(jobs) - 1:
                channel.send(rows)
                rows, sent = [], time.monotonic()


def _warm(runner: Any, point: int) -> None:
    """Compile the model for a point, and leave errors to its runs."""
    with suppress(Exception):
        runner.warm(point)


def _goals(runner: Any, point: int) -> int:
    """Return the number of goals of a point, for which code is compiled; 0 if the scenario cannot be read."""
    try:
        return len(runner.scenario(point)[0].goals)
    except Exception:  # the run will report it
        return 0


def _follow_parent() -> None:
    """End this process as soon as the supervising process has ended in any way."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class WorkerProcess:
    """Supervises a process that executes runs; the process is started when it is first needed."""

    def __init__(self, path: Path, time_limit: float, start_method: str) -> None:
        """path: the folder of the store; time_limit: seconds per run; start_method: spawn or forkserver."""
        self._path, self._limit = path, time_limit
        self._context: Any = multiprocessing.get_context(start_method)
        self._process: Any = None
        self._channel: Any = None
        self._current: Any = None
        self._stopped = threading.Event()

    def perform(self, jobs: Sequence[Job]) -> list[Row]:
        """Execute runs and return their rows, in order.

        Raises Stopped if ``stop`` was called, InputError if the process imports a script that starts the sweep again,
        and RuntimeError if no process can be started.
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
                rows += self.perform(rest[len(received) : culprit])  # finished, but not sent
                reason = f"took longer than {self._limit:g} s" if late else f"killed {KILLS} workers"
                rows.append(failed(*job, TIMEOUT if late else KILLED, reason))
        return rows

    def _attempt(self, jobs: list[Job]) -> tuple[int | None, bool, list[Row]]:
        """Let the process execute runs until all are done or it ends.

        Returns the index of the run that ended it, if any, whether that run exceeded the time limit, and the rows.
        """
        self._start()
        rows: list[Row] = []
        try:
            self._channel.send(jobs)
        except OSError:
            self._ended()
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
                index = int(self._current[0])
                self._ended()
                return (index if index >= len(rows) else None), False, rows
            if len(rows) < len(jobs) and self._late():
                index = int(self._current[0])
                self.close()
                return (index if index >= len(rows) else None), True, rows
        return None, False, rows

    def _ended(self) -> None:
        """Close a process that has ended. Raises InputError if it imported a script that starts the sweep again."""
        self._process.join(ENDING)
        status = self._process.exitcode
        self.close()
        if status == UNGUARDED:
            raise unguarded("simalign.sweep")

    def _late(self) -> bool:
        """Return whether the current run has exceeded the time limit."""
        return bool(self._current[0] != IDLE) and time.monotonic() - self._current[1] > self._limit

    def _patience(self) -> float:
        """Return the seconds between two checks of the time limit."""
        return min(0.2, self._limit / 4.0)

    def _start(self) -> None:
        """Start the process unless it is running. Raises Stopped if ``stop`` was called."""
        if self._process is not None and self._process.is_alive():
            self._current[0] = IDLE
            return
        self.close()
        if self._stopped.is_set():
            raise Stopped
        self._current = self._context.RawArray(ctypes.c_double, [IDLE, 0.0])
        self._channel, remote = self._context.Pipe()
        with _allowing_children():
            process = self._context.Process(target=serve, args=(self._path, remote, self._current), daemon=True)
            process.start()
        self._process = process
        remote.close()

    def stop(self) -> None:
        """Let ``perform``, in any thread, end soon; later calls do nothing."""
        self._stopped.set()

    def close(self) -> None:
        """Kill the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._channel.close()
            self._process.close()
        self._process = None


class _allowing_children:  # reads as a clause
    """Lets a daemonic process, such as a worker of Dask, start a child, which ends with its parent by itself."""

    def __enter__(self) -> None:
        self._config: Any = getattr(multiprocessing.current_process(), "_config", {})
        self._daemon = self._config.pop("daemon", None)

    def __exit__(self, *_: object) -> None:
        if self._daemon is not None:
            self._config["daemon"] = self._daemon


IN_PROCESS = "in process"  # in place of a start method


class Stopped(Exception):
    """Raised by a worker that was asked to stop."""


class InProcess:
    """Executes runs of a store in the calling thread."""

    def __init__(self, path: Path) -> None:
        self._runner = runner_of(open_store(path))
        self._stopped = threading.Event()

    def perform(self, jobs: Sequence[tuple[int, int]]) -> list[Row]:
        """Execute runs and return their rows, in order. Raises Stopped if ``stop`` was called."""
        rows = []
        for job in jobs:
            if self._stopped.is_set():
                raise Stopped
            rows.append(self._runner.run(*job))
        return rows

    def stop(self) -> None:
        """Let ``perform``, in any thread, end soon; later calls do nothing."""
        self._stopped.set()

    def close(self) -> None:
        """Do nothing, because there is no process."""
