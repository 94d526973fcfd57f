"""Draws: Philox as published, uniform, independent of order, flat on the simplex."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simalign.streams import PURPOSES, draw, flat, four, philox, quartet, run_of
from tests.properties.worlds import often

SEEDS, WEEKS, KEYS = st.integers(0, 2**64), st.integers(0, 65535), st.integers(0, 2**32 - 1)
CODES, PLACES = st.sampled_from(sorted(PURPOSES.values())), st.integers(0, 1023)
# kat_vectors of Random123 (Salmon et al. 2011), philox4x32-10: counter, key, output
KNOWN = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "output"), KNOWN)
def test_known_answers(counter: tuple[int, ...], key: tuple[int, ...], output: tuple[int, ...]) -> None:
    words = [np.uint64(word) for word in counter + key]
    assert tuple(int(word) for word in philox(*words)) == output
    with np.errstate(over="ignore"):
        assert tuple(int(word) for word in getattr(philox, "py_func", philox)(*words)) == output


@often
@given(SEEDS, CODES, WEEKS, KEYS, PLACES)
def test_draws_are_uniforms_laid_out_as_described(seed: int, code: int, week: int, key: int, place: int) -> None:
    """ODD.md 7.1: c0 = week * 65536 + code * 256 + j // 4, c1 = key, then the run; u = x * 2^-32."""
    a, b = np.random.SeedSequence(seed, spawn_key=(0,)).generate_state(2, np.uint64).tolist()
    words = (week * 65536 + code * 256 + place // 4, key, b % 2**32, b >> 32, a % 2**32, a >> 32)
    expected = int(philox(*(np.uint64(word) for word in words))[place % 4]) * 2.0**-32
    u = draw(run_of(seed), code, week, key, place)
    assert u == expected and 0.0 <= u < 1.0
    assert quartet(run_of(seed), code, week, key, place // 4)[place % 4] == u


@often
@given(SEEDS, CODES, WEEKS, KEYS)
def test_bells_are_bounded(seed: int, code: int, week: int, key: int) -> None:
    assert -2.0 <= four(run_of(seed), code, week, key) < 2.0


@often
@given(SEEDS, WEEKS, KEYS, st.permutations(range(6)), st.integers(1, 6))
def test_flat_rows_are_the_gaps_between_sorted_draws(
    seed: int, week: int, key: int, order: list[int], count: int
) -> None:
    row = np.full(6, np.nan)
    flat(run_of(seed), 1, week, key, np.array(order), count, row)
    cuts = sorted(draw(run_of(seed), 1, week, key, j) for j in range(count - 1))
    np.testing.assert_allclose(row[order[:count]], np.diff([0.0, *cuts, 1.0]), rtol=0, atol=1e-15)
    assert not row[order[count:]].any()
    assert (row >= 0).all() and abs(row.sum() - 1) <= 1e-15


def test_flat_is_flat() -> None:
    """Mean 1/4 and variance 3/80 on each of 4 goals, within five standard errors: false alarm under 1e-5."""
    rows, run = np.empty((20_000, 4)), run_of(1)
    for key, row in enumerate(rows):
        flat(run, 1, 0, key, np.arange(4), 4, row)
    variance = 3 / 80
    np.testing.assert_allclose(rows.mean(axis=0), 1 / 4, rtol=0, atol=5 * np.sqrt(variance / len(rows)))
    fourth = ((rows - 1 / 4) ** 4).mean(axis=0)
    error = np.sqrt((fourth - variance**2) / len(rows))
    assert (np.abs(rows.var(axis=0) - variance) < 5 * error).all()


def test_draws_next_to_each_other_have_nothing_to_do_with_each_other() -> None:
    """In week, key, place, purpose, replication: correlation within five standard errors, false alarm under 1e-5."""
    run, other, n = run_of(1), run_of(1, 1), 20_000
    one = np.array([draw(run, 11, 5, key, 0) for key in range(n + 1)])
    neighbours = [
        one[1:],
        np.array([draw(run, 11, 6, key, 0) for key in range(n)]),
        np.array([draw(run, 11, 5, key, 1) for key in range(n)]),
        np.array([draw(run, 11, 5, key, 4) for key in range(n)]),
        np.array([draw(run, 10, 5, key, 0) for key in range(n)]),
        np.array([draw(other, 11, 5, key, 0) for key in range(n)]),
    ]
    for neighbour in neighbours:
        assert abs(np.corrcoef(one[:n], neighbour)[0, 1]) < 5 / np.sqrt(n)
