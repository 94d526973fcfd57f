"""Every wrong argument of a public function gets one message that says what is wrong and what is allowed."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import simalign
from simalign import InputError, Policy, Scenario
from simalign.api.inputs import scenario_from
from simalign.api.organisations import with_organisation

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown scenario": ({"scenario": "defalt"}, "scenario: no scenario of that name; did you mean 'default'"),
    "a scenario as a dict": ({"scenario": {"weeks": 3}}, r"scenario: is a mapping, not a Scenario; write factors=\{"),
    "a scenario as a number": ({"scenario": 3}, "scenario: is a number, not a Scenario"),
    "a missing file": ({"scenario": "missing.yaml"}, "missing.yaml: no such file"),
    "an unknown factor": ({"factors": {"context.trst": 1}}, "factors: context.trst: .*did you mean 'trust'"),
    "a factor out of range": ({"factors": {"context.trust": 7}}, "factors: context.trust: .*from 0 to 1"),
    "factors as a list": ({"factors": ["context.trust"]}, "factors: is a list .*a mapping of keys to values"),
    "factors of the policy": ({"factors": {"policy.levers.voice": 1}}, "factors: policy.levers.voice: has no effect"),
    "weeks twice": ({"factors": {"weeks": 3}, "weeks": 4}, "factors: weeks: is also given by weeks"),
    "no weeks": ({"weeks": 0}, "weeks: .*given: 0.*from 1 to"),
    "an unknown policy": ({"policies": "pusch"}, "policies: no policy of that name; did you mean 'push'"),
    "policies with commas": (
        {"policies": "push,pull"},
        r"policies: .*allowed: a list of policies, like \['push', 'pull'\]",
    ),
    "no policy": ({"policies": []}, "policies: does not name a policy"),
    "only status quo": ({"policies": ["status_quo"]}, "policies: names only status_quo, which is always compared"),
    "a policy twice": ({"policies": ["push", "push"]}, "policies: has the same name as another policy, 'push'"),
    "another status quo": ({"policies": {"status quo": {"voice": 1}}}, "has the name 'status quo' but other levers"),
    "a lever out of range": ({"policies": {"voice": 3}}, "policies.voice: is out of range .*from 0 to 1"),
    "a misspelt lever": ({"policies": {"mandat": 0.8}}, r"policies\['mandat'\]: is a number; did you mean 'mandate'"),
    "a policy as a number": ({"policies": {"mine": 3}}, r"policies\['mine'\]: is a number .*a dict of levers"),
    "policies as a number": ({"policies": 3}, "policies: is a number .*a shipped name"),
    "an unknown department": (
        {"policies": {"mine": {"departments": {"zoo": {"voice": 1}}}}},
        r"policies\['mine'\].departments: no such department \(given: 'zoo'\); allowed: development",
    ),
    "a department of a record": (
        {"policies": [Policy(name="mine", departments={"oprations": {"voice": 1}})]},
        "policies.departments: no such department; did you mean 'operations'",
    ),
    "no replications": ({"replications": 0}, "replications: .*given: 0.*from 1 to 10000"),
    "half a replication": ({"replications": 1.5}, "replications: .*given: 1.5"),
    "replications as text": ({"replications": "30"}, "replications: .*given: '30'"),
    "no precision": ({"precision": 0}, "precision: .*a number above 0"),
    "most without precision": ({"most": 3}, "most: requires precision"),
    "most below the first stage": ({"precision": 0.1, "most": 3}, "most: is fewer than .*30 or more"),
    "one replication as a first stage": ({"precision": 0.1, "replications": 1}, "replications: is too few"),
    "a negative seed": ({"seed": -1}, "seed: .*given: -1.*from 0 to"),
    "a seed as text": ({"seed": "1"}, "seed: .*given: '1'"),
    "a huge seed": ({"seed": 2**63}, "seed: .*from 0 to 9223372036854775807"),
    "two seeds": ({"seed": 1, "rng": 2}, "rng: is another name for seed; give one of the two"),
    "a broken rng": ({"seed": None, "rng": 1.5}, "rng: .*given: 1.5"),
    "an unknown uncertainty": ({"uncertainty": "postrior"}, "uncertainty: .*did you mean 'posterior'"),
    "uncertainty as a number": ({"uncertainty": 3}, "uncertainty: is a number .*none, posterior"),
    "an unknown measure": ({"measures": "do_gian"}, "measures: no measure is called 'do_gian'; did you mean 'do_gain'"),
    "a measure as a number": ({"measures": [3]}, "measures: is a number .*a function"),
    "a measure of a shipped name": ({"measures": {"do": len}}, "measures: cannot be the name .*shipped measure"),
    "a measure without a name": ({"measures": lambda f, s, p, w: 0.0}, "measures: cannot be the name .*<lambda>"),
    "a measure that is not a function": ({"measures": {"mine": 3}}, "measures: 'mine' is not a function"),
    "an unknown step": ({"steps": {"fel": print}}, "steps: .*did you mean 'feel'"),
    "steps as a list": ({"steps": ["feel"]}, "steps: is a list .*a mapping"),
    "no workers": ({"workers": 0}, "workers: .*from 1 to"),
    "an organisation as a number": ({"organisation": 3}, "organisation: is a number .*a members CSV"),
    "an unknown organisation": ({"organisation": "workshp"}, "did you mean 'workshop'"),
    "ties alone": ({"ties": "ties.csv"}, "ties: requires organisation, a table of members"),
    "ties of a shipped organisation": (
        {"organisation": "workshop", "ties": "t.csv"},
        "ties: requires a table of members",
    ),
    "a factor that organisation replaces": (
        {"organisation": "workshop", "factors": {"organisation.size": 3}},
        "factors: organisation.size: has no effect, as organisation replaces it",
    ),
    "a table without managers": (
        {"organisation": pd.DataFrame({"id": [1, 2]})},
        "members.csv:1: .*manager",
    ),
    "a stranger in a table": (
        {"organisation": pd.DataFrame({"id": ["ann", "bo"], "manager": [None, "anm"]})},
        "members.csv:3: manager: .*given: 'anm'",
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_argument_gets_one_message(case: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments, message = WRONG[case]
    with pytest.raises(InputError, match=message) as refused:
        simalign.compare(**({"seed": 1} | arguments))
    assert len(refused.value.problems) == 1
    assert capsys.readouterr().out == ""


def test_all_wrong_policies_are_said_at_once() -> None:
    with pytest.raises(InputError) as refused:
        simalign.compare(policies=["pusch", "pul", {"voice": 2}], seed=1)
    assert len(refused.value.problems) == 3


def test_a_policy_file_is_blamed_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("levers: {voice: 1}\ndepartments:\n  zoo: {voice: 0}\n")
    with pytest.raises(InputError, match=r"mine.yaml:3: departments: no such department \(given: 'zoo'\)"):
        simalign.compare(policies=tmp_path / "mine.yaml", seed=1)


def test_a_function_that_returns_no_number_is_named() -> None:
    with pytest.raises(InputError, match="measure 'mine' returned something that is not a number"):
        simalign.compare(policies="push", replications=1, measures={"mine": lambda f, s, p, w: "x"}, seed=1)


def test_factors_change_what_they_name_only() -> None:
    base = simalign.load_scenario("low_trust")
    changed = scenario_from("low_trust", {"context.turbulence": 0.1}, weeks=9)
    assert changed == base.changed({"context.turbulence": 0.1, "weeks": 9})
    assert changed.context.model_fields_set == base.context.model_fields_set | {"turbulence"}


def test_an_organisation_keeps_what_any_has() -> None:
    base = Scenario(organisation={"size": 9, "stakeholders": 3})
    members = pd.DataFrame({"id": ["a", "b"], "manager": ["", "a"]})
    seated = with_organisation(base, members, None).organisation
    assert seated.stakeholders == 3 and seated.model_fields_set == {"stakeholders", "members"}


def test_a_generated_organisation_cannot_be_loaded(tmp_path: Path) -> None:
    (tmp_path / "made.yaml").write_text("size: 9\n")
    with pytest.raises(InputError, match="organisation: has no members file"):
        simalign.load_organisation(tmp_path / "made.yaml")


def test_a_seed_drawn_is_a_seed() -> None:
    drawn = simalign.compare(
        policies="push", replications=1, factors={"organisation.size": 2, "warmup": 0, "weeks": 1}, progress=False
    ).seed
    assert 0 <= drawn < 2**32 and isinstance(drawn, int) and not isinstance(drawn, np.integer)
