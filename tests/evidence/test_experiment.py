"""Virtual experiments: arms that part as if they had always been apart, shared warm-ups, cases."""

from pathlib import Path

import numpy as np
import pytest

from simalign import InputError, Policy, Scenario, Simulation, load_scenario
from simalign.evidence.observe import observe
from simalign.evidence.outcomes import REPORTED_SD, Observation, reporting
from simalign.evidence.read import load_study
from simalign.evidence.validation import validate
from simalign.evidence.virtual import Changes, VirtualExperiment, changed
from simalign.measures.catalogue import FOR_GROUPS, INDEX
from simalign.policies.values import resolve
from simalign.scenario.psychology import Psychology
from simalign.simulation.ensemble import Ensemble
from tests.evidence.made import study


@pytest.mark.parametrize("policy", [Policy(preset="push"), Policy(preset="pull"), Policy(levers={"mandate": 1.0})])
def test_under_another_policy_is_a_run_from_the_start(policy: Policy) -> None:
    """Also a second time, and after another policy has gone on from there."""
    plain = {"organisation": {"size": 20}, "warmup": 6}
    first = Simulation(Scenario(**plain), 3, 1)
    first.run(6)
    first.under(Policy(preset="pull_lead")).run(9)
    other = first.under(policy)
    series = other.run(9)
    alone = Simulation(Scenario(**plain, policy=policy), 3, 1)
    assert np.array_equal(series, alone.run(15)[6:])
    assert other.digest() == alone.digest()
    with pytest.raises(ValueError, match="it has already run for 9 weeks"):
        other.under(policy)


def test_each_is_measure_of_one_and_its_mean_that_of_all() -> None:
    """Means of members; what is no mean (an overlap of means, a quotient of counts) is compared one by one only."""
    simulation = Simulation(load_scenario("default", ["organisation.size=30", "warmup=3"]), 2)
    simulation.run(12)
    each = simulation.each()
    for member in range(30):
        alone = simulation.measure(np.array([member]))
        for name in FOR_GROUPS:
            assert each[member, INDEX[name]] == pytest.approx(alone[name], abs=1e-12, nan_ok=True), name
    whole = simulation.measure()
    managers = {"load", "managing_done"}  # means of members with reports only
    partners = {"value", "value_net", "productive_share"}  # of all, these include what partners add
    no_means = {"do_joint", "consensus", "resistance_faded", "self_perception"}
    for name in sorted({*FOR_GROUPS} - managers - partners - no_means):
        assert each[:, INDEX[name]].mean() == pytest.approx(whole[name], abs=1e-12), name
    for name in ("value", "value_net"):
        assert each[:, INDEX[name]].mean() + whole["partner_value"] == pytest.approx(whole[name], abs=1e-12), name


def test_sharing_a_warm_up_changes_no_number(tmp_path: Path) -> None:
    """Arms that differ in levers share it; those that differ in context or psychology do not."""
    arms = "  more: {context.trust: 0.9}\n  other: {psychology.anchor: 0.9}\n"
    file = study(
        tmp_path,
        arms=f"effects: => {arms}effects:",
        effects="unit: difference => unit: order",
    )
    experiment, replication = VirtualExperiment(load_study(file), 4), Ensemble(4).replication(0)
    together = observe(experiment, replication)
    assert len({id(replication.start(arm)) for arm in experiment.arms(0).values()}) == 3
    for arm in experiment.loaded.study.arms:
        alone = Simulation(experiment.loaded.scenario(arm), 4, 0)
        alone.run(2 + 3)
        reported = alone.each()[:, INDEX["resistance"]] + reporting(alone)
        assert np.array_equal(together[arm, 3, "members", "resistance"], reported), arm
    again = observe(experiment, replication)
    assert all(np.array_equal(x, y) for key in together for x, y in zip(together[key], again[key], strict=True))


