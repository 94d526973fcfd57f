"""The store of a sweep: a folder with a manifest, the design, and one immutable Parquet part a chunk.

A part's name holds its chunk and the checksum of its content, its metadata the digest of what its columns mean. Parts
hold nothing of when, where or how fast: the same runs make the same bytes, in every store of the same sweep. Who did
what when is in ``log/``. Files that are not named as the store names its own are left alone and never read.
"""

import json
import os
import re
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from simalign.errors import InputError, Problem
from simalign.files import atomic
from simalign.files.read import unusable
from simalign.measures.catalogue import NAMES
from simalign.scenario.posterior import Posterior
from simalign.sweeps.design.custom import Custom
from simalign.sweeps.design.file import ALL, Keep
from simalign.sweeps.design.identity import Block, Chunk, chunks, described

FORMAT = 1
ID = b"simalign.store"  # key of a part's metadata that holds the store's id
PART = re.compile(r"([0-9]{2,9})-([0-9]{7,12})-[0-9a-f]{16}\.parquet", re.ASCII)
FROM_FILE = "`simalign sweep` again with the sweep file, from which it is written again"
RESCUE = "a new store of the same sweep in another folder: its sweep takes over parts that are copied into its parts/"
MANIFEST = "manifest.json"
SLICE = 10_000  # points of the design in a batch
ARROWS_THREADS = False  # left running, they may abort a process that ends soon after (apache/arrow, issue 34314)
PLACE = "a folder in a place that you may write"


@dataclass(frozen=True)
class Store:
    """An open store: its folder, and its manifest without the checksum."""

    path: Path
    manifest: Mapping[str, Any]

    @property
    def parts(self) -> Path:
        """Folder of the parts."""
        return self.path / "parts"

    @property
    def claims(self) -> Path:
        """Folder of the claims."""
        return self.path / "claims"

    @cached_property
    def blocks(self) -> list[Block]:
        """Blocks of runs, in the order in which the sweep grew."""
        return [Block(**block) for block in self.manifest["blocks"]]

    @cached_property
    def keep(self) -> Keep:
        """What is kept of each run; "all" measures are those that existed when the store was created, and the user's.

        So a measure that is added later changes neither the columns of a store nor whether its sweep may go on.
        """
        kept = self.manifest["sweep"]["keep"]
        measures = [*self._shipped_measures, *self.custom.measures]
        return Keep(**kept | {key: measures for key in ("final", "series") if kept[key] == ALL})

    @property
    def _shipped_measures(self) -> list[str]:
        """The measures that existed when the store was created; a manifest without them leaves it to a sound part."""
        if "shipped_measures" in self.manifest:
            return list(self.manifest["shipped_measures"])
        part = next((part for file in self.files().values() if (part := self.read(file))), None)
        columns = NAMES if part is None else [name.removesuffix("_series") for name in part.schema_arrow.names]
        return [name for name in NAMES if name in columns]

    @property
    def id(self) -> str:
        """Digest of what the columns of parts mean, which each part holds, too; in older stores a random number."""
        return str(self.manifest["id"])

    @cached_property
    def custom(self) -> Custom:
        """The user's steps and measures, by what identifies them."""
        return Custom.of(self.manifest)

    @cached_property
    def stamp(self) -> str:
        """What tells a store from others, and from itself before it grew."""
        return atomic.checksum(json.dumps(self.manifest).encode())

    @property
    def seed(self) -> int:
        """The seed of all luck."""
        return int(self.manifest["seed"])

    @cached_property
    def posterior(self) -> Posterior | None:
        """The draws that replications have in turn; None where people are as the scenario says.

        Raises InputError where the store's copy is damaged.
        """
        if "draws" not in self.manifest:
            return None
        file = self.path / self.manifest["draws"]
        return Posterior.of(file, atomic.read(file, FROM_FILE))

    @property
    def factors(self) -> list[str]:
        """Names of the factors."""
        return list(self.manifest["factors"])

    @property
    def runs(self) -> int:
        """How many runs the sweep has."""
        return int(described(self.blocks)["runs"])

    def candidates(self) -> dict[Chunk, list[Path]]:
        """Files that are named as parts, by chunk, in order; copies from other stores may be among them."""
        found: dict[Chunk, list[Path]] = {}
        for file in sorted(self.parts.glob("*.parquet")):
            if (chunk := _chunk_of(file)) is not None:
                found.setdefault(chunk, []).append(file)
        return found

    def strays(self) -> list[Path]:
        """What else is in the folder of the parts: copies under other names, folders, pipes. None of it is read."""
        return [file for file in sorted(self.parts.glob("[!.]*")) if _chunk_of(file) is None]

    def files(self) -> dict[Chunk, Path]:
        """The part of each chunk that is done; of two parts of one chunk, the first by name."""
        return {chunk: files[0] for chunk, files in self.candidates().items()}

    def done(self, chunk: Chunk) -> bool:
        """Whether there is a part of a chunk, by its name."""
        return any(_chunk_of(file) == chunk for file in self.parts.glob(f"{chunk}-*.parquet"))

    def size(self, chunk: Chunk) -> int:
        """How many runs a chunk has."""
        return len(self.blocks[chunk.block].jobs(chunk.place))

    def missing(self) -> list[Chunk]:
        """Chunks that are not done, in order."""
        done = self.files()
        return [chunk for chunk in chunks(self.blocks) if chunk not in done]

    def designs(self) -> list[Path]:
        """Files of the design, each with the points that one block added."""
        return [self.path / name for name in self.manifest["designs"]]

    def points(
        self, columns: list[str] | None = None, designs: Collection[Path] | None = None
    ) -> Iterator[list[pa.RecordBatch]]:
        """The points in order, by block, in batches: point, name, canonical scenario, a column a factor.

        designs: only these files of the design. Raises InputError where the design is damaged.
        """
        for file in self.designs() if designs is None else designs:
            design = pq.ParquetFile(pa.BufferReader(atomic.read(file, FROM_FILE)))
            yield list(design.iter_batches(SLICE, columns=columns, use_threads=ARROWS_THREADS))

    def add(self, chunk: Chunk, table: pa.Table) -> Path:
        """Write the part of a chunk; raises InputError where the disk does not take it, or its name is taken."""
        data = encoded(table)
        file = self.parts / f"{chunk}-{atomic.checksum(data)}.parquet"
        try:
            atomic.put(self.parts, file.name, data)
        except OSError as error:
            raise refused(error, self.path) from None
        if reason := unusable(file):
            raise InputError([Problem(f"{reason}, in the place of a part", file, allowed="moving it elsewhere")])
        return file

    def log(self, entry: Mapping[str, Any]) -> None:
        """Add a line on who did what when, to this process's own file; what cannot be written is left out."""
        line = json.dumps({"at": time.strftime("%Y-%m-%dT%H:%M:%S%z"), **entry})
        try:
            (self.path / "log").mkdir(exist_ok=True)
            with (self.path / "log" / f"{atomic.host()}-{os.getpid()}.jsonl").open("a") as file:
                file.write(line + "\n")
        except OSError:
            return

    def set_aside_damaged(self) -> list[Path]:
        """Read all parts; those that are not what their names say move to ``damaged/``. Returns where they were."""
        files = [file for files in self.candidates().values() for file in files]
        with ThreadPoolExecutor(4) as pool:
            there = list(pool.map(self.read, files))
        return self.set_aside([file for file, part in zip(files, there, strict=True) if part is None])

    def read(self, file: Path) -> pq.ParquetFile | None:
        """A part, ready to be read; None where it is damaged, or of a sweep whose columns mean something else."""
        try:
            part = pq.ParquetFile(pa.BufferReader(atomic.read(file)), page_checksum_verification=True)
        except (InputError, pa.ArrowException):
            return None
        return part if (part.schema_arrow.metadata or {}).get(ID) == self.id.encode() else None

    def set_aside(self, files: list[Path], folder: str = "damaged") -> list[Path]:
        """Move files to ``damaged/``, or another folder of the store, so that what they held is done again."""
        for file in files:
            (self.path / folder).mkdir(exist_ok=True)
            file.rename(_free(self.path / folder / file.name))
        return files


