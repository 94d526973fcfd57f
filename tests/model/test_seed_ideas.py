"""The ideas from practice that the model is made of: each moves what it names, in its direction.

By at least 1 % of value or .05 of an overlap or share; see ``contrasts`` for noise.
"""

from typing import Any

import numpy as np
import pytest

from simalign import Scenario, Simulation
from simalign.scenario import Department
from simalign.scenario.organisation import DEPARTMENTS
from tests.design import DESIGN
from tests.model.contrasts import LEAD, PULL, PUSH, contrast, mean_of, paired, settings

FRAGMENTED = {"variety": 0.8, "churn": 0.2}  # customers differ from team to team, and change their orders
NEVER = {"feedback_interval": "never"}


def knowing(cascade: bool, replication: int) -> tuple[float, float]:
    """Return how well members know their own part, and how much better than those of other departments."""
    simulation = Simulation(Scenario(mechanisms={"cascade": cascade}, psychology=DESIGN), 1, replication)
    simulation.run(156)
    state, department = simulation.state, simulation.fixed.department
    overlaps = np.minimum(state.knows[:, None], state.part[None]).sum(axis=2)  # (N, D)
    members = np.flatnonzero((simulation.fixed.leader == 0) & (department > 0))
    own = overlaps[members, department[members]]
    others = (overlaps[members, 1:].sum(axis=1) - own) / (len(state.part) - 2)
    return float(own.mean()), float((own - others).mean())


def test_targets_cascade_to_what_is_ones_own_part() -> None:
    """People come to know their own part, and not only the strategy: more than the parts of other departments."""
    cascaded, separate = (np.array([knowing(cascade, n) for n in range(4)]) for cascade in (True, False))
    assert ((cascaded - separate)[:, 0] > 0.05).all()
    assert ((cascaded - separate)[:, 1] > 0.02).all()
    assert settings("know", {}, {"mechanisms": {"cascade": False}}).beyond(0.05)
    assert settings("value", {}, {"mechanisms": {"cascade": False}}).beyond_percent(1)


def test_freedom_pays_where_customers_change_their_orders() -> None:
    full, none = {"autonomy": 1.0}, {"autonomy": 0.0}
    assert contrast("value", full, none, context=FRAGMENTED, replications=24).beyond_percent(1)
    calm, moving = (
        mean_of("value", {"autonomy": 1.0}, context=context) - mean_of("value", {"autonomy": 0.0}, context=context)
        for context in ({"variety": 0.8, "churn": 0.0}, FRAGMENTED)
    )
    assert paired(moving, calm).beyond(0.002)  # half a per cent of value more


def test_orders_that_change_cost_those_who_work_by_the_book() -> None:
    stale = settings("value", {"context": FRAGMENTED}, {"context": {"variety": 0.8, "churn": 0.005}}, {"autonomy": 0.0})
    assert stale.beyond_percent(-1)


@pytest.mark.parametrize("reliance", [0.15, 0.5])
def test_what_partners_contribute_hinges_on_the_relation(reliance: float) -> None:
    full, none = {"relationship_management": 1.0}, {"relationship_management": 0.0}
    context = {"reliance": reliance}
    assert contrast("relationship_depth", full, none, context=context).beyond(0.05)
    assert contrast("external_perception", full, none, context=context).beyond(0.05)
    assert contrast("value", full, none, context=context).beyond_percent(1)
    partners = contrast("partner_value", full, none, context=context)
    assert partners.beyond_percent(30)


def test_self_perception_and_outside_view_part_from_deeds_with_consequences() -> None:
    """Openness brings both nearer to what is done; partners then trust more, and contribute more."""
    full, none = {"transparency": 1.0}, {"transparency": 0.0}
    for name in ("self_perception", "external_perception", "identity", "relationship_depth"):
        assert contrast(name, full, none).beyond(0.05), name
    assert contrast("partner_value", full, none).beyond_percent(5)


def test_motivation_against_mandate_with_leadership_equal() -> None:
    """Push moves deeds, pull moves people: needs, no resistance, and value net of pay."""
    push, pull = PUSH | LEAD, PULL | LEAD
    assert contrast("do", push, pull).beyond(0.05)
    assert contrast("needs", pull, push).beyond(0.05)
    assert contrast("value_net", pull, push).beyond_percent(1)
    resisted = paired(mean_of("resistance", push, year=1), mean_of("resistance", pull, year=1))
    assert resisted.beyond(0.05)


def test_targets_on_what_is_in_ones_hands() -> None:
    """Departments watched by the goals of the others do less for their customers, and for the whole."""

    def watched(others: bool) -> dict[str, Any]:
        departments = {}
        for name, department in DEPARTMENTS.items():
            leans = [d.lean for n, d in DEPARTMENTS.items() if n not in (name, "management")]
            foreign: dict[str, float] = {}
            for goal, weight in (item for lean in leans for item in lean.items()):
                foreign[goal] = foreign.get(goal, 0.0) + weight
            kpi = foreign if others and name != "management" else department.lean
            departments[name] = {"lean": department.lean, "kpi": kpi, "customer_facing": department.customer_facing}
        return {"departments": departments}

    levers = PUSH | {"outcome_kpis": 0.0, "shared_goals": 0.0}
    assert isinstance(DEPARTMENTS["management"], Department)
    assert settings("local_fit", watched(True), watched(False), levers).beyond(-0.05)
    assert settings("value", watched(True), watched(False), levers).beyond_percent(-1)


