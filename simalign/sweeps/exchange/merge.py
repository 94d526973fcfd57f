"""Merge of stores of one sweep that were made apart, such as its shards on several machines.

The merged store has the chunks of the first store. Its parts are the same bytes as those of a store that executed all
runs itself, because a part depends only on its runs. Runs of an incomplete chunk are placed in ``adopted/``, from where
`simalign sweep` takes them when it continues the merged store.
"""

import secrets
import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from simalign.errors import InputError, Problem
from simalign.files import atomic
from simalign.files.folder import reserve
from simalign.sweeps.design.custom import PICKLED, read_pickle, with_checksum
from simalign.sweeps.design.identity import Chunk, chunks, described
from simalign.sweeps.store.compatible import listed, unequal
from simalign.sweeps.store.parts import ADOPTED, WEEKLY, names_of_chunk
from simalign.sweeps.store.results import Results
from simalign.sweeps.store.store import FROM_FILE, ID, Store, encoded, open_store, table_of, write_manifest

SAME = "stores of one sweep, made from the same sweep file by the same versions"
NOT_COMPARED = ("point", "error")  # columns: the number of a point depends on the store, a traceback on the machine
OPEN_FILES = 64  # parts of a store that are kept in memory


def merge(paths: Sequence[str | Path], out: str | Path, argument: str = "out") -> Store:
    """Merge stores of one sweep into a new store and return it; the merged stores remain as they are.

    paths: two stores or more. out: a new or empty folder. argument: the name of ``out`` in messages.
    Raises InputError, before anything is written, for stores of different sweeps, seeds or versions, for damaged files,
    and if the stores contain the same run with different results; and for a folder that is not empty.

    >>> from simalign.sweeps import merge
    >>> merge(["one"], "both")
    Traceback (most recent call last):
    simalign.errors.InputError: STORE: is a single store; allowed: two stores or more
    """
    if len(paths) < 2:
        raise InputError([Problem("is a single store", key="STORE", allowed="two stores or more")])
    stores = [open_store(path) for path in paths]
    _check_distinct(stores)
    for store in stores[1:]:
        _check_same_sweep(stores[0], store)
    sources = [_Source(store) for store in stores]
    with reserve(Path(out), "", argument) as folder, folder.filling() as draft:
        _fill(draft, sources)
    merged = open_store(out)
    merged.log({"merged": [{"store": str(store.path), "nonce": store.manifest["nonce"]} for store in stores]})
    return merged


def _check_distinct(stores: Sequence[Store]) -> None:
    """Raise InputError if a store is listed twice."""
    known: set[Path] = set()
    for store in stores:
        if (path := store.path.resolve()) in known:
            raise InputError([Problem("is listed twice", key="STORE", value=store.path, allowed="different stores")])
        known.add(path)


def _check_same_sweep(first: Store, store: Store) -> None:
    """Raise InputError with the differences if two stores do not belong to the same sweep and versions."""
    differing = [
        f"{key}: {here} here, {there} in {first.path}"
        for key, there, here in unequal(_determining(first), _determining(store))
    ]
    if not differing and store.manifest["fingerprint"] != first.manifest["fingerprint"]:
        size, others = described(store.blocks), described(first.blocks)
        sizes = (f"{n['points']} design points x {n['replications']} replications" for n in (size, others))
        differing = ["{} here, {} in {} (or other values of the factors)".format(*sizes, first.path)]
    if differing:
        message = f"cannot be merged with {first.path}, because they differ: {listed(differing)}"
        raise InputError([Problem(message, store.path, allowed=SAME)])


def _determining(store: Store) -> dict[str, Any]:
    """Return the entries of a manifest that determine results and bytes, except for the design points."""
    entries = {key: store.manifest.get(key) for key in ("seed", "model", "steps", "measures", "factors", "files", "id")}
    versions = {name: version for name, version in store.manifest["versions"].items() if name != "python"}
    return {**entries, **store.manifest["sweep"], "measured": store.keep.columns(store.custom.measures), **versions}


