"""Design files: Parquet files with the number, name, canonical scenario and factor labels of design points."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import batched
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from simalign.files import atomic
from simalign.scenario import Scenario
from simalign.scenario.organisation import FILES
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.functions import check_activation
from simalign.sweeps.design.identity import canonical, digest_of, naming_text, point_name
from simalign.sweeps.design.template import Pieces, expanded, free_factors, marked
from simalign.sweeps.store.store import BATCH, Store, parquet_writer

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
    free = free_factors(design)
    if not free:
        for point, scenario in design.scenarios():
            text, naming = _texts(design, scenario, files, free)
            yield NamedPoint(point_name(naming), text, design.labels(point))
        return
    templates: dict[tuple[int, ...], tuple[Pieces, Pieces]] = {}
    for values, key, scenario, numbers in expanded(design, free):
        if key not in templates:
            texts = _texts(design, scenario, files, free)
            templates[key] = Pieces.of(texts[0], free), Pieces.of(texts[1], free)
        canonical_pieces, naming_pieces = templates[key]
        name = point_name(naming_pieces.filled(numbers))
        labels = {factor: value.label for factor, value in values.items()}
        yield NamedPoint(name, canonical_pieces.filled(numbers), labels)


def _texts(design: Design, scenario: Scenario, files: dict[str, str], free: Collection[str]) -> tuple[str, str]:
    """Return the canonical scenario of a point, and the text that determines its name, with marks for free factors."""
    posterior, steps = design.posterior, design.custom.steps
    drawn, draws = ((), None) if posterior is None else (posterior.names, posterior.digest)
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
    text = marked(text, free) if free else text
    return text, naming_text(text, digests, steps, draws)


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
    """Return the content of a design file with points numbered from ``first``, and the number of points.

    The file has a row group for every ``BATCH`` points, so that only these are in memory as values.
    """
    schema = pa.schema([("point", pa.int32()), ("name", pa.binary(16)), ("canonical", pa.string()), *types.items()])
    sink = pa.BufferOutputStream()
    count = 0
    with parquet_writer(sink, schema) as writer:
        for batch in batched(points, BATCH):
            rows = []
            for name, text, labels in batch:
                texts = {key: str(v) for key, v in labels.items() if types[key] == pa.string() and v is not None}
                rows.append({"point": first + count, "name": name, "canonical": text, **labels, **texts})
                count += 1
            writer.write_table(pa.Table.from_pylist(rows, schema))
        if count == 0:
            writer.write_table(schema.empty_table())
    return memoryview(sink.getvalue()), count


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
