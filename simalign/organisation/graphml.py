"""Reading of the edges of a GraphML file, where node ids are ids of members, and ``weight`` is an edge attribute.

The file is read in one pass. One graph with its edges and their attributes is read; a second graph, hyperedges and
edges of the other direction, which would change the ties, are refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from simalign.errors import InputError, Problem
from simalign.files.cells import Column
from simalign.files.table import Reading, content
from simalign.organisation.columns import TIE_COLUMNS, check_mapping, unused_notes
from simalign.organisation.edges import WEIGHT, Edges
from simalign.organisation.reading.formats.networks import LABELS, network_format

ALLOWED = "GraphML with one graph"
ENCODINGS = "UTF-8, UTF-16 or an encoding with one byte per character"
DIRECTED = {"directed": True, "undirected": False}
OF_EDGES = ("edge", "all")


def read_graphml(file: Path, columns: Mapping[str, str], problems: list[Problem]) -> tuple[Edges, Reading]:
    """Read the edges in the order of the file.

    columns: the file's name of the attribute ``weight``, if it differs. Problems of it and of the edges are added to
    ``problems``. Raises InputError if the file cannot be read or is not GraphML.
    """
    check_mapping(file, TIE_COLUMNS, columns, (WEIGHT,), problems)
    graph = _graph(file, problems)
    attribute = columns.get(WEIGHT, WEIGHT)
    attributes = graph.attributes()
    weighted = attribute in attributes
    if WEIGHT in columns and not weighted:
        allowed = f"an attribute of the edges: {', '.join(attributes) or 'the edges have none'}"
        problems.append(Problem("no such attribute", file, None, f"{TIE_COLUMNS}.{WEIGHT}", attribute, allowed))
    used = {"source": "source", "target": "target"} | ({WEIGHT: attribute} if weighted else {})
    unused = tuple(name for name in attributes if name != attribute)
    notes = unused_notes("attribute", unused, () if weighted else (WEIGHT,))
    form = network_format("GraphML", bool(graph.directed))
    return graph.columns(attribute if weighted else None), Reading(str(file), form, used, unused, notes)


@dataclass(frozen=True, slots=True)
class _Edge:
    line: int
    source: str
    target: str
    data: dict[str, str]


@dataclass(slots=True)
class _Graph:
    """The content of a GraphML file up to the current position.

    open: the names of the open elements. labels: names of nodes, by the name of the attribute and the node. names,
    defaults: the name and the default of each attribute, by key.
    """

    file: Path
    line: Callable[[], int]
    problems: list[Problem]
    directed: bool | None = None
    names: dict[str, str | None] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    edges: list[_Edge] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    node: str = ""
    nodes: list[str] = field(default_factory=list)
    node_names: dict[str, str] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    key: str = ""
    text: str = ""

    def attributes(self) -> list[str]:
        """Return the sorted names of the attributes of edges."""
        keys = {key for edge in self.edges for key in edge.data} | set(self.defaults)
        return sorted({name for key in keys if (name := self.names.get(key))})

    def columns(self, attribute: str | None) -> Edges:
        """Return the edges as columns, with the default of the attribute for edges without it."""
        keys = [key for key, name in self.names.items() if attribute and name == attribute]
        lines = tuple(edge.line for edge in self.edges)

        def owner(row: int) -> str:
            return f"tie {self.edges[row].source!r} -> {self.edges[row].target!r}"

        def weight(edge: _Edge) -> str:
            values = (known[key] for known in (edge.data, self.defaults) for key in keys if key in known)
            return next(values, "")

        def column(name: str, cell: Callable[[_Edge], str]) -> Column:
            return Column(self.file, name, [cell(edge) for edge in self.edges], lines, owner)

        ends = column("source", lambda edge: edge.source), column("target", lambda edge: edge.target)
        weights = column(attribute, weight) if attribute else None
        unique = {name: texts for name, texts in self.labels.items() if len(set(texts.values())) == len(texts)}
        return Edges(*ends, weights, self.directed, unique, tuple(self.nodes))

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """Read the start of an element."""
        self.open.append(_name(tag))
        self.text = ""
        match self.open:
            case ["graphml"]:
                pass
            case [root]:
                self._note("is not GraphML: it begins with another element", None, root, ALLOWED)
                raise InputError(self.problems)
            case ["graphml", "key"]:
                self._enter_key(attrs)
            case ["graphml", "graph"] if self.directed is None:
                self._enter_graph(attrs.get("edgedefault"))
            case ["graphml", "graph", "edge"]:
                self._enter_edge(attrs)
            case ["graphml", "graph", "node"]:
                self.node = attrs.get("id", "")
                self.nodes.append(self.node)
            case ["graphml", "graph", "node", "data"]:
                self.key = attrs.get("key", "")
            case ["graphml", "graph", "edge", "data"]:
                self.key = attrs.get("key", "")
                if self.key not in self.names:
                    self._note("no attribute has this key", "data key", self.key, "the id of a <key>")
            case [*_, "graph"]:
                self._note("a second graph, which is not read", "graph", attrs.get("id"), ALLOWED)
            case [*_, "hyperedge"]:
                self._note("an edge with more than two ends", "hyperedge", None, "edges with two ends")

    def end(self, tag: str) -> None:
        """Read the end of an element."""
        match self.open:
            case ["graphml", "graph", "edge", "data"] if self.edges:
                self.edges[-1].data[self.key] = self.text.strip()
            case ["graphml", "graph", "node", "data"] if (name := self.node_names.get(self.key, "")) in LABELS:
                self.labels.setdefault(name, {})[self.node] = self.text.strip()
            case ["graphml", "key", "default"] if self.names[self.key]:
                self.defaults[self.key] = self.text.strip()
        self.open.pop()

    def characters(self, text: str) -> None:
        """Add to the text of the current element."""
        self.text += text

    def _enter_key(self, attrs: dict[str, str]) -> None:
        self.key = attrs.get("id", "")
        of_edges = attrs.get("for", "all") in OF_EDGES
        self.node_names[self.key] = attrs.get("attr.name", "").lower()
        self.names[self.key] = attrs.get("attr.name") if of_edges else None

    def _enter_graph(self, edgedefault: str | None) -> None:
        if edgedefault not in DIRECTED:
            self._note("does not specify whether ties are directed", "edgedefault", edgedefault, " or ".join(DIRECTED))
        self.directed = DIRECTED.get(edgedefault or "", False)

    def _enter_edge(self, attrs: dict[str, str]) -> None:
        for end in ("source", "target"):
            if end not in attrs:
                self._note("an edge without this end", end, None, "the id of a node")
        directed = attrs.get("directed")
        if directed is not None and (directed == "true") != self.directed:
            message, allowed = "an edge whose direction differs from the graph's edgedefault", "edges all of one kind"
            self._note(message, "directed", directed, allowed)
        self.edges.append(_Edge(self.line(), attrs.get("source", ""), attrs.get("target", ""), {}))

    def _note(self, message: str, key: str | None, value: str | None, allowed: str) -> None:
        self.problems.append(Problem(message, self.file, self.line(), key, value, allowed))


def _graph(file: Path, problems: list[Problem]) -> _Graph:
    """Parse a file. Raises InputError if it cannot be read or is not GraphML."""
    text = content(file, ALLOWED)
    parser = expat.ParserCreate(namespace_separator=" ")
    graph = _Graph(file, lambda: parser.CurrentLineNumber, problems)
    parser.buffer_text = True
    parser.StartElementHandler = graph.start
    parser.EndElementHandler = graph.end
    parser.CharacterDataHandler = graph.characters
    try:
        parser.Parse(text, True)
    except expat.ExpatError as error:
        raise InputError([*problems, Problem(f"not XML: {error}", file, error.lineno, allowed=ALLOWED)]) from error
    except InputError:
        raise
    except (LookupError, TypeError, ValueError) as error:  # from the codec of the declared encoding
        message = f"has an encoding that cannot be read: {error}"
        raise InputError([*problems, Problem(message, file, parser.CurrentLineNumber, allowed=ENCODINGS)]) from error
    if graph.directed is None:
        problems.append(Problem("does not contain a graph", file, 1, allowed=ALLOWED))
    return graph


def _name(tag: str) -> str:
    """Return the name of an element of GraphML; for another vocabulary, with its namespace."""
    namespace, _, name = tag.rpartition(" ")
    return name if not namespace or "graphml" in namespace else tag
