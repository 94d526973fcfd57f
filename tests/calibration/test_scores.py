"""Scores of forecasts against closed forms."""

import numpy as np
import pytest
from scipy import stats

from simalign.calibration.scores import brier, covered, crps


@pytest.mark.parametrize("value", [-2.0, 0.0, 0.7])
def test_the_score_of_a_normal_forecast(value: float) -> None:
    """sd * (z * (2 * Phi(z) - 1) + 2 * phi(z) - 1 / sqrt(pi)) (Gneiting & Raftery 2007)."""
    mean, sd = 0.2, 1.5
    z = (value - mean) / sd
    exact = sd * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))
    draws = stats.norm.ppf((np.arange(4000) + 0.5) / 4000, mean, sd)
    assert crps(draws, value) == pytest.approx(exact, abs=2e-3)


def test_the_score_by_its_definition() -> None:
    draws, value = np.random.default_rng(1).standard_normal(40), 0.3
    pairs = np.abs(draws[:, None] - draws[None]).mean()
    assert crps(draws, value) == pytest.approx(np.abs(draws - value).mean() - pairs / 2)


def test_the_score_rewards_a_forecast_that_is_as_sure_as_it_may_be() -> None:
    """The truth is N(0, 1): the score of N(0, 1) is smaller than that of N(0, .3) and of N(0, 3)."""
    u = (np.arange(1000) + 0.5) / 1000
    truths = stats.norm.ppf((np.arange(200) + 0.5) / 200)
    means = {sd: np.mean([crps(stats.norm.ppf(u, 0, sd), y) for y in truths]) for sd in (0.3, 1.0, 3.0)}
    assert means[1.0] < min(means[0.3], means[3.0])


def test_coverage_is_as_large_as_it_says() -> None:
    draws = np.linspace(0, 1, 10_001)
    inside = np.mean([covered(draws, value, 0.5) for value in np.linspace(0, 1, 1001)])
    assert inside == pytest.approx(0.5, abs=0.002)
    assert brier(1.0, True) == 0.0 and brier(0.0, True) == 1.0
