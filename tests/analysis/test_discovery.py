"""Scenario discovery against answers that are known: planted boxes, noise, counts by hand."""

import sys

import numpy as np
import pandas as pd
import pytest

from simalign.analysis.discovery.box import OPEN, Box, Condition, Range, coverage, density, describe_box
from simalign.analysis.discovery.peel import peeled
from simalign.analysis.discovery.prim import PEEL, densest, least, required_density, trajectory
from simalign.analysis.discovery.search import search
from simalign.analysis.discovery.tree import in_any, leaves
from simalign.errors import InputError

CONDITIONS = [
    Condition("trust", "trust"),
    Condition("weeks", "the horizon", "weeks", 0),
    *map(Condition, "abcd", "abcd"),
]


def planted(n: int, rng: int = 1) -> tuple[pd.DataFrame, np.ndarray]:
    """The event happens where trust is below .35 and the horizon above 40 weeks, in nine of ten; else in one of 20."""
    draw = np.random.default_rng(rng)
    cases = pd.DataFrame({name: draw.random(n) for name in ("trust", *"abcd")})
    cases["weeks"] = draw.integers(1, 101, n).astype(float)
    box = (cases["trust"] < 0.35) & (cases["weeks"] > 40)
    return cases, np.where(box, draw.random(n) < 0.9, draw.random(n) < 0.05)


@pytest.fixture(scope="module")
def found() -> tuple[pd.DataFrame, np.ndarray, object]:
    cases, event = planted(1600)
    return cases, event, search(cases, event)


def test_planted_box_is_found_with_its_limits(found) -> None:  # type: ignore[no-untyped-def]
    _, _, there = found
    assert set(there.box.limits) == {"trust", "weeks"}
    trust, weeks = there.box.limits["trust"], there.box.limits["weeks"]
    assert trust.low == -OPEN and trust.high == pytest.approx(0.35, abs=0.05)
    assert weeks.high == OPEN and weeks.low == pytest.approx(40, abs=8)
    words = describe_box(there.box, CONDITIONS)
    assert "trust is at most 0.3" in words and "the horizon is at least" in words and "weeks" in words


def test_planted_box_is_firm_and_its_limits_move_little(found) -> None:  # type: ignore[no-untyped-def]
    _, _, there = found
    assert there.recurs.mean() > 0.8 and there.share("trust") == there.share("weeks") == 1.0
    assert there.shifts.mean() < 0.06


def test_what_is_said_is_of_the_half_that_was_held_out(found) -> None:  # type: ignore[no-untyped-def]
    cases, event, there = found
    pd.testing.assert_frame_equal(there.cases, cases[1::2].reset_index(drop=True))
    assert there.event.tolist() == event[1::2].tolist()
    inside = there.box.inside(there.cases)
    by_hand = sum(bool(i and e) for i, e in zip(inside, there.event, strict=True))
    assert density(inside, there.event) == by_hand / inside.sum() > 0.75
    assert coverage(inside, there.event) == by_hand / there.event.sum() > 0.7


def test_tree_finds_the_planted_box_too(found) -> None:  # type: ignore[no-untyped-def]
    _, _, there = found
    first = there.tree[0].limits
    assert first["trust"].high == pytest.approx(0.35, abs=0.03) and first["weeks"].low == pytest.approx(41, abs=2)


def test_the_same_is_found_twice() -> None:
    one, two = (search(*planted(300)) for _ in range(2))
    assert (one.box, one.tree, one.resampled) == (two.box, two.tree, two.resampled)


def test_nothing_is_found_in_noise() -> None:
    for rng in range(3):
        cases, event = planted(800, rng)
        event = np.random.default_rng(rng + 9).random(800) < 0.3
        assert densest(cases, event).limits == {}


@pytest.mark.parametrize("event", [np.zeros(200, bool), np.ones(200, bool)])
def test_what_always_or_never_happens_has_no_box(event: np.ndarray) -> None:
    there = search(planted(200)[0], event)
    assert there.box.limits == {} and in_any(there.tree, there.cases).all()
    assert there.recurs.all() and len(there.shifts) == 0


def test_our_peeling_is_that_of_ema_workbench() -> None:
    cases, event = planted(500)
    theirs, ours = trajectory(cases, event), peeled(cases, event, PEEL, least(cases))
    assert len(ours) > 20
    assert theirs[: len(ours)] == ours  # theirs goes on with pasting


def test_counts_by_hand() -> None:
    inside, event = np.array([1, 1, 1, 0, 0], bool), np.array([1, 1, 0, 1, 0], bool)
    assert density(inside, event) == pytest.approx(2 / 3) == coverage(inside, event)
    assert density(~inside & inside, event) == 0.0 == coverage(inside, ~event & event)


def test_limits_hold_at_both_ends() -> None:
    cases = pd.DataFrame({"a": [1.0, 2.0, 3.0, 4.0]})
    assert Box({"a": Range(2.0, 3.0)}).inside(cases).tolist() == [False, True, True, False]
    assert Box({}).inside(cases).all()


def test_aim_is_four_fifths_or_half_of_what_is_missing() -> None:
    assert (required_density(0.05), required_density(0.6), required_density(0.7)) == (0.8, 0.8, pytest.approx(0.85))


def test_leaves_that_both_have_the_event_are_one() -> None:
    x = np.linspace(0, 1, 400)
    cases = pd.DataFrame({"a": x, "b": np.tile([0.0, 1.0], 200)})
    event = (x < 0.5) & (np.arange(400) % 10 != 0)
    (leaf,) = leaves(cases, event)
    assert set(leaf.limits) == {"a"} and leaf.limits["a"].high == pytest.approx(0.5, abs=0.01)


def test_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    with pytest.raises(InputError, match=r"needs ema_workbench, which is not installed.*simalign-abm\[discover\]"):
        search(*planted(50))
