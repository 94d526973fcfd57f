"""Names of runs and points, and the division of runs into blocks and chunks.

The name of a run is a digest of everything that determines its results: the canonical scenario with its policy, the
contents of the files of its organisation and of the posterior draws, the random seed, the random stream of the
replication, which also selects the posterior draw, and the version of the model.

A block is a set of points by replications. Its runs are ordered by replication, so that an interrupted sweep is
balanced over the points, and divided into chunks.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem
from simalign.scenario import Scenario
from simalign.scenario.organisation import GENERATED_ONLY, TREE_ONLY
from simalign.scenario.posterior import Posterior
from simalign.version import MODEL_VERSION

UNPAIRED = 1 << 32  # random streams of one point, if points do not share them
LABELS = ("name", "description", "source")  # of a policy; they do not change results


def canonical(scenario: Scenario, drawn: Collection[str] = ()) -> str:
    """Return the scenario as JSON with every default and without names; it reads back as the same scenario.

    drawn: psychological parameters with posterior draws, which are omitted unless the scenario sets them.
    The order of departments is preserved, because a generated organisation depends on it.
    """
    plain = scenario.model_dump(mode="json", by_alias=True, exclude={"name", "description"})
    plain["policy"] = {key: value for key, value in plain["policy"].items() if key not in LABELS}
    spec = scenario.organisation
    unused = () if spec.members is None else TREE_ONLY if spec.ties is None else GENERATED_ONLY
    filled = {key: value for key, value in plain["organisation"].items() if value is not None and value != {}}
    plain["organisation"] = {key: value for key, value in filled.items() if key not in unused}
    free = set(drawn) - scenario.psychology.model_fields_set
    plain["psychology"] = {key: value for key, value in plain["psychology"].items() if key not in free}
    return json.dumps(plain, separators=(",", ":"), allow_nan=False)


def with_draw(text: str, posterior: Posterior | None, replication: int) -> str:
    """Return the canonical JSON of a run: that of its point, with the replication's posterior draw added."""
    if posterior is None:
        return text
    plain = json.loads(text)
    plain["psychology"] = posterior.draw(replication) | plain["psychology"]
    return json.dumps(plain, separators=(",", ":"), allow_nan=False)


def digest_of(file: Path) -> str:
    """Return the SHA-256 digest of a file. Raises InputError if it cannot be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror}", file)]) from None


def naming_text(text: str, files: Mapping[str, str], steps: Mapping[str, str], draws: str | None = None) -> str:
    """Return the text that determines the name of a point, from its canonical scenario, files and replaced steps.

    files, steps: digests of the organisation's files by role, and of the user's steps by name. draws: digest of the
    posterior draws that the replications use, if any.
    """
    plain = json.loads(text)
    for role in files:
        plain["organisation"][role] = files[role]  # the content of the file counts, not its path
    determining = [MODEL_VERSION, plain, sorted(steps.items()), *([] if draws is None else [draws])]
    return json.dumps(determining, separators=(",", ":"))


def point_name(naming: str) -> bytes:
    """Return the name (16 bytes) of a point from the text of ``naming_text``."""
    return hashlib.sha256(naming.encode()).digest()[:16]


def run_name(point: bytes, seed: int, stream: int) -> bytes:
    """Return the name (16 bytes) of a run from its point's name, the seed and its random stream."""
    return hashlib.sha256(b"%s %d %d" % (point, seed, stream)).digest()[:16]


def stream_of(point: int, replication: int, paired: int) -> int:
    """Return the number of the random stream of a run.

    paired: the number of random streams per replication, which successive points use in turn: 1 (True) for common
    random numbers at all points, the number of samples for one stream per sample, 0 (False) for one stream per point.

    >>> stream_of(3, 7, True), stream_of(0, 7, False) == stream_of(1, 7, False)
    (7, False)
    >>> stream_of(0, 7, 3) == stream_of(3, 7, 3), stream_of(0, 7, 3) == stream_of(1, 7, 3)
    (True, False)
    """
    return replication * paired + point % paired if paired else (point + 1) * UNPAIRED + replication


def draw_of(point: int, replication: int, paired: int) -> int:
    """Return the number of the posterior draw of a run: its replication, or its random stream if points share one.

    >>> draw_of(3, 7, True), draw_of(3, 7, False), draw_of(3, 0, 64)
    (7, 7, 3)
    """
    return stream_of(point, replication, paired) if paired else replication


@dataclass(frozen=True, slots=True)
class Block:
    """Points by replications, ordered by replication and divided into chunks of ``chunk`` runs."""

    first_point: int
    points: int
    first_replication: int
    replications: int
    chunk: int

    @property
    def runs(self) -> int:
        """The number of runs."""
        return self.points * self.replications

    @property
    def chunks(self) -> int:
        """The number of chunks."""
        return -(-self.runs // self.chunk)

    def jobs(self, chunk: int) -> list[tuple[int, int]]:
        """Return the point and replication of each run of a chunk.

        >>> Block(0, 2, 5, 2, 3).jobs(1)
        [(1, 6)]
        """
        first = chunk * self.chunk
        numbers = range(first, min(first + self.chunk, self.runs))
        return [(self.first_point + n % self.points, self.first_replication + n // self.points) for n in numbers]

    def plain(self) -> dict[str, int]:
        """Return the entry of the manifest."""
        return asdict(self)


@dataclass(frozen=True, slots=True, order=True)
class Chunk:
    """A chunk: the number of its block, and its index in the block."""

    block: int
    index: int

    def __str__(self) -> str:
        """Return the form in which file names contain the chunk."""
        return f"{self.block:02d}-{self.index:07d}"


def chunks(blocks: list[Block]) -> Iterator[Chunk]:
    """Yield all chunks, in the order in which they are executed."""
    for n, block in enumerate(blocks):
        yield from (Chunk(n, index) for index in range(block.chunks))


def chunk_of(blocks: Sequence[Block], job: tuple[int, int]) -> Chunk:
    """Return the chunk that contains a job, a point and a replication. Raises StopIteration if no block contains it.

    >>> chunk_of([Block(0, 2, 0, 3, 4), Block(2, 1, 0, 3, 4)], (1, 2)), chunk_of([Block(0, 2, 0, 3, 4)], (1, 0))
    (Chunk(block=0, index=1), Chunk(block=0, index=0))
    """
    point, replication = job
    n, block = next(
        (n, block)
        for n, block in enumerate(blocks)
        if 0 <= point - block.first_point < block.points
        and 0 <= replication - block.first_replication < block.replications
    )
    run = (replication - block.first_replication) * block.points + point - block.first_point
    return Chunk(n, run // block.chunk)


def extension(points: int, replications: int, more_points: int, more_replications: int, chunk: int) -> list[Block]:
    """Return the blocks that extend points by replications to more of either.

    >>> [block.runs for block in extension(2, 3, 4, 5, 10)]
    [4, 10]
    """
    added = []
    if more_replications > replications and points:
        added.append(Block(0, points, replications, more_replications - replications, chunk))
    if more_points > points:
        added.append(Block(points, more_points - points, 0, more_replications, chunk))
    return added


def described(blocks: list[Block]) -> dict[str, Any]:
    """Return the numbers of points, replications and runs of all blocks together."""
    return {
        "points": max(block.first_point + block.points for block in blocks),
        "replications": max(block.first_replication + block.replications for block in blocks),
        "runs": sum(block.runs for block in blocks),
    }
