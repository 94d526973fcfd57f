"""A budget: policies are compared at what they may cost, and those that cannot be scaled are refused."""

import pytest

import simalign
from simalign import InputError, Policy, Scenario, load_policy
from simalign.comparison.compare import pricing
from simalign.comparison.cost import within_budget

SMALL = {"organisation.size": 10, "warmup": 2, "weeks": 4}


def test_policies_cost_at_most_the_budget() -> None:
    scenario = Scenario(**{"organisation": {"size": 20}})
    price = pricing(scenario, 1, 2)
    base = price(Policy())
    policies = {name: load_policy(name) for name in ("push", "pull", "mission_command", "laissez_faire")}
    funded = within_budget(policies, 0.015, price)
    for name in ("push", "pull"):
        assert 0.0 < funded[name].share < 1.0
        assert price(funded[name].policy) - base == pytest.approx(0.015)
        assert funded[name].extra == pytest.approx(0.015)
    assert funded["mission_command"].share == 1.0
    assert funded["mission_command"].policy is policies["mission_command"]
    assert funded["laissez_faire"].extra < 0.0


def test_what_cannot_be_scaled_is_refused_with_the_least_budget() -> None:
    price = pricing(Scenario(organisation={"size": 20}), 1, 2)
    policies = {name: load_policy(name) for name in ("push", "continuous_feedback")}
    with pytest.raises(
        InputError, match=r"feedback of continuous_feedback alone take (\d\.\d)%.*at least \1%"
    ) as error:
        within_budget(policies, 0.001, price)
    assert len(error.value.problems) == 1
    least = float(str(error.value).partition("at least ")[2].partition("%")[0]) / 100.0
    assert within_budget(policies, least, price)["continuous_feedback"].extra <= least


def test_a_decision_within_a_budget_is_that_of_the_scaled_policies() -> None:
    funded = simalign.decide(policies="push", seed=1, factors=SMALL, budget="1%", progress=False)
    (entry,) = funded.record["budget"]["policies"]
    assert 0.0 < entry["share"] < 1.0
    assert "Push is carried out at" in funded.record["budget"]["said"][1]
    price = pricing(Scenario(**{"organisation": {"size": 10}, "warmup": 2, "weeks": 4}), 1, 2)
    scaled = within_budget({"push": load_policy("push")}, 0.01, price)["push"].policy
    plain = simalign.decide(policies={"push": scaled}, seed=1, factors=SMALL, progress=False)
    assert plain.record["standings"] == funded.record["standings"]
    assert "budget" not in plain.record


@pytest.mark.parametrize("budget", ["0", "-1%", "101%", "much", 0, True, float("nan")])
def test_a_budget_is_a_share(budget: float | str) -> None:
    with pytest.raises(InputError, match=r"budget: cannot be used.*a share of working time and pay above 0"):
        simalign.decide(policies="push", seed=1, factors=SMALL, budget=budget, progress=False)