def test_reported_resistance_adds_a_stable_trait_that_the_state_does_not_have() -> None:
    """Its mean and spread are within 4 standard errors (false alarm: 1 in 10,000 seeds, and the seed is fixed)."""
    scenario = Scenario(organisation={"size": 300}, context={"turnover": 0.02}, warmup=0)
    simulation = Simulation(scenario, 2)
    simulation.run(1)
    trait, digest = reporting(simulation), simulation.digest()
    assert abs(trait.mean()) < 4 * REPORTED_SD / 300**0.5
    assert abs(trait.std() - REPORTED_SD) < 4 * REPORTED_SD / 600**0.5
    assert abs(np.corrcoef(trait, simulation.state.proneness)[0, 1]) < 4 / 300**0.5  # a stream of its own
    assert np.array_equal(trait, reporting(simulation)) and simulation.digest() == digest
    occupant = simulation.state.occupant.copy()
    simulation.run(10)
    same = simulation.state.occupant == occupant
    assert 0 < same.sum() < 300
    assert np.array_equal(reporting(simulation) == trait, same)  # others are other people


def test_only_resistance_of_members_is_reported_with_it(tmp_path: Path) -> None:
    """Means of groups are those of the state; another outcome of members is that of the state."""
    simulation = Simulation(Scenario(organisation={"size": 20}, warmup=2), 2)
    simulation.run(5)
    each = simulation.each()
    observation = Observation(simulation)
    reported = observation.quantity("members", "resistance")
    assert np.array_equal(reported, each[:, INDEX["resistance"]] + reporting(simulation))
    assert np.array_equal(observation.quantity("members", "trust"), each[:, INDEX["trust"]])
    assert observation.quantity("whole", "resistance").tolist() == [simulation.measure()["resistance"]]


def test_other_studies_change_no_number(tmp_path: Path) -> None:
    """Nor does the order, nor whether a study with another psychology warms up first."""
    other = study(tmp_path, "other", arms="set: { => set: {psychology.anchor: 0.9, ")
    mine, theirs = load_study(study(tmp_path)), load_study(other)
    alone = validate([mine], 5, 3)[0].record()
    assert alone == validate([theirs, mine], 5, 3)[1].record() == validate([mine, theirs], 5, 3)[0].record()
    assert alone == validate([mine], 5, 3)[0].record()
    assert alone["simulated"] != validate([mine], 6, 3)[0].record()["simulated"]
    assert alone["simulated"] != validate([mine], 5, 3, Changes(Psychology(kappa=0.9)))[0].record()["simulated"]


def test_what_is_set_of_psychology_comes_on_top_of_the_studys(tmp_path: Path) -> None:
    both = changed(Psychology(anchor=0.9, kappa=0.1), Psychology(kappa=0.2))
    assert (both.anchor, both.kappa) == (0.9, 0.2)


def test_whole_organisations_are_cases_across_organisations(tmp_path: Path) -> None:
    """Cohen's d of organisations: the mean step over their spread within arms."""
    file = study(tmp_path, effects="unit: difference => of: whole, unit: cohen_d")
    experiment, ensemble = VirtualExperiment(load_study(file), 1), Ensemble(1)
    seen = [observe(experiment, ensemble.replication(number)) for number in range(5)]
    little, much = (np.array([one[arm, 3, "whole", "resistance"][0] for one in seen]) for arm in ("little", "much"))
    spread = np.sqrt((little.var(ddof=1) + much.var(ddof=1)) / 2)
    assert experiment.estimate(0, seen) == pytest.approx((much - little).mean() / spread, rel=1e-12)


def test_moderation_takes_the_second_effect_off(tmp_path: Path) -> None:
    arms = "  a: {context.trust: 0.9}\n  b: {context.trust: 0.9, policy.levers.mandate: 1}\n"
    rest = "minus: {arms: [little, much]}, unit: difference, week: 3, published: {}}"
    lines = "  - {name: one, outcome: resistance, unit: difference, week: 3, arms: [a, b]}\n"
    lines += "  - {name: two, outcome: resistance, unit: difference, week: 3, arms: [little, much]}"
    file = study(
        tmp_path,
        arms=f"effects: => {arms}effects:",
        effects=f"unit: difference, week: 3, published: {{}}}} => arms: [a, b], {rest}\n{lines}",
    )
    both, one, two = (finding.estimate for finding in validate([load_study(file)], 1, 3))
    assert both == pytest.approx(one - two, abs=1e-15) and abs(both) > 1e-6


