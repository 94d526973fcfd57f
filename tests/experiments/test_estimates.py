"""Numbers of an outcome whose answers are known."""

import numpy as np
import pandas as pd
import pytest

from simalign.errors import InputError
from simalign.experiments import ArgMax, Change, Convexity, Crossing, Gap, Mean, Rise, Share
from simalign.experiments.outcome import Outcome

A, B = {"policy": "a"}, {"policy": "b"}


@pytest.fixture
def outcome() -> Outcome:
    """Twenty replications of two policies at three doses: b is dose minus 1.5 above a, whatever the luck."""
    rng = np.random.default_rng(1).normal(size=20)
    rows, weeks = [], []
    for replication in range(20):
        for policy in "ab":
            for dose in (1.0, 2.0, 3.0):
                y = rng[replication] + (dose - 1.5 if policy == "b" else 0.0)
                keys = {"policy": policy, "dose": dose, "replication": replication}
                rows.append(keys | {"y": y, "late": 2.0 + (1.0 if policy == "b" else 0.0), "early": 2.0 * y})
                weeks += [keys | {"week": week, "y": y if policy == "a" else y + week - 5.5} for week in range(11)]
    return Outcome(("policy", "dose"), pd.DataFrame(rows), pd.DataFrame(weeks), {"y": "share", "late": "share"})


def test_gap_takes_luck_out(outcome: Outcome) -> None:
    row = Gap("k", "w", "y", B | {"dose": 3.0}, A | {"dose": 3.0}).of(outcome)
    assert (row.estimate, row.n, row.unit) == (pytest.approx(1.5), 20, "share")
    assert row.high - row.low < 1e-9 and row.smallest < 1e-9


def test_gap_and_change_in_per_cent_of_status_quo(outcome: Outcome) -> None:
    """The status quo is policy a at the same dose, whose ``late`` is 2 for everybody."""
    high, low = ({"dose": dose} for dose in (3.0, 1.0))
    gap = Gap("k", "w", "y", B | high, A | high, percent_of=A, divisor="late").of(outcome)
    assert (gap.estimate, gap.unit) == (pytest.approx(75.0), "% of status quo")
    change = Change("k", "w", "y", (B | high, A | high), (B | low, A | low), percent_of=A, divisor="late").of(outcome)
    assert (change.estimate, change.unit) == (pytest.approx(100.0), "% of status quo")
    weeks, values = outcome.weekly(B | high, A | high, "y", percent_of=A)
    base = outcome.weekly(A | high, None, "y")[1]
    positive = base > 0
    assert positive.any() and len(weeks) == 11
    assert values[positive] == pytest.approx((100 * (weeks - 4.0) / base)[positive], abs=1e-9)


def test_mean_keeps_luck_and_shows_no_smallest_difference(outcome: Outcome) -> None:
    row = Mean("k", "w", "y", A | {"dose": 1.0}).of(outcome)
    assert row.low < row.estimate < row.high and np.isnan(row.smallest)


def test_change_is_a_difference_of_differences(outcome: Outcome) -> None:
    high, low = ({"dose": dose} for dose in (3.0, 1.0))
    row = Change("k", "w", "y", (B | high, A | high), (B | low, A | low)).of(outcome)
    assert row.estimate == pytest.approx(2.0)


def test_share_of_all_is_not_told_to_be_sure(outcome: Outcome) -> None:
    row = Share("k", "w", "y", B | {"dose": 3.0}, A | {"dose": 3.0}).of(outcome)
    assert (row.estimate, row.low, row.high) == (100.0, 85.0, 100.0)


def test_open_factors_make_points_the_unit(outcome: Outcome) -> None:
    row = Share("k", "w", "y", B, A).of(outcome)
    assert row.n == 3 and row.estimate == pytest.approx(200 / 3)


def test_best_finds_the_level(outcome: Outcome) -> None:
    assert ArgMax("k", "w", "y", B, "dose", "mg").of(outcome).estimate == 3.0


def test_crossing_is_the_first_week_above_for_good(outcome: Outcome) -> None:
    row = Crossing("k", "w", "y", B | {"dose": 2.0}, A | {"dose": 2.0}).of(outcome)
    assert row.estimate == 6.0  # week - 5.5 + .5 is above 0 from week 6 on


def test_crossing_that_never_comes_is_the_week_after_the_last(outcome: Outcome) -> None:
    row = Crossing("k", "w", "y", A | {"dose": 2.0}, A | {"dose": 2.0}).of(outcome)
    assert row.estimate == 11.0 and "past the last week" in row.note


def test_arms_that_fit_nothing_are_refused(outcome: Outcome) -> None:
    for arm in ({"policy": "c"}, {"colour": "red"}):
        with pytest.raises(InputError):
            outcome.values(arm, "y")
    with pytest.raises(InputError, match="was not recorded"):
        outcome.values(A, "z")


def test_way_is_a_share_of_what_is_left(outcome: Outcome) -> None:
    row = Rise("k", "w", "late", B | {"dose": 2.0}, A | {"dose": 2.0}, full=4.0).of(outcome)
    assert row.estimate == pytest.approx(50.0) and row.unit == "%"


def test_sag_of_a_threshold_is_where_it_is_and_of_a_straight_rise_none() -> None:
    dose = np.linspace(0.0, 1.0, 11)
    rows = [
        {
            "policy": policy,
            "dose": x,
            "replication": r,
            "y": r + (x if policy == "straight" else float(x > 0.35 + r / 10)),
        }
        for policy in ("straight", "tips")
        for r in range(3)
        for x in dose
    ]
    there = Outcome(("policy", "dose"), pd.DataFrame(rows), None, {"y": "share"})
    assert Convexity("k", "w", "y", {"policy": "straight"}, "dose").of(there).estimate == pytest.approx(0.0, abs=1e-9)
    assert Convexity("k", "w", "y", {"policy": "tips"}, "dose").of(there).estimate == pytest.approx(40.0)
