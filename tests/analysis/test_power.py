"""Power of the paired t test against published numbers and simulation."""

import numpy as np
import pytest
from scipy import stats

from simalign.analysis.power import power, replications_for, smallest, spread_factors


@pytest.mark.parametrize(
    ("d", "wanted", "n"),
    [(0.2, 0.8, 199), (0.5, 0.8, 34), (0.8, 0.8, 15), (0.5, 0.95, 54), (0.5, 0.9, 44)],
)
def test_numbers_that_textbooks_and_gpower_give(d: float, wanted: float, n: int) -> None:
    """Two-sided, 5%: 199, 34 and 15 for Cohen's small, medium and large effect; G*Power gives 44 and 54."""
    assert replications_for(d, 1.0, wanted) == n
    assert power(d, 1.0, n) >= wanted > power(d, 1.0, n - 1)


def test_power_is_the_share_of_tests_that_show_it() -> None:
    """20,000 tests of 12 differences: standard error below 0.0036; within 4, a false alarm in 16,000 seeds."""
    x = np.random.default_rng(1).normal(0.02, 0.03, size=(20_000, 12))
    shown = (stats.ttest_1samp(x, 0.0, axis=1).pvalue < 0.05).mean()
    assert power(0.02, 0.03, 12) == pytest.approx(shown, abs=0.0144)


def test_no_difference_is_shown_as_often_as_the_level() -> None:
    assert power(0.0, 1.0, 9) == pytest.approx(0.05)
    assert power(-0.4, 1.0, 20) == pytest.approx(power(0.4, 1.0, 20))


def test_the_smallest_difference_has_the_power_wanted() -> None:
    for n in (2, 30, 1000):
        found = smallest(0.03, n, 0.95)
        assert power(found, 0.03, n) == pytest.approx(0.95, abs=1e-6)


def test_large_effects_are_certain_and_tiny_ones_uncountable() -> None:
    assert power(1e6, 1.0, 5) == 1.0
    assert replications_for(1e6, 1.0, 0.95) == 2
    assert replications_for(1e-9, 1.0, 0.8) is None


def test_a_pilot_of_twenty_tells_the_variance_within_a_factor() -> None:
    """The chi-squared table: 32.852 and 8.907 at 19 degrees of freedom."""
    assert spread_factors(20) == pytest.approx((19 / 32.852, 19 / 8.907), abs=1e-3)


def test_what_has_no_answer_is_refused() -> None:
    for bad in (lambda: power(1.0, 0.0, 9), lambda: power(1.0, 1.0, 1), lambda: smallest(1.0, 9, 1.0)):
        with pytest.raises(ValueError):
            bad()
    with pytest.raises(ValueError, match="no number"):
        replications_for(0.0, 1.0, 0.8)