def _chunk_of(file: Path) -> Chunk | None:
    """The chunk in the name of a part; None for anything but a regular file that is named so."""
    named = PART.fullmatch(file.name)
    return Chunk(int(named[1]), int(named[2])) if named and unusable(file) is None else None


def _free(file: Path) -> Path:
    """The path, or one beside it where that is taken."""
    places = (file, *(file.with_name(f"{file.stem}.{n}{file.suffix}") for n in range(1, 1000)))
    return next((place for place in places if not place.exists()), file)


def table_of(part: pq.ParquetFile, columns: Sequence[str] | None = None) -> pa.Table:
    """The columns of a part, or all of them."""
    return part.read(None if columns is None else list(columns), use_threads=ARROWS_THREADS)


def encoded(table: pa.Table) -> memoryview:
    """A table as Parquet with a checksum on every page; the same table gives the same bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True, store_schema=True)
    return memoryview(sink.getvalue())


def write_manifest(path: Path, content: Mapping[str, Any], replacing: bool) -> bool:
    """Write a manifest with its own checksum; False where there is one that is not replaced. Raises OSError."""
    text = json.dumps(content, indent=2)
    whole = json.dumps({"checksum": atomic.checksum(text.encode()), **content}, indent=2)
    return atomic.put(path, MANIFEST, whole.encode() + b"\n", replacing)


def refused(error: OSError, path: Path) -> InputError:
    """What is told where the disk does not take something."""
    message = f"cannot be written ({error.strerror}); what is there is kept, the same command goes on"
    return InputError([Problem(message, path, allowed=PLACE)])


def is_store(path: Path) -> bool:
    """Whether there is a store."""
    return (path / MANIFEST).is_file()


def open_store(path: str | Path) -> Store:
    """The store in a folder; raises InputError where there is none, or a damaged or newer one."""
    file = Path(path) / MANIFEST
    if reason := unusable(file):
        reason = "no such store" if reason == "no such file" else f"{MANIFEST} {reason}"
        raise InputError([Problem(reason, Path(path), allowed="a folder that `simalign sweep` made")])
    try:
        content = json.loads(file.read_text())
        told = content.pop("checksum")
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror}", file)]) from None
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        raise InputError([Problem("is damaged: it is not a manifest", file, allowed=RESCUE)]) from None
    if content.get("format") != FORMAT:
        allowed = f"format {FORMAT}, which this version of simalign reads"
        raise InputError([Problem("is of another format", file, value=content.get("format"), allowed=allowed)])
    if atomic.checksum(json.dumps(content, indent=2).encode()) != told:
        raise InputError([Problem("is damaged: its checksum does not hold", file, allowed=RESCUE)])
    return Store(Path(path), content)
