"""The store of a sweep: a folder with a manifest, the design points, and one immutable Parquet file per chunk.

The file of a chunk is called a part. Its name contains the chunk and the checksum of its content; its metadata contains
the store's id, a digest of the meaning of its columns. Parts record no times, machines or speeds, so the same runs give
the same bytes in every store of the same sweep. The log of the work is in ``log/``. Files whose names do not have the
store's form are never read or changed.
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
ID = b"simalign.store"  # key of the store's id in the metadata of a part
PART = re.compile(r"([0-9]{2,9})-([0-9]{7,12})-[0-9a-f]{16}\.parquet", re.ASCII)
FROM_FILE = "`simalign sweep` again with the sweep file, which restores it"
RESCUE = "a new store of the same sweep in another folder; it reuses parts that are copied into its parts/ folder"
MANIFEST = "manifest.json"
BATCH = 10_000  # design points in a batch
ARROWS_THREADS = False  # threads left running may abort a process that ends soon after (apache/arrow, issue 34314)
WRITABLE = "a folder that you may write to"


@dataclass(frozen=True)
class Store:
    """An open store: its folder, and its manifest without the checksum of the manifest."""

    path: Path
    manifest: Mapping[str, Any]

    @property
    def parts(self) -> Path:
        """The folder of the parts."""
        return self.path / "parts"

    @property
    def leases(self) -> Path:
        """The folder of the leases."""
        return self.path / "claims"

    @cached_property
    def blocks(self) -> list[Block]:
        """The blocks of runs, in the order in which they were added to the sweep."""
        return [Block(**block) for block in self.manifest["blocks"]]

    @cached_property
    def keep(self) -> Keep:
        """The results to record of each run.

        "All" measures are those that existed when the store was created, and the user's. A measure that is added to
        simalign later therefore changes neither the columns of a store nor whether its sweep can continue.
        """
        keep = self.manifest["sweep"]["keep"]
        measures = [*self._shipped_measures, *self.custom.measures]
        return Keep(**keep | {key: measures for key in ("final", "series") if keep[key] == ALL})

    @property
    def _shipped_measures(self) -> list[str]:
        """The measures that existed when the store was created: from the manifest, or else the columns of a part."""
        if "shipped_measures" in self.manifest:
            return list(self.manifest["shipped_measures"])
        part = next((part for file in self.files().values() if (part := self.read(file))), None)
        columns = NAMES if part is None else [name.removesuffix("_series") for name in part.schema_arrow.names]
        return [name for name in NAMES if name in columns]

    @property
    def id(self) -> str:
        """The digest of the meaning of the columns, which each part also contains; a random number in older stores."""
        return str(self.manifest["id"])

    @cached_property
    def custom(self) -> Custom:
        """The user's steps and measures, by their digests."""
        return Custom.of(self.manifest)

    @cached_property
    def stamp(self) -> str:
        """The checksum of the manifest, which differs between stores and changes when a store is extended."""
        return atomic.checksum(json.dumps(self.manifest).encode())

    @property
    def seed(self) -> int:
        """The random seed of the sweep."""
        return int(self.manifest["seed"])

    @cached_property
    def posterior(self) -> Posterior | None:
        """The posterior draws that replications use in turn; None if the sweep does not vary the parameters.

        Raises InputError if the store's copy of the draws is damaged.
        """
        if "draws" not in self.manifest:
            return None
        file = self.path / self.manifest["draws"]
        return Posterior.of(file, atomic.read(file, FROM_FILE))

    @property
    def factors(self) -> list[str]:
        """The names of the factors."""
        return list(self.manifest["factors"])

    @property
    def runs(self) -> int:
        """The number of runs of the sweep."""
        return int(described(self.blocks)["runs"])

    def candidates(self) -> dict[Chunk, list[Path]]:
        """Return the files with names of parts, sorted, by chunk; copies from other stores may be among them."""
        candidates: dict[Chunk, list[Path]] = {}
        for file in sorted(self.parts.glob("*.parquet")):
            if (chunk := _chunk_of(file)) is not None:
                candidates.setdefault(chunk, []).append(file)
        return candidates

    def strays(self) -> list[Path]:
        """Return the other entries in the folder of parts, which are never read: copies, folders, pipes."""
        return [file for file in sorted(self.parts.glob("[!.]*")) if _chunk_of(file) is None]

    def files(self) -> dict[Chunk, Path]:
        """Return the part of each finished chunk; of two parts of one chunk, the first by name."""
        return {chunk: files[0] for chunk, files in self.candidates().items()}

    def done(self, chunk: Chunk) -> bool:
        """Return whether a file has the name of a part of the chunk."""
        return any(_chunk_of(file) == chunk for file in self.parts.glob(f"{chunk}-*.parquet"))

    def size(self, chunk: Chunk) -> int:
        """Return the number of runs in a chunk."""
        return len(self.blocks[chunk.block].jobs(chunk.index))

    def missing(self) -> list[Chunk]:
        """Return the unfinished chunks, in order."""
        done = self.files()
        return [chunk for chunk in chunks(self.blocks) if chunk not in done]

    def designs(self) -> list[Path]:
        """Return the design files; each contains the points that one block added."""
        return [self.path / name for name in self.manifest["designs"]]

    def design_file(self, file: Path) -> pq.ParquetFile:
        """Return an open design file. Raises InputError if it is damaged."""
        return pq.ParquetFile(pa.BufferReader(atomic.read(file, FROM_FILE)))

    def points(
        self, columns: list[str] | None = None, designs: Collection[Path] | None = None
    ) -> Iterator[list[pa.RecordBatch]]:
        """Yield the batches of each design file in order, with columns point, name, canonical and one per factor.

        designs: read only these design files. Raises InputError if a design file is damaged.
        """
        for file in self.designs() if designs is None else designs:
            yield list(self.design_file(file).iter_batches(BATCH, columns=columns, use_threads=ARROWS_THREADS))

    def add(self, chunk: Chunk, table: pa.Table) -> Path:
        """Write the part of a chunk. Raises InputError if it cannot be written or its name is not a regular file."""
        data = encoded(table)
        file = self.parts / f"{chunk}-{atomic.checksum(data)}.parquet"
        try:
            atomic.put(self.parts, file.name, data)
        except OSError as error:
            raise refused(error, self.path) from None
        if reason := unusable(file):
            raise InputError([Problem(f"{reason}, where a part belongs", file, allowed="moving it to another folder")])
        return file

    def log(self, entry: Mapping[str, Any]) -> None:
        """Append an entry with the time to this process's log file; ignore a file that cannot be written."""
        line = json.dumps({"at": time.strftime("%Y-%m-%dT%H:%M:%S%z"), **entry})
        try:
            (self.path / "log").mkdir(exist_ok=True)
            with (self.path / "log" / f"{atomic.host()}-{os.getpid()}.jsonl").open("a") as file:
                file.write(line + "\n")
        except OSError:
            return

    def set_aside_damaged(self) -> list[Path]:
        """Read all parts, move those whose checksum does not match to ``damaged/``, and return their old paths."""
        files = [file for files in self.candidates().values() for file in files]
        with ThreadPoolExecutor(4) as pool:
            parts = list(pool.map(self.read, files))
        return self.set_aside([file for file, part in zip(files, parts, strict=True) if part is None])

    def read(self, file: Path) -> pq.ParquetFile | None:
        """Return an open part; None if it is damaged, or comes from a sweep with another meaning of the columns."""
        try:
            part = pq.ParquetFile(pa.BufferReader(atomic.read(file)), page_checksum_verification=True)
        except (InputError, pa.ArrowException):
            return None
        return part if (part.schema_arrow.metadata or {}).get(ID) == self.id.encode() else None

    def set_aside(self, files: list[Path], folder: str = "damaged") -> list[Path]:
        """Move files to a folder of the store, so that their content is computed again, and return their old paths."""
        for file in files:
            (self.path / folder).mkdir(exist_ok=True)
            file.rename(_unused(self.path / folder / file.name))
        return files


