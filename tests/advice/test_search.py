"""The search recovers optima that are known in closed form, under limits with a known price."""

from collections.abc import Sequence

import numpy as np
import pytest

from simalign import Policy
from simalign.advice.choose import polished
from simalign.advice.fewest import changed, eliminated, fewest_levers
from simalign.advice.front import on_front
from simalign.advice.limits import Limits, Proposal
from simalign.advice.sample import TRUSTS, WORTHS
from simalign.advice.search import Tried, random_policies, search
from simalign.advice.space import NAMES, STEP, Design, Space, status_quo
from simalign.policies.levers import LEVERS
from simalign.policies.values import lever_values

BOX = Space("constant", 40, 5)
TARGET = {"mandate": 0.65, "voice": 0.4, "support": 0.9, "transparency": 0.1}  # of the quadratic worth
PRICES = {"mandate": 0.02, "voice": 0.05, "support": 0.04}  # for each unit of a lever above the status quo


class Known:
    """A set of cases in which the worth of policies is a function of their levers, plus the same noise for all."""

    def __init__(self, worth: object, cases: int = 8) -> None:
        self.worth, self.noise = worth, np.random.default_rng(3).normal(0.0, 0.1, cases)

    def __len__(self) -> int:
        return len(self.noise)

    def gains(self, policies: Sequence[Policy]) -> np.ndarray:
        worth = self.measured([Policy(), *policies])[:, :, WORTHS]
        return (worth[:, 1:] - worth[:, :1]) / abs(worth[:, 0].mean())

    def measured(self, policies: Sequence[Policy], count: int | None = None) -> np.ndarray:
        count = len(self) if count is None else count
        values = np.array([self.worth(lever_values(policy)) for policy in policies])
        result = np.zeros((count, len(policies), 4))
        result[:, :, WORTHS] = values + self.noise[:count, None]
        result[:, :, TRUSTS] = 0.5
        return result


def price(policy: Policy) -> float:
    values, usual = lever_values(policy), lever_values(Policy())
    return 0.1 + sum(cost * (values[name] - usual[name]) for name, cost in PRICES.items())


def limits(budget: float) -> Limits:
    return Limits(budget, float("inf"), price(Policy()), price, lambda policy: 0.0)


def quadratic(values: dict[str, float]) -> float:
    return 1.0 - sum((values[name] - target) ** 2 for name, target in TARGET.items())


def best_of(tried: Tried) -> dict[str, float]:
    return lever_values(tried.best(1)[0].policy)


def test_an_optimum_inside_the_box_is_recovered() -> None:
    found = best_of(search(BOX, limits(1.0), Known(quadratic), 800, 1))
    for name, target in TARGET.items():
        assert found[name] == pytest.approx(target, abs=STEP + 1e-9), name


def test_an_optimum_at_the_budget_is_recovered() -> None:
    """Worth is linear in one lever whose price is linear: the optimum is the status quo plus budget / price."""
    budget = 0.01
    found = search(BOX, limits(budget), Known(lambda values: values["voice"]), 800, 1).best(1)[0]
    others = {"mandate": -0.3, "support": -0.3}  # the most that levers of no effect save, which voice may then take
    most = 0.2 + (budget - sum(PRICES[name] * change for name, change in others.items())) / PRICES["voice"]
    assert lever_values(found.policy)["voice"] == pytest.approx(most, abs=2 * STEP)
    assert found.extra <= budget + 1e-12


def test_a_constrained_optimum_is_that_of_the_lagrangian() -> None:
    """Two levers, worth -(x - 1)^2 - (y - 1)^2, price a (x - x0) + b (y - y0) = budget: a quadratic in closed form."""

    def worth(values: dict[str, float]) -> float:
        return -((values["voice"] - 1.0) ** 2) - (values["support"] - 1.0) ** 2 - (values["mandate"] - 0.3) ** 2 * 100.0

    a, b, budget = PRICES["voice"], PRICES["support"], 0.03
    x0, y0 = 0.2, 0.3
    multiplier = (a * (1.0 - x0) + b * (1.0 - y0) - budget) / (a * a + b * b)
    found = best_of(search(BOX, limits(budget), Known(worth), 1500, 1))
    assert found["voice"] == pytest.approx(1.0 - multiplier * a, abs=1.5 * STEP)
    assert found["support"] == pytest.approx(1.0 - multiplier * b, abs=1.5 * STEP)


def test_the_search_beats_as_many_random_policies_where_an_optimum_is_known() -> None:
    sought = search(BOX, limits(0.05), Known(quadratic), 400, 2)
    drawn = random_policies(BOX, limits(0.05), Known(quadratic), 1000, 2)
    assert quadratic(best_of(drawn)) < quadratic(best_of(sought)) <= 1.0
    assert max(proposal.extra for proposal in drawn.proposals) <= 0.05 + 1e-12


