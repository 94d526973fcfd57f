"""What an earlier version of the model showed and no organisation does: each probe as a test.

See ``contrasts`` for noise. Probes that need one organisation of a certain shape are in ``tests/limits``: authors and
an organisation of one do not resist; reactance fades in closed form.
"""

from typing import Any

import numpy as np
import pytest

from simalign import Scenario, Simulation
from simalign.measures.catalogue import INDEX
from simalign.policies.levers import UNIT_LEVERS
from tests.design import DESIGN
from tests.model.contrasts import LEAD, PULL, PUSH, contrast, mean_of, paired, series, settings

TRUST = (0.1, 0.5, 0.9)
LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
LAISSEZ_FAIRE: dict[str, Any] = dict.fromkeys(UNIT_LEVERS, 0.0) | {
    "autonomy": 1.0, "clarity": 0.0, "feedback_interval": "never", "review_interval": "never",
}  # fmt: skip


def context(**values: float) -> dict[str, Any]:
    return {"context": values}


def test_trust_in_the_context_lasts() -> None:
    """Low, medium and high trust differ when the policy starts, and three years later."""
    contexts = [context(trust=trust) for trust in TRUST]
    for year in (1, 3):
        low, medium, high = (mean_of("trust", year=year, **setting) for setting in contexts)
        assert paired(medium, low).beyond(0.15) and paired(high, medium).beyond(0.15)
    assert settings("value", contexts[2], contexts[0]).beyond_percent(5)


@pytest.mark.parametrize(
    ("name", "low", "high"), [("turbulence", 0.0, 0.3), ("churn", 0.0, 1.0), ("variety", 0.3, 1.0)]
)
def test_customers_who_change_or_differ_are_harder_to_serve(name: str, low: float, high: float) -> None:
    assert settings("value", context(**{name: high}), context(**{name: low})).beyond_percent(-0.5)


def test_demand_has_the_same_law_at_any_turbulence() -> None:
    """Demand starts at its stationary law, in which the rate of moves does not occur."""
    small = {"organisation": {"size": 3}}
    for replication in range(20):
        calm, restless = (
            Simulation(Scenario(**small, **context(turbulence=x)), 1, replication).state.demand for x in (0.0, 1.0)
        )
        np.testing.assert_array_equal(calm, restless)


def test_without_partners_there_is_less_value() -> None:
    assert settings("value", {"organisation": {"stakeholders": 0}}, {}).beyond_percent(-1)


@pytest.mark.parametrize(
    "setting",
    [{}, {"psychology": {"contact_launch": 0.05, "contact_mandate": 0.0, "contact_rationale": 0.0, "open": 0.0}}],
)
def test_full_autonomy_is_not_best(setting: dict[str, Any]) -> None:
    """Whether or not people know the goal."""
    assert contrast("value", {"autonomy": 0.5}, {"autonomy": 0.0}, replications=24, **setting).beyond_percent(0.5)
    assert contrast("value", {"autonomy": 1.0}, {"autonomy": 0.5}, replications=24, **setting).beyond_percent(-0.1)


def test_freedom_costs_where_work_is_interdependent() -> None:
    assert contrast("value", {"autonomy": 1.0}, {"autonomy": 0.25}, **context(interdependence=1.0)).beyond_percent(-1)


def test_talks_are_worth_less_under_a_boss_of_everybody() -> None:
    """With span 118 the head's time is full, and monthly talks help less than half as much as with span 6."""
    often, rarely = {"feedback_interval": 4}, {"feedback_interval": "never"}
    few, all_of_them = (
        mean_of("value", often, organisation={"span": span}) - mean_of("value", rarely, organisation={"span": span})
        for span in (6, 118)
    )
    assert paired(all_of_them, few).beyond(-few.mean() / 2)
    assert mean_of("load", often, organisation={"span": 118}).mean() > 1
    assert (mean_of("managing_done", often, organisation={"span": 118}) < 0.6).all()


def test_the_whole_of_role_modelling_is_no_miracle() -> None:
    """From none to full 5 to 15 % of value, in place of 30."""
    gain = contrast("value", {"role_modelling": 1.0}, {"role_modelling": 0.0})
    assert gain.beyond_percent(5)
    assert gain.mean < 0.15 * gain.base


