"""What studies can say: known answers on small arrays, by hand or by numpy and scipy."""

import math
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import spearmanr, zscore

from simalign import Simulation, load_scenario
from simalign.evidence.cases import Observed
from simalign.evidence.effect import Effect, Published
from simalign.evidence.observe import observe, observe_all
from simalign.evidence.outcomes import Observation
from simalign.evidence.read import Loaded
from simalign.evidence.study import Correlated, Study
from simalign.evidence.units import half_life, standardised_slope, threshold
from simalign.evidence.vary import correlated
from simalign.evidence.verdicts import Finding, families
from simalign.evidence.virtual import VirtualExperiment
from simalign.files.shipped import config_file
from simalign.files.tree import Node
from simalign.policies.levers import UNIT_LEVERS
from simalign.scenario.read import plain_scenario
from simalign.simulation.ensemble import Ensemble, Replication

ARMS: dict[str, Any] = {"a": {}, "b": {}}
Numbers = NDArray[np.float64]


def made(effect: dict[str, Any], arms: dict[str, Any] = ARMS, **study: Any) -> VirtualExperiment:
    """A study of one effect, of arms whose observations are made by hand."""
    effect = {"name": "e", "unit": "level", "week": 4, **effect}
    record = Study(name="s", source="S", arms=arms, effects=[effect], **study)
    return VirtualExperiment(Loaded(record, {}, Node({}, "s.yaml")), 1)


def seen(arm: str, weeks: dict[int, dict[str, list[float]]], of: str = "members") -> Observed:
    """Observations of an arm by week and quantity; positions 0, 1, ... and first occupants if not given."""
    observed: Observed = {}
    for week, quantities in weeks.items():
        count = len(next(iter(quantities.values())))
        everything = {"position": list(range(count)), "occupant": [0] * count, **quantities}
        observed |= {(arm, week, of, name): np.array(x, float) for name, x in everything.items()}
    return observed


def test_difference_of_differences() -> None:
    """b gains 3 on a, d gains 1 on c."""
    arms = {name: {} for name in "abcd"}
    effect = {"outcome": "do", "unit": "difference", "arms": ["a", "b"], "minus": {"arms": ["c", "d"]}}
    experiment = made(effect, arms)
    observed: Observed = {}
    for arm, level in zip("abcd", (1.0, 4.0, 2.0, 3.0), strict=True):
        observed |= seen(arm, {4: {"do": [level, level + 1.0]}})
    assert experiment.estimate(0, [observed]) == 2.0
    assert experiment.effects[0].null == 0.0


@pytest.mark.parametrize(
    ("change", "expected"),
    [({"minus": {"week": 2}}, -0.3), ({"over": {"week": 2}}, 0.25), ({"minus": {"outcome": "want"}}, 0.05)],
)
def test_weeks_and_outcomes(change: dict[str, Any], expected: float) -> None:
    """The effect is .4 in week 2 and .1 in week 4, where that on wants is .05: a quarter remains."""
    experiment = made({"outcome": "do", "unit": "difference", **change})
    observed = seen("a", {2: {"do": [0.1, 0.3]}, 4: {"do": [0.2, 0.4], "want": [0.5, 0.5]}})
    observed |= seen("b", {2: {"do": [0.5, 0.7]}, 4: {"do": [0.3, 0.5], "want": [0.5, 0.6]}})
    assert experiment.estimate(0, [observed]) == pytest.approx(expected, abs=1e-12)


def test_a_change_and_a_share_of_it() -> None:
    """(.6 - .2) / (.5 - .1): minus comes before over, each with all else as in the effect."""
    experiment = made({"outcome": "do", "unit": "level", "arms": ["b"], "minus": {"arms": ["a"]}, "over": {"week": 2}})
    observed = seen("a", {4: {"do": [0.2]}, 2: {"do": [0.1]}}) | seen("b", {4: {"do": [0.6]}, 2: {"do": [0.5]}})
    assert experiment.estimate(0, [observed]) == pytest.approx(0.4 / 0.5, abs=1e-12)
    nothing = seen("a", {4: {"do": [0.2]}}) | seen("b", {4: {"do": [0.6]}, 2: {"do": [0.0]}})
    assert math.isnan(experiment.estimate(0, [nothing]))


def test_averages_over_weeks() -> None:
    """Weeks 2 to 4, minus the level of week 1; a position that is new in week 3 has two weeks."""
    experiment = made({"outcome": "do", "average": 3}, {"a": {}})
    weeks: dict[int, dict[str, list[float]]] = {2: {"do": [1.0]}, 3: {"do": [2.0, 5.0]}, 4: {"do": [6.0, 7.0]}}
    assert experiment.estimate(0, [seen("a", weeks)]) == (3.0 + 6.0) / 2
    changes = made({"outcome": "do", "average": 3, "since": 1}, {"a": {}})
    assert changes.estimate(0, [seen("a", weeks | {1: {"do": [0.5]}})]) == 2.5  # of the one who was there


