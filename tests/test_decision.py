"""Decisions: what follows from weekly worth alone, and the same answer in the page and on the command line."""

import json

import numpy as np
import pytest

from simalign import InputError, Policy, Scenario, Simulation
from simalign.decision.cases import WORTH, Cases, simulate_worth
from simalign.decision.evidence import (
    changed_levers,
    evidence_sentences,
    lever_costs,
    studies_by_lever,
    study_count,
)
from simalign.decision.ranking import (
    BASE,
    CONTEXTS,
    decision_from,
    draws_for,
    leader_after,
    leader_intervals,
    leaders,
    with_base,
)
from simalign.decision.report import Question, decision_answer, leaders_by_context
from simalign.decision.sentences import decision_sentences, risk_sentences
from simalign.scenario.posterior import shipped_posterior
from simalign.scenario.psychology import Costs

NAMES = [BASE, "a", "b"]


def worth(*means: list[float], draws: int = 20, spread: float = 0.01) -> np.ndarray:
    """Weekly worth (draws, policies, weeks) around means (policies, weeks); the spread is every policy's own."""
    rng = np.random.default_rng(1).normal(0, spread, (draws, len(means), 1))
    return np.array(means)[None] + rng


def test_standings_are_means_and_chances_over_draws() -> None:
    values = worth([1.0] * 4, [1.2] * 4, [0.9] * 4)
    found = decision_from(NAMES, values, 4)
    assert [one.policy for one in found.standings] == ["a", BASE, "b"]
    first = found.first
    mean = values.mean(axis=2)
    assert first.gain == pytest.approx((mean[:, 1] - mean[:, 0]).mean() / mean[:, 0].mean())
    assert first.low < first.gain < first.high
    assert first.best == 1.0
    assert found.sure
    assert sum(one.best for one in found.standings) == pytest.approx(1.0)
    shares = (mean - mean[:, [0]]) / mean[:, 0].mean()
    for one in found.standings:
        of_policy = shares[:, NAMES.index(one.policy)]
        assert one.regret == pytest.approx((shares.max(axis=1) - of_policy).mean())
        assert one.loss == pytest.approx((of_policy < 0).mean())
    assert (first.regret, first.loss) == (0.0, 0.0)
    assert found.lead == pytest.approx(mean[:, 1].mean() - mean[:, 0].mean())


def test_the_policy_of_the_highest_mean_may_have_more_regret_in_bad_cases() -> None:
    values = np.array([[[1.0], [2.0], [1.2]], [[1.0], [0.7], [1.2]]]).repeat(20, axis=0)
    decision = decision_from(NAMES, values, 1)
    assert decision.first.policy == "a"
    chance, expected, worst = risk_sentences(decision.standings)
    assert chance.startswith("In 50 of 100 cases a is worth less than carrying on as now")
    assert "25% with a, 40% with b and 60% with status quo" in expected
    assert worst.endswith("50% or more with a, and no other policy on the list has less.")
    rarely_bad = np.array([[[1.0], [1.5], [1.45]]] * 18 + [[[1.0], [0.5], [0.7]]] * 2)
    decision = decision_from(NAMES, rarely_bad, 1)
    assert decision.first.policy == "a"
    assert risk_sentences(decision.standings)[2].endswith("50% or more with a, and least, 30%, with b.")


def test_a_lead_within_chance_is_not_a_lead() -> None:
    found = decision_from(NAMES, worth([1.0] * 4, [1.001] * 4, [0.9] * 4, spread=0.1), 4)
    assert not found.sure
    assert "too close to call" in decision_sentences(found)[1]
    assert {one.policy for one in found.by_horizon} == {None}


def test_another_horizon_is_said_where_it_decides_otherwise() -> None:
    values = worth([1.0] * 40, [1.5] * 10 + [0.5] * 30, [1.1] * 40, spread=0.001)
    found = decision_from(NAMES, values, 20)
    assert found.first.policy == "b"
    runs = leader_intervals(found.by_horizon)
    assert [who for *_, who in runs if who] == ["a", "b"]
    last = next(high for _, high, who in runs if who == "a")
    assert last == 16  # mean of a over 16 weeks: 1.125, over 17: 1.09
    assert decision_sentences(found)[2] == "Another horizon decides otherwise: up to 16 weeks a would lead."
    assert decision_sentences(decision_from(NAMES, values[:, :, :12], 5))[2].startswith("No horizon up to 12 weeks")


def test_a_policy_that_would_lead_at_two_spans_of_horizons_is_named_once() -> None:
    values = worth([1.0] * 40, [1.5] * 5 + [0.0] * 5 + [4.0] * 5 + [0.0] * 25, [1.1] * 40, spread=0.001)
    sentence = decision_sentences(decision_from(NAMES, values, 40))[2]
    assert sentence == "Another horizon decides otherwise: up to 6 weeks and from 12 to 24 weeks a would lead."


