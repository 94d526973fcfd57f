"""Reproduce classics: their pieces of work in threads, then this model set up alike.

With a checkpoint, the results of each piece are saved, and the same call continues from them after an interruption.
"""

import hashlib
import json
from collections.abc import Callable, Generator, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from simalign.docking.alike import Agreement, agreement, run_alike
from simalign.docking.catalogue import CLASSICS
from simalign.docking.published import ClassicFile, read_classic
from simalign.docking.record import Part, Row, generator, pooled
from simalign.docking.verdicts import Check, checks
from simalign.parallel import in_order
from simalign.simulation.ensemble import Ensemble
from simalign.simulation.resume import CHUNK, Arrays, Chunks, Codec, resumed
from simalign.version import MODEL_VERSION

REPLICATIONS, QUICK_REPLICATIONS = 60, 12
PROGRAM = 1  # part of every key of saved results; increase it when the program of a classic changes


class Work(NamedTuple):
    """A piece of work of a classic."""

    classic: str
    part: Part


class Reproduction(NamedTuple):
    """A classic with its rows, the checks of published numbers, and the agreement with this model if computed."""

    file: ClassicFile
    rows: list[Row]
    checks: list[Check]
    agreement: Agreement | None


def work_of(names: Sequence[str], quick: bool) -> list[Work]:
    """Return all pieces of work of some classics."""
    return [Work(name, part) for name in names for part in CLASSICS[name].parts(quick)]


def number_of_steps(names: Sequence[str], quick: bool) -> int:
    """Return how often ``tick`` is called: once per piece of work, and once per replication of this model."""
    with_arms = sum(read_classic(name).alike is not None for name in names)
    return len(work_of(names, quick)) + with_arms * (QUICK_REPLICATIONS if quick else REPLICATIONS)


def reproduce(
    names: Sequence[str], ensemble: Ensemble, quick: bool, tick: Callable[[int], None] = lambda pieces: None
) -> list[Reproduction]:
    """Return the reproductions of classics, by name in the order given.

    ensemble: has the seed, the threads and the checkpoint. quick: fewer runs. tick: called with the number of pieces of
    work or of replications that were done. Raises InputError for an unusable file of a classic.
    """
    files = [read_classic(name) for name in names]
    rows: dict[str, list[Row]] = {name: [] for name in names}
    work = work_of(names, quick)
    for piece, results in zip(work, _computed(work, ensemble), strict=True):
        rows[piece.classic] += results
        tick(1)
    reproductions = []
    for name, file in zip(names, files, strict=True):
        computed = pooled(rows[name])
        all_rows = [*computed, *CLASSICS[name].derive(computed)]
        agreed = _agreement(file, all_rows, ensemble, quick, tick)
        reproductions.append(Reproduction(file, all_rows, checks(file.numbers(), all_rows), agreed))
    return reproductions


def _agreement(
    file: ClassicFile, rows: list[Row], ensemble: Ensemble, quick: bool, tick: Callable[[int], None]
) -> Agreement | None:
    if file.alike is None:
        return None
    count = QUICK_REPLICATIONS if quick else REPLICATIONS
    outcomes = run_alike(file.alike, ensemble, count, f"classics {file.name}", lambda runs: tick(1))
    return agreement(file.alike, rows, outcomes, ensemble.seed)


def _computed(work: Sequence[Work], ensemble: Ensemble) -> Generator[list[Row]]:
    """Yield the rows of each piece of work, in the order of the pieces."""
    seed, execution = ensemble.seed, ensemble.execution

    def compute(piece: Work) -> list[Row]:
        return CLASSICS[piece.classic].run(piece.part, generator(seed, piece.classic, piece.part.label))

    def ordered(do: Callable[[Any], list[Row]], jobs: Iterable[Any]) -> Generator[list[Row]]:
        return in_order(do, jobs, execution.workers, pool=execution.pool)

    if execution.checkpoint is None:
        return ordered(compute, work)
    chunks: Chunks[Work] = Chunks(partial(_key, seed), lambda piece: CHUNK)
    return resumed(work, compute, execution.checkpoint, chunks, ROWS, ordered)


def _key(seed: int, pieces: Sequence[Work]) -> str:
    """Return a digest of everything that determines the rows of pieces of work."""
    identity = [MODEL_VERSION, PROGRAM, seed, [[piece.classic, *piece.part] for piece in pieces]]
    return hashlib.sha256(json.dumps(identity).encode()).hexdigest()[:32]


def _pack(rows: list[Row]) -> Arrays:
    names = np.array(json.dumps([[row.quantity, row.series, row.x] for row in rows]))
    return {"names": names} | {str(number): row.samples for number, row in enumerate(rows)}


def _unpack(arrays: Arrays) -> list[Row]:
    names = json.loads(str(arrays["names"]))
    return [Row(quantity, series, x, arrays[str(n)]) for n, (quantity, series, x) in enumerate(names)]


ROWS: Codec[list[Row]] = Codec(_pack, _unpack)
