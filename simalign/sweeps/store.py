"""The store of a sweep: a folder with a manifest, the design, and one immutable Parquet part a chunk.

A part's name holds its chunk and the checksum of its content; which chunks are done is read from the names, and every
part in full when a sweep is taken up again. Parts hold nothing of when, where or how fast: the same runs make the same
bytes. Who did what when is in ``log/``.
"""

import hashlib
import json
import os
import platform
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from simalign.errors import InputError, Problem
from simalign.numbers import MODEL_VERSION
from simalign.sweeps import disk
from simalign.sweeps.design import Design
from simalign.sweeps.file import Keep
from simalign.sweeps.runs import Block, Chunk, canonical, chunks, contents, described, point_name

FORMAT = 1
MANIFEST = "manifest.json"
PACKAGES = ("simalign", "numpy", "numba", "scipy", "pyarrow")
SLICE = 10_000  # points of the design that are held at once
PLACE = "a folder in a place that you may write"


@dataclass(frozen=True)
class Store:
    """An open store. ``steps``: names and addresses of steps of the week that were replaced."""

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
        """What is kept of each run."""
        return Keep(**self.manifest["sweep"]["keep"])

    @property
    def seed(self) -> int:
        """The seed of all luck."""
        return int(self.manifest["seed"])

    @property
    def factors(self) -> list[str]:
        """Names of the factors."""
        return list(self.manifest["factors"])

    @property
    def runs(self) -> int:
        """How many runs the sweep has."""
        return int(described(self.blocks)["runs"])

    def files(self) -> dict[Chunk, Path]:
        """The part of each chunk that is done; of two parts of one chunk, the first by name."""
        found: dict[Chunk, Path] = {}
        for file in sorted(self.parts.glob("*.parquet")):
            block, place, _ = file.stem.split("-")
            found.setdefault(Chunk(int(block), int(place)), file)
        return found

    def missing(self) -> list[Chunk]:
        """Chunks that are not done, in order."""
        done = self.files()
        return [chunk for chunk in chunks(self.blocks) if chunk not in done]

    def designs(self) -> list[Path]:
        """Files of the design, each with the points that one block added."""
        return [self.path / name for name in self.manifest["designs"]]

    def points(self, columns: list[str] | None = None) -> Iterator[list[pa.RecordBatch]]:
        """The points in order, by block, in batches: point, name, canonical scenario, a column a factor.

        Raises InputError where the design is damaged.
        """
        for file in self.designs():
            yield list(pq.ParquetFile(pa.BufferReader(disk.read(file))).iter_batches(SLICE, columns=columns))

    def add(self, chunk: Chunk, table: pa.Table) -> Path:
        """Write the part of a chunk; raises InputError where the disk does not take it."""
        data = encoded(table)
        name = f"{chunk}-{disk.checksum(data)}.parquet"
        try:
            disk.put(self.parts, name, data)
        except OSError as error:
            raise refused(error, self.path) from None
        return self.parts / name

    def log(self, entry: Mapping[str, Any]) -> None:
        """Add a line on who did what when, to this process's own file; what cannot be written is left out."""
        line = json.dumps({"at": time.strftime("%Y-%m-%dT%H:%M:%S%z"), **entry})
        try:
            with (self.path / "log" / f"{disk.host()}-{os.getpid()}.jsonl").open("a") as file:
                file.write(line + "\n")
        except OSError:
            return

    def set_aside_damaged(self) -> list[Path]:
        """Read all parts; those that are not what their names say move to ``damaged/``. Returns where they were."""
        files = list(self.files().values())
        with ThreadPoolExecutor(4) as pool:
            there = list(pool.map(_sound, files))
        return self.set_aside([file for file, sound in zip(files, there, strict=True) if not sound])

    def set_aside(self, files: list[Path]) -> list[Path]:
        """Move parts to ``damaged/``, so that their chunks are done again."""
        for file in files:
            (self.path / "damaged").mkdir(exist_ok=True)
            file.rename(self.path / "damaged" / file.name)
        return files


def _sound(file: Path) -> bool:
    try:
        disk.read(file)
    except InputError:
        return False
    return True