def test_leaders_need_a_mean_lead_beyond_chance() -> None:
    at = np.stack([worth([1.0], [2.0], [0.5])[:, :, 0], worth([1.0], [1.0], [0.5])[:, :, 0]], axis=2)
    clear, close = leaders(NAMES, at, [0.1, 0.9])
    assert (clear.at, clear.policy, clear.ahead, clear.best) == (0.1, "a", "a", 1.0)
    assert (close.at, close.policy) == (0.9, None)


def test_lives_are_runs_of_their_own_under_the_same_draws() -> None:
    scenario = Scenario(organisation={"size": 9}, warmup=3, weeks=5)
    policies = with_base({"push": Policy(preset="push")})
    posterior = shipped_posterior()
    found = simulate_worth(scenario, policies, Cases(4, posterior), 3)
    assert found.shape == (3, 2, 5)
    for draw in range(3):
        for place, policy in enumerate(policies.values()):
            drawn = posterior.applied(scenario.model_copy(update={"policy": policy}), draw)
            np.testing.assert_array_equal(found[draw, place], Simulation(drawn, 4, draw).run(8)[3:, WORTH])


def test_what_moves_elsewhere_is_added_to_what_is_known_here() -> None:
    rng = np.random.default_rng(2)
    here = np.array([1.0, 1.2, 0.5]) + rng.normal(0, 0.05, (60, 3))
    still = leader_after(NAMES, here, np.zeros((8, 3)), 0.5)
    assert (still.policy, still.ahead) == ("a", "a")  # 8 draws alone might say otherwise, and do not count here
    moved = np.tile([0.0, 0.0, 1.0], (8, 1)) + rng.normal(0, 0.01, (8, 3))
    assert leader_after(NAMES, here, moved, 0.9).policy == "b"
    wild = np.tile([0.0, 0.0, 0.8], (8, 1)) + rng.normal(0, 1.0, (8, 3))
    assert leader_after(NAMES, here, wild, 0.9).policy is None


def test_a_context_is_all_that_changes_along_it() -> None:
    scenario = Scenario(organisation={"size": 9}, warmup=2, weeks=4)
    asked = Question(scenario, {"push": Policy(preset="push")}, 4, 9, None)
    told, here = decision_answer(asked)
    for context in CONTEXTS:
        found = leaders_by_context(asked, context, here)
        own = next(one for one in found["leaders"] if one[0] == found["own"])
        assert (own[1], own[2]) == (
            told["standings"][0]["policy"] if told["sure"] else None,
            told["standings"][0]["policy"],
        )
        values = [at for at, *_ in found["leaders"]]
        assert values == sorted({*CONTEXTS[context], found["own"]})
        assert found["said"].endswith(".")
    with pytest.raises(InputError, match="is not a context"):
        leaders_by_context(asked, "weather", here)


def test_what_it_rests_on_is_counted() -> None:
    facts = studies_by_lever()
    assert study_count() >= 10
    assert facts["incentive"] >= 2
    assert facts["role_modelling"] >= 2 and facts["outcome_kpis"] == 0
    policies = {"mine": Policy(levers={"incentive": 0.9}, phases=[{"from": 3, "levers": {"outcome_kpis": 1.0}}])}
    assert changed_levers(policies["mine"]) == {"incentive", "outcome_kpis"}
    prices = Costs()
    assert lever_costs(policies) == {"incentive": prices.incentive, "outcome_kpis": prices.outcome_kpis}
    support = lever_costs({"mine": Policy(levers={"support": 1.0})})["support"]
    assert support == prices.support + prices.managing_support  # members and their managers
    lines = evidence_sentences(policies, 20, shipped_posterior())
    assert lines[0] == (
        f"Published studies: {study_count()}; the psychology is fitted to them. 20 parameter draws were run here, "
        "of 256 draws of plausible people (posterior.csv; fitted to published effects)."
    )
    assert evidence_sentences(policies, 20, None)[0].endswith("all with the same psychology.")
    assert lines[1] == (
        "These policies move 2 levers. No published fact covers outcomes measured: those effects follow from theory."
    )
    assert changed_levers(Policy()) == changed_levers(Policy(levers={"clarity": 0.5})) == set()


def test_the_page_and_the_command_line_answer_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    from typer.testing import CliRunner

    from simalign.app.views.request import comparison_request
    from simalign.cli import app

    arguments = ["decide", "--set", "organisation.size=12", "-p", "push,pull", "--weeks", "13", "--seed", "5", "--json"]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    what = comparison_request(
        {"size": 12, "weeks": 13, "seed": 5, "policies": [{"preset": "push"}, {"preset": "pull"}]}
    )
    named = {policy.name: policy for policy in what.policies}
    question = Question(what.scenario, named, what.seed, what.size, shipped_posterior())
    found, here = decision_answer(question)
    for key, value in json.loads(json.dumps(found)).items():
        assert told[key] == value, key
    assert told["flips"][0] == json.loads(json.dumps(leaders_by_context(question, "trust", here)))


def test_draws_are_fewer_where_there_are_more_people() -> None:
    assert draws_for(10, 52, 2) > draws_for(2000, 52, 2) >= 20
    assert draws_for(10, 52, 2, 6) < draws_for(10, 52, 2)
