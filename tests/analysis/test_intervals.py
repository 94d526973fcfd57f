"""Intervals cover as often as they say, or say why not."""

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from simalign.analysis.intervals import FEWEST, Interval, caveats, ends, interval, reach_of, skewness

FILE = Path(__file__).parents[2] / "experiments" / "intervals" / "run.py"
SWEEPS = 4000


@pytest.fixture(scope="module")
def study() -> Any:
    """The simulation study of experiments/intervals."""
    spec = importlib.util.spec_from_file_location("intervals_study", FILE)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_intervals_without_warning_cover_as_often_as_they_say(study: Any) -> None:
    """At the sizes that decide, within three standard errors of the band.

    Seeds are fixed. A cell that is truly on an end of the band fails by chance once in 740 new seeds.
    """
    cells = [study.cell(o, n, SWEEPS, 7) for o in study.OUTCOMES if o.held for n in (10, 20, 30, 50)]
    found = study.pd.DataFrame(cells)
    assert study.outside(found, slack=3.0).empty
    bare = found.set_index(["outcome", "replications"])
    assert bare.loc[("lognormal, sigma 1", 30), "student"] < 0.91  # what the plain interval would have been
    assert bare.loc[("event, p .05", 30), "warned"] > 0.99


@pytest.mark.slow
def test_intervals_without_warning_at_all_sizes(study: Any) -> None:
    """The study itself, of half the size; three standard errors are less than 0.006. False alarms as above."""
    found = study.study(20_000, 8)
    assert study.outside(found[found["held"]], slack=3.0).empty


def test_normal_values_are_hardly_ever_warned_of() -> None:
    """Of twenty and more, none in 4,000; of fewer, all, as nothing can be told of their shape."""
    rng = np.random.default_rng(3)
    for n in (FEWEST, 30, 100):
        assert (caveats(rng.normal(size=(4000, n))) != "").mean() < 0.005
    assert (caveats(rng.normal(size=(10, FEWEST - 1))) != "").all()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1.0], "1 replication gives no interval"),
        ([1.0, 2.0], "2 replications are too few"),
        ([0.1 + 0.2, 0.3] * 15, "all 30 replications are equal"),
        ([0.0] * 29 + [1.0], "only 1 of 30 replications differs from the rest: a rare event"),
        ([0.0] * 16 + [1.0] * 14, "only 14 of 30 replications differ from the rest"),
        ([*np.linspace(0, 1, 28), 9.0, 9.5], "2 of 30 replications lie far from the rest: a rare event"),
        ([*np.linspace(0, 1, 29), -9.0], "1 of 30 replications lies far from the rest"),
        ([*np.linspace(0, 1, 29), float("nan")], "not defined in every replication"),
    ],
)
def test_warnings_name_the_reason(values: list[float], said: str) -> None:
    assert interval(values).warning.startswith(said)


def test_first_stage_has_warnings_of_its_own() -> None:
    x = np.random.default_rng(1).exponential(size=100)
    assert skewness(x) > 1
    assert interval(x).warning == ""
    assert interval(x, first=30).warning.startswith("skewed, and the spread of the first 30 replications")
    assert interval(np.linspace(0, 1, 100), first=10).warning.startswith("10 replications are too few")


def test_the_long_side_is_longer_and_the_other_stays() -> None:
    x = np.random.default_rng(2).exponential(size=40)
    half = stats.t.ppf(0.975, 39) * stats.sem(x)
    right, left = interval(x), interval(-x)
    assert right.mean - right.low == pytest.approx(half)
    assert right.high - right.mean > 1.1 * half
    assert (-left.high, -left.low) == pytest.approx((right.low, right.high))
    assert right.reach == right.high - right.mean == pytest.approx(reach_of(x, 40))


def test_two_values_have_the_interval_of_wilson() -> None:
    """Against scipy's, at 30 of 100; values 2 and 5."""
    wanted = stats.binomtest(30, 100).proportion_ci(method="wilson")
    found = interval([5.0] * 30 + [2.0] * 70)
    assert (found.low, found.high) == pytest.approx((2 + 3 * wanted.low, 2 + 3 * wanted.high))


def test_many_at_once_are_as_one_by_one() -> None:
    x = np.random.default_rng(4).exponential(size=(3, 5, 25))
    low, high = ends(x, first=20)[1:]
    one = interval(x[2, 4], first=20)
    assert (low[2, 4], high[2, 4]) == (one.low, one.high)


def test_bad_first_stage_is_refused() -> None:
    for first in (0, 4):
        with pytest.raises(ValueError, match="from 1 to 3"):
            interval([1.0, 2.0, 3.0], first=first)


def test_lopsided_intervals_print_both_sides() -> None:
    assert str(Interval(0.1, 0.05, 0.2)) == "+0.100 -0.050 +0.100"
