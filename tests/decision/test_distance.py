"""The distance to any other organisation: paired, honest where there is none, and left out where it says nothing."""

import numpy as np
import pytest

import simalign
from simalign import Policy, Scenario
from simalign.analysis.intervals import interval
from simalign.decision.cases import Cases, simulate_worth
from simalign.decision.distance import any_other, distance_of, distance_sentences
from simalign.decision.ranking import with_base
from simalign.decision.report import Question, decision_answer
from simalign.scenario.posterior import shipped_posterior

POLICIES = {"lead": Policy(preset="lead")}
SMALL = {"organisation": {"size": 12}, "warmup": 10, "weeks": 13}


def question(**changes: object) -> Question:
    return Question(Scenario(**{**SMALL, **changes}), POLICIES, 3, 12, shipped_posterior())


def test_the_default_organisation_is_not_compared_with_itself() -> None:
    for same in (question(), question(name="mine", description="of mine", psychology={"silo": 0.1})):
        assert distance_of(same, decision_answer(same)[1]) is None


def test_the_difference_is_paired() -> None:
    """Cases share people and random numbers, so that the interval is far narrower than that of unpaired cases."""
    distrust = question(context={"trust": 0.2})
    _, here = decision_answer(distrust)
    found = distance_of(distrust, here)
    assert found is not None
    cases = Cases(3, shipped_posterior())
    there = simulate_worth(Scenario(**SMALL), with_base(POLICIES), cases, len(here)).mean(axis=2)
    gains = [(worth[:, 0] - worth[:, 1]) / abs(worth[:, 1].mean()) for worth in (here, there)]
    assert [found["here"], found["elsewhere"]] == pytest.approx([gain.mean() for gain in gains])
    expected = interval(gains[0] - gains[1])
    assert [found["difference"], found["low"], found["high"]] == pytest.approx(list(expected)[:3])
    unpaired = 1.96 * np.sqrt(sum(gain.var(ddof=1) for gain in gains) / len(here))
    assert found["high"] - found["low"] < 0.7 * 2 * unpaired
    assert found["high"] < 0.0  # the example of leaders who are not trusted has less effect


def test_what_cannot_be_told_apart_is_said() -> None:
    found = {"policy": "pull", "here": 0.14, "elsewhere": 0.15, "difference": -0.01, "low": -0.03, "high": 0.01,
             "first": "pull", "ahead": "push", "leads": None}  # fmt: skip
    sentences = distance_sentences(found)
    assert sentences[0].startswith(
        "For the default organisation of this size the model expects +15% from pull; for yours +14%"
    )
    assert sentences[1] == "In this the model cannot tell your organisation from the default one of its size."
    assert sentences[2] == "There push would be worth most, but by a lead that may be chance."
    clear = distance_sentences({**found, "high": -0.005, "leads": "push"})
    assert clear[1:] == ["There push would be worth most."]


def test_policies_for_departments_are_not_carried_out_elsewhere() -> None:
    policy = Policy(departments={"finance": {"voice": 1.0}})
    scenario = Scenario(**SMALL, departments={name: {"lean": {"service": 1.0}} for name in ("management", "finance")})
    asked = Question(scenario, {"mine": policy}, 3, 12, None)
    found = distance_of(asked, np.ones((30, 2)))
    assert found is not None
    assert found["said"] == [
        "The answer cannot be compared with that for any other organisation, because mine sets levers of departments "
        "that others do not have."
    ]


def test_any_other_has_the_people_and_weeks_of_the_question() -> None:
    scenario = Scenario(**SMALL, context={"trust": 0.1}, psychology={"silo": 0.1}, costs={"pay": 0.2})
    usual = any_other(scenario, 40)
    assert (usual.organisation.size, usual.weeks, usual.warmup) == (40, 13, 10)
    assert (usual.psychology.silo, usual.costs.pay, usual.context.trust) == (0.1, 0.2, 0.5)


def test_an_answer_for_an_organisation_has_its_distance() -> None:
    result = simalign.decide(
        policies="lead", seed=1, factors={"warmup": 2, "weeks": 4}, organisation="workshop", progress=False
    )
    assert result.record["distance"]["said"][0].startswith(
        "For the default organisation of this size the model expects"
    )