def test_changes_are_those_of_persons() -> None:
    """The second position has somebody new in week 4."""
    experiment = made({"outcome": "do", "since": 1}, {"a": {}})
    observed = seen("a", {1: {"do": [1.0, 1.0]}, 4: {"do": [2.0, 9.0], "occupant": [0, 1]}})
    assert experiment.estimate(0, [observed]) == 1.0


def test_positions_are_found_again_after_cuts() -> None:
    experiment = made({"outcome": "do", "since": 1}, {"a": {}})
    observed = seen("a", {1: {"do": [1.0, 2.0, 3.0], "position": [7, 3, 5]}, 4: {"do": [9.0, 8.0], "position": [3, 7]}})
    assert experiment.estimate(0, [observed]) == ((9 - 2) + (8 - 1)) / 2


def test_who_has_left_and_what_has_moved() -> None:
    leavers = made({"outcome": "left", "since": 1}, {"a": {}})
    observed = seen("a", {1: {"do": [1, 1, 1, 1]}, 4: {"do": [1, 1, 1, 1], "occupant": [0, 1, 0, 2]}})
    assert leavers.estimate(0, [observed]) == 0.5
    correlation = made(
        {"outcome": ["before", "gone"], "unit": "correlation_across_cases"},
        {"a": {}},
        outcomes={"before": {"sum": {"needs": 1}, "week": 1}, "gone": {"sum": {"left": 1}, "week": 4, "since": 1}},
    )
    needs = [0.2, 0.1, 0.9, 0.4]
    observed[("a", 1, "members", "needs")] = np.array(needs)
    expected = np.corrcoef(needs, [0, 1, 0, 1])[0, 1]
    assert correlation.estimate(0, [observed]) == pytest.approx(expected, abs=1e-12)
    moved = made({"outcome": "moved", "of": "whole", "since": 1}, {"a": {}})
    week = seen("a", {1: {"does.x": [0.5], "does.y": [0.5]}, 4: {"does.x": [0.3], "does.y": [0.7]}}, "whole")
    assert moved.estimate(0, [week]) == pytest.approx(0.2, abs=1e-12)


@pytest.mark.parametrize(
    ("split", "chosen"), [({"top": 0.5}, [1, 3]), ({"bottom": 0.25}, [0]), ({"top": 0.75}, [1, 2, 3])]
)
def test_members_are_split_by_their_state_before(split: dict[str, float], chosen: list[int]) -> None:
    """By want in week 0, whatever it is later; the one of the least want has the first position."""
    experiment = made({"outcome": "do", "among": {"by": "want", **split}}, {"a": {}})
    do = [1.0, 2.0, 4.0, 8.0]
    observed = seen("a", {0: {"want": [0.1, 0.8, 0.3, 0.7]}, 4: {"do": do, "want": [9.0, 0.0, 0.0, 0.0]}})
    assert experiment.estimate(0, [observed]) == np.mean([do[n] for n in chosen])


def test_two_groups_of_one_arm() -> None:
    """Those with reports and those without: d by hand."""
    experiment = made(
        {"outcome": "trust", "unit": "cohen_d", "groups": [{"reports": False}, {"reports": True}]}, {"a": {}}
    )
    observed = seen("a", {4: {"trust": [1, 3, 4, 6], "reports": [0, 0, 1, 1]}})
    assert experiment.estimate(0, [observed]) == pytest.approx(3 / math.sqrt(2), rel=1e-12)


def test_newcomers() -> None:
    experiment = made({"outcome": "needs", "among": {"newcomers": True}, "since": 2}, {"a": {}})
    observed = seen("a", {2: {"needs": [0.5, 0.6]}, 4: {"needs": [0.9, 0.4], "joined": [-3, 0]}})
    assert experiment.estimate(0, [observed]) == pytest.approx(-0.2, abs=1e-12)


def test_an_index_is_of_standard_scores_in_each_organisation() -> None:
    """Its correlation is that of the sum of z scores; in arms, scores are those of the control."""
    rng = np.random.default_rng(3)
    organisations = [
        {name: rng.normal(n, n + 1.0, 9) for n, name in enumerate(("needs", "trust", "value"))} for _ in range(2)
    ]
    outcomes = {"attitude": {"index": {"needs": 1, "trust": -2}}}
    experiment = made(
        {"outcome": ["attitude", "value"], "unit": "correlation_across_cases"}, {"a": {}}, outcomes=outcomes
    )
    observed = [seen("a", {4: {name: list(x) for name, x in o.items()}}) for o in organisations]
    scores = [zscore(o["needs"], ddof=1) - 2 * zscore(o["trust"], ddof=1) for o in organisations]
    covariance = sum(np.cov(x, o["value"]) for x, o in zip(scores, organisations, strict=True))
    expected = covariance[0, 1] / math.sqrt(covariance[0, 0] * covariance[1, 1])
    assert experiment.estimate(0, observed) == pytest.approx(expected, rel=1e-12)
    steps = made({"outcome": "attitude", "unit": "difference"}, outcomes={"attitude": {"index": {"needs": 1}}})
    both = seen("a", {4: {"needs": [1, 3]}}) | seen("b", {4: {"needs": [4, 4]}})
    assert steps.estimate(0, [both]) == pytest.approx(2 / math.sqrt(2), rel=1e-12)


