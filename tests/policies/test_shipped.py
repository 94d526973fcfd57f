"""The shipped policies: the same checks of all, and the levers that each sets."""

import re

import pytest

from simalign import lever_table, load_policy
from simalign.comparison.compare import USUAL
from simalign.files.shipped import config_file, policy_names
from simalign.policies.levers import LEAD, LETTERS, PULL, PUSH, UNIT_LEVERS
from simalign.policies.values import lever_values, status_quo

PRACTICES = {
    "annual_review",
    "balanced_scorecard",
    "continuous_feedback",
    "full_pull",
    "full_push",
    "laissez_faire",
    "lead",
    "mbo",
    "mission_command",
    "okr",
    "participative_management",
    "pay_for_performance",
    "pull",
    "pull_lead",
    "push",
    "push_lead",
    "self_management",
    "status_quo",
    "tell_and_sell",
}


def moved(name: str) -> dict[str, float]:
    """The levers that a shipped policy moves from the status quo, by whatever means."""
    usual = status_quo()
    return {lever: value for lever, value in lever_values(load_policy(name)).items() if value != usual[lever]}


def test_practices() -> None:
    assert set(policy_names()) == PRACTICES


@pytest.mark.parametrize("name", policy_names())
def test_sets_levers_only(name: str) -> None:
    """It names and describes itself, and sets levers and nothing else."""
    policy = load_policy(name)
    assert policy.name.replace("-", "_").replace(" ", "_") == name
    assert re.fullmatch(r"[A-Z][^\n]*\.", policy.description)
    assert policy.plain
    assert policy.preset is None


@pytest.mark.parametrize("name", sorted(PRACTICES - {"status_quo", "full_push", "full_pull"}))
def test_source_has_an_author_and_a_year(name: str) -> None:
    assert re.search(r"[A-Z]\w+.* \(?(19|20)\d\d\)", load_policy(name).source)


@pytest.mark.parametrize("name", policy_names())
def test_every_value_has_a_comment(name: str) -> None:
    """Each lever and dial in the file says, behind its value, from where it moves or why."""
    lines = config_file("policies", name).read_text(encoding="utf-8").splitlines()
    values = [line for line in lines if line.startswith("  ")]
    assert bool(values) == (name != "status_quo")
    assert [line for line in values if "  # " not in line and "; " not in line] == []


@pytest.mark.parametrize("name", policy_names())
def test_differs_from_status_quo(name: str) -> None:
    """No lever in the file is set to what it is anyway, and every one that is set has an effect."""
    text = config_file("policies", name).read_text(encoding="utf-8")
    written = set(re.findall(r"^  (\w+): ", text, re.MULTILINE)) - {"push", "pull", "lead"}
    assert {name for lever in written for name in (LETTERS if lever == "clarity" else (lever,))} <= set(moved(name))


def test_push_and_pull_have_the_same_leadership_levers() -> None:
    """They leave them alone, as do those at the ends. With ``lead`` both get its five levers and no other change."""
    lead = moved("lead")
    assert set(lead) == set(LEAD) and set(lead.values()) == {0.6}
    for name in ("push", "pull"):
        assert not set(moved(name)) & set(LEAD)
        assert not set(moved(f"full_{name}")) & set(LEAD)
        assert moved(f"{name}_lead") == moved(name) | lead


def test_values() -> None:
    """The values of the policies, and how they hang together."""
    push = {"mandate": 0.6, "monitoring": 0.6, "incentive": 0.5, "autonomy": 0.3}
    pull = {"voice": 0.6, "rationale": 0.6, "autonomy": 0.7}
    assert moved("status_quo") == {}
    assert moved("push") == push
    assert moved("pull") == pull
    assert moved("full_push") == dict.fromkeys(PUSH, 0.9) | {"autonomy": 0.1}
    assert moved("full_pull") == dict.fromkeys(PULL, 0.9)
    assert moved("mission_command") == {"mandate": 0.6, "monitoring": 0.1, "rationale": 0.6, "autonomy": 0.7}
    assert moved("tell_and_sell") == push | {"rationale": pull["rationale"]}
    free = dict.fromkeys((*UNIT_LEVERS, *LETTERS), 0.0) | {"autonomy": 1.0}
    assert moved("laissez_faire") == free | {"feedback_interval": 0.0, "review_interval": 0.0}
    assert moved("annual_review") == {"feedback_interval": 52, "review_interval": 52}
    assert moved("continuous_feedback") == {"feedback_interval": 2}


def test_practices_set_the_levers_that_define_them() -> None:
    """OKR are few, public, quarterly and apart from pay; MBO is yearly; participation has a say."""
    usual, okr, mbo = status_quo(), moved("okr"), moved("mbo")
    assert okr["focus"] < usual["focus"] and okr["review_interval"] < usual["review_interval"] < mbo["review_interval"]
    assert okr["incentive"] < usual["incentive"] < mbo["incentive"] < moved("pay_for_performance")["incentive"]
    assert okr["transparency"] > usual["transparency"] and okr["achievable"] < usual["achievable"]
    assert moved("balanced_scorecard")["focus"] > usual["focus"]
    assert max(moved("participative_management").values()) == moved("participative_management")["voice"]
    assert max(moved("self_management").values()) == moved("self_management")["autonomy"]
    assert moved("self_management")["mandate"] < usual["mandate"]


def test_lever_table_holds_every_lever_of_every_policy() -> None:
    table = lever_table()
    assert list(table["policy"].unique()) == list(policy_names())
    for name, rows in table.groupby("policy"):
        assert dict(zip(rows["lever"], rows["status_quo"], strict=True)) == status_quo()
        different = rows[rows["value"] != rows["status_quo"]]
        values = dict(zip(different["lever"], different["value"].replace(float("inf"), 0.0), strict=True))
        assert values == moved(str(name))
    assert lever_table({"mine": {"voice": 0.9}})["policy"].unique().tolist() == ["mine"]


def test_the_usual_comparison_contrasts_push_and_pull() -> None:
    assert USUAL == ("push", "pull", "lead", "mission_command")
