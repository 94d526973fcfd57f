"""The points of a design as a Parquet file of a store: their names, canonical scenarios and labels."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa

from simalign.files import atomic
from simalign.sweeps.design.design import Design
from simalign.sweeps.design.functions import check_activation
from simalign.sweeps.design.identity import canonical, digest_of, point_name
from simalign.sweeps.store.store import SLICE, Store, encoded

Kinds = Mapping[str, pa.DataType]
Report = Callable[[int], None]
REPORTED = 1000  # points between reports


class NamedPoint(NamedTuple):
    """A point of a design: its name, its canonical scenario as text, the label of each factor's value."""

    name: bytes
    text: str
    labels: dict[str, Any]


def named_points(design: Design, files: dict[str, str]) -> Iterator[NamedPoint]:
    """The points of a design in order; ``files`` gets digests of the organisations' files.

    Raises InputError for points that make no scenario.
    """
    posterior, steps = design.posterior, design.custom.steps
    drawn, draws = ((), None) if posterior is None else (posterior.names, posterior.digest)
    for point, scenario in design.scenarios():
        if steps:
            with design.blamed():
                check_activation(scenario, steps)
        digests = {}
        for role in ("members", "ties"):
            if (file := getattr(scenario.organisation, role)) is not None:
                if str(file) not in files:
                    files[str(file)] = digest_of(file)
                digests[role] = files[str(file)]
        text = canonical(scenario, drawn)
        yield NamedPoint(point_name(text, digests, steps, draws), text, design.labels(point))


class Identities:
    """What tells points of one sweep apart: names and labels, as one scenario may stand under two labels.

    Points that are equal in both, as samples of few values hold them, are told apart by how many came before.
    """

    def __init__(self) -> None:
        self._known: Counter[bytes] = Counter()

    def of(self, name: bytes, labels: Mapping[str, Any]) -> bytes:
        """The identity of the next point, by its name and labels."""
        identity = name + json.dumps([_word(label) for label in labels.values()]).encode()
        self._known[identity] += 1
        count = self._known[identity]
        return identity if count == 1 else identity + b" %d" % count


def _word(label: Any) -> str:
    """A label as one word, the same whether its column holds numbers or, as it also holds words, text."""
    try:
        return str(label) if isinstance(label, bool) else str(float(label))
    except (TypeError, ValueError):
        return str(label)


def known_points(store: Store, designs: Collection[Path] | None = None) -> set[bytes]:
    """Identities of the points of a store, or of some files of its design.

    Raises InputError where one of the files is damaged.
    """
    identities = Identities()
    blocks = store.points(["name", *store.factors], designs)
    rows = (row for batches in blocks for batch in batches for row in batch.to_pylist())
    return {identities.of(row.pop("name"), row) for row in rows}


def new_points(
    design: Design, known: Collection[bytes], files: dict[str, str], report: Report = lambda points: None
) -> Iterator[NamedPoint]:
    """Those points of a design that are not among known identities; ``report`` gets the number looked at so far."""
    identities = Identities()
    for count, point in enumerate(named_points(design, files)):
        if count % REPORTED == 0:
            report(count)
        if identities.of(point.name, point.labels) not in known:
            yield point


def kinds_of(columns: Mapping[str, Sequence[Any]]) -> dict[str, pa.DataType]:
    """The type of each column that holds these labels."""
    return {name: _kind(values) for name, values in columns.items()}


def _kind(values: Sequence[Any]) -> pa.DataType:
    kinds = {type(value) for value in values if value is not None}
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {int}:
        return pa.int64()
    return pa.float64() if kinds and kinds <= {int, float} else pa.string()


def encoded_points(points: Iterable[NamedPoint], first: int, kinds: Kinds) -> tuple[memoryview, int]:
    """Points, numbered from ``first`` on, as the content of a file; and how many there are."""
    schema = pa.schema([("point", pa.int32()), ("name", pa.binary(16)), ("canonical", pa.string()), *kinds.items()])
    rows: list[dict[str, Any]] = []
    tables: list[pa.Table] = []
    count = 0
    for count, (name, text, labels) in enumerate(points, start=1):
        words = {key: str(v) for key, v in labels.items() if kinds[key] == pa.string() and v is not None}
        rows.append({"point": first + count - 1, "name": name, "canonical": text, **labels, **words})
        if len(rows) == SLICE:
            tables.append(pa.Table.from_pylist(rows, schema))
            rows = []
    return encoded(pa.concat_tables([*tables, pa.Table.from_pylist(rows, schema)])), count


def write_points(
    design: Design, folder: Path, known: Collection[bytes], report: Report = lambda points: None
) -> tuple[str, int, dict[str, str]]:
    """Write those points of a design that are not known, numbered after them.

    Returns the file's name, how many there are, and digests of the organisations' files. Raises InputError for points
    that make no scenario, OSError where the disk does not take them.
    """
    files: dict[str, str] = {}
    kinds = kinds_of({factor: design.column(factor) for factor in design.factors})
    data, count = encoded_points(new_points(design, known, files, report), len(known), kinds)
    name = f"design-{atomic.checksum(data)}.parquet"
    atomic.put(folder, name, data)
    return name, count, files
