"""Ties from pairs and from files, against hand-made answers."""

from pathlib import Path
from random import Random

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simalign.errors import InputError
from simalign.organisation.record import Ties
from simalign.organisation.ties import complete_ties, components, read_ties, sources, ties_from_pairs

IDS = ("ann", "bo", "cy")
MEMBERS = 7
PAIRS = st.sets(st.tuples(st.integers(0, MEMBERS - 1), st.integers(0, MEMBERS - 1)))


def pairs(ties: Ties) -> list[tuple[int, int]]:
    return list(zip(sources(ties).tolist(), ties.target.tolist(), strict=True))


def write(folder: Path, text: str) -> Path:
    file = folder / "ties.csv"
    file.write_text(text)
    return file


@given(PAIRS, st.randoms())
def test_rows_are_sorted_whatever_the_order(edges: set[tuple[int, int]], order: Random) -> None:
    shuffled = sorted(edges)
    order.shuffle(shuffled)
    weight = [10.0 * i + j for i, j in shuffled]
    ties = ties_from_pairs(MEMBERS, [i for i, _ in shuffled], [j for _, j in shuffled], weight)
    assert pairs(ties) == sorted(edges)
    assert [str(a.dtype) for a in (ties.start, ties.target, ties.weight)] == ["int64", "int32", "float64"]
    if not all(value == 1.0 for value in weight):
        assert ties.weight.tolist() == [10.0 * i + j for i, j in sorted(edges)]


@given(PAIRS)
def test_components_are_those_of_networkx(edges: set[tuple[int, int]]) -> None:
    graph = networkx.Graph(list(edges))
    graph.add_nodes_from(range(MEMBERS))
    expected = {min(part): part for part in networkx.connected_components(graph)}
    found = components(ties_from_pairs(MEMBERS, [i for i, _ in edges], [j for _, j in edges]))
    assert {first: set(np.flatnonzero(found == first).tolist()) for first in set(found.tolist())} == expected


def test_weights_of_one_are_left_out() -> None:
    assert ties_from_pairs(2, [0, 1], [1, 0], [1, 1]).weight.size == 0
    assert ties_from_pairs(2, [1, 0], [0, 1], [1, 0]).weight.tolist() == [0.0, 1.0]


