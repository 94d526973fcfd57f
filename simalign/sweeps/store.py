"""The store of a sweep: a folder with a manifest, the design, and one immutable Parquet part a chunk.

A part's name holds its chunk and the checksum of its content; which chunks are done is read from the names, and every
part in full when a sweep is taken up again. Parts hold nothing of when, where or how fast: the same runs make the same
bytes. Who did what when is in ``log/``.
"""

import hashlib
import inspect
import json
import os
import platform
import secrets
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from simalign.errors import InputError, Problem
from simalign.numbers import MODEL_VERSION
from simalign.sweeps import disk
from simalign.sweeps.design import Design
from simalign.sweeps.file import Keep
from simalign.sweeps.runs import Block, Chunk, canonical, chunks, described, digest_of, point_name

if TYPE_CHECKING:
    from simalign.engine import Step

FORMAT = 1
ID = b"simalign.store"  # key of a part's metadata that holds the store's id
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
    def id(self) -> str:
        """What tells the store from any other; its parts hold it, too."""
        return str(self.manifest["id"])

    @cached_property
    def stamp(self) -> str:
        """What tells a store from others, and from itself before it grew."""
        return disk.checksum(json.dumps(self.manifest).encode())

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
            there = list(pool.map(self.read, files))
        return self.set_aside([file for file, part in zip(files, there, strict=True) if part is None])

    def read(self, file: Path) -> pq.ParquetFile | None:
        """A part, ready to be read; None where it is damaged or another store's."""
        try:
            part = pq.ParquetFile(pa.BufferReader(disk.read(file)), page_checksum_verification=True)
        except (InputError, pa.ArrowException):
            return None
        return part if (part.schema_arrow.metadata or {}).get(ID) == self.id.encode() else None

    def set_aside(self, files: list[Path]) -> list[Path]:
        """Move parts to ``damaged/``, so that their chunks are done again."""
        for file in files:
            (self.path / "damaged").mkdir(exist_ok=True)
            file.rename(self.path / "damaged" / file.name)
        return files


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
    return name + json.dumps([_word(label) for label in labels.values()]).encode()


def _word(label: Any) -> str:
    """A label as one word, the same whether its column holds numbers or, as it also holds words, text."""
    try:
        return str(label) if isinstance(label, bool) else str(float(label))
    except (TypeError, ValueError):
        return str(label)


def known_points(store: Store) -> set[bytes]:
    """Identities of the points of a store."""
    blocks = store.points(["name", *store.factors])
    rows = (row for batches in blocks for batch in batches for row in batch.to_pylist())
    return {identity(row.pop("name"), row) for row in rows}


def named_points(
    design: Design, steps: Mapping[str, str], files: dict[str, str]
) -> Iterator[tuple[bytes, str, dict[str, Any]]]:
    """Name, canonical scenario and labels of each point; ``files`` gets digests of the organisations' files.

    Raises InputError for points that make no scenario.
    """
    for point, scenario in design.scenarios():
        digests = {}
        for role in ("members", "ties"):
            if (file := getattr(scenario.organisation, role)) is not None:
                if str(file) not in files:
                    files[str(file)] = digest_of(file)
                digests[role] = files[str(file)]
        text = canonical(scenario)
        yield point_name(text, digests, steps), text, design.labels(point)


def write_points(
    design: Design, folder: Path, known: set[bytes], steps: Mapping[str, str]
) -> tuple[str, int, dict[str, str]]:
    """Write those points of a design that are not known, numbered after them.

    Returns the file's name, how many there are, and digests of the organisations' files. Raises InputError for points
    that make no scenario, OSError where the disk does not take them.
    """
    plain = [("point", pa.int32()), ("name", pa.binary(16)), ("canonical", pa.string())]
    kinds = {factor: _kind(design.column(factor)) for factor in design.factors}
    schema = pa.schema([*plain, *kinds.items()])
    rows: list[dict[str, Any]] = []
    tables: list[pa.Table] = []
    files: dict[str, str] = {}
    new = 0
    for name, text, labels in named_points(design, steps, files):
        if identity(name, labels) in known:
            continue
        words = {key: str(v) for key, v in labels.items() if kinds[key] == pa.string() and v is not None}
        rows.append({"point": len(known) + new, "name": name, "canonical": text, **labels, **words})
        new += 1
        if len(rows) == SLICE:
            tables.append(pa.Table.from_pylist(rows, schema))
            rows = []
    data = encoded(pa.concat_tables([*tables, pa.Table.from_pylist(rows, schema)]))
    file = f"design-{disk.checksum(data)}.parquet"
    disk.put(folder, file, data)
    return file, new, files


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
    """Make a store; where there is one of the same sweep already, open that.

    chunk: runs a chunk; time_limit: seconds a run, where the sweep does not say; steps: steps of the week to replace,
    by name, with functions by address, like ``my_module:my_step``. Raises InputError for points that make no scenario,
    where the place holds another sweep, and where it cannot be written.
    """
    path = Path(path)
    try:
        for folder in (path, path / "parts", path / "claims", path / "log"):
            folder.mkdir(parents=True, exist_ok=True)
        if any((path / "parts").iterdir()) and not is_store(path):
            message = "holds parts of a sweep whose manifest is gone"
            raise InputError([Problem(message, path, allowed="a new folder, or the manifest back in its place")])
        known = sources(steps or {})
        name, points, files = write_points(design, path, set(), known)
        block = Block(0, points, 0, design.file.replications, chunk)
        content = {
            "format": FORMAT,
            "name": design.file.name,
            "model": MODEL_VERSION,
            "seed": design.seed,
            "time_limit": design.file.time_limit or time_limit,
            "factors": design.factors,
            "steps": known,
            "files": files,
            "sweep": definition(design),
            "fingerprint": fingerprint(design, known),
            "id": secrets.token_hex(8),
            "designs": [name],
            "blocks": [block.plain()],
            "versions": versions(),
            "host": disk.host(),
            "created": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        }
        ours = write_manifest(path, content, replacing=False)
    except OSError as error:
        raise refused(error, path) from None
    store = open_store(path)
    if not ours and store.manifest["fingerprint"] != content["fingerprint"]:
        message = "holds another sweep, or one that has grown since"
        raise InputError([Problem(message, path, allowed="open_store and growth.extend, or another folder")])
    return store


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
        "rest": [design.file.seed, dict(steps), MODEL_VERSION],
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that numbers depend on."""
    return {name: version(name) for name in PACKAGES} | {"python": platform.python_version()}


def sources(steps: Mapping[str, str]) -> dict[str, str]:
    """Addresses of steps, each with a digest of its source, so that a changed step is another sweep."""
    found = {}
    for name, step in replaced_steps(steps).items():
        source = hashlib.sha256(inspect.getsource(step).encode()).hexdigest()[:16]
        found[name] = f"{steps[name].partition(' ')[0]} {source}"
    return found


def replaced_steps(addresses: Mapping[str, str]) -> "dict[str, Step]":
    """Steps of the week by their addresses, like ``my_package.my_module:my_step``."""
    found = {}
    for name, address in addresses.items():
        module, _, function = address.partition(" ")[0].partition(":")
        found[name] = getattr(import_module(module), function)
    return found


def write_manifest(path: Path, content: Mapping[str, Any], replacing: bool) -> bool:
    """Write a manifest with its own checksum; False where there is one that is not replaced. Raises OSError."""
    text = json.dumps(content, indent=2)
    whole = json.dumps({"checksum": disk.checksum(text.encode()), **content}, indent=2)
    return disk.put(path, MANIFEST, whole.encode() + b"\n", replacing)


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
