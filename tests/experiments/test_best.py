"""The best policy under a budget, and the growth of a difference, of outcomes whose answer is known."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from simalign.experiments import BestGap, BestLever, Budget, Growth
from simalign.experiments.best import described
from simalign.experiments.outcome import Outcome

PUSH, PULL = "strength.push", "strength.pull"
QUO, PUSHED, PULLED = {PUSH: 0, PULL: 0}, {PUSH: 1, PULL: 0}, {PUSH: 0, PULL: 1}
MANDATE, VOICE = "policy.levers.mandate", "policy.levers.voice"
FACTORS = (PUSH, PULL, MANDATE, VOICE)
UNITS = {"value": "weeks", "net": "weeks", "time": "share"}
LEVELS = (0.4, 0.6, 0.8)


def outcome(replications: int, noise: float = 0.0, gain: float = 1.0, seed: int = 1) -> Outcome:
    """Three settings of a mandate and a voice; value rises by ``gain`` times what a lever adds, and time by a tenth.

    Pay takes a tenth of what a mandate adds. The status quo has value 2.
    """
    draw = np.random.default_rng(seed)
    rows = []
    for push, pull, mandate, voice, replication in product((0, 1), (0, 1), LEVELS, LEVELS, range(replications)):
        added = push * (mandate - 0.3), pull * (voice - 0.2)
        value = 2.0 + gain * sum(added) + noise * draw.normal() * (push or pull)
        record = {PUSH: push, PULL: pull, MANDATE: mandate, VOICE: voice, "replication": replication}
        rows.append(record | {"value": value, "net": value - 0.1 * added[0], "time": 0.5 + 0.1 * sum(added)})
    return Outcome(FACTORS, pd.DataFrame(rows), None, UNITS)


def test_best_is_the_dearest_that_the_budget_pays_for() -> None:
    free, tight = Budget(1.0, QUO, "time"), Budget(0.035, QUO, "time")
    runs = outcome(6)
    row = BestGap("a", "best push", "value", PUSHED, QUO, free).of(runs)
    assert row.estimate == pytest.approx(25.0) and row.unit == "% of status quo" and row.n == 6
    assert row.note.endswith("chosen: mandate 0.80")
    row = BestGap("a", "best push", "value", PUSHED, QUO, tight).of(runs)
    assert row.estimate == pytest.approx(15.0) and row.note.endswith("chosen: mandate 0.60")
    assert BestLever("a", "mandate", "value", PUSHED, tight, "mandate").of(runs).estimate == 0.6
    assert BestLever("a", "mandate", "value", PULLED, tight, "mandate").of(runs).estimate == 0.3  # status quo
    assert BestGap("a", "mixture", "value", {}, PULLED, free).of(runs).estimate == pytest.approx(25.0)


def test_pay_counts_as_cost_if_the_budget_says_so() -> None:
    """Mandate .6 takes .03 of time and .03 of pay."""
    runs = outcome(6)
    paid = Budget(0.035, QUO, "time", "value", "net")
    row = BestGap("a", "best push", "net", PUSHED, QUO, paid).of(runs)
    assert row.note.endswith("chosen: mandate 0.40") and row.estimate == pytest.approx(100 * 0.09 / 2.0)


def test_the_cheapest_is_chosen_where_none_is_within_the_budget() -> None:
    row = BestGap("a", "best push", "value", PUSHED, QUO, Budget(0.0, QUO, "time")).of(outcome(6))
    assert row.note.endswith("chosen: mandate 0.40")


def test_the_winners_curse_is_taken_out() -> None:
    """All candidates are the status quo with noise of sd 20 % of it: the lead is 0, and the seeming lead is not.

    A true lead of 0 fails one time in 10^4, at 4 standard errors of the mean over 40 outcomes.
    """
    budget = Budget(1.0, QUO, "time")
    leads, excesses = [], []
    for seed in range(40):
        runs = outcome(8, noise=0.4, gain=0.0, seed=seed)
        leads.append(BestGap("a", "best", "value", {}, QUO, budget).of(runs).estimate)
        excesses.append(BestGap("a", "best", "value", {}, QUO, budget, excess=True).of(runs).estimate)
    error = np.std(leads) / np.sqrt(40)
    assert error < 2.0 and abs(np.mean(leads)) < 4 * error
    assert np.mean(excesses) > 10


def test_one_replication_has_no_other_half() -> None:
    assert BestGap("a", "best push", "value", PUSHED, QUO, Budget(1.0, QUO, "time")).of(outcome(1)).estimate == 25.0


def test_the_status_quo_is_described_as_such() -> None:
    assert described({PUSH: 0, MANDATE: 0.9}) == "the status quo"


def test_growth_is_the_later_difference_minus_the_earlier_one() -> None:
    runs = pd.DataFrame(
        [
            {"policy": policy, "replication": n, "early": 1.0 + early + n, "late": 1.0 + late + n}
            for policy, early, late in (("a", 0.3, 0.1), ("b", 0.0, 0.0))
            for n in range(3)
        ]
    )
    found = Outcome(("policy",), runs, None, {"early": "share", "late": "share"})
    one, other = {"policy": "a"}, {"policy": "b"}
    row = Growth("a", "fading", "late", "early", one, other).of(found)
    assert row.estimate == pytest.approx(-0.2) and row.unit == "share" and row.n == 3
    percent = Growth("a", "fading", "late", "early", one, other, percent_of=other).of(found)
    assert percent.estimate == pytest.approx(np.mean([-20.0 / n for n in (1, 2, 3)]))
    assert percent.unit == "% of status quo"
