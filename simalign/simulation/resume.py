"""Long work that survives the end of its process: results saved chunk by chunk, and found again by what decides them.

Jobs are cut into chunks of about a second. Each chunk has a key, a digest of all that decides its results, under which
a ``Checkpoint`` saves them; the same call made again takes up what an interrupted one left, and computes the rest.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol

from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
FORMAT = 1  # of what is saved: part of every key, to be raised where the same key would name something else
CHUNK = 2_500_000  # member-weeks of a chunk
LONGEST = 256  # jobs of a chunk


class Checkpoint(Protocol):
    """Where the results of chunks survive; ``simalign.sweeps.checkpoint.Folder`` is one."""

    def load(self, key: str) -> Arrays | None:
        """Return the arrays saved under a key, by name; None where there are none, or none that are intact."""

    def save(self, key: str, arrays: Arrays) -> None:
        """Save arrays by name under a key."""


class Codec[Result](NamedTuple):
    """How the result of a job becomes arrays by name, and these become the result again."""

    pack: Callable[[Result], Arrays]
    unpack: Callable[[Arrays], Result]


def _only(arrays: Arrays) -> NDArray[Any]:
    return arrays[""]


ARRAY: Codec[NDArray[Any]] = Codec(lambda array: {"": array}, _only)  # of results that are one array


class Chunks[Job](NamedTuple):
    """How jobs are cut into chunks: the key of a chunk, and what a job weighs in member-weeks."""

    key: Callable[[Sequence[Job]], str]
    weight: Callable[[Job], int]

    def of(self, jobs: Iterable[Job]) -> Iterator[list[Job]]:
        """Yield neighbours together until they weigh as much as a chunk.

        >>> list(Chunks(str, lambda job: CHUNK // 2).of("abc"))
        [['a', 'b'], ['c']]
        """
        chunk: list[Job] = []
        weight = 0
        for job in jobs:
            chunk.append(job)
            weight += self.weight(job)
            if weight >= CHUNK or len(chunk) == LONGEST:
                yield chunk
                chunk, weight = [], 0
        if chunk:
            yield chunk


def resumed[Job, Result](
    jobs: Iterable[Job],
    work: Callable[[Job], Result],
    checkpoint: Checkpoint,
    chunks: Chunks[Job],
    codec: Codec[Result],
    in_order: Callable[[Callable[[Any], Result], Iterable[Any]], Generator[Result]],
) -> Generator[Result]:
    """Yield the results of jobs in order: those of the checkpoint as they are, the others computed and saved there.

    in_order: ``parallel.in_order``, told which threads to use.
    """
    ahead: deque[tuple[str, int, bool]] = deque()  # chunks handed out: key, number of jobs, whether they were saved

    def tasks() -> Iterator[Callable[[], Result]]:
        for chunk in chunks.of(jobs):
            key = chunks.key(chunk)
            saved = checkpoint.load(key)
            ahead.append((key, len(chunk), saved is not None))
            if saved is None:
                yield from (partial(work, job) for job in chunk)
            else:
                yield from (partial(codec.unpack, arrays) for arrays in apart(saved, len(chunk)))

    done: list[Result] = []
    for result in in_order(lambda task: task(), tasks()):
        done.append(result)
        key, jobs_in_chunk, was_saved = ahead[0]
        if len(done) == jobs_in_chunk:
            if not was_saved:
                checkpoint.save(key, together([codec.pack(one) for one in done]))
            ahead.popleft()
            done = []
        yield result


def together(results: Sequence[Arrays]) -> Arrays:
    """Give the arrays of several jobs names of their own.

    >>> list(together([{"x": 1}, {"x": 2}]))
    ['0 x', '1 x']
    """
    return {f"{n} {name}": array for n, arrays in enumerate(results) for name, array in arrays.items()}


def apart(arrays: Arrays, count: int) -> list[Arrays]:
    """Undo ``together`` for ``count`` jobs.

    >>> apart({"0 x": 1, "1 x": 2}, 2)
    [{'x': 1}, {'x': 2}]
    """
    found: list[Arrays] = [{} for _ in range(count)]
    for key, array in arrays.items():
        place, _, name = key.partition(" ")
        found[int(place)][name] = array
    return found
