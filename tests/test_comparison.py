"""Comparison of policies on the same organisations with common random numbers."""

import pandas as pd
import pytest

from simalign import InputError, Policy, Scenario, Simulation, load_policy
from simalign.comparison.compare import (
    AS_SET,
    BASE,
    EQUAL_COST,
    USUAL,
    Arm,
    arms,
    compare,
    final_arms,
    not_equal,
    pricing,
    runs,
)
from simalign.comparison.cost import common_budget
from simalign.policies.scale import scaled
from simalign.simulation.ensemble import Ensemble, Run

SMALL = Scenario(organisation={"size": 12}, context={"turnover": 0.02, "turbulence": 0.2}, warmup=5, weeks=6)
POLICIES = {"push": Policy(preset="push"), "pull": Policy(preset="pull")}
PRICE = pricing(SMALL, 3, 2)


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    """Two replications of the small comparison."""
    return compare(SMALL, POLICIES, 3, 2)[1]


def test_the_warm_up_is_the_same_under_every_policy(table: pd.DataFrame) -> None:
    before = table[table["week"] <= 0]
    assert len(before) == 6 * 2 * 5
    for _, week in before.groupby(["replication", "week"]):
        assert (week.drop(columns=["policy", "basis"]).nunique(dropna=False) == 1).all()


def test_replications_and_policies_differ(table: pd.DataFrame) -> None:
    last = table[(table["week"] == 6) & (table["basis"] == AS_SET)]
    assert last["value"].nunique() == 6


def test_one_replication_faces_one_organisation_and_the_same_random_numbers() -> None:
    chosen = arms(POLICIES, PRICE)
    ends: dict[int, list[Simulation]] = {0: [], 1: []}

    def watch(arm: Arm, run: Run) -> None:
        ends[run.simulation.replication].append(run.simulation)

    seen = list(runs(SMALL, chosen, Ensemble(3), range(2), watch))
    assert [replication for _, replication, _ in seen] == [0] * 6 + [1] * 6
    demands = []
    for those in ends.values():
        assert len(those) == 6
        assert len({id(end.organisation) for end in those}) == 1
        assert len({end.state.demand.tobytes() for end in those}) == 1
        demands.append(those[0].state.demand.tobytes())
    assert demands[0] != demands[1]


def test_the_order_of_policies_changes_nothing(table: pd.DataFrame) -> None:
    turned = compare(SMALL, dict(reversed(POLICIES.items())), 3, 2)[1]
    keys = ["policy", "basis", "replication", "week"]
    pd.testing.assert_frame_equal(
        turned.sort_values(keys, ignore_index=True), table.sort_values(keys, ignore_index=True), check_exact=True
    )


def test_another_policy_beside_changes_nothing_as_set(table: pd.DataFrame) -> None:
    alone = compare(SMALL, {"push": POLICIES["push"]}, 3, 2)[1]
    ours = table[(table["policy"] == "push") & (table["basis"] == AS_SET)].reset_index(drop=True)
    theirs = alone[(alone["policy"] == "push") & (alone["basis"] == AS_SET)].reset_index(drop=True)
    pd.testing.assert_frame_equal(ours, theirs, check_exact=True)


def test_arms_as_set_and_at_equal_cost() -> None:
    found = arms(POLICIES, PRICE)
    assert [(a.name, a.basis) for a in found] == [(n, b) for b in (AS_SET, EQUAL_COST) for n in (BASE, *POLICIES)]
    set_, equal = ({a.name: a for a in found if a.basis == basis} for basis in (AS_SET, EQUAL_COST))
    assert equal["pull"].cost == pytest.approx(equal["push"].cost, abs=1e-9)
    assert equal["push"].share < equal["pull"].share == 1.0
    for name in (BASE, "pull"):
        assert equal[name] == type(equal[name])(name, EQUAL_COST, set_[name].policy, 1.0, set_[name].cost)
    assert not_equal(found) == {}


def equal_ones(*policies: str) -> tuple[set[str], dict[str, str]]:
    """Shipped policies that are compared at equal cost, and those that are not, with the reason."""
    found = arms({name: load_policy(name) for name in policies}, PRICE)
    return {a.name for a in found if a.basis == EQUAL_COST} - {BASE}, not_equal(found)


def test_what_is_cheaper_or_cannot_be_cut_is_not_at_equal_cost() -> None:
    talks = "continuous_feedback"
    assert equal_ones("laissez_faire", "annual_review", talks) == (
        {talks},
        {"laissez_faire": "costs less", "annual_review": "costs less"},
    )
    assert equal_ones("laissez_faire", "annual_review") == (
        set(),
        {"laissez_faire": "costs less", "annual_review": "costs less"},
    )
    half = {"half": scaled(load_policy("pull"), 0.4), "pull": load_policy("pull"), talks: load_policy(talks)}
    found = arms(half | {"little": Policy(levers={"mandate": 0.4})}, PRICE)
    assert not_equal(found) == {talks: "cannot be scaled back so far", "little": "costs less"}
    assert len({round(a.cost, 9) for a in found if a.basis == EQUAL_COST and a.name != BASE}) == 1