def encoded(table: pa.Table) -> memoryview:
    """A table as Parquet with a checksum on every page; the same table gives the same bytes."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", write_page_checksum=True, store_schema=True)
    return memoryview(sink.getvalue())


def refused(error: OSError, path: Path) -> InputError:
    """What is told where the disk does not take something."""
    message = f"cannot be written ({error.strerror}); what is there is kept, the same command goes on"
    return InputError([Problem(message, path, allowed=PLACE)])


def identity(name: bytes, labels: Mapping[str, Any]) -> bytes:
    """What tells points of one sweep apart: their name and labels, as one scenario may stand under two labels."""
    words = [
        str(float(v)) if isinstance(v, int | float) and not isinstance(v, bool) else str(v) for v in labels.values()
    ]
    return name + json.dumps(words).encode()


def known_points(store: Store) -> set[bytes]:
    """Identities of the points of a store."""
    blocks = store.points(["name", *store.factors])
    rows = (row for batches in blocks for batch in batches for row in batch.to_pylist())
    return {identity(row.pop("name"), row) for row in rows}


def named_points(design: Design, steps: Mapping[str, str]) -> Iterator[tuple[bytes, str, dict[str, Any]]]:
    """Name, canonical scenario and labels of each point; raises InputError for points that make no scenario."""
    kinds = kinds_of(design)
    files: dict[str, dict[str, str]] = {}
    for point, scenario in design.scenarios():
        where = str((scenario.organisation.members, scenario.organisation.ties))
        if where not in files:
            files[where] = contents(scenario.organisation.members, scenario.organisation.ties)
        text = canonical(scenario)
        labels = {
            factor: str(label) if kinds[factor] == pa.string() and label is not None else label
            for factor, label in design.labels(point).items()
        }
        yield point_name(text, files[where], steps), text, labels


def write_points(design: Design, folder: Path, known: set[bytes], steps: Mapping[str, str]) -> tuple[str, int]:
    """Write those points of a design that are not known, numbered after them: the file's name and how many there are.

    Raises InputError for points that make no scenario, OSError where the disk does not take them.
    """
    plain = [("point", pa.int32()), ("name", pa.binary(16)), ("canonical", pa.string())]
    schema = pa.schema([*plain, *kinds_of(design).items()])
    rows: list[dict[str, Any]] = []
    tables: list[pa.Table] = []
    new = 0
    for name, text, labels in named_points(design, steps):
        if identity(name, labels) in known:
            continue
        rows.append({"point": len(known) + new, "name": name, "canonical": text, **labels})
        new += 1
        if len(rows) == SLICE:
            tables.append(pa.Table.from_pylist(rows, schema))
            rows = []
    data = encoded(pa.concat_tables([*tables, pa.Table.from_pylist(rows, schema)]))
    file = f"design-{disk.checksum(data)}.parquet"
    disk.put(folder, file, data)
    return file, new


def kinds_of(design: Design) -> dict[str, pa.DataType]:
    """Type of each factor's column."""
    return {factor: _kind(design.column(factor)) for factor in design.factors}


def _kind(values: list[Any]) -> pa.DataType:
    """The type of a column that holds these labels."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64()
    return pa.float64() if kinds and kinds <= {int, float} else pa.string()


def create(
    design: Design,
    path: str | Path,
    chunk: int = 100,
    time_limit: float = 600.0,
    steps: Mapping[str, str] | None = None,
) -> Store:
    """Make a store; where another process was faster, open that one's.

    chunk: runs a chunk; time_limit: seconds a run, where the sweep does not say; steps: steps of the week to replace,
    by name, with functions by address, like ``my_module:my_step``. Raises InputError for points that make no scenario
    and where the place cannot be written.
    """
    path = Path(path)
    try:
        for folder in (path, path / "parts", path / "claims", path / "log"):
            folder.mkdir(parents=True, exist_ok=True)
        name, points = write_points(design, path, set(), steps or {})
        block = Block(0, points, 0, design.file.replications, chunk)
        content = {
            "format": FORMAT,
            "name": design.file.name,
            "model": MODEL_VERSION,
            "seed": design.seed,
            "time_limit": design.file.time_limit or time_limit,
            "factors": design.factors,
            "steps": dict(steps or {}),
            "sweep": definition(design),
            "fingerprint": fingerprint(design, steps or {}),
            "designs": [name],
            "blocks": [block.plain()],
            "versions": versions(),
            "host": disk.host(),
            "created": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        }
        write_manifest(path, content, replacing=False)
    except OSError as error:
        raise refused(error, path) from None
    return open_store(path)


def definition(design: Design) -> dict[str, Any]:
    """What a sweep file says of all its runs, but for factors' values and replications, which may grow."""
    said = design.file.model_dump(mode="json", by_alias=True, include={"paired", "weeks", "keep", "settings"})
    bases = {name: json.loads(json.dumps(base, default=str)) for name, base in sorted(design.bases.items())}
    return said | {"bases": bases}


def fingerprint(design: Design, steps: Mapping[str, str]) -> str:
    """Digest of all that a sweep file and the files that it names say; where it is the same, nothing has changed."""
    plain = {
        "definition": definition(design),
        "axes": design.axes,
        "samples": {key: list(values) for key, values in design.samples.items()},
        "replications": design.file.replications,
        "files": {str(path): contents(path) for path in design.organisation_files()},
        "rest": [design.seed, dict(steps), MODEL_VERSION],
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that numbers depend on."""
    return {name: version(name) for name in PACKAGES} | {"python": platform.python_version()}


def write_manifest(path: Path, content: Mapping[str, Any], replacing: bool) -> None:
    """Write a manifest with its own checksum; raises OSError."""
    text = json.dumps(content, indent=2)
    whole = json.dumps({"checksum": disk.checksum(text.encode()), **content}, indent=2)
    disk.put(path, MANIFEST, whole.encode() + b"\n", replacing)


def is_store(path: Path) -> bool:
    """Whether there is a store."""
    return (path / MANIFEST).is_file()


def open_store(path: str | Path) -> Store:
    """The store in a folder; raises InputError where there is none, or a damaged or newer one."""
    file = Path(path) / MANIFEST
    try:
        content = json.loads(file.read_text())
        told = content.pop("checksum")
    except OSError as error:
        reason = "no such store" if isinstance(error, FileNotFoundError) else f"cannot be read: {error.strerror}"
        raise InputError([Problem(reason, Path(path), allowed="a folder that `simalign sweep` made")]) from None
    except (ValueError, KeyError, AttributeError):
        raise InputError([Problem("is damaged: it is no manifest", file)]) from None
    if content.get("format") != FORMAT:
        allowed = f"format {FORMAT}, which this version of simalign reads"
        raise InputError([Problem("is of another format", file, value=content.get("format"), allowed=allowed)])
    if disk.checksum(json.dumps(content, indent=2).encode()) != told:
        raise InputError([Problem("is damaged: its checksum does not hold", file)])
    return Store(Path(path), content)
