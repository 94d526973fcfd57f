"""Chunks go out to an executor until all are done, whoever does them."""

import itertools
import time
from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Protocol

from simalign.errors import InputError, Problem
from simalign.files import atomic
from simalign.parallel import worker_count
from simalign.sweeps.design.functions import functions_of
from simalign.sweeps.design.identity import Chunk, chunks
from simalign.sweeps.running.chunk import (
    DONE,
    HELD,
    REFUSED,
    STOPPED,
    THERE,
    Outcome,
    close_workers,
    do_chunk,
    stop_workers,
)
from simalign.sweeps.store import leases
from simalign.sweeps.store.parts import put_in_order
from simalign.sweeps.store.points import Points
from simalign.sweeps.store.store import Store, refused

PATIENCE = 0.5  # seconds between reports
PAUSE = 1.0  # seconds between looks at what others do
FEW = 3  # of the chunks waited for, whose holders are named
LOSSES = 20  # times that an executor may lose a chunk before the sweep gives up


class Workers(Protocol):
    """Who does chunks: an executor of the ``concurrent.futures`` shape, and what a sweep must know of it."""

    @property
    def executor(self) -> Executor:
        """The executor; asked for anew whenever something goes out."""

    def slots(self) -> int:
        """How many chunks it can do at a time, now."""

    def lost(self) -> bool:
        """Whether what went out is lost, as the executor's other end went away; it is there again when this ends."""


@dataclass
class Threads:
    """Local processes, each watched by a thread of this one."""

    workers: int
    executor: ThreadPoolExecutor = field(init=False)

    def __post_init__(self) -> None:
        self.executor = ThreadPoolExecutor(self.workers, thread_name_prefix="simalign")

    def slots(self) -> int:
        """One chunk a worker."""
        return self.workers

    def lost(self) -> bool:
        """Never."""
        return False


@dataclass
class Tally:
    """How a sweep, or a shard of it, stands: its runs; those done by others or before, done now, and failed now.

    waiting: what all that is left waits for, in words; empty while there is work.
    """

    runs: int
    before: int
    done: int = 0
    failed: int = 0
    waiting: str = ""


def of_shard(todo: Sequence[Chunk], shard: tuple[int, int]) -> list[Chunk]:
    """Every n-th chunk, from the i-th on; shards are counted from 1.

    >>> [chunk.place for chunk in of_shard([Chunk(0, n) for n in range(5)], (2, 2))]
    [1, 3]
    """
    number, of = shard
    return [chunk for chunk in todo if chunk.place % of == number - 1]


def tidy(store: Store) -> None:
    """Set aside parts that are damaged or hold runs of other chunks, and clear what killed processes left behind.

    Raises InputError where the disk does not take it, and where the design is damaged.
    """
    try:
        store.set_aside_damaged()
        put_in_order(store, Points(store))
        for folder in (store.path, store.parts, store.claims):
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
    """Do all runs of a store that are missing, and return how it stands.

    crew: who does them, or how many local processes (default: one a core); shard: (i, n), every n-th chunk from the
    i-th on; ``report`` is called every half second or so. Which runs are there is read from their names in
    the parts; parts that are damaged, or hold other runs, are set aside and done again, and what parts of another store
    of the same sweep hold is taken over.
    Raises InputError where the disk does not take results, a file of the store is damaged, or functions of the user's
    cannot be read here.
    """
    functions_of(store.path, store.manifest)  # before a worker fails to read them
    tidy(store)
    todo = of_shard(store.missing(), shard)
    ours = sum(store.size(chunk) for chunk in of_shard(list(chunks(store.blocks)), shard))
    tally = Tally(ours, ours - sum(store.size(chunk) for chunk in todo))
    if not todo:
        return tally
    own = workers is None or isinstance(workers, int)
    at_work = Threads(worker_count(workers)) if workers is None or isinstance(workers, int) else workers
    dispatch = _Dispatch(store, at_work, start_method, tally, report)
    try:
        dispatch.run(todo)
    finally:
        stop_workers(store.path.resolve())
        if own:
            at_work.executor.shutdown(wait=True, cancel_futures=True)
        close_workers(store.path.resolve())
    return tally


@dataclass
class _Dispatch:
    """Keeps the executor's slots filled, and sends out again what was lost."""

    store: Store
    workers: Workers
    start_method: str
    tally: Tally
    report: Callable[[Tally], None]
    out: dict[Future[Outcome], Chunk] = field(default_factory=dict)
    losses: Counter[Chunk] = field(default_factory=Counter)

    def run(self, chunks: Sequence[Chunk]) -> None:
        """Until every chunk is done, by us or others."""
        todo, later = deque(chunks), deque[Chunk]()
        while todo or later or self.out:
            self._send(todo, later)
            back, _ = wait(self.out, timeout=PATIENCE, return_when=FIRST_COMPLETED)
            for future in back:
                self._take(future, later)
            if self.workers.lost():
                later.extend(self.out.values())
                self.out.clear()
            self.report(self.tally)
            if later and not todo and not self.out:
                self._wait(later)
                todo.extend(later)
                later.clear()

    def _wait(self, later: deque[Chunk]) -> None:
        """Wait a moment: what others hold may be done by then, and an executor that was away be back."""
        holders = {leases.holder(self.store.claims, str(chunk)) for chunk in itertools.islice(later, FEW)} - {""}
        whom = f" ({', '.join(sorted(holders))})" if holders else ""
        self.tally.waiting = f"waiting for {len(later):,} chunks that other processes are at work on{whom}"
        self.report(self.tally)
        time.sleep(PAUSE)
        self.tally.waiting = ""

    def _send(self, todo: deque[Chunk], later: deque[Chunk]) -> None:
        """Fill the slots and one more each, so that nobody waits."""
        for _ in range(min(len(todo), 2 * max(self.workers.slots(), 1) - len(self.out))):
            chunk = todo.popleft()
            try:
                job = (str(self.store.path.resolve()), chunk.block, chunk.place, self.start_method)
                self.out[self.workers.executor.submit(do_chunk, *job)] = chunk
            except Exception as error:  # an executor that is going away may raise anything
                later.append(self._missed(chunk, error))
                return

    def _take(self, future: Future[Outcome], later: deque[Chunk]) -> None:
        """Count what came back; a chunk that has to be looked at again goes to ``later``."""
        chunk = self.out.pop(future)
        try:
            outcome = future.result()
        except BaseException as error:  # lost with its worker: cancelled, killed, connection gone, ...
            if isinstance(error, KeyboardInterrupt | SystemExit):
                raise
            later.append(self._missed(chunk, error))
            return
        if outcome.state == REFUSED:
            raise InputError([Problem(outcome.message)])
        if outcome.state in (HELD, STOPPED):
            later.append(chunk)
        if outcome.state == DONE:
            self.tally.done += outcome.runs
            self.tally.failed += outcome.failed
        if outcome.state == THERE:
            self.tally.before += self.store.size(chunk)

    def _missed(self, chunk: Chunk, error: BaseException) -> Chunk:
        self.losses[chunk] += 1
        if self.losses[chunk] >= LOSSES:
            text = f"chunk {chunk} was lost {LOSSES} times by the executor, last by {type(error).__name__}: {error}"
            raise InputError([Problem(text, self.store.path)])
        return chunk
