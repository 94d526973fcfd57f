"""Margins: a known crossing is found, chance makes none, and every uncertain quantity has a plain name."""

import re

import numpy as np
import pytest

from simalign import Policy, Scenario
from simalign.calibration.priors import load_priors, shipped_priors
from simalign.decision.cases import simulate_worth
from simalign.decision.margins import context_margin, margins
from simalign.decision.ranking import with_base
from simalign.decision.report import Question, _first_and_rivals, decision_answer, leaders_by_context, margins_of
from simalign.scenario.posterior import Posterior, shipped_posterior
from simalign.texts.catalogue import ENGLISH

QUANTITIES = 70
KEYS = [f"psychology.q{n}" for n in range(QUANTITIES)]
ASSUMED = np.full(QUANTITIES, 0.5)

PARAMETER = "report.parameter."


def uniform(cases: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0.0, 1.0, (cases, QUANTITIES))


def test_a_known_crossing_is_found() -> None:
    """The lead is 2 (x - 0.2), which crosses zero at 0.2; other quantities and noise matter as well."""
    x = uniform(200, 1)
    lead = 2.0 * (x[:, 7] - 0.2) + 0.3 * (x[:, 9] - 0.5) + np.random.default_rng(2).normal(0.0, 0.3, 200)
    (margin,) = margins(lead, x, KEYS, ASSUMED)
    assert margin.key == "psychology.q7"
    slope, start = np.polyfit(x[:, 7], lead, 1)
    assert margin.at == pytest.approx(-start / slope)  # the closed form of the fitted line
    assert margin.low < 0.2 < margin.high < 0.5
    above = margins(2.0 * (0.8 - x[:, 7]) + lead * 0.0, x, KEYS, ASSUMED)
    assert [(m.key, round(m.at, 9)) for m in above] == [("psychology.q7", 0.8)]


def test_intervals_of_crossings_cover_the_truth() -> None:
    """Of 100 intervals at 90%, at least 80 contain the true crossing; a false alarm in 1 of 1,000 such tests."""
    covered = 0
    for seed in range(100):
        x = uniform(150, seed)[:, :1]
        lead = x[:, 0] - 0.25 + np.random.default_rng([seed, 1]).normal(0.0, 0.2, 150)
        (margin,) = margins(lead, x, KEYS[:1], ASSUMED[:1])
        covered += margin.low <= 0.25 <= margin.high
    assert covered >= 80


@pytest.mark.parametrize("lead", [0.0, 0.05, 0.3])
def test_chance_makes_hardly_any_margin(lead: float) -> None:
    """At most 5 of 100 decisions without a relation have a margin; a false alarm in 1 of 1,000 tests (three cases)."""
    rng = np.random.default_rng(3)
    alarms = sum(
        bool(margins(lead + rng.lognormal(0.0, 0.5, 100) - np.exp(0.125), uniform(100, seed), KEYS, ASSUMED))
        for seed in range(100)
    )
    assert alarms <= 13  # binomial: more than 13 in at most 1 of 2,000 tests


def test_no_margin_beyond_the_plausible_range_or_at_the_assumed_value() -> None:
    x = uniform(200, 4)
    noise = np.random.default_rng(5).normal(0.0, 0.1, 200)
    assert margins(x[:, 0] + 0.3 + noise, x, KEYS, ASSUMED) == []  # crosses at -0.3
    assert margins(x[:, 0] - 0.01 + noise, x, KEYS, ASSUMED) == []  # not among the middle 90% of values
    assert margins(x[:, 0] - 0.5 + noise, x, KEYS, ASSUMED) == []  # at the assumed value
    assert margins(x[:, 0] - 0.7 + noise, x, KEYS, ASSUMED) == []  # the first policy does not lead there
    assert margins(np.ones(200), x, KEYS, ASSUMED) == []
    same = x.copy()
    same[:, 3] = 0.4  # does not vary
    (margin,) = margins(x[:, 0] - 0.2 + noise, same, KEYS, ASSUMED)
    assert margin.key == KEYS[0]


