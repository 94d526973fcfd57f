"""Searches of an outcome whose answer is known, and what they need of sweeps."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simalign.comparison.cost import mean_cost, payers
from simalign.errors import InputError
from simalign.experiments import Condition, Search, discovered
from simalign.experiments.catalogue import load
from simalign.experiments.equal_cost import with_equal_cost
from simalign.experiments.outcome import Outcome
from simalign.experiments.readme import filled, unmarked
from simalign.experiments.results import Row
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


def test_how_far_ahead_is_asked(outcome: Outcome) -> None:
    near = Search("near", "b is near a", B, [A], CONDITIONS, "early", by=-0.3)
    rate, lead = (one.of(outcome) for one in discovered(near, "rate", "lead"))
    strict = Search("strict", "b beats a", B, [A], CONDITIONS, "early")
    assert rate.estimate == 100.0
    assert lead.estimate == discovered(strict, "lead")[0].of(outcome).estimate  # by how much stays what it is


def test_contexts_have_their_own_luck_and_people_and_policies_share_them() -> None:
    design = designs(load("where_push_wins"), Size("few", contexts=5))["sweep"]
    assert design.shape == (6, 5) and design.paired == 5
    from simalign.sweeps.design.identity import draw_of, stream_of

    lucks = np.array([stream_of(point, 0, design.paired) for point in design.points]).reshape(6, 5)
    assert (lucks == np.arange(5)).all()
    assert draw_of(8, 0, 5) == 3 and draw_of(8, 1, 5) == 8


def test_every_context_has_its_own_equal_cost() -> None:
    design = designs(load("where_push_wins"), Size("few", contexts=4))["sweep"]
    for sample in range(4):
        made = [design.scenario(policy * 4 + sample) for policy in range(6)]
        by = payers(made[0], organise(made[0], design.seed, sample))
        costs = [mean_cost(scenario.policy, by) for scenario in made]
        assert costs[3:] == pytest.approx([min(costs[:3])] * 3, rel=1e-5)


def test_strength_is_the_way_from_status_quo() -> None:
    design = designs(load("where_push_wins"), Size("few", contexts=3))["sweep"]
    push, pull, mix = (design.scenario(policy * 3).policy.levers for policy in range(3))
    strength = {family: design.labels(0)[f"strength.{family}"] for family in ("push", "pull")}
    assert push.mandate == pytest.approx(0.3 + strength["push"] * 0.5) and push.voice is None
    assert pull.voice == pytest.approx(0.2 + strength["pull"] * 0.6) and pull.mandate is None
    assert mix.mandate == pytest.approx(0.3 + strength["push"] * 0.25)
    assert push.focus == design.labels(0)["policy.levers.focus"] == pull.focus


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


def test_words_of_a_row_are_filled_in() -> None:
    rows = {"box": Row("box", "a box", 84.0, 80.0, 88.0, 300, float("nan"), "%", "trust is at most 0.35")}
    text = "## What the runs gave\nWhere <!-- note box -->old 0.9<!-- end -->.\n"
    assert "-->trust is at most 0.35<!-- end -->." in filled(text, rows, "")
    assert unmarked(text) == []
    with pytest.raises(InputError, match="is not a number of the results"):
        filled("<!-- note none -->x<!-- end -->", rows, "")
