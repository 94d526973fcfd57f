"""Searches of an outcome whose answer is known, and what they need of sweeps."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simalign.comparison.cost import mean_cost, payers
from simalign.errors import InputError
from simalign.experiments import Condition, Search, Tilt, discovered
from simalign.experiments.catalogue import load
from simalign.experiments.equal_cost import with_equal_cost
from simalign.experiments.outcome import Outcome
from simalign.experiments.run import Size, designs
from simalign.simulation.initial import organise
from simalign.sweeps import load_sweep

A, B, C = {"policy": "a"}, {"policy": "b"}, {"policy": "c"}
CONDITIONS = [Condition("trust", "trust"), Condition("skill", "skill")]


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    """Six hundred contexts: b is ahead of a by .1 where trust is below .4, else behind by .2; c is behind both.

    Late, b is ahead everywhere.
    """
    draw = np.random.default_rng(2)
    trust, skill, rng = draw.random(600), draw.random(600), draw.normal(size=600)
    ahead = np.where(trust < 0.4, 0.1, -0.2)
    parts = [
        {"policy": p, "trust": trust, "skill": skill, "replication": 0, "early": rng + gap, "late": rng + late}
        for p, gap, late in (("a", 0.0, 0.0), ("b", ahead, 0.1), ("c", -1.0, -1.0))
    ]
    units = {"early": "share", "late": "share"}
    return Outcome(("policy", "trust", "skill"), pd.concat(map(pd.DataFrame, parts)), None, units)


def test_rows_say_what_was_planted(outcome: Outcome) -> None:
    early = Search("early", "b beats a", B, [A, C], CONDITIONS, "early")
    rows = {one.part: one.of(outcome) for one in discovered(early)}
    below = (outcome.runs["trust"] < 0.4)[:600].mean() * 100
    assert rows["rate"].estimate == pytest.approx(below) and rows["rate"].n == 600
    assert rows["density"].estimate > 95 and rows["coverage"].estimate > 90
    assert rows["density"].note.startswith("trust is at most 0.") and "skill" not in rows["density"].note
    assert rows["lift"].low > 40 and rows["tree"].estimate > 95 and rows["tree_coverage"].estimate > 95
    assert rows["inside"].estimate == pytest.approx(0.1, abs=0.01) and rows["inside"].unit == "share"
    assert rows["same"].estimate == 100 and rows["same"].note == "trust 100 %"
    assert rows["moves"].estimate < 3
    assert all(row.low <= row.estimate <= row.high for row in rows.values())


def test_the_horizon_is_a_condition_like_the_others(outcome: Outcome) -> None:
    horizons = {13: "early", 156: "late"}
    search = Search("any", "b beats a", B, [A], CONDITIONS, horizons=horizons)
    cases, ahead = search.cases(outcome)
    assert cases["horizon"].tolist()[:8] == [13, 13, 156, 156, 13, 13, 156, 156]
    assert (ahead[cases["horizon"] == 156] > 0).all()
    words = discovered(search, "tree")[0].of(outcome).note
    assert "the horizon is at least 85 weeks" in words and "trust is at most 0." in words


def test_leads_in_per_cent_and_by_condition(outcome: Outcome) -> None:
    """b is ahead by .1 below trust .4 and behind by .2 above; c, at 1 below a, is made the status quo of value 2."""
    runs = outcome.runs.copy()
    runs.loc[runs["policy"] == "c", "early"] = 2.0
    changed = Outcome(outcome.factors, runs, None, outcome.units)
    search = Search("early", "b beats a", B, [A], CONDITIONS, "early", percent_of=C)
    plain = Search("early", "b beats a", B, [A], CONDITIONS, "early")
    lead = discovered(search, "lead")[0].of(changed)
    assert lead.unit == "% of status quo"
    assert lead.estimate == pytest.approx(50 * discovered(plain, "lead")[0].of(changed).estimate)
    tilt, other = (Tilt(search, name).of(changed) for name in ("trust", "skill"))
    assert tilt.key == "early_trust" and tilt.high < 0
    trust = runs.loc[runs["policy"] == "b", "trust"]
    below = (trust[trust <= trust.median()] < 0.4).mean()  # everybody above the median is above .4
    assert tilt.estimate == pytest.approx(50 * (-0.2 - (0.1 * below - 0.2 * (1 - below))))
    assert abs(other.estimate) < abs(tilt.estimate) / 4


def test_contexts_have_their_own_luck_and_people_and_policies_share_them() -> None:
    design = designs(load("where_push_wins"), Size("few", contexts=5))["sweep"]
    assert design.shape == (8, 5) and design.paired == 5
    from simalign.sweeps.design.identity import draw_of, stream_of

    lucks = np.array([stream_of(point, 0, design.paired) for point in design.points]).reshape(8, 5)
    assert (lucks == np.arange(5)).all()
    assert draw_of(8, 0, 5) == 3 and draw_of(8, 1, 5) == 8


def test_every_context_has_its_own_equal_cost() -> None:
    """The dearer policy comes down to the cheapest that costs more than status quo; one below that stays as it is."""
    design = designs(load("where_push_wins"), Size("few", contexts=12))["sweep"]
    matched = 0
    for sample in range(12):
        made = [design.scenario(policy * 12 + sample) for policy in range(8)]
        by = payers(made[0], organise(made[0], design.seed, sample))
        costs = [mean_cost(scenario.policy, by) for scenario in made]
        budget = min(price for price in costs[1:3] if price > costs[0])
        assert costs[6:] == pytest.approx([min(price, budget) for price in costs[1:3]], rel=1e-5)
        matched += costs[6] == pytest.approx(costs[7], rel=1e-5)
    assert matched >= 6


def test_strength_is_the_way_from_status_quo() -> None:
    design = designs(load("where_push_wins"), Size("few", contexts=3))["sweep"]
    push, pull = (design.scenario(policy * 3).policy.levers for policy in (1, 2))
    strength = {family: design.labels(0)[f"strength.{family}"] for family in ("push", "pull")}
    assert push.mandate == pytest.approx(0.3 + strength["push"] * 0.3) and push.voice is None
    assert pull.voice == pytest.approx(0.2 + strength["pull"] * 0.4) and pull.mandate is None
    assert push.autonomy == pytest.approx(0.5 - strength["pull"] * 0.2)  # freedom is a lever of the pull family


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("factors: {strength.shove: {uniform: [0, 1]}}\nsample: {points: 4}", "is not a family of levers"),
        ("factors: {policy: [push, pull]}\npaired: sample", "pairs samples, but no factor is sampled"),
    ],
)
def test_sweeps_that_mean_nothing_are_refused(text: str, told: str, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(f"{text}\n")
    with pytest.raises(InputError, match=told):
        load_sweep(file)


def test_equal_cost_in_each_context_is_of_levers_alone(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    phased = "{name: late, levers: {voice: .8}, phases: [{from: 9, levers: {voice: .2}}]}"
    file.write_text(
        f"factors:\n  policy: [push, {phased}]\n  context.trust: {{uniform: [0, 1]}}\nsample: {{points: 2}}\n"
    )
    with pytest.raises(InputError, match="has phases, rules or departments"):
        with_equal_cost(load_sweep(file), ["push", "late"])