def test_a_sum_with_a_constant() -> None:
    """Not doing the standard: .2 in place of .4."""
    effect = {"outcome": "undone", "unit": "ratio"}
    experiment = made(effect, outcomes={"undone": {"sum": {"constant": 1, "do": -1}}})
    observed = seen("a", {4: {"do": [0.5, 0.7]}}) | seen("b", {4: {"do": [0.8, 0.8]}})
    assert experiment.estimate(0, [observed]) == pytest.approx(0.5, abs=1e-12)


def test_the_lagged_slope_is_that_of_a_regression() -> None:
    """Of standardised values, by least squares; without the control it is Pearson's r."""
    rng = np.random.default_rng(5)
    x, early = rng.normal(size=(2, 40))
    late = 0.3 * x + 0.6 * early + rng.normal(size=40)
    design = np.column_stack([zscore(x), zscore(early)])
    expected = np.linalg.lstsq(design, zscore(late), rcond=None)[0][0]
    experiment = made(
        {"outcome": ["x", "late", "early"], "unit": "standardised_slope"},
        {"a": {}},
        outcomes={
            "x": {"sum": {"needs": 1}, "week": 2},
            "early": {"sum": {"value": 1}, "week": 2},
            "late": {"sum": {"value": 1}, "week": 4},
        },
    )
    weeks = {2: {"needs": list(x), "value": list(early)}, 4: {"value": list(late)}}
    assert experiment.estimate(0, [seen("a", weeks)]) == pytest.approx(expected, rel=1e-9)
    assert standardised_slope([[[x, late]]]) == pytest.approx(np.corrcoef(x, late)[0, 1], rel=1e-9)
    assert math.isnan(standardised_slope([[[x, late, 2 * x]]]))  # the control is the regressor


def test_half_lives() -> None:
    """Of .8^t it is the first t with .8^t <= 1/2, which is 4; a negative path alike; no half within the weeks."""
    path = 0.8 ** np.arange(10.0)
    assert half_life([[[np.zeros(10)], [path]]]) == half_life([[[np.zeros(10)], [-path]]]) == 4.0
    assert math.isnan(half_life([[[np.zeros(3)], [path[:3]]]])) and math.isnan(half_life([[[path], [path]]]))


def test_thresholds() -> None:
    """A line from .2 at 0 to .8 at .6 crosses .5 at .3; nobody crosses at the first arm or after the last."""
    data = [[[np.array([level])] for level in (0.2, 0.8)]]
    assert threshold(data, [0.0, 0.6], 0.5) == pytest.approx(0.3, abs=1e-12)
    assert math.isnan(threshold(data, [0.0, 0.6], 0.1)) and math.isnan(threshold(data, [0.0, 0.6], 0.9))
    experiment = made({"outcome": "do", "unit": "threshold", "dose": [0.0, 0.6], "reach": 0.5})
    observed = seen("a", {4: {"do": [0.1, 0.3]}}) | seen("b", {4: {"do": [0.8, 0.8]}})
    assert experiment.estimate(0, [observed]) == pytest.approx(0.3, abs=1e-12)


def test_a_difference_of_correlations() -> None:
    experiment = made(
        {"outcome": ["needs", "value"], "unit": "correlation_across_cases", "arms": ["a"], "minus": {"arms": ["b"]}}
    )
    observed = seen("a", {4: {"needs": [1, 2, 3], "value": [1, 2, 4]}})
    observed |= seen("b", {4: {"needs": [1, 2, 3], "value": [2, 1, 4]}})
    expected = np.corrcoef([1, 2, 3], [1, 2, 4])[0, 1] - np.corrcoef([1, 2, 3], [2, 1, 4])[0, 1]
    assert experiment.estimate(0, [observed]) == pytest.approx(expected, abs=1e-12)


