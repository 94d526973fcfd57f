"""Reads the edges of a GraphML file: node ids are member ids, ``weight`` is an edge attribute.

The file is read in one pass. One graph with its edges and their attributes is read; content that would change the ties
and is not supported (another graph, hyperedges, edges of the other direction) is refused.
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

ALLOWED = "GraphML with one graph"
ENCODINGS = "UTF-8, UTF-16 or an encoding of one byte a character"
DIRECTED = {"directed": True, "undirected": False}
OF_EDGES = ("edge", "all")


def read_graphml(file: Path, columns: Mapping[str, str], problems: list[Problem]) -> tuple[Edges, Reading]:
    """Read edges in the order of the file; edges of an undirected graph count in both directions.

    columns: may give another name of the attribute ``weight``. Problems with it or with the edges are added to
    ``problems``. Raises InputError if the file cannot be opened or is not GraphML.
    """
    check_mapping(file, TIE_COLUMNS, columns, (WEIGHT,), problems)
    graph = _graph(file, problems)
    attribute = columns.get(WEIGHT, WEIGHT)
    attributes = graph.attributes()
    weighted = attribute in attributes
    if WEIGHT in columns and not weighted:
        allowed = f"an attribute of the edges: {', '.join(attributes) or 'there are none'}"
        problems.append(Problem("no such attribute", file, None, f"{TIE_COLUMNS}.{WEIGHT}", attribute, allowed))
    used = {"source": "source", "target": "target"} | ({WEIGHT: attribute} if weighted else {})
    unused = tuple(name for name in attributes if name != attribute)
    notes = unused_notes("attribute", unused, () if weighted else (WEIGHT,))
    form = f"GraphML, {'directed' if graph.directed else 'undirected'}"
    return graph.columns(attribute if weighted else None), Reading(str(file), form, used, unused, notes)


@dataclass(frozen=True, slots=True)
class _Edge:
    line: int
    source: str
    target: str
    data: dict[str, str]


@dataclass(slots=True)
class _Graph:
    """The state of a pass. open: the elements that contain the current position; names, defaults: of attributes, by
    key.
    """

    file: Path
    line: Callable[[], int]
    problems: list[Problem]
    directed: bool | None = None
    names: dict[str, str | None] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    edges: list[_Edge] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    key: str = ""
    text: str = ""

    def attributes(self) -> list[str]:
        """Return the names of the attributes of edges, sorted."""
        keys = {key for edge in self.edges for key in edge.data} | set(self.defaults)
        return sorted({name for key in keys if (name := self.names.get(key))})

    def columns(self, attribute: str | None) -> Edges:
        """Return the edges as columns; edges without the attribute have its default."""
        keys = [key for key, name in self.names.items() if attribute and name == attribute]
        lines = tuple(edge.line for edge in self.edges)

        def whose(row: int) -> str:
            return f"tie {self.edges[row].source!r} -> {self.edges[row].target!r}"

        def weight(edge: _Edge) -> str:
            given = (values[key] for values in (edge.data, self.defaults) for key in keys if key in values)
            return next(given, "")

        def column(name: str, cell: Callable[[_Edge], str]) -> Column:
            return Column(self.file, name, [cell(edge) for edge in self.edges], lines, whose)

        ends = column("source", lambda edge: edge.source), column("target", lambda edge: edge.target)
        return Edges(*ends, column(attribute, weight) if attribute else None, self.directed)

    def start(self, tag: str, given: dict[str, str]) -> None:
        """Enter an element."""
        self.open.append(_name(tag))
        self.text = ""
        match self.open:
            case ["graphml"]:
                pass
            case [other]:
                self._note("not GraphML: it begins with another element", None, other, ALLOWED)
                raise InputError(self.problems)
            case ["graphml", "key"]:
                self._enter_key(given)
            case ["graphml", "graph"] if self.directed is None:
                self._enter_graph(given.get("edgedefault"))
            case ["graphml", "graph", "edge"]:
                self._enter_edge(given)
            case ["graphml", "graph", "edge", "data"]:
                self.key = given.get("key", "")
                if self.key not in self.names:
                    self._note("no attribute has this key", "data key", self.key, "the id of a <key>")
            case [*_, "graph"]:
                self._note("another graph, which is not read", "graph", given.get("id"), ALLOWED)
            case [*_, "hyperedge"]:
                self._note("an edge with several ends, which is not read", "hyperedge", None, "edges of two ends")

    def end(self, tag: str) -> None:
        """Leave an element."""
        match self.open:
            case ["graphml", "graph", "edge", "data"] if self.edges:
                self.edges[-1].data[self.key] = self.text.strip()
            case ["graphml", "key", "default"] if self.names[self.key]:
                self.defaults[self.key] = self.text.strip()
        self.open.pop()

    def characters(self, text: str) -> None:
        """Add to the text of the current element."""
        self.text += text

    def _enter_key(self, given: dict[str, str]) -> None:
        self.key = given.get("id", "")
        of_edges = given.get("for", "all") in OF_EDGES
        self.names[self.key] = given.get("attr.name") if of_edges else None

    def _enter_graph(self, edgedefault: str | None) -> None:
        if edgedefault not in DIRECTED:
            self._note("unclear whether ties go one way", "edgedefault", edgedefault, " or ".join(DIRECTED))
        self.directed = DIRECTED.get(edgedefault or "", False)

    def _enter_edge(self, given: dict[str, str]) -> None:
        for end in ("source", "target"):
            if end not in given:
                self._note("an edge without this end", end, None, "the id of a node")
        own = given.get("directed")
        if own is not None and (own == "true") != self.directed:
            self._note("an edge of another kind than the graph's edgedefault", "directed", own, "edges all of one kind")
        self.edges.append(_Edge(self.line(), given.get("source", ""), given.get("target", ""), {}))

    def _note(self, message: str, key: str | None, value: str | None, allowed: str) -> None:
        self.problems.append(Problem(message, self.file, self.line(), key, value, allowed))


def _graph(file: Path, problems: list[Problem]) -> _Graph:
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
    except (LookupError, TypeError, ValueError) as error:  # of the codec that the file declares
        message = f"its encoding cannot be read: {error}"
        raise InputError([*problems, Problem(message, file, parser.CurrentLineNumber, allowed=ENCODINGS)]) from error
    if graph.directed is None:
        problems.append(Problem("holds no graph", file, 1, allowed=ALLOWED))
    return graph


def _name(tag: str) -> str:
    """Return the name of an element of GraphML; of another vocabulary, with its namespace."""
    home, _, name = tag.rpartition(" ")
    return name if not home or "graphml" in home else tag
