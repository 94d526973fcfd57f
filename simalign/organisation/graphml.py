"""Edges of a GraphML file: node ids are member ids, ``weight`` is an edge attribute."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.parsers import expat

from simalign.errors import InputError, Problem
from simalign.organisation.cells import Column
from simalign.organisation.columns import check_mapping
from simalign.organisation.edges import WEIGHT, Edges
from simalign.organisation.table import Reading

ALLOWED = "GraphML with one graph"


def read_graphml(file: Path, columns: Mapping[str, str], problems: list[Problem]) -> tuple[Edges, Reading]:
    """Edges in the order of the file; an undirected graph's count both ways.

    ``columns`` may give another name of the attribute ``weight``; what is wrong with it is added to
    ``problems``. Raises InputError when the file cannot be opened or is no GraphML.
    """
    check_mapping(file, columns, (WEIGHT,), problems)
    attribute = columns.get(WEIGHT, WEIGHT)
    lines = _edge_lines(file)
    graph = _graph(file)
    directed = bool(graph.is_directed())
    found = []
    for source, target, data in graph.edges(data=True):
        here = lines[source, target] or lines[target, source]
        found.append((here.pop(0), source, target, data.get(attribute)))
    found.sort(key=lambda edge: edge[0])

    def column(name: str, cells: Sequence[Any]) -> Column:
        texts: list[str | None] = ["" if cell is None else str(cell) for cell in cells]
        return Column(file, name, texts, tuple(edge[0] for edge in found), whose)

    def whose(row: int) -> str:
        return f"tie {found[row][1]!r} -> {found[row][2]!r}"

    _, source, target, weight = zip(*found, strict=True) if found else ((), (), (), ())
    attributes = {name for *_, data in graph.edges(data=True) for name in data}
    weighted = attribute in attributes
    if WEIGHT in columns and not weighted:
        allowed = f"an attribute of the edges: {', '.join(sorted(attributes)) or 'there are none'}"
        problems.append(Problem("no such attribute", file, None, f"columns.{WEIGHT}", attribute, allowed))
    used = {"source": "source", "target": "target"} | ({WEIGHT: attribute} if weighted else {})
    form = f"GraphML, {'directed' if directed else 'undirected'}"
    reading = Reading(str(file), form, used, tuple(sorted(attributes - {attribute})))
    weights = column(attribute, weight) if weighted else None
    return Edges(column("source", source), column("target", target), weights, not directed), reading


def _edge_lines(file: Path) -> defaultdict[tuple[str, str], list[int]]:
    """Lines on which each edge stands, by its ends: networkx reads the edges but not where they are."""
    lines: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    parser = expat.ParserCreate(namespace_separator=" ")

    def start(tag: str, attributes: dict[str, str]) -> None:
        if tag.split(" ")[-1] == "edge":
            lines[attributes.get("source", ""), attributes.get("target", "")].append(parser.CurrentLineNumber)

    parser.StartElementHandler = start
    try:
        parser.Parse(file.read_bytes(), True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError([Problem(f"cannot be read: {reason}", file, allowed=ALLOWED)]) from error
    except expat.ExpatError as error:
        raise InputError([Problem(f"not XML: {error}", file, error.lineno, allowed=ALLOWED)]) from error
    return lines


def _graph(file: Path) -> Any:
    import networkx

    try:
        return networkx.read_graphml(file)
    except (networkx.NetworkXException, KeyError, TypeError, ValueError) as error:
        raise InputError([Problem(f"not GraphML: {error}", file, 1, allowed=ALLOWED)]) from error
