"""The arithmetic of the goal simplex."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simalign.simplex import focused, largest, mean_rows, overlap, recalls
from tests.properties.worlds import often

K = 4
GOALS = (0,) * K
WEIGHTS = st.lists(st.floats(0, 1) | st.sampled_from([0.0, 0.25, 0.5]), min_size=K, max_size=K)
POINTS = WEIGHTS.filter(lambda row: sum(row) > 1e-6).map(lambda row: np.array([row]) / sum(row))
ORDERS = st.permutations(range(K)).map(np.array)


@often
@given(POINTS, POINTS)
def test_overlap_is_symmetric_and_a_share(p: np.ndarray, q: np.ndarray) -> None:
    likeness = overlap(GOALS, p, 0, q, 0)
    assert likeness == overlap(GOALS, q, 0, p, 0)
    assert 0 <= likeness <= 1 + 1e-15
    assert abs(likeness - (1 - np.abs(p - q).sum() / 2)) <= 1e-14
    assert abs(overlap(GOALS, p, 0, p, 0) - 1) <= 1e-15


@often
@given(POINTS, POINTS, POINTS)
def test_unlikeness_is_a_distance(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> None:
    def apart(a: np.ndarray, b: np.ndarray) -> float:
        return 1 - overlap(GOALS, a, 0, b, 0)

    assert apart(p, r) <= apart(p, q) + apart(q, r) + 1e-14


@often
@given(POINTS, st.integers(1, 6), ORDERS)
def test_focused_keeps_the_largest(p: np.ndarray, focus: int, order: np.ndarray) -> None:
    out = np.full(K, np.nan)
    focused(p[0], focus, order, out)
    kept = sorted(order, key=lambda k: -p[0, k])[:focus]  # a stable sort: of equals the earlier in order
    expected = np.where(np.isin(np.arange(K), kept), p[0], 0.0)
    np.testing.assert_allclose(out, expected / expected.sum(), rtol=0, atol=1e-15)


@often
@given(POINTS, POINTS, st.integers(1, 3), ORDERS)
def test_recall_is_of_the_same_set(p: np.ndarray, q: np.ndarray, count: int, order: np.ndarray) -> None:
    top = np.zeros(K, np.int8)
    largest(GOALS, q, 0, count, order, top)
    theirs = set(sorted(order, key=lambda k: -q[0, k])[:count])
    ours = set(sorted(order, key=lambda k: -p[0, k])[:count])
    assert set(np.flatnonzero(top)) == theirs
    assert bool(recalls(GOALS, p, 0, top, order)) == (ours == theirs)


@often
@given(st.integers(1, 3000), st.integers(0, 2**32 - 1))
def test_means_of_rows_are_on_the_simplex(n: int, seed: int) -> None:
    """Across the borders of the blocks that sums are made in."""
    rows = np.random.default_rng(seed).dirichlet(np.ones(K), n)
    out = np.empty(K)
    mean_rows(GOALS, rows, np.arange(n), out)
    np.testing.assert_allclose(out, rows.mean(axis=0), rtol=0, atol=1e-14)