def _chunk_of(file: Path) -> Chunk | None:
    """Return the chunk in the name of a part; None if the name has another form or is not a regular file."""
    match = PART.fullmatch(file.name)
    return Chunk(int(match[1]), int(match[2])) if match and unusable(file) is None else None


def _unused(file: Path) -> Path:
    """Return the path, with a number added to its name if it exists already."""
    paths = (file, *(file.with_name(f"{file.stem}.{n}{file.suffix}") for n in range(1, 1000)))
    return next((path for path in paths if not path.exists()), file)


def table_of(part: pq.ParquetFile, columns: Sequence[str] | None = None) -> pa.Table:
    """Read some columns of a part, or all of them, as a table."""
    return part.read(None if columns is None else list(columns), use_threads=ARROWS_THREADS)


def encoded(table: pa.Table) -> memoryview:
    """Encode a table as Parquet with a checksum on every page; equal tables give equal bytes."""
    sink = pa.BufferOutputStream()
    with parquet_writer(sink, table.schema) as writer:
        writer.write_table(table)
    return memoryview(sink.getvalue())


def parquet_writer(sink: pa.NativeFile, schema: pa.Schema) -> pq.ParquetWriter:
    """Return a writer of the Parquet files of a store."""
    return pq.ParquetWriter(sink, schema, compression="zstd", write_page_checksum=True, store_schema=True)


def write_manifest(path: Path, content: Mapping[str, Any], replacing: bool) -> bool:
    """Write a manifest with its checksum, and return whether it was written.

    An existing manifest is left alone unless ``replacing`` is set. Raises OSError if it cannot be written.
    """
    text = json.dumps(content, indent=2)
    whole = json.dumps({"checksum": atomic.checksum(text.encode()), **content}, indent=2)
    return atomic.put(path, MANIFEST, whole.encode() + b"\n", replacing)


def refused(error: OSError, path: Path) -> InputError:
    """Return the error for a store that cannot be written to."""
    message = f"cannot be written ({error.strerror}); finished runs are safe, and the same command continues"
    return InputError([Problem(message, path, allowed=WRITABLE)])


def is_store(path: Path) -> bool:
    """Return whether a folder contains a store."""
    return (path / MANIFEST).is_file()


def open_store(path: str | Path) -> Store:
    """Open the store in a folder.

    Raises InputError if there is none, its manifest is damaged, or its format is not the one that this version reads.
    """
    file = Path(path) / MANIFEST
    if reason := unusable(file):
        reason = "is not a store" if reason == "no such file" else f"{MANIFEST} {reason}"
        raise InputError([Problem(reason, Path(path), allowed="a folder that `simalign sweep` made")])
    try:
        content = json.loads(file.read_text())
        checksum = content.pop("checksum")
    except OSError as error:
        raise InputError([Problem(f"cannot be read: {error.strerror}", file)]) from None
    except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
        raise InputError([Problem("is damaged: it is not a manifest", file, allowed=RESCUE)]) from None
    if content.get("format") != FORMAT:
        allowed = f"format {FORMAT}, which this version of simalign reads"
        raise InputError([Problem("has another format", file, value=content.get("format"), allowed=allowed)])
    if atomic.checksum(json.dumps(content, indent=2).encode()) != checksum:
        raise InputError([Problem("is damaged: its checksum does not match", file, allowed=RESCUE)])
    return Store(Path(path), content)
