"""Intervals and paired differences against hand calculations, known tables and scipy."""

import math

import numpy as np
import pytest
from scipy import stats

from simalign.analysis.paired import bands, crossing, difference, interval, window

from .made import table


def test_interval_against_the_t_table() -> None:
    """Values 1 to 5: mean 3, standard error sqrt(2.5 / 5), t(.975; 4) = 2.776."""
    found = interval([1, 2, 3, 4, 5])
    assert found.mean == 3
    assert found.high - 3 == pytest.approx(2.776 * math.sqrt(0.5), abs=1e-3)
    assert 3 - found.low == pytest.approx(found.high - 3)


@pytest.mark.parametrize(("n", "confidence"), [(2, 0.95), (7, 0.9), (40, 0.99)])
def test_interval_against_scipy(n: int, confidence: float) -> None:
    x = np.random.default_rng(1).normal(size=n)
    expected = stats.t.interval(confidence, n - 1, loc=x.mean(), scale=stats.sem(x))
    assert interval(x, confidence)[1:3] == pytest.approx(expected)


def test_interval_covers_as_often_as_it_says() -> None:
    draws = np.random.default_rng(2).normal(3.0, size=(2000, 5))
    hits = sum(found.low <= 3.0 <= found.high for found in map(interval, draws))
    assert hits / 2000 == pytest.approx(0.95, abs=0.02)


def test_one_value_has_no_interval() -> None:
    found = interval([1.0])
    assert found.mean == 1
    assert math.isnan(found.low)
    assert str(found) == "+1.000"


def test_window_takes_both_ends() -> None:
    means = window(table({"a": [[1, 2, 3, 4]]}), 2, 3, ["value"])
    assert means.loc[("a", "as set", 0), "value"] == 2.5


def test_difference_is_of_the_pairs() -> None:
    """Replications far apart, differences 1 and 3: mean 2, t(.975; 1) = 12.706, standard error 1."""
    means = window(table({"a": [[11.0], [103.0]], "b": [[10.0], [100.0]]}), 1, 1, ["value"])
    found = difference(means, "value", "as set", "a", "b")
    assert found.mean == 2
    assert found.high == pytest.approx(2 + 12.706, abs=1e-3)
    assert difference(means, "value", "as set", "b", "a").low == pytest.approx(-found.high)


def test_difference_wants_the_same_replications() -> None:
    means = window(table({"a": [[1.0], [2.0]], "b": [[1.0]]}), 1, 1, ["value"])
    with pytest.raises(ValueError, match="same replications"):
        difference(means, "value", "as set", "a", "b")


def test_bands_are_intervals_week_by_week() -> None:
    made = table({"a": [[1, 5], [3, 6], [8, 7]], "b": [[0, 0], [1, 1], [2, 5]]})
    level = bands(made, "value").set_index(["policy", "week"])
    assert level.loc[("a", 1)].tolist() == pytest.approx(list(interval([1, 3, 8])[:3]))
    paired = bands(made, "value", "b").set_index(["policy", "week"])
    assert paired.loc[("a", 2)].tolist() == pytest.approx(list(interval([5, 5, 2])[:3]))
    assert paired.loc[("b", 2)].tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    ("one", "other", "week"),
    [
        ([0, 0, 2, 2], [1, 1, 1, 1], 3),
        ([0, 2, 0, 2], [1, 1, 1, 1], 4),  # the last time counts
        ([2, 2, 2, 2], [1, 1, 1, 1], None),  # never behind
        ([2, 2, 0, 0], [1, 1, 1, 1], None),  # behind at the end
        ([1, 1, 1, 1], [1, 1, 1, 1], None),
    ],
)
def test_crossing(one: list[float], other: list[float], week: int | None) -> None:
    assert crossing(table({"a": [one], "b": [other]}), "value", "a", "b") == week


def test_crossing_is_of_means_and_after_the_start() -> None:
    made = table({"a": [[0, 0, 9, 1], [0, 0, 0, 1]], "b": [[1, 1, 1, 0], [1, 1, 1, 0]]}, first=-1)
    assert crossing(made, "value", "a", "b") is None
    assert crossing(made[made["week"] != 2], "value", "a", "b") is None
    later = table({"a": [[0, 0, 9], [0, 0, 0]], "b": [[1, 1, 1], [1, 1, 1]]})
    assert crossing(later, "value", "a", "b") == 3


def test_bands_have_no_spikes_where_values_pass_for_skewed() -> None:
    """The same spread every week, skewed in every other: the band is Student's, the same all along.

    The printed interval of such a week is longer on one side, by more than half.
    """
    rng = np.random.default_rng(2)
    even = rng.normal(size=30)
    skewed = rng.exponential(size=30) ** 2
    weeks = [(x - x.mean()) / x.std(ddof=1) for x in [even, skewed] * 4]
    made = table({"a": np.transpose(weeks).tolist()})
    found = bands(made, "value")
    half = stats.t.ppf(0.975, 29) / math.sqrt(30)
    np.testing.assert_allclose(found["high"] - found["mean"], half, rtol=1e-9)
    np.testing.assert_allclose(found["mean"] - found["low"], half, rtol=1e-9)
    printed = interval(weeks[1])
    assert printed.high - printed.mean > 1.5 * half