@pytest.mark.parametrize(
    ("source", "target", "weight", "said"),
    [
        ([0, 0], [1, 1], None, "twice"),
        ([0], [3], None, r"outside 0\.\.2"),
        ([-1], [0], None, r"outside 0\.\.2"),
        ([0], [1], [-1.0], "negative"),
        ([0], [1], [np.nan], "not finite"),
    ],
)
def test_refuses_bad_pairs(source: list[int], target: list[int], weight: list[float] | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        ties_from_pairs(3, source, target, weight)


@pytest.mark.parametrize(("loops", "count"), [(True, 9), (False, 6)])
def test_complete(loops: bool, count: int) -> None:
    found = pairs(complete_ties(3, loops))
    assert len(found) == len(set(found)) == count
    assert all(i != j for i, j in found) is not loops
    assert pairs(complete_ties(1, loops)) == ([(0, 0)] if loops else [])


def test_reads_directed_and_mutual(tmp_path: Path) -> None:
    file = write(tmp_path, "source,target,weight,since\ncy,ann,0.5,1999\nann,bo,2,\nbo,bo,3,\n")
    ties, reading = read_ties(file, IDS, mutual=False)
    assert pairs(ties) == [(0, 1), (1, 1), (2, 0)]
    assert ties.weight.tolist() == [2.0, 3.0, 0.5]
    assert reading.unused == ("since",)
    ties, _ = read_ties(file, IDS, mutual=True)
    assert pairs(ties) == [(0, 1), (0, 2), (1, 0), (1, 1), (2, 0)]
    assert ties.weight.tolist() == [2.0, 0.5, 2.0, 3.0, 0.5]


def test_maps_column_names(tmp_path: Path) -> None:
    file = write(tmp_path, "who;asks whom;per week\nann;bo;1,5\n")
    mapping = {"source": "who", "target": "asks whom", "weight": "per week"}
    ties, reading = read_ties(file, IDS, False, mapping)
    assert (pairs(ties), ties.weight.tolist()) == ([(0, 1)], [1.5])
    assert reading.used == mapping


@pytest.mark.parametrize("directed", [True, False])
@pytest.mark.parametrize("weighted", [True, False])
def test_reads_what_networkx_writes(tmp_path: Path, directed: bool, weighted: bool) -> None:
    graph = networkx.DiGraph() if directed else networkx.Graph()
    for i, j, weight in [("cy", "ann", 0.5), ("ann", "bo", 2.0), ("bo", "bo", 3.0)]:
        graph.add_edge(i, j, **({"weight": weight} if weighted else {}), kind="advice")
    networkx.write_graphml(graph, tmp_path / "ties.graphml")
    ties, reading = read_ties(tmp_path / "ties.graphml", IDS, mutual=False)
    there = [(0, 1), (1, 1), (2, 0)]
    assert pairs(ties) == (there if directed else [(0, 1), (0, 2), (1, 0), (1, 1), (2, 0)])
    expected = [2.0, 3.0, 0.5] if directed else [2.0, 0.5, 2.0, 3.0, 0.5]
    assert ties.weight.tolist() == (expected if weighted else [])
    assert reading.unused == ("kind",)
    assert reading.format == f"GraphML, {'directed' if directed else 'undirected'}"


def test_a_directed_graph_goes_one_way_unless_told_otherwise(tmp_path: Path) -> None:
    graph = networkx.DiGraph([("ann", "bo"), ("bo", "cy")])
    networkx.write_graphml(graph, tmp_path / "ties.graphml")
    ties, reading = read_ties(tmp_path / "ties.graphml", IDS)
    assert (pairs(ties), reading.notes) == ([(0, 1), (1, 2)], ())
    both, _ = read_ties(tmp_path / "ties.graphml", IDS, mutual=True)
    assert pairs(both) == [(0, 1), (1, 0), (1, 2), (2, 1)]


def test_the_default_weight_of_a_graph(tmp_path: Path) -> None:
    file = tmp_path / "ties.graphml"
    file.write_text(
        '<graphml><key id="w" for="edge" attr.name="weight"><default>2</default></key><graph edgedefault="directed">'
        '<edge source="ann" target="bo"/><edge source="bo" target="cy"><data key="w"> 3 </data></edge>'
        "</graph></graphml>"
    )
    assert read_ties(file, IDS)[0].weight.tolist() == [2.0, 3.0]


def test_ties_of_nobody_in_particular(tmp_path: Path) -> None:
    ties, _ = read_ties(write(tmp_path, "source,target\nzoe,ann\nann,bo\n"), None, mutual=False)
    assert pairs(ties) == [(0, 1), (2, 0)]


def test_remarks_on_an_attribute_that_looks_misspelt(tmp_path: Path) -> None:
    graph = networkx.DiGraph()
    graph.add_edge("ann", "bo", Weight=0.25)
    networkx.write_graphml(graph, tmp_path / "ties.graphml")
    ties, reading = read_ties(tmp_path / "ties.graphml", IDS)
    assert (ties.weight.size, reading.notes) == (0, ("attribute 'Weight' is not used; did you mean 'weight'?",))


def test_maps_the_weight_of_a_graph(tmp_path: Path) -> None:
    graph = networkx.DiGraph()
    graph.add_edge("ann", "bo", strength=0.25)
    file = tmp_path / "ties.graphml"
    networkx.write_graphml(graph, file)
    ties, reading = read_ties(file, IDS, False, {"weight": "strength"})
    assert (ties.weight.tolist(), reading.used["weight"], reading.unused) == ([0.25], "strength", ())
    with pytest.raises(InputError) as caught:
        read_ties(file, IDS, False, {"weight": "force", "source": "x"})
    assert [(p.key, p.value, p.allowed) for p in caught.value.problems] == [
        ("tie_columns.source", "x", "one of weight"),
        ("tie_columns.weight", "force", "an attribute of the edges: strength"),
    ]


def test_a_graph_without_edges(tmp_path: Path) -> None:
    graph = networkx.DiGraph()
    graph.add_node("ann")
    networkx.write_graphml(graph, tmp_path / "ties.graphml")
    with pytest.raises(InputError, match="does not contain ties"):
        read_ties(tmp_path / "ties.graphml", IDS, mutual=False)
