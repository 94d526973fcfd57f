"""Which runs there are, in what order, and what each is called.

A run is named by a digest of all that decides its numbers: the canonical scenario with its policy, the contents of its
organisation's files and of the draws of people, the seed, the replication's luck, which also says which draw it has,
and the model's version. Blocks of points by replications are
laid out replication by replication, so that a sweep cut short is balanced, and cut into chunks.
"""

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem
from simalign.scenario import Scenario
from simalign.scenario.organisation import GENERATED_ONLY
from simalign.scenario.posterior import Posterior
from simalign.version import MODEL_VERSION

UNPAIRED = 1 << 32  # lucks of one point, where points do not share them


def canonical(scenario: Scenario, drawn: Collection[str] = ()) -> str:
    """The scenario as JSON with every default, without names; reads back as the same scenario.

    drawn: psychological parameters that are drawn; where the scenario does not set them, they are left out.
    Departments stay in their order, on which a generated organisation rests.
    """
    plain = scenario.model_dump(mode="json", by_alias=True, exclude={"name", "description"})
    plain["policy"] = {key: value for key, value in plain["policy"].items() if key not in ("name", "description")}
    barred = () if scenario.organisation.members is None else GENERATED_ONLY
    said = {key: value for key, value in plain["organisation"].items() if value is not None and value != {}}
    plain["organisation"] = {key: value for key, value in said.items() if key not in barred}
    free = set(drawn) - scenario.psychology.model_fields_set
    plain["psychology"] = {key: value for key, value in plain["psychology"].items() if key not in free}
    return json.dumps(plain, separators=(",", ":"), allow_nan=False)


def with_draw(text: str, posterior: Posterior | None, replication: int) -> str:
    """The canonical text of a run: that of its point, with the replication's draw in it."""
    if posterior is None:
        return text
    plain = json.loads(text)
    plain["psychology"] = posterior.draw(replication) | plain["psychology"]
    return json.dumps(plain, separators=(",", ":"), allow_nan=False)


def digest_of(file: Path) -> str:
    """SHA-256 of a file's content; raises InputError where it cannot be read."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror}", file)]) from None


def point_name(text: str, files: Mapping[str, str], steps: Mapping[str, str], draws: str | None = None) -> bytes:
    """Name (16 bytes) of a point: its canonical scenario, its files' contents, the steps that were replaced.

    draws: digest of the draws that its replications have in turn, if they do.
    """
    known = json.loads(text)
    for role in files:
        known["organisation"][role] = files[role]  # what is in the file counts, not where it is
    decides = [MODEL_VERSION, known, sorted(steps.items()), *([] if draws is None else [draws])]
    whole = json.dumps(decides, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).digest()[:16]


def run_name(point: bytes, seed: int, stream: int) -> bytes:
    """Name (16 bytes) of a run of a point."""
    return hashlib.sha256(b"%s %d %d" % (point, seed, stream)).digest()[:16]


def stream_of(point: int, replication: int, paired: int) -> int:
    """The replication that a run draws its luck from: the same at every point, or the point's own.

    paired: how many points have a luck of their own, those that follow them in turn the same: 1 (True) for one luck at
    all points, the number of samples where each of them has its own, 0 (False) for one a point.

    >>> stream_of(3, 7, True), stream_of(0, 7, False) == stream_of(1, 7, False)
    (7, False)
    >>> stream_of(0, 7, 3) == stream_of(3, 7, 3), stream_of(0, 7, 3) == stream_of(1, 7, 3)
    (True, False)
    """
    return replication * paired + point % paired if paired else (point + 1) * UNPAIRED + replication


def draw_of(point: int, replication: int, paired: int) -> int:
    """The number of a run's draw of people: its replication's, or that of its luck where samples have their own.

    >>> draw_of(3, 7, True), draw_of(3, 7, False), draw_of(3, 0, 64)
    (7, 7, 3)
    """
    return stream_of(point, replication, paired) if paired else replication


@dataclass(frozen=True, slots=True)
class Block:
    """Points by replications, run replication by replication, in chunks of so many runs."""

    first_point: int
    points: int
    first_replication: int
    replications: int
    chunk: int

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.points * self.replications

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return -(-self.runs // self.chunk)

    def jobs(self, chunk: int) -> list[tuple[int, int]]:
        """Points and replications of the runs of a chunk.

        >>> Block(0, 2, 5, 2, 3).jobs(1)
        [(1, 6)]
        """
        first = chunk * self.chunk
        numbers = range(first, min(first + self.chunk, self.runs))
        return [(self.first_point + n % self.points, self.first_replication + n // self.points) for n in numbers]

    def plain(self) -> dict[str, int]:
        """As the manifest holds it."""
        return asdict(self)


@dataclass(frozen=True, slots=True, order=True)
class Chunk:
    """A chunk by its block and its place there."""

    block: int
    place: int

    def __str__(self) -> str:
        """The way files are named."""
        return f"{self.block:02d}-{self.place:07d}"


def chunks(blocks: list[Block]) -> Iterator[Chunk]:
    """All chunks, in the order in which they go out."""
    for n, block in enumerate(blocks):
        yield from (Chunk(n, place) for place in range(block.chunks))


def chunk_of(blocks: Sequence[Block], job: tuple[int, int]) -> Chunk:
    """The chunk that holds the run of a point and replication. Raises StopIteration where no block does.

    >>> chunk_of([Block(0, 2, 0, 3, 4), Block(2, 1, 0, 3, 4)], (1, 2)), chunk_of([Block(0, 2, 0, 3, 4)], (1, 0))
    (Chunk(block=0, place=1), Chunk(block=0, place=0))
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
    """The blocks that make points x replications into more of either.

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
    """How many points, replications and runs blocks hold together."""
    return {
        "points": max(block.first_point + block.points for block in blocks),
        "replications": max(block.first_replication + block.replications for block in blocks),
        "runs": sum(block.runs for block in blocks),
    }
