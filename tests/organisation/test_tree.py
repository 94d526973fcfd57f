"""Depths and circles against networkx, which computes them another way."""

import networkx
from hypothesis import given
from hypothesis import strategies as st

from simalign.organisation.tree import UNKNOWN, depths

FORESTS = st.integers(1, 12).flatmap(lambda n: st.lists(st.integers(UNKNOWN, n - 1), min_size=n, max_size=n))


@given(FORESTS)
def test_depths_and_circles(manager: list[int]) -> None:
    depth, circles = depths(manager)
    tops = [seat for seat, above in enumerate(manager) if above in (seat, UNKNOWN)]
    graph = networkx.DiGraph((above, seat) for seat, above in enumerate(manager) if seat not in tops)
    graph.add_nodes_from(range(len(manager)))
    for top in tops:
        for seat, steps in networkx.single_source_shortest_path_length(graph, top).items():
            assert depth[seat] == steps + 1
    reached = {seat for top in tops for seat in [top, *networkx.descendants(graph, top)]}
    assert {seat for seat, value in enumerate(depth) if value > 0} == reached
    expected = {frozenset(part) for part in networkx.simple_cycles(graph)}
    assert {frozenset(circle) for circle in circles} == expected
    for circle in circles:
        assert [manager[seat] for seat in circle] == [*circle[1:], circle[0]]
