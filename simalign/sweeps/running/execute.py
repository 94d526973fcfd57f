"""Execution of all missing runs of a store: chunks are submitted to an executor until none is missing."""

import itertools
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Protocol

from simalign.errors import InputError, Problem
from simalign.files import atomic
from simalign.parallel import end_if_imported, worker_count
from simalign.sweeps.design.functions import functions_of
from simalign.sweeps.design.identity import Chunk, chunks
from simalign.sweeps.running.chunk import (
    DONE,
    EXISTS,
    LEASED,
    REFUSED,
    STOPPED,
    Outcome,
    close_workers,
    execute_chunk,
    stop_workers,
)
from simalign.sweeps.store import leases
from simalign.sweeps.store.parts import put_in_order
from simalign.sweeps.store.points import Points
from simalign.sweeps.store.store import Store, refused

PATIENCE = 0.5  # seconds between reports
PAUSE = 1.0  # seconds of waiting for other processes
NAMED = 3  # chunks whose lease holders a report names
LOSSES = 20  # times that an executor may lose a chunk before the sweep gives up


class Workers(Protocol):
    """An executor like those of ``concurrent.futures``, with its number of slots and the state of its connection."""

    @property
    def executor(self) -> Executor:
        """The executor, which is read again for each submission."""

    def slots(self) -> int:
        """Return the number of chunks that it can execute at a time, now."""

    def lost(self) -> bool:
        """Return whether submitted chunks are lost because the connection was lost; if so, first reconnect."""


@dataclass
class Threads:
    """Local worker processes, each supervised by a thread of this process."""

    workers: int
    executor: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self.executor = ThreadPoolExecutor(self.workers, thread_name_prefix="simalign")

    def slots(self) -> int:
        """Return one slot per worker."""
        return self.workers

    def lost(self) -> bool:
        """Return False, because a thread pool has no connection."""
        return False


@dataclass
class Tally:
    """The progress of a sweep, or of a shard of it.

    runs: all its runs. before: those done earlier or by other processes. done, failed: those done, and those failed, in
    this call. waiting: the reason for waiting, as text; empty while there is work.
    """

    runs: int
    before: int
    done: int = 0
    failed: int = 0
    waiting: str = ""


def of_shard(todo: Sequence[Chunk], shard: tuple[int, int]) -> list[Chunk]:
    """Return the chunks of shard (i, n): every n-th chunk, starting with the i-th, counted from 1.

    >>> [chunk.index for chunk in of_shard([Chunk(0, n) for n in range(5)], (2, 2))]
    [1, 3]
    """
    number, total = shard
    return [chunk for chunk in todo if chunk.index % total == number - 1]


def tidy(store: Store) -> None:
    """Move damaged parts and parts with runs of other chunks, and delete temporary files of killed processes.

    Raises InputError if the store cannot be written to, or a design file is damaged.
    """
    try:
        store.set_aside_damaged()
        put_in_order(store, Points(store))
        for folder in (store.path, store.parts, store.leases):
            atomic.clear_drafts(folder)
    except OSError as error:
        raise refused(error, store.path) from None


def execute(
    store: Store,
    workers: Workers | int | None = None,
    shard: tuple[int, int] = (1, 1),
    start_method: str = "spawn",
    report: Callable[[Tally], None] = lambda tally: None,
) -> Tally:
    """Execute all missing runs of a store, and return the progress.

    workers: an executor with its slots, or the number of local processes (default: one per core). shard: (i, n),
    execute only every n-th chunk, starting with the i-th. report: is called about every half second.

    Finished runs are recognised by their names in the parts. Damaged parts and parts with other runs are moved away,
    and their chunks executed again. Runs in parts from another store of the same sweep are reused.
    Raises InputError if results cannot be written, a file of the store is damaged, or the user's functions cannot be
    read here.
    """
    end_if_imported()
    functions_of(store.path, store.manifest)  # raises here and not in a worker
    tidy(store)
    todo = of_shard(store.missing(), shard)
    runs = sum(store.size(chunk) for chunk in of_shard(list(chunks(store.blocks)), shard))
    tally = Tally(runs, runs - sum(store.size(chunk) for chunk in todo))
    if not todo:
        return tally
    local = workers is None or isinstance(workers, int)
    pool = Threads(worker_count(workers)) if workers is None or isinstance(workers, int) else workers
    dispatch = _Dispatch(store, pool, start_method, tally, report)
    try:
        dispatch.run(todo)
    finally:
        stop_workers(store.path.resolve())
        if local:
            pool.executor.shutdown(wait=True, cancel_futures=True)
        close_workers(store.path.resolve())
    return tally