def test_practices_are_correlated_as_stated() -> None:
    """Rank correlations of 4,096 draws: .3 within a group and 0 outside, within .05, three standard errors."""
    rng = np.random.default_rng(11)
    unit = rng.random((4096, 4))
    drawn = correlated(unit, ["a", "b", "c"], [Correlated(keys=["a", "c"], by=0.3)])
    rho = spearmanr(drawn).statistic
    assert rho[0, 2] == pytest.approx(0.3, abs=0.05)
    assert abs(rho[0, 1]) < 0.05 and abs(rho[1, 2]) < 0.05
    assert np.array_equal(drawn[:, 1], unit[:, 1])
    assert np.quantile(drawn[:, 0], [0.25, 0.5, 0.75]) == pytest.approx([0.25, 0.5, 0.75], abs=0.03)


def test_families_are_counted() -> None:
    study = Study(name="s", source="S", family="pay", arms=ARMS, effects=[_level(Published())])
    other = study.unchecked_copy(family="trust")
    findings = [
        Finding(study, _level(Published(low=0.2, high=0.4)), 9, 0.3, 0.25, 0.35),  # inside
        Finding(study, _level(Published(low=0.2, high=0.4)), 9, 0.5, 0.39, 0.6),  # at the edge, of the right sign
        Finding(study, _level(Published(sign="negative")), 9, 0.5, 0.4, 0.6),  # of the wrong sign
        Finding(other, _level(Published(low=-0.1, high=0.1)), 9, 0.0, -0.01, 0.01),  # no effect is no sign
        Finding(other, _level(Published()), 9, 0.0, -0.01, 0.01),  # reported only
    ]
    pay, trust, everything = families(findings)
    assert pay == {"family": "pay", "rows": 3, "inside": 1, "edge": 1, "signs": 3, "right": 2}
    assert trust == {"family": "trust", "rows": 1, "inside": 1, "edge": 0, "signs": 0, "right": 0}
    assert everything["rows"] == 4 and everything["inside"] == 2 and everything["right"] == 2


def _level(published: Published) -> Effect:
    return Effect(name="e", outcome="do", unit="difference", week=4, published=published)


@pytest.fixture(scope="module")
def observation() -> Observation:
    """An organisation of 30 after three weeks of a policy; its head is a department."""
    simulation = Simulation(load_scenario("default", ["organisation.size=30", "warmup=2", "policy.preset=push"]), 2)
    simulation.run(5)
    return Observation(simulation)


def test_departments_of_one_are_left_out(observation: Observation) -> None:
    simulation = observation.simulation
    groups = [np.flatnonzero(simulation.organisation.department == d) for d in range(4)]
    assert sorted(len(group) for group in groups)[0] == 1
    expected = [simulation.measure(group)["do"] for group in groups if len(group) > 1]
    assert observation.quantity("departments", "do").tolist() == expected
    assert len(observation.quantity("departments", "position")) == 3


def test_quantities_are_those_of_the_state(observation: Observation) -> None:
    """Of members one by one; of the whole their means, or the measure."""
    state = observation.simulation.state
    goals = [goal.name for goal in observation.simulation.scenario.goals]
    for name, expected in {
        "does.service": state.does[:, goals.index("service")],
        "felt.monitoring": state.felt[:, UNIT_LEVERS.index("monitoring")],
        "integrity": state.integrity,
        "trust": state.trust,
        "reports": observation.simulation.fixed.has_reports,
    }.items():
        assert np.array_equal(observation.quantity("members", name), expected), name
        assert observation.quantity("whole", name)[0] == pytest.approx(np.mean(expected), abs=1e-12), name
    assert observation.quantity("whole", "fit")[0] == observation.simulation.measure()["fit"]
    assert state.felt[:, UNIT_LEVERS.index("monitoring")].std() > 0


def test_arms_that_studies_share_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two studies of three different arms between them; what each observes is as if it were alone."""
    files = {
        "one": {"a": {}, "b": {"policy.levers.mandate": 0.9}},
        "two": {"x": {}, "y": {"policy.levers.mandate": 0.1}},
    }
    small = {"organisation.size": 12, "organisation.stakeholders": 2, "warmup": 2}
    effect = {"name": "e", "outcome": "do", "unit": "difference", "week": 3}
    experiments = []
    for name, arms in files.items():
        record = Study(name=name, source="S", set=small, arms=arms, effects=[effect])
        tree = Node({"arms": Node({arm: Node({}, "s") for arm in arms}, "s"), "set": Node({}, "s")}, "s")
        base = plain_scenario(config_file("scenarios", "default"))
        experiments.append(VirtualExperiment(Loaded(record, base, tree), 1))
    alone = [observe(experiment, Ensemble(1).replication(0)) for experiment in experiments]
    runs = []
    branch = Replication.branch
    monkeypatch.setattr(Replication, "branch", lambda self, scenario: runs.append(scenario) or branch(self, scenario))
    together = observe_all(experiments, Ensemble(1).replication(0))
    assert len(runs) == 3
    for mine, shared in zip(alone, together, strict=True):
        assert mine.keys() == shared.keys() and all(np.array_equal(mine[key], shared[key]) for key in mine)