def test_since_and_above(tmp_path: Path) -> None:
    """Change since the end of the warm-up: each member's own; shares of those above a half."""
    line = "  - {name: share, outcome: trust, above: 0.5, arms: [much], unit: level, week: 3}"
    effect = "unit: difference, week: 3, published: {}}"
    file = study(tmp_path, effects=f"{effect} => unit: difference, since: 0, week: 3}}\n{line}")
    experiment, ensemble = VirtualExperiment(load_study(file), 1), Ensemble(1)
    seen = observe(experiment, ensemble.replication(0))
    simulation = Simulation(experiment.loaded.scenario("much"), 1, 0)
    simulation.run(2)
    before = simulation.each()
    simulation.run(3)
    after = simulation.each()
    change = experiment.row(0, seen)[""][1][0]
    np.testing.assert_allclose(change, (after - before)[:, INDEX["resistance"]], rtol=1e-12)
    assert experiment.estimate(1, [seen]) == np.mean(after[:, INDEX["trust"]] > 0.5)


def test_policies_by_name_and_by_file_beside_the_study(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("levers: {mandate: 0.35}")
    file = study(
        tmp_path,
        one="little: {policy.levers.mandate: 0} => little: {policy: pull}",
        two="much: {policy.levers.mandate: 0.9} => much: {policy: mine.yaml, policy.levers.incentive: 0.2}",
    )
    loaded = load_study(file)
    assert loaded.scenario("little").policy.levers == resolve(Policy(preset="pull")).levers
    mine = loaded.scenario("much").policy.levers
    assert (mine.mandate, mine.incentive) == (0.35, 0.2)
    validate([loaded], 1, 2)


def test_imported_organisations_and_choices(tmp_path: Path) -> None:
    """An imported organisation is the same each time, a policy is chosen by name; its departments are its own."""
    vary = "set: {organisation: workshop, warmup: 2}\nvary: {policy: {choice: [push, pull]}}"
    given = {
        "arms": "set: {organisation.size: 12, organisation.stakeholders: 2, warmup: 2} => " + vary,
        "one": "{policy.levers.mandate: 0} => {context.trust: 0.2}",
        "two": "{policy.levers.mandate: 0.9} => {context.trust: 0.8}",
    }
    experiment, ensemble = VirtualExperiment(load_study(study(tmp_path, **given)), 1), Ensemble(1)
    seen = [observe(experiment, ensemble.replication(number)) for number in range(8)]
    assert {len(one[arm, 3, "members", "resistance"]) for one in seen for arm in ("little", "much")} == {60}
    assert {scenario.policy.levers.mandate for n in range(8) for scenario in experiment._scenarios(n)[1].values()} == {
        resolve(Policy(preset=name)).levers.mandate for name in ("push", "pull")
    }
    stranger = study(tmp_path, **given, effects="resistance => resistance, among: {department: Lab}")
    with pytest.raises(
        InputError, match=r"small.yaml:8: effects.0.among.department: there is no department called 'Lab'"
    ):
        VirtualExperiment(load_study(stranger), 1).ready(2, ensemble.organisations)


def test_sizes_that_vary(tmp_path: Path) -> None:
    """Organisations have their own size, the same for all arms; an effect on nobody at all is undefined."""
    line = (
        "  - {name: nobody, outcome: trust, among: {level: 9}, unit: difference, week: 3, published: {sign: positive}}"
    )
    file = study(
        tmp_path,
        arms="organisation.size: 12, => ",
        vary="arms: => vary: {organisation.size: {integers: [6, 30]}}\narms:",
        effects=f"published: {{}}}} => published: {{}}}}\n{line}",
    )
    experiment, ensemble = VirtualExperiment(load_study(file), 1), Ensemble(1)
    seen = [observe(experiment, ensemble.replication(number)) for number in range(4)]
    sizes = [[len(one[arm, 3, "members", "resistance"]) for arm in ("little", "much")] for one in seen]
    assert all(a == b for a, b in sizes) and len({a for a, _ in sizes}) > 2
    assert validate([load_study(file)], 1, 3)[1].verdict == "undefined"
