"""Sobol indices of factors, categories, groups and pairs: closed forms, with fixed seeds, so without false alarms."""

import math

import numpy as np
import pytest

from simalign.sensitivity import pairs
from simalign.sensitivity.elementary_effects import effects
from simalign.sensitivity.pairs import sobol_rows
from simalign.sensitivity.stored_design import noise_of
from simalign.sweeps.design.factors import Distribution
from simalign.sweeps.design.file import Sample
from simalign.sweeps.design.sampling import grouped, quantiles

KEYS = ["a", "b", "c"]
Found = tuple[list[float], list[float], list[float]]


@pytest.fixture(autouse=True)
def few_resamples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs, "RESAMPLES", 50)


def units(points: int = 4096, keys: list[str] = KEYS, groups: dict[str, list[str]] | None = None) -> np.ndarray:
    sample = Sample(points=points, method="saltelli", second_order=True, groups=groups or {})
    return quantiles(sample, keys, 1)


def found(values: np.ndarray, names: list[str]) -> Found:
    """First, total and second-order indices; the last in the order ab, ac, bc."""
    single, double = sobol_rows(values, names, True, 1)
    assert [row["factor"] for row in single] == names
    return [r["first"] for r in single], [r["total"] for r in single], [r["second"] for r in double]


def test_ishigami() -> None:
    """Ishigami & Homma (1990): only the pair of x1 and x3 interacts, by 8 b^2 pi^8 / 225."""
    a, b = 7.0, 0.1
    x = math.pi * (2.0 * units() - 1.0)
    first, total, second = found(np.sin(x[:, 0]) * (1.0 + b * x[:, 2] ** 4) + a * np.sin(x[:, 1]) ** 2, KEYS)
    alone = np.array([0.5 * (1.0 + b * math.pi**4 / 5.0) ** 2, a * a / 8.0, 0.0])
    mixed = 8.0 * b * b * math.pi**8 / 225.0
    variance = alone.sum() + mixed
    assert first == pytest.approx(alone / variance, abs=0.02)
    assert total == pytest.approx(np.add(alone, [mixed, 0.0, mixed]) / variance, abs=0.02)
    assert second == pytest.approx([0.0, mixed / variance, 0.0], abs=0.03)


def test_a_category_a_whole_number_and_their_interaction_with_a_number() -> None:
    """Of w x + n / 10, with w one of 1, 2, 6 and n one of 1 to 5.

    Var(w) / 4, mean(w)^2 / 12 and Var(w) / 12 are the variances of w, x and both; that of n / 10 is .02.
    """
    u = units()
    weights = (1.0, 2.0, 6.0)
    w = np.array(Distribution("choice", weights).values(u[:, 0]))
    n = np.array(Distribution("integers", (1, 5)).values(u[:, 2]))
    first, total, second = found(w * u[:, 1] + n / 10, KEYS)
    spread, mean = np.var(weights), np.mean(weights)
    shares = np.array([spread / 4, mean**2 / 12, 0.02, spread / 12])
    shares /= shares.sum()
    assert first == pytest.approx(shares[:3], abs=0.02)
    assert total == pytest.approx(np.add(shares[:3], [shares[3], shares[3], 0.0]), abs=0.02)
    assert second == pytest.approx([shares[3], 0.0, 0.0], abs=0.03)


def test_a_group_has_the_variance_of_its_factors_and_of_their_interaction() -> None:
    """Of a c + b, with a and c in a group: Var(a c) = 7/144 and Var(b) = 12/144."""
    u = units(groups={"both": ["a", "c"]})
    names = list(dict.fromkeys(grouped(KEYS, {"both": ["a", "c"]})))
    first, total, second = found(u[:, 0] * u[:, 2] + u[:, 1], names)
    assert names == ["both", "b"] and len(u) == 4096 * 6
    assert first == pytest.approx([7 / 19, 12 / 19], abs=0.02) == total
    assert second == pytest.approx([0.0], abs=0.03)


def test_intervals_hold_the_closed_form() -> None:
    """Ninety-five in 100 should; of 40 seeds, fewer than 33 come about in 1 of 500 lists of sound intervals."""
    held = 0
    for seed in range(40):
        u = quantiles(Sample(points=128, method="saltelli", second_order=True, seed=seed), ["a", "b"], 0)
        _, double = sobol_rows(u[:, 0] * u[:, 1], ["a", "b"], True, seed)
        held += double[0]["second_low"] <= 1 / 7 <= double[0]["second_high"]
    assert held >= 33


def test_an_outcome_that_does_not_vary_has_indices_of_0() -> None:
    single, double = sobol_rows(np.ones(64), ["a", "b", "c"], True, 1)
    assert all(value == 0.0 for row in (*single, *double) for value in row.values() if not isinstance(value, str))


def test_the_same_seed_gives_the_same_intervals() -> None:
    values = units(64)[:, 0]
    assert sobol_rows(values, KEYS, True, 0) == sobol_rows(values, KEYS, True, 0) != sobol_rows(values, KEYS, True, 1)


def test_groups_are_screened_together() -> None:
    """Of 3 a + 2 b - c, with a and c in a group: SALib averages the effects of the members of a group."""
    groups = {"both": ["a", "c"]}
    points = quantiles(Sample(points=8, method="morris", groups=groups), KEYS, 1)
    found = effects(points, (points @ np.array([3.0, 2.0, -1.0]))[:, None], 1, grouped(KEYS, groups))
    assert found.mu_star.shape == (1, 2)
    assert found.mu_star[0, 1] == pytest.approx(2.0) == found.mu[0, 1]


def test_noise_that_all_points_share_is_not_noise() -> None:
    """Noise of variance .04 at 400 points in 8 replications: a standard error of 4 / 1000 or less; 5 of them."""
    rng = np.random.default_rng(1)
    signal, shared = rng.standard_normal((400, 1)), 3.0 * rng.standard_normal(8)
    values = (signal + shared + 0.2 * rng.standard_normal((400, 8)))[..., None]
    found = noise_of(values, paired=True)
    assert found.variance[0] == pytest.approx(0.04, abs=0.02 * 0.2)
    assert found.share[0] == pytest.approx(0.005 / (0.005 + signal.var()), abs=0.001)
    assert noise_of(values, paired=False).variance[0] > 4.0
    assert np.isnan(noise_of(values[:, :1], paired=True).share[0])