def test_middle_managers_walk_the_talk_as_far_as_they_want_it() -> None:
    """At full role modelling a middle manager's deeds move from their own aim to the part by the overlap of wants.

    So nobody who wants none of it shows it: what is done is at most want + (1 - want) * (want + what others ask).
    """
    simulation = Simulation(Scenario(policy={"levers": {"role_modelling": 1.0}}, psychology=DESIGN), 1)
    simulation.run(208)
    state, fixed = simulation.state, simulation.fixed
    middle = np.flatnonzero((fixed.has_reports == 1) & (fixed.leader == 0))
    part = state.part[fixed.department]
    wants, does = (np.minimum(rows, part).sum(axis=1)[middle] for rows in (state.wants, state.does))
    assert len(middle) > 10
    assert np.corrcoef(wants, does)[0, 1] > 0.5
    assert (does < 0.97).mean() > 0.9


def test_the_best_of_everything_is_no_utopia() -> None:
    """All pull and leadership levers full, clear goals and frequent talks: under 30 % above the status quo."""
    everything = dict.fromkeys(LEAD, 1.0) | {"voice": 1.0, "rationale": 1.0, "autonomy": 1.0, "clarity": 1.0}
    gain = contrast("value", everything | {"feedback_interval": 2, "review_interval": 4})
    assert gain.beyond_percent(5)
    assert gain.mean < 0.3 * gain.base


@pytest.mark.parametrize(
    ("lever", "values"),
    [
        ("review_interval", (1, 4, 520)),
        ("focus", (1, 4, 5)),
        ("monitoring", (0.0, 0.25, 1.0)),
        ("voice", (0.0, 0.75, 1.0)),
        ("rationale", (0.0, 0.75, 1.0)),
        ("support", (0.0, 0.8, 1.0)),
        ("relationship_management", (0.0, 0.75, 1.0)),
    ],
)
def test_levers_with_their_best_value_inside(lever: str, values: tuple[float, ...]) -> None:
    """Value net of pay, at the status quo of all others: the middle value beats both ends by .1 % at least.

    By chance one in 40,000 contrasts of settings that do not differ (23 degrees of freedom), fewer for focus.
    """
    low, middle, high = values
    replications = 48 if lever == "focus" else 24  # four goals are .8 % better than five, and runs differ most
    for end in (low, high):
        assert contrast("value_net", {lever: middle}, {lever: end}, replications=replications).beyond_percent(0.1)


def test_weekly_reviews_are_whiplash() -> None:
    assert contrast("value", {"review_interval": 1}, {"review_interval": 4}).beyond_percent(-0.3)


def test_an_organisation_of_newcomers_hardly_works() -> None:
    """Everybody replaced every five weeks costs most of value, and not a quarter."""
    free = {"quit_needs": 0.0, "quit_reactance": 0.0}
    fast, slow = ({"context": {"turnover": x}, "psychology": free} for x in (0.2, 0.003))
    assert settings("value", fast, slow).beyond_percent(-60)


def test_a_chain_of_command_is_not_the_best_organisation() -> None:
    chain, usual, flat = ({"organisation": {"span": span}, "replications": 24} for span in (1, 6, 24))
    assert settings("value", chain, flat).beyond_percent(-1)
    assert settings("value", chain, usual).mean < 0


def test_the_network_is_not_decoration() -> None:
    """Isolated people lose, more colleagues help, and to look at everybody brings no more company."""

    def ties(degree: float) -> dict[str, Any]:
        return {"organisation": {"degree": degree}, "replications": 24}

    assert settings("value", ties(1), ties(0)).beyond_percent(1)
    assert settings("value", ties(6), ties(1)).beyond_percent(1)
    assert settings("need_relatedness", ties(118), ties(20)).beyond(-0.03)
    assert settings("consensus", ties(118), ties(1)).beyond(0.04)