def test_a_context_crosses_between_its_values() -> None:
    points = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
    rng = np.random.default_rng(6)
    lead = 0.3 + rng.normal(0.0, 0.1, 100)
    change = (points - 0.5)[None] + rng.normal(0.0, 0.01, (20, 5)) * (points != 0.5)
    (margin,) = context_margin("context.trust", points, 0.5, lead, change)
    mean = lead.mean() + change.mean(axis=0)
    assert mean[0] < 0 < mean[1]
    assert margin.at == pytest.approx(0.1 + 0.2 * mean[0] / (mean[0] - mean[1]))
    assert margin.low < 0.2 < margin.high
    hill = -2.0 * abs(points - 0.5)[None].repeat(20, axis=0)
    assert [m.at for m in context_margin("context.trust", points, 0.5, np.full(100, 0.3), hill)] == [0.35, 0.65]
    assert context_margin("context.trust", points, 0.5, lead + 1.0, change) == []
    wild = rng.normal(0.0, 1.5, (20, 5)) * (points != 0.5)
    assert context_margin("context.trust", points, 0.5, lead, wild) == []


def test_every_parameter_that_a_decision_varies_has_a_plain_name() -> None:
    varied = {*shipped_posterior().names, *load_priors(shipped_priors()).all.names}
    phrases = {key.removeprefix(PARAMETER): text for key, text in ENGLISH.messages.items() if key.startswith(PARAMETER)}
    assert varied <= set(phrases)
    for phrase in phrases.values():
        assert re.fullmatch(r"the [a-z' -]+", phrase)
    assert len(set(phrases.values())) == len(phrases)


def test_margins_rest_on_the_cases_of_the_decision_and_further_ones() -> None:
    scenario = Scenario(organisation={"size": 8}, warmup=1, weeks=3, psychology={"follow": 0.4})
    question = Question(scenario, {"push": Policy(preset="push")}, 4, 8, shipped_posterior())
    answer, worth = decision_answer(question)
    result = margins_of(question, worth)
    assert result["quantities"] == len([name for name in shipped_posterior().names if name != "follow"])
    assert len(worth) == 100 < result["draws"] == question.margin_draws == 200
    (rival,) = result["rivals"]
    assert rival["policy"] == answer["standings"][1]["policy"]
    compared = {name: with_base(question.policies)[name] for name in (result["first"], rival["policy"])}
    lead = -np.diff(simulate_worth(scenario, compared, question.cases, 200).mean(axis=2), axis=1)
    assert rival["ahead"] == (lead > 0.0).mean()
    assert result["said"][-1].startswith("With every uncertain quantity anywhere in its plausible range, ")
    same = margins_of(Question(scenario, question.policies, 4, 8, None), worth)
    assert same["said"] == ["Margins were not computed, because people do not vary in this analysis."]
    assert leaders_by_context(question, "trust", worth)["margins"] == []


def test_the_rivals_are_the_second_and_the_frequent_one() -> None:
    """Policy 1 is never best but second on average; policy 2 is best at times and bad otherwise."""
    worth = np.array([[1.0, 0.9, 0.2]] * 18 + [[1.0, 0.9, 1.1]] * 2)
    assert _first_and_rivals(worth) == [0, 1, 2]
    assert _first_and_rivals(worth[:, :2]) == [0, 1]


def test_a_margin_is_confirmed_by_simulation_on_both_sides() -> None:
    """Rewards are worth their time only if they raise effort enough (``chi``), all else being equal."""
    content = "draw,chi\n" + "".join(f"{n},{x}\n" for n, x in enumerate(np.linspace(0.0, 1.5, 60)))
    posterior = Posterior.of(shipped_posterior().file, content.encode())
    scenario = Scenario(organisation={"size": 30}, warmup=4, weeks=13, costs={"pay": 0.0})
    policies = {"pay": Policy(levers={"incentive": 1.0})}

    def question(design: Scenario) -> Question:
        return Question(design, policies, 2, 30, posterior)

    result = margins_of(question(scenario), decision_answer(question(scenario))[1])
    (margin,) = result["rivals"][0]["margins"]
    assert margin["key"] == "psychology.chi"
    assert result["quantities"] == 1
    for chi, sign in ((margin["low"] / 2.0, 1.0), (margin["high"] * 1.5, -1.0)):
        _, worth = decision_answer(question(scenario.changed({"psychology.chi": chi})))
        lead = (worth[:, 1] - worth[:, 0]).mean()  # of status quo
        assert sign * lead > 0.0