@dataclass
class _Dispatch:
    """Submission of chunks: it keeps the executor's slots filled, and submits lost chunks again."""

    store: Store
    workers: Workers
    start_method: str
    tally: Tally
    report: Callable[[Tally], None]
    submitted: dict[Future[Outcome], Chunk] = field(default_factory=dict)
    losses: Counter[Chunk] = field(default_factory=Counter)

    def run(self, chunks: Sequence[Chunk]) -> None:
        """Submit chunks until every one is done, by this process or others."""
        todo, later = deque(chunks), deque[Chunk]()
        while todo or later or self.submitted:
            self._send(todo, later)
            completed, _ = wait(self.submitted, timeout=PATIENCE, return_when=FIRST_COMPLETED)
            for future in completed:
                self._take(future, later)
            if self.workers.lost():
                later.extend(self.submitted.values())
                self.submitted.clear()
            self.report(self.tally)
            if later and not todo and not self.submitted:
                self._wait(later)
                todo.extend(later)
                later.clear()

    def _wait(self, later: deque[Chunk]) -> None:
        """Wait a moment for other processes to finish leased chunks, or for an executor to return."""
        holders = {leases.holder(self.store.leases, str(chunk)) for chunk in itertools.islice(later, NAMED)} - {""}
        names = f" ({', '.join(sorted(holders))})" if holders else ""
        self.tally.waiting = f"waiting for {len(later):,} chunks that other processes execute{names}"
        self.report(self.tally)
        time.sleep(PAUSE)
        self.tally.waiting = ""

    def _send(self, todo: deque[Chunk], later: deque[Chunk]) -> None:
        """Submit two chunks per slot, so that no worker waits."""
        for _ in range(min(len(todo), 2 * max(self.workers.slots(), 1) - len(self.submitted))):
            chunk = todo.popleft()
            try:
                job = (str(self.store.path.resolve()), chunk.block, chunk.index, self.start_method)
                self.submitted[self.workers.executor.submit(execute_chunk, *job)] = chunk
            except Exception as error:  # an executor that shuts down may raise anything
                later.append(self._missed(chunk, error))
                return

    def _take(self, future: Future[Outcome], later: deque[Chunk]) -> None:
        """Count the outcome of a chunk; one that is not done is added to ``later``."""
        chunk = self.submitted.pop(future)
        try:
            outcome = future.result()
        except BaseException as error:  # lost with its worker: cancelled, killed, connection lost, ...
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            later.append(self._missed(chunk, error))
            return
        if outcome.state == REFUSED:
            raise InputError([Problem(outcome.message)])
        if outcome.state in (LEASED, STOPPED):
            later.append(chunk)
        if outcome.state == DONE:
            self.tally.done += outcome.runs
            self.tally.failed += outcome.failed
        if outcome.state == EXISTS:
            self.tally.before += self.store.size(chunk)

    def _missed(self, chunk: Chunk, error: BaseException) -> Chunk:
        """Count the loss of a chunk and return it. Raises InputError after too many losses."""
        self.losses[chunk] += 1
        if self.losses[chunk] >= LOSSES:
            message = (
                f"chunk {chunk} was lost {LOSSES} times by the executor, "
                f"the last time with {type(error).__name__}: {error}"
            )
            raise InputError([Problem(message, self.store.path)])
        return chunk
