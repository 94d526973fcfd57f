"""Resume long computations after an interruption.

Jobs are grouped into chunks that take about a second each. Each chunk has a key, a digest of everything that determines
its results, and a ``Checkpoint`` saves its results under that key. When the same call is made again, it loads the
results that an interrupted call has saved and computes the others.
"""

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple, Protocol

from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]
FORMAT = 1  # part of every key; increase it when the format of saved results changes
CHUNK = 2_500_000  # member-weeks in a chunk
LONGEST = 256  # jobs in a chunk at most


class Checkpoint(Protocol):
    """Storage for the results of chunks, such as ``simalign.sweeps.checkpoint.Folder``."""

    def load(self, key: str) -> Arrays | None:
        """Return the arrays saved under a key, by name; None if there are none or if they are damaged."""

    def save(self, key: str, arrays: Arrays) -> None:
        """Save arrays by name under a key."""


class Codec[Result](NamedTuple):
    """Functions that convert the result of a job to named arrays (``pack``) and back (``unpack``)."""

    pack: Callable[[Result], Arrays]
    unpack: Callable[[Arrays], Result]


def _only(arrays: Arrays) -> NDArray[Any]:
    return arrays[""]


ARRAY: Codec[NDArray[Any]] = Codec(lambda array: {"": array}, _only)  # for results that are a single array


class Chunks[Job](NamedTuple):
    """Rules for grouping jobs into chunks: the key of a chunk, and the weight of a job in member-weeks."""

    key: Callable[[Sequence[Job]], str]
    weight: Callable[[Job], int]

    def of(self, jobs: Iterable[Job]) -> Iterator[list[Job]]:
        """Yield lists of consecutive jobs, each with about the weight of a chunk.

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
    """Yield the results of jobs in order: load them from the checkpoint, or compute and save them.

    in_order: ``parallel.in_order`` with its threads already chosen.
    """
    open_chunks: deque[tuple[str, int, bool]] = deque()  # key, number of jobs, whether their results are saved

    def tasks() -> Iterator[Callable[[], Result]]:
        for chunk in chunks.of(jobs):
            key = chunks.key(chunk)
            saved = checkpoint.load(key)
            open_chunks.append((key, len(chunk), saved is not None))
            if saved is None:
                yield from (partial(work, job) for job in chunk)
            else:
                yield from (partial(codec.unpack, arrays) for arrays in split(saved, len(chunk)))

    done: list[Result] = []
    for result in in_order(lambda task: task(), tasks()):
        done.append(result)
        key, jobs_in_chunk, was_saved = open_chunks[0]
        if len(done) == jobs_in_chunk:
            if not was_saved:
                checkpoint.save(key, joined([codec.pack(each) for each in done]))
            open_chunks.popleft()
            done = []
        yield result


def joined(results: Sequence[Arrays]) -> Arrays:
    """Join the arrays of several jobs into one dictionary, with the number of the job in each name.

    >>> list(joined([{"x": 1}, {"x": 2}]))
    ['0 x', '1 x']
    """
    return {f"{n} {name}": array for n, arrays in enumerate(results) for name, array in arrays.items()}


def split(arrays: Arrays, count: int) -> list[Arrays]:
    """Split the result of ``joined`` into the arrays of ``count`` jobs.

    >>> split({"0 x": 1, "1 x": 2}, 2)
    [{'x': 1}, {'x': 2}]
    """
    results: list[Arrays] = [{} for _ in range(count)]
    for key, array in arrays.items():
        number, _, name = key.partition(" ")
        results[int(number)][name] = array
    return results
