"""Features of the chart and the network against closed forms: stars, chains, cliques, complete graphs."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import networkx
import numpy as np
import pytest

from simalign.features.chart import examine_chart
from simalign.features.examples import total_effects
from simalign.features.names import hide_names, positions
from simalign.features.network import betweenness, inside_shares, pairs_apart, pairs_of
from simalign.organisation.members import read_members
from simalign.organisation.record import Organisation
from simalign.organisation.ties import read_ties, ties_from_pairs
from simalign.organisation.tree import depths, roles

KRACKHARDT = Path(__file__).parents[3] / "shared" / "data" / "krackhardt1987"


def organisation(manager: list[int], department: list[int], pairs: list[tuple[int, int]] | None = None) -> Organisation:
    """Return an organisation with mutual ties between pairs of members."""
    above, depth = np.array(manager, np.int32), depths(manager)[0]
    ends = np.array([*(pairs or []), *((b, a) for a, b in pairs or [])], np.int64).reshape(-1, 2)
    ids = tuple(f"P{i}" for i in range(len(manager)))
    return Organisation(
        ids=ids,
        names=ids,
        key=np.arange(len(manager), dtype=np.int64),
        manager=above,
        depth=depth,
        level=depth,
        department=np.array(department, np.int32),
        departments=tuple(f"D{d}" for d in range(max(department) + 1)),
        role=roles(above, depth),
        ties=ties_from_pairs(len(manager), ends[:, 0], ends[:, 1]),
    )


def star(size: int, department: list[int]) -> Organisation:
    return organisation([0] * size, department, [(0, i) for i in range(1, size)])


def chain(size: int, department: list[int]) -> Organisation:
    return organisation([max(i - 1, 0) for i in range(size)], department, [(i, i + 1) for i in range(size - 1)])


def two_cliques(size: int) -> Organisation:
    """Return two departments of ``size`` members, complete inside, and one tie between them."""
    first, second = range(size), range(size, 2 * size)
    pairs = [*combinations(first, 2), *combinations(second, 2), (0, size)]
    return organisation([0] * 2 * size, [0] * size + [1] * size, pairs)


def test_the_chart_of_a_star_and_of_a_chain() -> None:
    wide = examine_chart(star(13, [0] * 13))
    assert (wide.layers, wide.managers, wide.wide.tolist(), wide.narrow.tolist()) == (2, 1, [0], [])
    long = examine_chart(chain(5, [0] * 5))
    assert (long.layers, long.managers, long.single.tolist()) == (5, 4, [0, 1, 2, 3])
    usual = examine_chart(organisation([0, 0, 0, 0, 0, *[1] * 10], [0] * 15))
    assert (usual.narrow.size, usual.wide.size, usual.single.size) == (0, 0, 0)


def test_the_centre_of_a_star_is_on_all_paths() -> None:
    made = star(9, [0, *[1] * 4, *[2] * 4])
    between = betweenness(made, pairs_of(made))
    assert np.allclose(between, [1.0] + [0.0] * 8)


def test_positions_on_a_chain() -> None:
    """Member i of a chain of different departments is on the paths of the i members before and the rest after."""
    size = 7
    made = chain(size, list(range(size)))
    between = betweenness(made, pairs_of(made))
    expected = [2 * i * (size - 1 - i) / ((size - 1) * (size - 2)) for i in range(size)]
    assert np.allclose(between, expected)


def test_the_bridge_between_two_cliques() -> None:
    """Paths between others of the two departments pass through both ends of the bridge, and through nobody else."""
    size = 6
    made = two_cliques(size)
    between = betweenness(made, pairs_of(made))
    assert np.allclose(between[[0, size]], 1.0)
    assert np.allclose(np.delete(between, [0, size]), 0.0)
    shares = inside_shares(made, pairs_of(made))
    inside = 2 * 15 / (2 * 15 + 1)
    assert [(each.closed, round(each.inside, 9)) for each in shares] == [(True, round(inside, 9))] * 2
    assert np.isclose(shares[0].by_size, 5 / 11)
    assert pairs_apart(made, pairs_of(made)) == []


def test_two_cliques_without_a_bridge_never_meet() -> None:
    size = 5
    made = organisation([0] * 10, [0] * size + [1] * size, [*combinations(range(5), 2), *combinations(range(5, 10), 2)])
    assert pairs_apart(made, pairs_of(made)) == [(0, 1)]
    assert betweenness(made, pairs_of(made)).tolist() == [0.0] * 10


def test_in_a_complete_graph_nobody_is_between_and_nobody_keeps_to_themselves() -> None:
    made = organisation([0] * 12, [0] * 4 + [1] * 8, list(combinations(range(12), 2)))
    assert betweenness(made, pairs_of(made)).tolist() == [0.0] * 12
    for each in inside_shares(made, pairs_of(made)):
        assert np.isclose(each.inside, each.by_size) and not each.closed


def test_an_exact_search_and_a_sampled_one_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    """From a third of the members of two large cliques, the ends of the bridge are still on all paths."""
    made = two_cliques(12)
    monkeypatch.setattr("simalign.features.network.STEPS", (24 + 133) * 8)
    between = betweenness(made, pairs_of(made))
    assert np.allclose(between[[0, 12]], 1.0)
    assert np.allclose(np.delete(between, [0, 12]), 0.0)


def test_a_department_of_one_and_a_single_department_have_no_shares() -> None:
    together = star(4, [0] * 4)
    assert inside_shares(together, pairs_of(together)) == []
    alone = star(4, [0, 1, 1, 1])
    assert [each.department for each in inside_shares(alone, pairs_of(alone))] == [0, 1]


def test_total_effects_are_those_of_the_inverse_and_have_the_mean_one() -> None:
    """Effects are column sums of anchor (I - (1 - anchor) W)^-1, W: shares of deeds that a member sees."""
    made = two_cliques(4)
    anchor, weight, across = 0.6, 0.3, 0.5
    seen = np.zeros((8, 8))
    for a, b in pairs_of(made).tolist():
        seen[a, b] = seen[b, a] = 1.0 if made.department[a] == made.department[b] else across
    seen = (1 - weight) * seen / seen.sum(axis=1, keepdims=True)
    seen[np.arange(8), made.manager] += weight
    expected = anchor * np.linalg.inv(np.eye(8) - (1 - anchor) * seen).sum(axis=0)
    effects = total_effects(made, anchor, weight, across)
    assert np.allclose(effects, expected, atol=1e-9)
    assert np.isclose(effects.mean(), 1.0)


def test_in_a_complete_graph_without_managers_all_deeds_count_alike() -> None:
    made = organisation([0] * 9, [0] * 9, list(combinations(range(9), 2)))
    assert np.allclose(total_effects(made, 0.5, 0.0, 1.0), 1.0)


def test_hidden_names_are_unique_and_contain_no_name() -> None:
    made = organisation([0, 0, 0, 1, 1, 3, 2], [0, 1, 2, 1, 1, 1, 2])
    assert positions(made) == (
        *("the head", "the head of D1", "the head of D2"),
        *("manager 1 (D1)", "member 1 (D1)", "member 2 (D1)", "member 3 (D2)"),
    )
    hidden = hide_names(made)
    assert len(set(hidden.ids)) == made.size and not {*hidden.ids, *hidden.names} & {*made.ids}


@pytest.mark.skipif(not KRACKHARDT.exists(), reason="the data set is not part of the package")
def test_on_the_managers_of_krackhardt_as_networkx_computes_it() -> None:
    """With everybody in a department of their own, all pairs count, as in the published centrality."""
    members = read_members(KRACKHARDT / "members.csv")[0]
    ties = read_ties(KRACKHARDT / "friendship.csv", members.ids, mutual=False)[0]
    made = replace(members, ties=ties)
    chart = examine_chart(made)
    assert (made.size, chart.layers, chart.managers) == (21, 3, 5)
    alone = replace(made, department=np.arange(21, dtype=np.int32), departments=tuple(f"{i:02}" for i in range(21)))
    graph = networkx.Graph(pairs_of(made).tolist())
    assert set(graph) == set(range(21)) and networkx.is_connected(graph)
    expected = networkx.betweenness_centrality(graph, normalized=True)
    assert np.allclose(betweenness(alone, pairs_of(alone)), [expected[i] for i in range(21)])
    assert made.ids[int(betweenness(alone, pairs_of(alone)).argmax())] == "A17"