class _Source:
    """The runs of one of the stores, by name. Creation raises InputError if a part is damaged or misplaced."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.results = Results(store)
        self._files: list[Path] = []
        self._first_rows: list[int] = []
        self._rows: dict[bytes, int] = {}  # numbers of the rows of all parts together
        count = 0
        for file, part in self.results.files():
            names = table_of(part, ["run"])["run"].to_pylist()
            self._rows |= {name: count + n for n, name in enumerate(names)}
            self._files.append(file)
            self._first_rows.append(count)
            count += len(names)
        self._table = lru_cache(OPEN_FILES)(lambda number: table_of(self.results.part(self._files[number])))

    def __contains__(self, name: bytes) -> bool:
        return name in self._rows

    def table(self, names: Sequence[bytes]) -> pa.Table:
        """Return the rows of runs in this order; ``names`` is not empty."""
        rows = [self._rows[name] for name in names]
        files = [bisect_right(self._first_rows, row) - 1 for row in rows]
        tables, starts, count = [], {}, 0
        for number in dict.fromkeys(files):
            tables.append(self._table(number))
            starts[number] = count - self._first_rows[number]
            count += len(tables[-1])
        indices = [row + starts[number] for row, number in zip(rows, files, strict=True)]
        return pa.concat_tables(tables).take(pa.array(indices, pa.int64())).combine_chunks()


def _fill(draft: Path, sources: Sequence[_Source]) -> None:
    """Write the files of the merged store to a folder, with its manifest last. Raises OSError if that fails."""
    first = sources[0].store
    for name in ("parts", "claims", "log"):
        (draft / name).mkdir()
    for file in first.designs():
        atomic.put(draft, file.name, atomic.read(file, FROM_FILE))
    if "draws" in first.manifest:
        atomic.put(draft, first.manifest["draws"], atomic.read(first.path / first.manifest["draws"], FROM_FILE))
    if PICKLED in first.manifest:
        atomic.put(draft, first.manifest[PICKLED], with_checksum(read_pickle(first.path / first.manifest[PICKLED])))
    created = {"host": atomic.host(), "created": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
    content = {**first.manifest, "nonce": secrets.token_hex(8), **created}
    merged = Store(draft, content)
    for chunk, table in _tables(sources):
        if len(table) == merged.size(chunk):
            merged.add(chunk, table)
        else:
            data = encoded(table)
            atomic.put(draft / ADOPTED, f"{chunk}-{atomic.checksum(data)}.parquet", data)
    write_manifest(draft, content, replacing=False)


def _tables(sources: Sequence[_Source]) -> Iterator[tuple[Chunk, pa.Table]]:
    """Yield the rows of the runs of each chunk of the first store that any of the stores has."""
    store, points = sources[0].store, sources[0].results.points
    for chunk in chunks(store.blocks):
        names = names_of_chunk(store, points, chunk)
        rows: dict[bytes, int] = {}
        table: pa.Table | None = None
        for source in sources:
            if having := [name for name in dict.fromkeys(names) if name in source]:
                more = source.table(having)
                if table is not None:
                    _check_equal(table, rows, more, source.store, store)
                new = [n for n, name in enumerate(having) if name not in rows]
                rows |= {having[n]: len(rows) + k for k, n in enumerate(new)}
                more = more.take(pa.array(new, pa.int64()))
                table = more if table is None else pa.concat_tables([table, more])
        if table is not None:
            yield chunk, _ordered(table, rows, names, store, chunk)


def _ordered(table: pa.Table, rows: dict[bytes, int], names: Sequence[bytes], store: Store, chunk: Chunk) -> pa.Table:
    """Return the rows of a chunk in the order of its runs, with the points numbered as in the merged store."""
    jobs = store.blocks[chunk.block].jobs(chunk.index)
    known = [(rows[name], point) for name, (point, _) in zip(names, jobs, strict=True) if name in rows]
    ordered = table.take(pa.array([row for row, _ in known], pa.int64())).combine_chunks()
    numbers = pa.array([point for _, point in known], pa.int32())
    ordered = ordered.set_column(ordered.column_names.index("point"), "point", numbers)
    types = [(field.name, WEEKLY if pa.types.is_list(field.type) else field.type) for field in ordered.schema]
    return ordered.cast(pa.schema(types)).replace_schema_metadata({ID: store.id.encode()})


def _check_equal(table: pa.Table, rows: dict[bytes, int], more: pa.Table, store: Store, first: Store) -> None:
    """Raise InputError if ``more``, of a store, has other results of a run than ``table``, of the stores before it.

    rows: the row of each run in ``table``, by name.
    """
    names = more["run"].to_pylist()
    common = [n for n, name in enumerate(names) if name in rows]
    here = more.take(pa.array(common, pa.int64()))
    there = table.take(pa.array([rows[names[n]] for n in common], pa.int64()))
    for column in here.column_names:
        if column in NOT_COMPARED or here[column].combine_chunks() == there[column].combine_chunks():
            continue
        values = zip(here[column].to_pylist(), there[column].to_pylist(), strict=True)
        n, (ours, theirs) = next((n, pair) for n, pair in enumerate(values) if pair[0] != pair[1])
        run = names[common[n]].hex()
        message = f"has another result of run {run[:12]} than {first.path} or a store before it"
        values_of = f"{column}: {ours!r} here, {theirs!r} there"
        raise InputError([Problem(f"{message}; {values_of}", store.path, allowed="`simalign verify` of both stores")])
