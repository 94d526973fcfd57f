"""Every file of tests/bad/scenarios is refused: at its line and key, with what was given and is allowed."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from simalign.errors import InputError, Problem
from simalign.policies.policy import NOT_PLAIN, PLAIN, load_policy
from simalign.scenario.read import load_organisation_spec, load_scenario

BAD = Path(__file__).parents[1] / "bad" / "scenarios"


@dataclass(frozen=True)
class Case:
    """One problem that a file must give. ``says`` and ``allowed`` are parts of the texts."""

    name: str
    line: int | None
    key: str | None
    value: object
    says: str
    allowed: str | None = None
    file: str = ""
    load: Callable[[Path], object] = load_scenario


UNIT = "a number from 0 to 1 (share)"
WEEKS = "a whole number from 1 to 52000 (weeks)"
SWITCH = "true or false"
NAMED_FILE = "the name of a shipped file, or the path of a file"
MANDATE = "policy.rules.0.levers.mandate"
MERGE = "<< merges are not read"
CIRCLE = "extends_in_a_circle.yaml -> extends_back.yaml -> extends_in_a_circle.yaml"

KEYS = [
    Case("unknown_key", 2, "contxt", {"trust": 0.5}, "unknown key; did you mean 'context'?"),
    Case("key_of_another_section", 3, "context.trust_up", 0.3, "unknown key; it belongs under psychology"),
    Case("lever_outside_levers", 4, "policy.rules.0.mandate", 0.1, "unknown key; it belongs under levers"),
    Case("goal_without_name", 3, "goals.1.name", None, "is missing", "text"),
    Case("phase_without_start", 3, "policy.phases.0.from", None, "is missing", "0 to 65535 (weeks)"),
]
VALUES = [
    Case("lever_out_of_range", 5, MANDATE, 1.2, "is out of range", UNIT),
    Case(
        "interval_misspelt",
        3,
        "policy.levers.feedback_interval",
        "nevr",
        "is text",
        "1 to 520 or never (weeks)",
    ),
    Case("quoted_number", 2, "context.trust", "0.5", "write it without quotes", UNIT),
    Case("true_for_a_number", 2, "context.trust", True, "is true or false, not a number", UNIT),
    Case("no_for_a_switch", 2, "mechanisms.reactance", "no", "is text, not true or false", SWITCH),
    Case("one_for_a_switch", 2, "mechanisms.reactance", 1, "is a number, not true or false", SWITCH),
    Case(
        "rule_misspelt",
        3,
        "rules.activation",
        "sequental",
        "is not one of the choices; did you mean 'sequential'?",
        "synchronous or sequential or random",
    ),
    Case("number_for_a_rule", 2, "rules.likeness", 1, "is a number, not text", "overlap or cosine"),
    Case("rule_of_another_name", 2, "rules.activations", "random", "unknown key; did you mean 'activation'?"),
    Case("underscores", 1, "weeks", "1_000", "write it without underscores", WEEKS),
    Case("clock_time", 1, "warmup", "12:30", "is text, not a whole number", "from 0 to 5200 (weeks)"),
    Case("fraction_of_a_week", 1, "weeks", 4.5, "is not a whole number", WEEKS),
    Case("infinite", 2, "psychology.lag", float("inf"), "is not a finite number", "from 0 to 104 (weeks)"),
    Case("too_many_digits", 1, "weeks", float("inf"), "is not a finite number", WEEKS),
    Case("fifty_digits", 1, "weeks", float("1" * 50), "is out of range", WEEKS),
    Case("whole_number_with_point", 1, "weeks", 4.0, "has a decimal point; write it without", WEEKS),
    Case("numeral_of_another_script", 1, "weeks", "٣", "is text, not a whole number", WEEKS),
    Case("empty_value", 2, "context.trust", None, "is empty; leave the key out", UNIT),
    Case("word_for_a_section", 1, "context", "high", "is text, not a mapping", "a mapping of keys to values"),
    Case("mapping_for_a_list", 1, "goals", {"service": 0.5}, "is a mapping, not a list", "a list"),
    Case("weight_negative", 3, "strategy.delivery", -1, "is out of range", "a number at least 0"),
]
YAML = [
    Case("leading_zero", 1, "weeks", None, "010 has a leading zero"),
    Case("key_given_twice", 4, "context.trust", None, "the key occurs twice, on lines 2 and 4"),
    Case("tab", 2, None, None, "indent with spaces, not tabs"),
    Case("two_documents", 2, None, None, "a second document starts here"),
    Case("anchors", 1, "context", None, "&base is an anchor"),
    Case("alias", 2, "description", None, "*n is an alias"),
    Case("merge_key", 2, "context", None, MERGE),
    Case("tag", 1, "weeks", None, "is a tag"),
    Case("number_as_key", 2, "demand", None, "the key '1' is not text"),
    Case("list_as_key", 1, None, None, "a list or mapping cannot be a key"),
    Case("nul", 2, None, None, "is not YAML: unacceptable character #x0000"),
    Case("surrogate", 2, "name", None, "half a character"),
    Case("yaml_1_1", 1, None, None, "files are read as YAML 1.2"),
    Case("unclosed_bracket", 2, None, None, "is not YAML: expected ',' or '}'"),
    Case("list_at_top", 2, None, None, "contains a list, not a mapping"),
    Case("word_at_top", 1, None, None, "contains a single value, not a mapping"),
    Case("empty", None, None, None, "is empty", "keys and values"),
    Case("only_comments", None, None, None, "is empty", "keys and values"),
    Case("not_utf8", 1, None, b"\xe9", "is not text in UTF-8"),
]
FILES = [
    Case("extends_nothing", 2, "extends", "nowhere.yaml", "no such file", NAMED_FILE),
    Case(
        "extends_unknown_name",
        1,
        "extends",
        "defualt",
        "did you mean 'default'?",
        "default, large, low_trust",
    ),
    Case("extends_a_number", 1, "extends", 3, "does not name a file", NAMED_FILE),
    Case("extends_in_a_circle", 1, "extends", "extends_in_a_circle.yaml", CIRCLE, file="extends_back"),
    Case("extends_back", 1, "extends", "extends_back.yaml", "in a circle", file="extends_in_a_circle"),
    Case("extends_a_bad_file", 2, "context.trust", "0.5", "without quotes", UNIT, file="quoted_number"),
    Case("organisation_nowhere", 2, "organisation", "nowhere.yaml", "no such file", NAMED_FILE),
    Case("organisation_with_typo", 3, "spam", 5, "did you mean 'span'?", load=load_organisation_spec),
    Case("organisation_elsewhere", 3, "organisation.spam", 5, "'span'?", file="organisation_with_typo"),
    Case("imported_with_size", 3, "organisation.size", 40, "has no effect on an imported organisation"),
    Case("imported_with_default_size", 3, "organisation.size", 120, "has no effect on an imported organisation"),
    Case("mutual_without_ties", 3, "organisation.mutual", False, "requires ties, a file"),
    Case("members_nowhere", 3, "organisation.members", "nowhere.csv", "no such file", "path of a file"),
    Case("ties_with_nul", 3, "organisation.ties", "a\0b", "no such file"),
    Case("ties_without_members", 2, "organisation.ties", "ties.csv", "requires members, a file of members"),
]
POLICIES = [
    Case(
        "preset_unknown",
        1,
        "policy.preset",
        "pusch",
        "did you mean 'push'?",
        "laissez_faire, lead, mbo, mission_command, okr",
    ),
    Case("preset_nowhere", 4, "policy.phases.0.preset", "mine/push.yaml", "no such file", "push"),
    Case("preset_with_phases", 4, "policy.phases.0.preset", "good/phased_by_name.yaml", NOT_PLAIN, PLAIN),
    Case("preset_with_phases_and_more", 1, "preset", "good/phased.yaml", NOT_PLAIN, PLAIN, load=load_policy),
    Case(
        "preset_in_a_circle",
        1,
        "preset",
        "preset_in_a_circle.yaml",
        "in a circle",
        file="preset_back",
        load=load_policy,
    ),
    Case("preset_back", 2, "preset", "preset_back.yaml", "in a circle", file="preset_in_a_circle", load=load_policy),
    Case(
        "measure_unknown",
        3,
        "policy.rules.0.while",
        "resistence > 0.5",
        "'resistance'?",
        "one of know, want, do",
    ),
    Case(
        "condition_without_number",
        3,
        "policy.rules.0.while",
        "resistance is high",
        "not a condition",
        "'measure >",
    ),
    Case("phases_out_of_order", 4, "policy.phases.1.from", 26, "phases must be in order of their weeks", "after 26"),
    Case("department_with_own_focus", 4, "policy.departments.operations.focus", None, "the whole organisation"),
    Case("department_unknown", 3, "policy.departments.operation", None, "did you mean 'operations'?", "one of"),
    Case("policy_with_unknown_lever", 4, "levers.mandat", 0.8, "did you mean 'mandate'?", load=load_policy),
    Case("policy_with_word_for_lever", 6, "phases.0.levers.voice", "high", "is text", UNIT, load=load_policy),
]
TOGETHER = [
    Case("department_of_the_head_missing", 1, "departments.management", None, "is missing", "a department"),
    Case("department_without_name", 4, "departments.", "", "cannot be the name of a department", "text in one line"),
    Case("department_on_two_lines", 3, "departments.a\nb", "a\nb", "cannot be the name of a department"),
    Case("department_with_dots", 4, "departments.a.b.lean.servce", 1, "did you mean 'service'?"),
    Case("department_alone", 1, "departments", None, "has only management"),
    Case("department_leans_to_unknown_goal", 5, "departments.sales.lean.servce", 1, "'service'?", "one of"),
    Case("kpi_weighs_nothing", 6, "departments.sales.kpi", None, "has no weight above 0", "a sum above 0"),
    Case("demand_for_a_private_goal", 3, "demand.craft", 0.5, "is a private goal", "0"),
    Case("role_unknown", 3, "roles.midle_manager", None, "did you mean 'middle_manager'?", "the three roles"),
    Case("goals_all_private", 1, "goals", None, "are all private", "external: true"),
    Case("goals_without_leans", 1, "departments", None, "lean by default to goals that are left out", "a, b"),
    Case("goal_name_with_comma", 3, "goals.0.name", "profit, loss", "cannot be the name of a column", "without blanks"),
    Case("goal_named_twice", 6, "goals.3.name", "career", "is also the name of goals.1"),
    Case("goal_keys_clash", 5, "goals.2.key", 2, "is also the key of goals.0"),
    Case(
        "trust_weights_over_one",
        2,
        "psychology.trust_deeds",
        None,
        "is 1.1, with trust_deeds 0.7",
        "at most 1",
    ),
    Case("skill_weights_over_one", 2, "psychology.progress_share", None, "progress_share 0.6", "at most 1"),
    Case("ability_below_zero", 2, "psychology.ability_spread", None, "is 1.256", "at most 1"),
    Case("all_leave", 2, "context.turnover", None, "is 23.11, with turnover 0.5", "at most 1"),
]
MANY = "many_at_once"
CASES = [*KEYS, *VALUES, *YAML, *FILES, *POLICIES, *TOGETHER]


def problems(name: str, load: Callable[[Path], object]) -> list[Problem]:
    """What is wrong with a bad file."""
    with pytest.raises(InputError) as refused:
        load(BAD / f"{name}.yaml")
    return refused.value.problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_refused_with_place_and_reason(case: Case) -> None:
    """The one problem of the file is told as it should be."""
    found = [p for p in problems(case.name, case.load) if p.key == case.key and case.says in str(p)]
    assert found, problems(case.name, case.load)
    problem = found[0]
    assert (problem.file, problem.line) == (BAD / f"{case.file or case.name}.yaml", case.line)
    assert problem.value == case.value
    assert case.allowed is None or case.allowed in (problem.allowed or "")


def test_not_a_number_is_refused() -> None:
    """NaN, which equals nothing, is told apart from a number."""
    (problem,) = problems("not_a_number", load_scenario)
    assert (problem.line, problem.key, problem.message) == (2, "context.trust", "is not a finite number")


def test_all_problems_at_once() -> None:
    """Problems of the text, of the values and of how they go together come in one error, by line."""
    found = problems(MANY, load_scenario)
    assert [(p.line, p.key) for p in found] == [
        (1, "nme"),
        (2, "weeks"),
        (4, "context.trust"),
        (5, "context.trust"),
        (7, "psychology.trust_deeds"),
    ]


def test_each_bad_file_is_tested() -> None:
    """No bad file without a case, no case without a file."""
    named = {case.name for case in CASES} | {MANY, "not_a_number"}
    assert {file.stem for file in BAD.glob("*.yaml")} == named


@pytest.mark.parametrize("name", sorted(file.stem for file in BAD.glob("*.yaml")))
def test_no_foreign_words(name: str) -> None:
    """No message is in pydantic's words."""
    load = next((case.load for case in CASES if case.name == name), load_scenario)
    text = "\n".join(str(problem) for problem in problems(name, load))
    assert not any(word in text for word in ("Input should", "pydantic", "validation error", "Extra inputs"))