def test_a_race_keeps_the_best_of_the_random_policies() -> None:
    """With noise that is the same for all policies the best of the race is the best of all."""
    rng = np.random.default_rng(7)
    points = [limits(0.05).carried_out(BOX.design(point)) for point in rng.random((60, BOX.dimension))]
    best = max(quadratic(lever_values(proposal.policy)) for proposal in points)
    assert quadratic(best_of(random_policies(BOX, limits(0.05), Known(quadratic), 60, 7))) == best


def fewest(worth: object, matters: float, budget: float = 1.0) -> list[str]:
    """The levers of the policy with the fewest, from the best one, in which levers of no effect are changed."""
    sample, bounds = Known(worth), limits(budget)
    (best,) = polished(bounds.carried_out(BOX.design(np.ones(BOX.dimension))), bounds, sample).best(1)
    assert len(changed(best)) > 10
    return changed(fewest_levers([best, *eliminated(best, bounds, sample)], sample, matters))


def test_only_the_levers_that_can_matter_are_left() -> None:
    """Worth is a sum over three levers, each of which loses more than the tolerance when it is put back."""

    def worth(values: dict[str, float]) -> float:
        return 1.0 + 0.5 * values["mandate"] + 0.3 * values["support"] - 0.2 * values["voice"]

    assert set(fewest(worth, matters=0.01)) == {"mandate", "support", "voice"}


def test_small_losses_add_up() -> None:
    """Every share adds 1% of the worth of the status quo: a tolerance of 3.5% lets three of them go."""
    shares = [name for name in NAMES if LEVERS[name].kind in ("unit", "share")]
    usual = lever_values(Policy())
    base = 2.0

    def worth(values: dict[str, float]) -> float:
        return base + sum(0.01 * base * (values[name] - usual[name]) / (1.0 - usual[name]) for name in shares)

    assert len(fewest(worth, matters=0.035)) == len(shares) - 3


def test_of_two_levers_that_replace_each_other_one_stays() -> None:
    """Neither is missed alone, since either is enough; both together are worth everything."""

    def worth(values: dict[str, float]) -> float:
        return 1.0 + max(values["voice"], values["support"])

    assert fewest(worth, matters=0.01) in (["voice"], ["support"])


def test_a_policy_without_any_lever_is_none_of_those_with_fewer() -> None:
    """Autonomy and clarity are best as they are, which is a point of the descent."""
    units = np.array(
        [0.75 if name in ("autonomy", "clarity") else x for name, x in zip(NAMES, status_quo(5), strict=True)]
    )
    start = limits(1.0).carried_out(Design(units[None, None]))
    assert changed(start) == ["autonomy", "clarity"]
    idle = Known(lambda values: 1.0)
    assert [len(changed(policy)) for policy in eliminated(start, limits(1.0), idle)] == [1]
    harmful = Known(lambda values: 2.0 - abs(values["autonomy"] - 0.5) - abs(values["specific"] - 0.5))
    assert eliminated(start, limits(1.0), harmful) == []


def test_the_levers_that_are_left_take_over_the_budget() -> None:
    """Voice has a price and linear worth; levers of no effect take up its budget until they are put back."""
    bounds, sample = limits(0.02), Known(lambda values: values["voice"])
    half = bounds.carried_out(BOX.design(np.full(BOX.dimension, 1.0)))
    alone = eliminated(half, bounds, sample)[-1]
    assert changed(alone) == ["voice"]
    assert lever_values(alone.policy)["voice"] == pytest.approx(0.2 + 0.02 / PRICES["voice"], abs=STEP)
    assert lever_values(half.policy)["voice"] < lever_values(alone.policy)["voice"]


def test_a_descent_by_coordinates_finds_the_optimum_of_separable_levers() -> None:
    """On its grid of quarters, since the worth is a sum over levers."""
    start = limits(1.0).carried_out(BOX.design(np.full(BOX.dimension, 0.5)))
    found: Proposal = polished(start, limits(1.0), Known(quadratic)).best(1)[0]
    for name, target in TARGET.items():
        assert abs(lever_values(found.policy)[name] - target) == pytest.approx(
            min(abs(quarter / 4 - target) for quarter in range(5)), abs=1e-9
        )


def test_the_same_seed_gives_the_same_proposals() -> None:
    one, same, other = (search(BOX, limits(0.02), Known(quadratic), 60, seed) for seed in (1, 1, 2))
    assert [p.policy for p in one.proposals] == [p.policy for p in same.proposals]
    assert [p.policy for p in one.proposals] != [p.policy for p in other.proposals]


def test_the_front_of_one_respect_is_its_best() -> None:
    assert on_front(np.array([[1.0], [3.0], [2.0]])).tolist() == [False, True, False]
    assert len(NAMES) == BOX.dimension
