"""Warm-up, settling and drift: known curves."""

import numpy as np
import pytest

from simalign.analysis.paired import Interval
from simalign.scenario import Policy
from simalign.sensitivity.long_run import (
    DRIFTS,
    MEASURED,
    STEADY,
    UNDECIDED,
    curves,
    headline,
    settled_week,
    settling,
    settling_sentence,
    state_of,
    warmth,
    warmth_sentence,
)

from .made import SMALL

WARMUP = 52


def made(curve: np.ndarray, sd: float, replications: int = 20, seed: int = 1) -> np.ndarray:
    """The same curve (weeks,) for each measure, with a level of its own in each replication, and weekly luck."""
    rng = np.random.default_rng(seed)
    own = rng.normal(0, sd, (replications, 1, 1, 1)) + rng.normal(0, sd, (replications, 1, len(curve), len(MEASURED)))
    return np.asarray(curve[None, None, :, None] + own)


def approach(weeks: int, scale: float) -> np.ndarray:
    """From 0 at week 0 to 1, e-fold in ``scale`` weeks; 0 in the warm-up."""
    t = np.arange(1, WARMUP + weeks + 1) - WARMUP
    return np.where(t > 0, 1.0 - np.exp(-np.maximum(t, 0) / scale), 0.0)


def test_an_exponential_settles_when_it_should() -> None:
    """1 - exp(-t/20), seen through half a year, is within .02 of its end 1 from about week 69 on."""
    t = np.arange(1, 521)
    running = np.array([1 - np.exp(-t[n : n + 26] / 20).mean() for n in range(495)])
    expected = int(np.flatnonzero(1 - running <= 0.02)[0]) + 1
    assert settled_week(1 - np.exp(-t / 20), 0.02) == expected
    (one, *_) = settling(made(approach(520, 20), 0.001), ["p"], WARMUP, [520], 0.02, 1)
    assert one.week == pytest.approx(expected, abs=2)
    assert one.week_low is not None
    assert one.week_high is not None
    assert one.week_low <= one.week <= one.week_high
    assert one.state == STEADY
    assert one.level.mean == pytest.approx(1.0, abs=0.01)


def test_what_never_moves_has_settled_at_once_and_a_line_never_has() -> None:
    assert settled_week(np.ones(156), 0.02) == 1
    assert settled_week(np.arange(156.0), 0.02) is None


def test_a_jump_at_the_start_has_settled_at_the_start() -> None:
    (one, *_) = settling(made(approach(156, 0.01), 0.001), ["p"], WARMUP, [156], 0.02, 1)
    assert one.week == 1


def test_a_line_drifts_by_its_slope_a_year() -> None:
    line = 0.002 * np.arange(WARMUP + 156)
    (one, *_) = settling(made(line, 0.01), ["p"], WARMUP, [156], 0.02, 1)
    assert one.state == DRIFTS
    assert one.week is None
    assert one.drift.low < 0.104 < one.drift.high  # .002 a week; a fixed seed
    assert "has not settled by week 156; still drifting then" in settling_sentence(one, 0.02)


def test_a_season_of_half_a_year_is_no_drift_and_no_end() -> None:
    season = 0.1 * np.sin(2 * np.pi * np.arange(WARMUP + 520) / 26)
    (one, *_) = settling(made(season, 0.0001), ["p"], WARMUP, [520], 0.005, 1)
    assert (one.state, one.week) == (STEADY, 1)


def test_states() -> None:
    assert state_of(Interval(0.0, -0.01, 0.01), 0.02) == STEADY
    assert state_of(Interval(-0.1, -0.2, -0.01), 0.02) == DRIFTS
    assert state_of(Interval(0.01, -0.03, 0.05), 0.02) == UNDECIDED


def test_steady_means_are_rarely_said_to_drift() -> None:
    """Claimed: 1 of 20. Of 60 measures that do not move, more than 10 would be 1 of 1000 lists (fixed seeds)."""
    flat = np.zeros(WARMUP + 156)
    found = [one for seed in range(10) for one in settling(made(flat, 1.0, 10, seed), ["p"], WARMUP, [156], 1e-6, seed)]
    assert len(found) == 60
    assert sum(one.state == DRIFTS for one in found) <= 10


def test_warm_up_that_is_over_and_one_that_is_not() -> None:
    over = warmth(made(np.ones(WARMUP + 156), 0.001)[:, 0], WARMUP, 156, 0.02)
    assert [one.measure for one in over] == list(MEASURED)
    assert {one.state for one in over} == {STEADY}
    slow = warmth(made(1 - np.exp(-np.arange(208) / 60), 0.001)[:, 0], WARMUP, 156, 0.02)
    assert {one.state for one in slow} == {DRIFTS}
    assert slow[0].late.mean > slow[0].early.mean > 0.1
    assert "are not enough" in warmth_sentence(slow[0], 0.02, WARMUP)
    assert "are enough" in warmth_sentence(over[0], 0.02, WARMUP)


def test_headline_names_what_drifts_where_it_is_little() -> None:
    series = made(np.ones(WARMUP + 156), 0.0001)
    series[..., MEASURED.index("trust")] += 0.002 * np.arange(WARMUP + 156)
    text = headline(warmth(series[:, 0], WARMUP, 156, 0.02), settling(series, ["p"], WARMUP, [156], 0.02, 1), [156])
    assert text == (
        "The warm-up is long enough for 5 of 6 measures; at week 156 5 of 6 means are steady and trust under p "
        "still drifts."
    )


def test_curves_are_paired_and_share_their_warm_up() -> None:
    series = curves(SMALL, {"status_quo": Policy(), "push": Policy(preset="push")}, 1, 2)
    assert series.shape == (2, 2, 33, len(MEASURED))
    assert np.array_equal(series[:, 0, :13], series[:, 1, :13])
    assert not np.array_equal(series[:, 0, 13:], series[:, 1, 13:])