def test_one_cheap_policy_does_not_shrink_the_others() -> None:
    """Mission command adds a quarter of what the others add: it is left out, and the others keep half or more."""
    found = arms({name: load_policy(name) for name in USUAL}, pricing(Scenario(), 1, 1))
    cost = {arm.name: arm.cost for arm in found if arm.basis == AS_SET}
    added = {name: cost[name] - cost[BASE] for name in USUAL}
    assert 0 < added["mission_command"] < min(added[name] for name in ("push", "pull", "lead")) / 2
    assert not_equal(found) == {"mission_command": "costs less"}
    equal = [arm for arm in found if arm.basis == EQUAL_COST and arm.name != BASE]
    assert {arm.name for arm in equal} == {"push", "pull", "lead"}
    assert all(arm.share >= 0.5 and arm.cost == pytest.approx(min(a.cost for a in equal)) for arm in equal)


@pytest.mark.parametrize(
    ("costs", "budget"),
    [([1.2, 1.4], 1.2), ([1.2, 5.0], 1.2), ([1.1, 1.4, 1.5], 1.4), ([1.4, 1.5, 9.0], 1.4), ([0.9, 1.0], float("inf"))],
)
def test_budget_is_that_at_which_most_keep_half(costs: list[float], budget: float) -> None:
    assert common_budget(1.0, costs) == common_budget(1.0, costs[::-1]) == budget


def test_no_rule_is_free() -> None:
    """A policy all of whose levers hang on a rule that is always met costs, and is cut, as if they were plainly set."""
    pull = load_policy("pull")
    ruled = Policy(rules=[{"while": "trust >= 0", "levers": pull.levers}])
    chosen, table, _ = compare(SMALL, {"plain": pull, "ruled": ruled, "push": POLICIES["push"]}, 3, 12)
    cost = {(a.name, a.basis): a.cost for a in chosen}
    assert cost["ruled", AS_SET] == pytest.approx(cost["plain", AS_SET])
    assert cost["ruled", EQUAL_COST] == pytest.approx(cost["push", EQUAL_COST], rel=0.01)
    assert cost["ruled", EQUAL_COST] <= cost["push", EQUAL_COST] + 1e-12
    value = table[table["week"] == 6].groupby(["policy", "basis"])["value"].mean()
    assert value["ruled", EQUAL_COST] == pytest.approx(value["plain", EQUAL_COST], rel=0.01)


def test_a_rule_that_does_not_keep_its_cost_is_dropped_at_the_end() -> None:
    """The pilots of a rule that is met by chance say little; the runs themselves decide."""
    ruled = Policy(rules=[{"while": "do > 0.5", "levers": {"support": 1.0}}])
    chosen = [Arm(BASE, b, Policy(), 1.0, 0.1) for b in (AS_SET, EQUAL_COST)]
    chosen += [Arm("push", b, POLICIES["push"], 1.0, 0.2) for b in (AS_SET, EQUAL_COST)]
    chosen += [Arm("ruled", b, ruled, 1.0, 0.2) for b in (AS_SET, EQUAL_COST)]
    near, far = ([0.1, 0.1, 0.2, 0.2, 0.2, last, 0.1, 0.1, 0.2, 0.2, 0.3, last] for last in (0.201, 0.22))
    assert len(final_arms(chosen, near)) == 6
    assert len(final_arms(chosen, far)) == 5
    assert not_equal(final_arms(chosen, far)) == {"ruled": "cannot be scaled back so far"}
    assert final_arms(chosen, far)[-1].cost == pytest.approx(0.25)


def test_status_quo_is_in_once() -> None:
    found = arms({BASE: Policy(preset=BASE)}, PRICE)
    assert [(a.name, a.basis) for a in found] == [(BASE, AS_SET), (BASE, EQUAL_COST)]


def test_first_replication_ends_are_kept_and_ticks_counted() -> None:
    ticks: list[None] = []
    chosen, _, ends = compare(SMALL, POLICIES, 3, 2, lambda: ticks.append(None))
    assert list(ends) == [BASE, "push", "pull"]
    assert all(end.replication == 0 and end.week == 6 for end in ends.values())
    assert len(ticks) == 2 * len(chosen)


def test_bad_designs_are_refused() -> None:
    with pytest.raises(InputError, match=r"replications: is out of range.*1 or more"):
        compare(SMALL, POLICIES, 3, 0)
    with pytest.raises(InputError, match=r"scenario: is text, not a Scenario; write load_scenario\('default'\)"):
        compare("default", POLICIES, 3, 1)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"policies: is a list.*a mapping of names to Policy records"):
        compare(SMALL, ["push", "pull"], 3, 1)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=r"policies\['push'\]: is text, not a Policy; write load_policy\('push'\)"):
        compare(SMALL, {"push": "push"}, 3, 1)  # type: ignore[dict-item]
    with pytest.raises(InputError, match="no such department"):
        compare(SMALL, {"mine": Policy(departments={"zoo": {"voice": 1.0}})}, 3, 1)
