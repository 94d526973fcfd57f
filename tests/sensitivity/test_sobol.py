"""Sobol indices: known answers, luck among the factors, the same bytes."""

import math

import numpy as np
import pytest

from simalign.sensitivity import sobol_indices as sobol
from simalign.sensitivity.sobol_indices import design, indices, records

A, B, PI = 7.0, 0.1, math.pi


def ishigami(units: np.ndarray) -> np.ndarray:
    """Ishigami & Homma (1990), on [-pi, pi]^3; units: (..., 3)."""
    x = PI * (2.0 * units - 1.0)
    return np.asarray(np.sin(x[..., 0]) * (1.0 + B * x[..., 2] ** 4) + A * np.sin(x[..., 1]) ** 2)


def test_ishigami() -> None:
    """At N = 4096: within 5% of the closed form, within .02 where that is 0. A fixed seed, so no false alarm."""
    first = np.array([0.5 * (1.0 + B * PI**4 / 5.0) ** 2, A * A / 8.0, 0.0])
    mixed = 8.0 * B * B * PI**8 / 225.0
    total = first + np.array([mixed, 0.0, mixed])
    variance = first.sum() + mixed
    found = indices(ishigami(design(3, 4096, 1))[..., None], 1, resamples=2)
    for ours, closed in ((found.first[0, :3], first / variance), (found.total[0, :3], total / variance)):
        assert np.all(np.abs(ours - closed) <= np.where(closed > 0, 0.05 * closed, 0.02)), (ours, closed)
    assert found.total[0, 3] == found.first[0, 3] == 0.0  # no luck in a function


def test_intervals_hold_the_closed_form() -> None:
    """Ninety-five in 100 should; of 40 seeds, fewer than 33 would come about in 1 of 500 lists of sound intervals."""
    held = 0
    for seed in range(40):
        points = design(2, 128, seed)
        found = indices((points[..., 0] + 0.5 * points[..., 1])[..., None], seed, resamples=200)
        held += found.total_ends[0, 0, 0] <= 0.8 <= found.total_ends[1, 0, 0]
    assert held >= 33


def noisy(points: np.ndarray, seed: int, sd: float) -> np.ndarray:
    """One live factor, the others dead, and luck of its own at every point."""
    return np.asarray(points[..., 0] + sd * np.random.default_rng(seed).standard_normal(points.shape[:-1]))[..., None]


def test_lucks_total_index_is_its_share_of_the_variance() -> None:
    """Variance 1/12 and luck of .04: a share of .324; at N = 4096 its standard error is about .01, so 4 of them."""
    points = design(2, 4096, 1)
    found = indices(noisy(points, 2, 0.2), 1, resamples=2)
    share = 0.04 / (0.04 + 1 / 12)
    assert found.total[0, -1] == pytest.approx(share, abs=0.04)
    assert found.total[0, 1] == pytest.approx(share, abs=0.04)  # what a factor of no effect comes to
    assert found.first[0, 1] == pytest.approx(0.0, abs=0.04)


def test_a_factor_of_no_effect_is_rarely_told_from_luck() -> None:
    """Claimed: 1 of 40. Of 120 dead factors (seeds fixed), more than 9 would come about in 1 of 1000 lists."""
    told = live = 0
    for seed in range(40):
        values = noisy(design(4, 64, seed), seed + 1000, 0.2)
        rows = records(indices(values, seed, resamples=300), ["live", "a", "b", "c", "replication noise"], ["y"])
        live += bool(rows[0]["total_told"])
        told += sum(bool(row["total_told"]) for row in rows[1:4])
    assert live == 40
    assert told <= 9


def test_what_never_varies_has_no_indices() -> None:
    found = indices(np.ones((5, 8, 1)), 1, resamples=5)
    assert not found.first.any()
    assert not found.total.any()
    assert not any(row["total_told"] for row in records(found, ["a", "b", "replication noise"], ["y"]))


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others() -> None:
    points = design(3, 64, 5)
    assert points.tobytes() == design(3, 64, 5).tobytes() != design(3, 64, 6).tobytes()
    values = ishigami(points)[..., None]
    once, again, other = (indices(values, seed, resamples=50) for seed in (5, 5, 6))
    assert all(a.tobytes() == b.tobytes() for a, b in zip(once, again, strict=True))
    assert once.first_ends.tobytes() != other.first_ends.tobytes()


def test_a_design_is_a_b_their_mixtures_and_a_once_more() -> None:
    a, b, first, second, again = design(2, 8, 1)
    assert np.array_equal(a, again)
    assert np.array_equal(first, np.column_stack([b[:, 0], a[:, 1]]))
    assert np.array_equal(second, np.column_stack([a[:, 0], b[:, 1]]))
    for n in (0, 1, 12):
        with pytest.raises(ValueError, match="power of two"):
            design(2, n, 1)


def test_many_outcomes_are_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sobol, "RESAMPLES", 5)
    points = design(3, 32, 1)
    both = indices(np.stack([ishigami(points), points[..., 2]], axis=-1), 1, 5)
    for place, values in enumerate((ishigami(points), points[..., 2])):
        alone = indices(values[..., None], 1, 5)
        assert np.allclose(both.total[place], alone.total[0], atol=1e-12)
        assert np.allclose(both.first_ends[:, place], alone.first_ends[:, 0], atol=1e-12)