def test_heterogeneity_keeps_the_private_share() -> None:
    """Different people have the same private agendas in the mean, so that difference by itself is no gift."""
    one, other = (
        mean_of("private_time", **context(heterogeneity=0.0)),
        mean_of("private_time", **context(heterogeneity=1.0)),
    )
    assert abs((other - one).mean()) < 0.02
    assert abs(settings("value", context(heterogeneity=1.0), context(heterogeneity=0.0)).mean) < 0.02


def test_freedom_does_not_end_resistance_to_a_full_mandate() -> None:
    """Full autonomy takes away most of it, and not all."""
    free, bound = (
        series({"mandate": 1.0, "autonomy": autonomy})[:, :, INDEX["resistance"]].mean(axis=0).max()
        for autonomy in (1.0, 0.0)
    )
    assert 0.02 < free < bound / 4


def test_full_monitoring_costs_trust_and_value() -> None:
    """Under a full mandate, against a quarter of it."""
    full, some = {"mandate": 1.0, "monitoring": 1.0}, {"mandate": 1.0, "monitoring": 0.25}
    assert contrast("trust", full, some).beyond(-0.02)
    assert contrast("value", full, some).beyond_percent(-1)
    assert contrast("do", full, some).beyond(0.05)


def test_monitoring_and_pay_matter() -> None:
    assert contrast("value", {"monitoring": 1.0}, {"monitoring": 0.25}).beyond_percent(-1)
    assert contrast("value", {"incentive": 1.0}, {"incentive": 0.0}).beyond_percent(1)


@pytest.mark.parametrize("complexity", [0.0, 1.0])
def test_full_pay_does_not_pay(complexity: float) -> None:
    """Net of what it costs; more clearly in complex work."""
    assert contrast(
        "value_net", {"incentive": 1.0}, {"incentive": 0.25}, **context(complexity=complexity)
    ).beyond_percent(-1)


def test_pay_gains_nothing_where_open_results_make_rivals() -> None:
    """Rivalry takes all that pay adds to value behind closed doors."""
    rivals, apart = ({"transparency": openness, "shared_goals": 0.0} for openness in (1.0, 0.0))
    assert contrast("value", {"incentive": 1.0} | rivals, {"incentive": 0.0} | rivals).mean < 0
    among_rivals, alone = (
        mean_of("value", {"incentive": 1.0} | levers) - mean_of("value", {"incentive": 0.0} | levers)
        for levers in (rivals, apart)
    )
    assert paired(among_rivals, alone).beyond(-0.012)  # 3 % of value


def test_laissez_faire_is_free_and_worst() -> None:
    assert LAISSEZ_FAIRE["autonomy"] == 1.0
    assert contrast("value", LAISSEZ_FAIRE).beyond_percent(-10)


def correlations(replication: int) -> tuple[float, float]:
    """Return the correlations of goal commitment with knowing one's part and with output, leaders left out."""
    simulation = Simulation(Scenario(psychology=DESIGN), 1, replication)
    simulation.run(156)
    state, fixed = simulation.state, simulation.fixed
    working = (fixed.leader == 0) & (state.work > 0)
    knowing = np.minimum(state.knows, state.part[fixed.department]).sum(axis=1)
    return tuple(float(np.corrcoef(state.commitment[working], x[working])[0, 1]) for x in (knowing, state.output))


def test_goal_commitment_is_of_those_who_know_the_goal() -> None:
    """Eight organisations: correlation with knowing at least .4 in each, with output .2 or more in the mean.

    Published: about .2 with output.
    """
    found = np.array([correlations(n) for n in range(8)])
    assert (found[:, 0] > 0.4).all()
    assert found[:, 1].mean() > 0.2


def test_alignment_with_a_wrong_strategy_is_worse_than_none() -> None:
    """A strategy that nobody pays for and that nobody reviews: push makes it worse, the end of all management helps."""
    wrong = {"strategy": {"craft": 1.0}, "mechanisms": {"strategy_review": False}}
    assert contrast("value", PUSH, {}, **wrong).beyond_percent(-10)
    assert contrast("value", PULL, {}, **wrong).beyond_percent(-0.5)
    assert contrast("value", LAISSEZ_FAIRE, {}, **wrong).beyond_percent(2)
    assert settings("value", wrong, {}).beyond_percent(-20)
