"""The rank agreement, and the set-ups of this model that are like a classic."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import kendalltau

from simalign.docking.alike import agreement, run_alike, scenarios, tau_b
from simalign.docking.catalogue import CLASSICS
from simalign.docking.published import Alike, read_classic
from simalign.docking.record import Row
from simalign.simulation.ensemble import Ensemble

ALIKE = [file for name in CLASSICS if (file := read_classic(name)).alike is not None]


@pytest.mark.parametrize("seed", range(5))
def test_tau_is_that_of_scipy_ties_included(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = (rng.integers(0, 4, 9).astype(float) for _ in range(2))
    assert float(tau_b(first, second)) == pytest.approx(kendalltau(first, second).statistic)


def set_up(arms: int) -> tuple[Alike, list[Row]]:
    listed = [{"x": float(n), "set": {}} for n in range(arms)]
    alike = Alike(reading="", quantity="q", measure="value", arms=listed)
    return alike, [Row("q", "", float(n), np.array([n - 0.01, n + 0.01])) for n in range(arms)]


def test_agreement_of_the_same_of_the_opposite_and_of_no_order() -> None:
    """With clear orders tau is 1 and -1 without a spread; for noise alone the interval contains 0.

    The noise is of one seed; for another the interval misses 0 with a probability of about 5 %.
    """
    alike, rows = set_up(5)
    noise = np.random.default_rng(1).standard_normal((40, 5))
    order = np.arange(5.0)
    results = [agreement(alike, rows, order * slope + 0.01 * noise, 1) for slope in (1.0, -1.0)]
    assert [(r.tau, r.low, r.high, r.verdict) for r in results] == [(1, 1, 1, "agrees"), (-1, -1, -1, "disagrees")]
    none = agreement(alike, rows, noise, 1)
    assert none.low < 0 < none.high and none.verdict == "undecided"


def test_a_jump_is_told_from_a_straight_rise() -> None:
    alike, rows = set_up(5)
    straight = agreement(alike, rows, np.tile(np.arange(5.0), (3, 1)), 1)
    jump = agreement(alike, rows, np.tile([0.0, 0.0, 0.0, 1.0, 1.0], (3, 1)), 1)
    assert straight.steepest == (pytest.approx(0.25), pytest.approx(0.25))
    assert jump.steepest is not None and jump.steepest[1] == 1.0


@pytest.mark.parametrize("file", ALIKE, ids=lambda file: file.name)
def test_arms_of_a_set_up_differ_in_what_it_says_and_in_nothing_else(file: object) -> None:
    alike = file.alike  # type: ignore[attr-defined]
    made = scenarios(alike)
    assert len(made) == len(alike.arms) * (2 if alike.against else 1)
    assert all(first != second for first, second in pairwise(made))
    assert {scenario.weeks for scenario in made} == {alike.weeks}


def test_what_the_uncommitted_want_leaves_out_the_committed() -> None:
    """Who is committed wants the strategy in full; the others, who do not see anybody, keep to their agendas."""
    common = {
        "organisation.size": 20,
        "organisation.committed": {"share": 0.5, "where": "spread"},
        "strategy": {"acquisition": 1},
        "warmup": 0,
        "mechanisms.social_influence": False,
        "mechanisms.acceptance": False,
        "mechanisms.strategy_review": False,
        "context.turnover": 0.0,
    }
    arms = [{"x": float(n), "set": {}} for n in range(3)]
    settings = {"reading": "", "quantity": "q", "measure": "want", "weeks": 4, "set": common, "arms": arms}
    everybody = run_alike(Alike(**settings, last=1), Ensemble(1), 1, "a")[0, 0]
    others = run_alike(Alike(**settings, of="uncommitted"), Ensemble(1), 1, "b")[0, 0]
    assert everybody == pytest.approx((1 + others) / 2)
    assert others < 0.6
