"""Design files: Parquet files with the number, name, canonical scenario and factor labels of design points."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from simalign.files import atomic
from simalign.scenario.organisation import FILES
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.functions import check_activation
from simalign.sweeps.design.identity import canonical, digest_of, point_name
from simalign.sweeps.store.store import BATCH, Store, encoded

Types = Mapping[str, pa.DataType]
Report = Callable[[int], None]
INTERVAL = 1000  # points between reports


class NamedPoint(NamedTuple):
    """A design point: its name, its canonical scenario as JSON, and the label of each factor's value."""

    name: bytes
    text: str
    labels: dict[str, Any]


def named_points(design: Design, files: dict[str, str]) -> Iterator[NamedPoint]:
    """Yield the points of a design in order.

    files: receives the digests of the files of organisations, by path. Raises InputError for invalid scenarios.
    """
    posterior, steps = design.posterior, design.custom.steps
    drawn, draws = ((), None) if posterior is None else (posterior.names, posterior.digest)
    for point, scenario in design.scenarios():
        if steps:
            with design.located():
                check_activation(scenario, steps)
        digests = {}
        for role in FILES:
            if (file := getattr(scenario.organisation, role)) is not None:
                if str(file) not in files:
                    files[str(file)] = digest_of(file)
                digests[role] = files[str(file)]
        text = canonical(scenario, drawn)
        yield NamedPoint(point_name(text, digests, steps, draws), text, design.labels(point))


class Identities:
    """Identities of the points of a sweep: name and labels, because one scenario may have two labels.

    Points with the same name and labels, which samples of few values contain, are numbered in their order.
    """

    def __init__(self) -> None:
        self._counts: Counter[bytes] = Counter()

    def of(self, name: bytes, labels: Mapping[str, Any]) -> bytes:
        """Return the identity of the next point, from its name and labels."""
        identity = name + json.dumps([_text(label) for label in labels.values()]).encode()
        self._counts[identity] += 1
        count = self._counts[identity]
        return identity if count == 1 else identity + b" %d" % count


def _text(label: Any) -> str:
    """Return a label as text, the same for a number and for its text in a column that also contains words."""
    try:
        return str(label) if isinstance(label, bool) else str(float(label))
    except (TypeError, ValueError):
        return str(label)


def known_points(store: Store, designs: Collection[Path] | None = None) -> set[bytes]:
    """Return the identities of the points of a store, or of some of its design files.

    Raises InputError if a file is damaged.
    """
    identities = Identities()
    blocks = store.points(["name", *store.factors], designs)
    rows = (row for batches in blocks for batch in batches for row in batch.to_pylist())
    return {identities.of(row.pop("name"), row) for row in rows}


def new_points(
    design: Design, known: Collection[bytes], files: dict[str, str], report: Report = lambda points: None
) -> Iterator[NamedPoint]:
    """Yield the points of a design that are not among known identities; ``report`` receives the number compared."""
    identities = Identities()
    for count, point in enumerate(named_points(design, files)):
        if count % INTERVAL == 0:
            report(count)
        if identities.of(point.name, point.labels) not in known:
            yield point


def column_types(columns: Mapping[str, Sequence[Any]]) -> dict[str, pa.DataType]:
    """Return the type of each column, from its labels."""
    return {name: _column_type(values) for name, values in columns.items()}


def _column_type(values: Sequence[Any]) -> pa.DataType:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64()
    return pa.float64() if kinds and kinds <= {int, float} else pa.string()


def encoded_points(points: Iterable[NamedPoint], first: int, types: Types) -> tuple[memoryview, int]:
    """Return the content of a design file with points numbered from ``first``, and the number of points."""
    schema = pa.schema([("point", pa.int32()), ("name", pa.binary(16)), ("canonical", pa.string()), *types.items()])
    rows: list[dict[str, Any]] = []
    tables: list[pa.Table] = []
    count = 0
    for count, (name, text, labels) in enumerate(points, start=1):
        texts = {key: str(v) for key, v in labels.items() if types[key] == pa.string() and v is not None}
        rows.append({"point": first + count - 1, "name": name, "canonical": text, **labels, **texts})
        if len(rows) == BATCH:
            tables.append(pa.Table.from_pylist(rows, schema))
            rows = []
    return encoded(pa.concat_tables([*tables, pa.Table.from_pylist(rows, schema)])), count


def write_points(
    design: Design, folder: Path, known: Collection[bytes], report: Report = lambda points: None
) -> tuple[str, int, dict[str, str]]:
    """Write a design file with the points that are not known, numbered after the known ones.

    Returns the name of the file, the number of its points, and the digests of the files of organisations. Raises
    InputError for invalid scenarios, and OSError if the file cannot be written.
    """
    files: dict[str, str] = {}
    types = column_types({factor: design.column(factor) for factor in design.factors})
    data, count = encoded_points(new_points(design, known, files, report), len(known), types)
    name = f"design-{atomic.checksum(data)}.parquet"
    atomic.put(folder, name, data)
    return name, count, files
