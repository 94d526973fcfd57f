"""A store is made: the design's points written out, the manifest put in place."""

import hashlib
import json
import platform
import secrets
import time
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa

from simalign.errors import InputError, Problem
from simalign.files import atomic
from simalign.measures.catalogue import NAMES
from simalign.sweeps.design.design import SAMPLE, Design
from simalign.sweeps.store.identity import Block, canonical, digest_of, point_name
from simalign.sweeps.store.store import FORMAT, MANIFEST, SLICE, Store, encoded, is_store, open_store, refused
from simalign.version import MODEL_VERSION

PACKAGES = ("simalign", "numpy", "numba", "scipy", "pyarrow")


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
        known = _sourced(steps or {})
        draws = write_draws(design, path)
        name, points, files = write_points(design, path, set(), known)
        block = Block(0, points, 0, design.file.replications, chunk)
        content = {
            "format": FORMAT,
            "name": design.file.name,
            "model": MODEL_VERSION,
            "seed": design.seed,
            "time_limit": design.file.time_limit or time_limit,
            "factors": design.factors,
            "measures": list(NAMES),
            "steps": known,
            "files": files,
            **draws,
            "sweep": definition(design),
            "fingerprint": fingerprint(design, known),
            "id": secrets.token_hex(8),
            "designs": [name],
            "blocks": [block.plain()],
            "versions": versions(),
            "host": atomic.host(),
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


def _sourced(steps: Mapping[str, str]) -> dict[str, str]:
    """Addresses of replaced steps with digests of their sources."""
    if not steps:
        return {}
    from simalign.sweeps.running.runner import sources  # the engine is slow to import

    return sources(steps)


def definition(design: Design) -> dict[str, Any]:
    """What a sweep file says of all its runs, but for factors' values and replications, which may grow."""
    said = design.file.model_dump(mode="json", by_alias=True, include={"paired", "weeks", "keep", "settings"})
    if design.file.paired == SAMPLE:
        said["paired"] = design.paired
    bases = {name: json.loads(json.dumps(base, default=str)) for name, base in sorted(design.bases.items())}
    if design.posterior is not None:
        said["uncertainty"] = {"draws": len(design.posterior.draws), "sha256": design.posterior.digest}
    return said | {"bases": bases}


def write_draws(design: Design, folder: Path) -> dict[str, str]:
    """Keep a copy of the draws, if there are any, so that runs can be done again when the file has changed.

    Returns the entry of the manifest that names the copy. Raises OSError where the disk does not take it.
    """
    if design.posterior is None:
        return {}
    name = f"draws-{atomic.checksum(design.posterior.content)}.csv"
    atomic.put(folder, name, design.posterior.content)
    return {"draws": name}


def fingerprint(design: Design, steps: Mapping[str, str]) -> str:
    """Digest of all that a sweep file and the files that it names say; where it is the same, nothing has changed."""
    plain = {
        "definition": definition(design),
        "axes": design.axes,
        "samples": {key: list(values) for key, values in design.samples.items()},
        **({"reach": design.reach} if design.reach else {}),
        "replications": design.file.replications,
        "rest": [design.file.seed, dict(steps), MODEL_VERSION],
    }
    return hashlib.sha256(json.dumps(plain, sort_keys=True, default=str).encode()).hexdigest()


def versions() -> dict[str, str]:
    """Versions of Python and of the packages that numbers depend on."""
    return {name: version(name) for name in PACKAGES} | {"python": platform.python_version()}


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
    posterior = design.posterior
    drawn, draws = ((), None) if posterior is None else (posterior.names, posterior.digest)
    for point, scenario in design.scenarios():
        digests = {}
        for role in ("members", "ties"):
            if (file := getattr(scenario.organisation, role)) is not None:
                if str(file) not in files:
                    files[str(file)] = digest_of(file)
                digests[role] = files[str(file)]
        text = canonical(scenario, drawn)
        yield point_name(text, digests, steps, draws), text, design.labels(point)


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
    file = f"design-{atomic.checksum(data)}.parquet"
    atomic.put(folder, file, data)
    return file, new, files


def _kind(values: list[Any]) -> pa.DataType:
    """The type of a column that holds these labels."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64()
    return pa.float64() if kinds and kinds <= {int, float} else pa.string()


def write_manifest(path: Path, content: Mapping[str, Any], replacing: bool) -> bool:
    """Write a manifest with its own checksum; False where there is one that is not replaced. Raises OSError."""
    text = json.dumps(content, indent=2)
    whole = json.dumps({"checksum": atomic.checksum(text.encode()), **content}, indent=2)
    return atomic.put(path, MANIFEST, whole.encode() + b"\n", replacing)
