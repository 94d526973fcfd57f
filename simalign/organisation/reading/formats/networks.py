"""Graphs in GEXF, GML, Pajek, UCINET DL and node-link JSON, read by networkx where it can.

An edge has no line in these formats, so the number of the edge in its file counts as the line.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

from simalign.errors import InputError, Problem
from simalign.files.table import Raw
from simalign.texts.phrase import Phrase

LABELS = ("label", "name", "id", "email", "user_id", "userid", "employee_id")
LABELLED = re.compile(r"((?:\b(?:row|col|column|level|matrix)\s+)?)\blabels\s*:", re.IGNORECASE)  # sections of DL
NUMERIC = re.compile(r"[+-]?[0-9]*\.?[0-9]+", re.ASCII)
MOST_NODES = 20_000  # of a matrix
ALLOWED = "an undamaged file, or a CSV edge list with the columns source and target"


@dataclass(frozen=True, slots=True)
class Network:
    """Edges between nodes, with the text of their weights, all nodes, and their labels, by the name of the label."""

    format: str
    directed: bool
    edges: list[tuple[str, str, str]]
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    weighted: bool = False
    nodes: list[str] = field(default_factory=list)


def network_kind(data: bytes) -> str | None:
    """Return the name of the format of a network, found by the content; None for another kind of file.

    >>> network_kind(b"*Vertices 2"), network_kind(b"id,manager")
    ('Pajek', None)
    """
    head = _head(data)
    return next((name for pattern, name, _ in FORMATS if pattern.match(head)), None)


def _head(data: bytes) -> bytes:
    return data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()


def network_of(file: Path, data: bytes) -> Network | None:
    """Return the network in a file, whose format is found by the content; None for another kind of file.

    Raises InputError for a file of one of these formats that cannot be read.
    """
    head = _head(data)
    for pattern, name, read in FORMATS:
        if pattern.match(head):
            try:
                return read(data)
            except (KeyboardInterrupt, SystemExit, MemoryError):
                raise
            except Exception as error:  # whatever networkx raises for a damaged file
                message = f"is {name} that cannot be read: {str(error) or type(error).__name__}"
                raise InputError([Problem(message, file, allowed=ALLOWED)]) from None
    return None


def _of_graph(graph: Any, form: str, attribute: str = "weight") -> Network:
    """Return the edges of a graph of networkx in order, and the labels of its nodes that are all different."""
    edges = [
        (str(source), str(target), _number(values.get(attribute))) for source, target, values in graph.edges(data=True)
    ]
    labels: dict[str, dict[str, str]] = {}
    for name in LABELS:
        values = {str(node): str(data[name]).strip() for node, data in graph.nodes(data=True) if name in data}
        if values and len(set(values.values())) == len(values):
            labels[name] = values
    weighted = any(weight not in ("", "1", "1.0") for _, _, weight in edges)
    form = network_format(form, graph.is_directed())
    return Network(form, graph.is_directed(), edges, labels, weighted, list(map(str, graph.nodes)))


def network_format(form: str, directed: bool) -> Phrase:
    """Return the name of a format with the kind of ties of a network.

    >>> network_format("GEXF", True)
    'GEXF, directed'
    """
    return Phrase("report.format.network", form=form, kind="directed" if directed else "undirected")


def _number(value: object) -> str:
    return "" if value is None else str(value)


def _networkx() -> Any:
    """Return networkx, imported only for the files that it reads: it takes long to import, and most runs read none."""
    import networkx

    return networkx


def _gexf(data: bytes) -> Network:
    return _of_graph(_networkx().read_gexf(BytesIO(data)), "GEXF")


def _gml(data: bytes) -> Network:
    graph = _networkx().parse_gml(_decoded(data), label="id")
    for attribute in ("weight", "value"):
        if any(attribute in values for _, _, values in graph.edges(data=True)):
            return _of_graph(graph, "GML", attribute)
    return _of_graph(graph, "GML")


def _pajek(data: bytes) -> Network:
    text = _decoded(data)
    nx = _networkx()
    graph = nx.parse_pajek(text)
    if not re.search(r"^\s*\*arcs", text, re.IGNORECASE | re.MULTILINE):
        graph = nx.MultiGraph(graph) if not graph.is_directed() else graph.to_undirected(as_view=True)
    return _of_graph(graph, "Pajek")


def _node_link(data: bytes) -> Network:
    value = json.loads(data)
    edges = value.get("links", value.get("edges"))
    nodes = value.get("nodes", [])
    if not isinstance(edges, list) or not isinstance(nodes, list):
        raise ValueError("nodes and links must be lists")
    known = [_node(node, number) for number, node in enumerate(nodes)]
    labels: dict[str, dict[str, str]] = {}
    for name in LABELS[:2]:
        values = {key: str(node[name]) for key, node in zip(known, nodes, strict=True) if name in node}
        labels |= {name: values} if values and len(set(values.values())) == len(values) else {}
    rows = [(_end(edge, "source", "from"), _end(edge, "target", "to"), _weight(edge)) for edge in edges]
    directed = value.get("directed") is True
    form = network_format(Phrase("report.format.nodelink"), directed)
    weighted = any(weight not in ("", "1", "1.0") for *_, weight in rows)
    return Network(form, directed, rows, labels, weighted, known)


def _node(node: Any, number: int) -> str:
    if not isinstance(node, dict):
        raise ValueError("a node must be a record")
    return str(node.get("id", node.get("name", number)))


def _end(edge: Any, *names: str) -> str:
    value = next((edge[name] for name in names if name in edge), None) if isinstance(edge, dict) else None
    value = value.get("id") if isinstance(value, dict) else value
    if value is None or isinstance(value, list | dict):
        raise ValueError(f"an edge without a {names[0]}")
    return str(value)


def _weight(edge: dict[str, Any]) -> str:
    return _number(next((edge[name] for name in ("weight", "value") if name in edge), None))


def _dl(data: bytes) -> Network:
    """Return the edges of a UCINET DL file with a full matrix or an edge list."""
    text = _decoded(data)
    head, _, body = (
        re.split(r"(?i)(\bdata\s*:)", text, maxsplit=1) if re.search(r"(?i)\bdata\s*:", text) else ("", "", "")
    )
    size = re.search(r"(?i)\bn\s*=\s*(\d+)", head)
    if size is None or not body.strip() or not 0 < int(size[1]) <= MOST_NODES:
        raise ValueError(f"DL requires n=, a number of nodes up to {MOST_NODES:,}, and data:")
    count = int(size[1])
    form = re.search(r"(?i)\bformat\s*=\s*(\w+)", head)
    kind = form[1].lower() if form else "fullmatrix"
    names = _dl_labels(head)
    embedded = re.search(r"(?i)labels\s+embedded", head) is not None
    if kind.startswith("edgelist"):
        return Network(Phrase("report.format.dl.list"), True, list(_dl_edges(body, names)), {}, True, names)
    if kind != "fullmatrix":
        raise ValueError(f"the DL format {kind} is not supported; allowed: fullmatrix, edgelist1")
    tokens = body.split()
    if embedded:
        names, tokens = tokens[:count], tokens[count:]
        tokens = [token for number, token in enumerate(tokens) if number % (count + 1)]
    if len(tokens) < count * count:
        raise ValueError(f"the matrix has {len(tokens)} numbers, not {count * count}")
    names = names if len(names) == count else [str(number) for number in range(1, count + 1)]
    starts = pairwise(range(0, count * count + 1, count))
    matrices = re.search(r"(?i)\bnm\s*=\s*(\d+)", head)
    several = matrices[1] if matrices and int(matrices[1]) > 1 else "none"
    title = Phrase("report.format.dl.matrix", all=several)
    return matrix_network(names, [tokens[start:end] for start, end in starts], title)


def _dl_labels(head: str) -> list[str]:
    """Return the labels of rows in the head of a DL file; empty without them."""
    parts = LABELLED.split(head)
    sections = {kind.strip().lower(): text for kind, text in zip(parts[1::2], parts[2::2], strict=True)}
    return _names(sections.get("row", sections.get("", "")))


def _names(text: str) -> list[str]:
    return [name.strip("\"' ") for name in re.findall(r"\"[^\"]*\"|'[^']*'|[^\s,]+", text)]


def _dl_edges(body: str, names: list[str]) -> Iterator[tuple[str, str, str]]:
    for line in body.splitlines():
        parts = _names(line)
        if len(parts) > 1:
            first, second = (_dl_name(part, names) for part in parts[:2])
            yield first, second, parts[2] if len(parts) > 2 else "1"


def _dl_name(part: str, names: list[str]) -> str:
    """Return the label of a node that is given by its number from 1, or by its label."""
    number = int(part) if part.isascii() and part.isdigit() and len(part) < 10 else 0
    return names[number - 1] if 0 < number <= len(names) else part


def matrix_network(names: list[str], cells: list[list[str]], form: str) -> Network:
    """Return the network of an adjacency matrix; a symmetric one is undirected.

    >>> matrix_network(["a", "b"], [["0", "2"], ["0", "0"]], "matrix").edges
    [('a', 'b', '2')]
    """
    values = [[_value(cell) for cell in row] for row in cells]
    symmetric = all(values[i][j] == values[j][i] for i in range(len(names)) for j in range(i))
    edges = [
        (names[i], names[j], cells[i][j])
        for i, row in enumerate(values)
        for j, value in enumerate(row)
        if value != 0.0 and not (symmetric and j < i)
    ]
    weighted = any(float(cell) != 1.0 for *_, cell in edges)
    return Network(network_format(form, not symmetric), not symmetric, edges, {}, weighted, names)


def _value(cell: str) -> float:
    return float(cell) if cell else 0.0


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


FORMATS: list[tuple[re.Pattern[bytes], str, Callable[[bytes], Network]]] = [
    (re.compile(rb"(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<gexf", re.DOTALL), "GEXF", _gexf),
    (re.compile(rb"((#|creator|version|comment)[^\n]*\n\s*)*graph\s*\["), "GML", _gml),
    (re.compile(rb"(%[^\n]*\n\s*)*\*(vertices|network)"), "Pajek", _pajek),
    (re.compile(rb"dl\b"), "UCINET DL", _dl),
    (re.compile(rb"\{.*\"(nodes|links|edges)\"\s*:", re.DOTALL), "node-link JSON", _node_link),
]


def matrix_of(raw: Raw) -> Network | None:
    """Return the network of an adjacency matrix, whose first row and column have the same names; None for others."""
    header, rows = raw.rows[0], raw.rows[1:]
    names = list(header[1:])
    if len(names) < 2 or NUMERIC.fullmatch(header[0]) or len(rows) != len(names) or len(set(names)) < len(names):
        return None
    if any(len(row) != len(header) for row in rows) or [row[0] for row in rows] != names:
        return None
    cells = [list(row[1:]) for row in rows]
    numeric = all(not cell or NUMERIC.fullmatch(cell) for row in cells for cell in row)
    return matrix_network(names, cells, Phrase("report.format.adjacency", form=raw.format)) if numeric else None
