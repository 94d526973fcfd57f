"""Intervals by the jackknife, and what is said of them."""

import math

import numpy as np
import pytest

from simalign.evidence.effect import Published
from simalign.evidence.validation import jackknife
from simalign.evidence.verdicts import verdict


def test_of_a_mean_it_is_students_interval() -> None:
    """1, 2, 3, 6: mean 3, standard error sqrt(14/3) / 2; t of 3 degrees of freedom is 3.182446 (any table)."""
    low, high = jackknife(lambda some: float(np.mean(some)), [1.0, 2.0, 3.0, 6.0])
    half = 3.182446305 * math.sqrt(14 / 3) / 2
    assert (low, high) == pytest.approx((3 - half, 3 + half), rel=1e-8)


@pytest.mark.parametrize("n", [4, 30])
def test_coverage_on_normal_data(n: int) -> None:
    """400 samples: 95% of means and ratios lie inside; four binomial standard errors of .0109 either side."""
    rng = np.random.default_rng(7)
    means, ratios = 0, 0
    for _ in range(400):
        sample = rng.normal([2.0, 10.0], [1.0, 0.5], (n, 2))
        low, high = jackknife(lambda some: float(np.mean([x for x, _ in some])), list(sample))
        means += low <= 2.0 <= high
        low, high = jackknife(lambda some: float(np.divide(*np.mean(some, axis=0))), list(sample))
        ratios += low <= 0.2 <= high
    assert means / 400 == pytest.approx(0.95, abs=0.044)
    assert ratios / 400 == pytest.approx(0.95, abs=0.044)


def test_without_enough_there_is_none() -> None:
    assert all(math.isnan(end) for end in jackknife(lambda some: 1.0, [1.0]))
    fails = iter([0.5, math.inf, 0.5])
    assert all(math.isnan(end) for end in jackknife(lambda some: next(fails), [1.0, 2.0]))


BETWEEN = Published(estimate=0.3, low=0.2, high=0.4)
BELOW = Published(low=-0.4, high=-0.2)


@pytest.mark.parametrize(
    ("published", "estimate", "low", "high", "null", "expected"),
    [
        (BETWEEN, 0.2, 0.2, 0.4, 0.0, "inside"),
        (BETWEEN, 0.3, 0.25, 0.35, 0.0, "inside"),
        (BETWEEN, 0.3, 0.25, 0.45, 0.0, "edge"),
        (BETWEEN, 0.3, -1.0, 1.0, 0.0, "edge"),
        (BETWEEN, 0.41, 0.01, 0.8, 0.0, "edge"),
        (BETWEEN, 0.5, 0.41, 0.8, 0.0, "sign only"),
        (BETWEEN, 0.1, -0.01, 0.19, 0.0, "outside"),
        (BETWEEN, 0.1, 0.01, 0.19, 0.0, "sign only"),
        (BETWEEN, -0.1, -0.2, -0.05, 0.0, "outside"),
        (BELOW, -0.5, -0.6, -0.45, 0.0, "sign only"),
        (BELOW, 0.5, 0.4, 0.6, 0.0, "outside"),
        (Published(sign="positive"), 0.1, 0.05, 0.2, 0.0, "inside"),
        (Published(sign="positive"), 0.1, -0.05, 0.2, 0.0, "edge"),
        (Published(sign="positive"), -0.1, -0.2, -0.05, 0.0, "outside"),
        (Published(sign="positive"), 0.0, 0.0, 0.0, 0.0, "outside"),  # nothing moves
        (Published(sign="negative"), -0.1, -0.2, -0.05, 0.0, "inside"),
        (Published(sign="negative", least=0.1), -0.15, -0.2, -0.11, 0.0, "inside"),
        (Published(sign="negative", least=0.1), -0.15, -0.2, -0.05, 0.0, "edge"),
        (Published(sign="negative", least=0.1), -0.05, -0.09, -0.01, 0.0, "sign only"),
        (Published(sign="none", least=0.1), 0.02, -0.05, 0.09, 0.0, "inside"),
        (Published(sign="none", least=0.1), 0.02, -0.05, 0.15, 0.0, "edge"),
        (Published(sign="none", least=0.1), 0.2, 0.15, 0.25, 0.0, "outside"),
        (Published(estimate=2.0, low=1.5, high=3.0), 0.5, 0.4, 0.6, 1.0, "outside"),  # a ratio of the wrong sign
        (Published(estimate=2.0, low=1.5, high=3.0), 1.3, 1.1, 1.4, 1.0, "sign only"),
        (Published(sign="positive"), 0.5, 0.4, 0.6, 1.0, "outside"),
        (BETWEEN, 0.9, 0.8, 1.0, None, "outside"),  # a share has no sign
        (BETWEEN, math.nan, math.nan, math.nan, 0.0, "undefined"),
        (BETWEEN, 0.9, math.nan, math.nan, 0.0, "outside"),  # without an interval, the estimate decides
        (BETWEEN, 0.3, math.nan, math.nan, 0.0, "inside"),
        (Published(), math.nan, math.nan, math.nan, 0.0, "reported"),
        (Published(), 0.1, 0.0, 0.2, 0.0, "reported"),
    ],
)
def test_verdicts(
    published: Published, estimate: float, low: float, high: float, null: float | None, expected: str
) -> None:
    assert verdict(published, estimate, low, high, null) == expected
