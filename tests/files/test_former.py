"""Names of the second model: each is still known, or its refusal describes what became of it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from simalign import InputError, load_policy, load_scenario
from simalign.calibration.priors import load_priors
from simalign.evidence.read import load_study
from simalign.files.former import FORMER, became
from simalign.files.shipped import names
from simalign.measures.catalogue import NAMES
from simalign.policies.levers import Levers
from simalign.policies.policy import Policy
from simalign.scenario import Context, Mechanisms, OrganisationSpec, Psychology, Rules, Scenario
from simalign.scenario.posterior import read_posterior
from simalign.scenario.psychology import Costs
from simalign.sensitivity.claims import load_claims, load_rivals
from simalign.sensitivity.factors import keys_of
from simalign.sweeps.design.load import load_sweep

MODEL_2 = {  # all names of the second model, by section
    "psychology": "lag bias error sense silo dilution contact_launch launch contact_mandate contact_rationale fidelity "
    "noise kappa attention fading hold open_transparency open_talk manager_weight follow peer_latitude latitude "
    "relevance acceptance anchor boomerang pace react surveillance legitimacy_relief calm relief proneness_spread "
    "voice_meaning rationale_meaning crowding skill_share progress_share pulse trust_share temper adapt spite "
    "stake_threat trust_deeds trust_openness watch betrayal trust_up trust_down skill_floor coaching learning talk "
    "intern opacity blur tilt authority bite defiance duty deterrence chi goal ease skill_weight ability_spread "
    "ability_complexity coord rel image_pace own_view grow decay part quit_reactance quit_needs style_spread",
    "context": "complexity heterogeneity turbulence shift legitimacy trust skill productivity turnover",
    "mechanisms": "manager_style time_costs market strategy_review cascade open_channel fading social_influence "
    "acceptance private_agenda experience reactance needs crowding_out trust skill feedback_talks internalising "
    "compliance multitasking walking_the_talk goal_setting coordination relationships image turnover",
    "costs": "mandate monitoring incentive voice rationale autonomy transparency role_modelling support shared_goals "
    "relationship_management clarity focus feedback review pay",
    "rules": "activation likeness acceptance",
    "levers": "mandate monitoring incentive voice rationale autonomy transparency role_modelling support shared_goals "
    "relationship_management clarity specific measurable achievable relevant time_bound focus feedback_interval "
    "review_interval",
    "policy": "preset dials levers departments name description phases rules",
    "organisation": "size span degree cross members ties mutual columns tie_columns leadership_levels stakeholders "
    "relationship_start committed",
    "scenario": "name description organisation goals roles departments role_share context psychology costs mechanisms "
    "rules policy strategy demand warmup weeks",
    "policies": "annual_review continuous_feedback hybrid laissez_faire pull push status_quo tell_and_sell",
    "measures": "know want do know_gain want_gain do_gain do_joint compliance_gap consensus top3_recall role_clarity "
    "claimed_clarity self_perception external_perception perception_match identity fit resistance resistant "
    "resistance_faded trust skill needs need_autonomy need_competence need_relatedness effort time_cost retention "
    "relationship_depth busy value value_net productive_share coordination",
}
KNOWN = {
    "psychology": set(Psychology.model_fields),
    "context": set(Context.model_fields),
    "mechanisms": set(Mechanisms.model_fields),
    "costs": set(Costs.model_fields),
    "rules": set(Rules.model_fields),
    "levers": set(Levers.model_fields),
    "policy": set(Policy.model_fields),
    "organisation": set(OrganisationSpec.model_fields),
    "scenario": set(Scenario.model_fields),
    "policies": set(names("policies")),
    "measures": set(NAMES),
}
GONE = [(section, name) for section, text in MODEL_2.items() for name in text.split() if name not in KNOWN[section]]
PSYCHOLOGY = [name for section, name in GONE if section == "psychology"]


def refusal(load: Callable[[Path], object], text: str, file: Path) -> str:
    file.write_text(text)
    with pytest.raises(InputError) as error:
        load(file)
    return str(error.value)


def test_the_table_holds_the_names_that_are_gone_and_no_others() -> None:
    assert {(section, name) for section, gone in FORMER.items() for name in gone} == set(GONE)


def test_what_is_to_be_used_exists() -> None:
    every = set().union(*KNOWN.values())
    for gone in FORMER.values():
        for text in gone.values():
            for name in re.findall(r"\b(?:use|see) (\w+)", text) + re.findall(r"\bcontext\.(\w+)", text):
                assert name in every, text


@pytest.mark.parametrize(("section", "name"), [pair for pair in GONE if pair[0] in ("psychology", "mechanisms")])
def test_a_scenario_with_a_former_key_is_refused_with_its_line(section: str, name: str, tmp_path: Path) -> None:
    message = refusal(load_scenario, f"name: old\n{section}: {{{name}: 0.3}}\n", tmp_path / "old.yaml")
    assert f"old.yaml:2: {section}.{name}: unknown key; it was of the second model: " in message
    assert "did you mean" not in message


@pytest.mark.parametrize("name", PSYCHOLOGY)
def test_other_files_with_a_former_parameter(name: str, tmp_path: Path) -> None:
    hint = became("psychology", name)
    effect = "{name: a, outcome: do, unit: level, week: 3}"
    study = f"source: x\narms: {{a: {{psychology.{name}: 0.3}}}}\neffects: [{effect}]\n"
    sweep = f"factors: {{psychology.{name}: [0.1, 0.2]}}\n"
    assert hint
    assert hint in refusal(load_priors, f"{name}: {{uniform: [0, 1], source: x}}\n", tmp_path / "priors.yaml")
    assert hint in refusal(read_posterior, f"draw,{name}\n0,0.5\n", tmp_path / "draws.csv")
    assert hint in refusal(lambda file: load_study(file).scenario("a"), study, tmp_path / "study.yaml")
    assert hint in refusal(lambda file: load_sweep(file).scenario(0), sweep, tmp_path / "sweep.yaml")
    with pytest.raises(InputError, match=re.escape(hint)):
        keys_of(f"psychology.{name}", Scenario())
    with pytest.raises(InputError, match=re.escape(hint)):
        Scenario().changed({f"psychology.{name}": 0.3})


def test_files_with_a_former_measure(tmp_path: Path) -> None:
    hint = became("measures", "coordination")
    study = "source: x\narms: {a: {}}\neffects: [{name: a, outcome: coordination, of: members, unit: level, week: 3}]\n"
    assert hint
    assert hint in refusal(load_study, study, tmp_path / "study.yaml")
    sweep = "factors: {context.trust: [0.1, 0.2]}\nkeep: {final: [coordination]}\n"
    assert hint in refusal(lambda file: list(load_sweep(file).scenarios()), sweep, tmp_path / "sweep.yaml")
    rules = "rules: [{while: coordination > 0.2, levers: {mandate: 0}}]\n"
    assert hint in refusal(load_policy, rules, tmp_path / "policy.yaml")


def test_a_former_policy() -> None:
    with pytest.raises(InputError, match=re.escape(became("policies", "hybrid"))):
        load_policy("hybrid")


def test_former_names_elsewhere_are_not_mentioned() -> None:
    assert not became("context", "noise") and not became("levers", "part")


def test_claims_and_rivals_refuse_former_names(tmp_path: Path) -> None:
    claims = "claims:\n- {name: a, sentence: A, one: hybrid, other: pull, measure: do, weeks: [1, 2]}\n"
    assert became("policies", "hybrid") in refusal(load_claims, claims, tmp_path / "claims.yaml")
    for variant in load_rivals("rules"):
        assert Scenario().changed(variant.settings) != Scenario()