def test_silos_cost_where_tasks_are_interdependent() -> None:
    """Four departments against a single one of the same people, whose work needs no handovers."""
    flat = Department(lean=dict.fromkeys(DEPARTMENTS["management"].lean, 1.0), customer_facing=True)
    single = {"departments": {"management": DEPARTMENTS["management"], "all": flat}}

    def loss(interdependence: float) -> Any:
        context = {"context": {"interdependence": interdependence}, "replications": 32}
        return mean_of("value", **single, **context) - mean_of("value", **context)

    assert paired(loss(1.0), loss(0.0)).beyond(0.004)  # one per cent of value


def test_shared_goals_repair_interdependent_work_and_cost_elsewhere() -> None:
    full, none = {"shared_goals": 1.0}, {"shared_goals": 0.0}
    assert contrast("value", full, none, context={"interdependence": 1.0}).beyond_percent(1)
    assert contrast("value", full, none, context={"interdependence": 0.0}).beyond_percent(-1)


def test_shared_goals_invite_free_riding_on_pay() -> None:
    assert contrast(
        "pressure", {"incentive": 0.8, "shared_goals": 1.0}, {"incentive": 0.8, "shared_goals": 0.0}
    ).beyond(-0.05)
    paid, unpaid = (
        mean_of("value", {"incentive": pay, "shared_goals": 1.0})
        - mean_of("value", {"incentive": pay, "shared_goals": 0.0})
        for pay in (0.8, 0.0)
    )
    assert paired(paid, unpaid).beyond(-0.003)  # most of a per cent of value


def test_those_who_deliver_take_part() -> None:
    """Dearer, better heard, and worth it; that the strategy fits better needs leaders who see badly (next test)."""
    full, none = {"voice": 1.0}, {"voice": 0.0}
    assert contrast("time_cost", full, none).beyond(0.03)
    assert contrast("effort", full, none).beyond(0.03)
    assert contrast("value", full, none).beyond_percent(1)


def test_those_who_deliver_know_the_market_better_than_late_leaders() -> None:
    late = {"psychology": {"lag": 26.0, "bias": 0.5, "error": 0.1}, "context": {"turbulence": 0.15}}
    assert contrast("fit", {"voice": 1.0}, {"voice": 0.0}, **late).beyond(0.02)


def test_outcomes_and_not_activity_where_customers_differ() -> None:
    """What is watched is what customers need: worth it where they differ from team to team."""
    context = {"variety": 0.8}
    outcomes, activity = PUSH | {"outcome_kpis": 1.0}, PUSH | {"outcome_kpis": 0.0}
    assert contrast("local_fit", outcomes, activity, context=context).beyond(0.03)
    assert contrast("value", outcomes, activity, context=context).beyond_percent(1)


@pytest.mark.parametrize(
    ("letter", "measure", "bound"),
    [
        ("specific", "know", 0.03),
        ("measurable", "need_competence", 0.05),
        ("achievable", "need_competence", 0.05),
        ("time_bound", "know", 0.04),
    ],
)
def test_smart_letter_by_letter(letter: str, measure: str, bound: float) -> None:
    assert contrast(measure, {letter: 1.0}, {letter: 0.0}).beyond(bound)


def test_relevant_goals_are_wanted_by_those_far_from_them() -> None:
    """Only where the latitude of acceptance is narrow; in the default setting the letter R moves wants by .001."""
    assert contrast("want", {"relevant": 1.0}, {"relevant": 0.0}, psychology={"latitude": 0.4}).beyond(0.005)


@pytest.mark.parametrize("letter", ["specific", "measurable"])
def test_exact_goals_pay_in_simple_work_and_not_in_complex_work(letter: str) -> None:
    full, none = {letter: 1.0}, {letter: 0.0}
    assert contrast("value", full, none, context={"complexity": 0.0}).beyond_percent(1)
    assert contrast("value", full, none, context={"complexity": 1.0}).beyond_percent(-1)


def test_talks_teach_and_take_the_time_of_managers() -> None:
    often = {"feedback_interval": 2}
    assert contrast("skill", often, NEVER).beyond(0.05)
    assert contrast("know", often, NEVER).beyond(0.05)
    assert contrast("value", often, NEVER).beyond_percent(1)
    assert contrast("load", often, NEVER, organisation={"span": 20}).beyond(0.04)


def test_openness_is_ownership_with_shared_goals_and_rivalry_with_pay() -> None:
    full, none = {"transparency": 1.0}, {"transparency": 0.0}
    rivals, partners = {"incentive": 0.8, "shared_goals": 0.0}, {"incentive": 0.8, "shared_goals": 1.0}
    assert contrast("need_relatedness", full | rivals, none | rivals).beyond(-0.05)
    among_rivals, among_partners = (
        mean_of("value", full | levers) - mean_of("value", none | levers) for levers in (rivals, partners)
    )
    assert paired(among_rivals, among_partners).beyond(-0.012)  # 3 % of value
    assert contrast("need_relatedness", full | partners, none | partners).beyond(0.03)
    assert contrast("value", full | partners, none | partners).beyond_percent(1)


def test_openness_takes_attention() -> None:
    full = {"transparency": 1.0, "focus": 5}
    overload = settings("value", {"psychology": {"glut": 4.0}}, {"psychology": {"glut": 0.0}}, full)
    assert overload.beyond_percent(-1)


def test_leaders_example_raises_trust() -> None:
    full, none = {"role_modelling": 1.0}, {"role_modelling": 0.0}
    for name in ("trust", "want", "do"):
        assert contrast(name, full, none).beyond(0.05), name
    assert contrast("value", full, none).beyond_percent(1)
