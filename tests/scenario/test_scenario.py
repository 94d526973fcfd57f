"""Scenarios made in Python: the same checks and messages as in files."""

import json
import pickle
import subprocess
import sys
from typing import Any

import pytest

from simalign.errors import InputError, Problem
from simalign.policies.levers import (
    COLUMNS,
    COUNTS,
    FAMILY,
    LETTERS,
    LEVERS,
    PULL,
    PUSH,
    SHARES,
    STATUS_QUO,
    UNIT_LEVERS,
    L,
    cost_key,
)
from simalign.scenario import Context, Costs, Levers, OrganisationSpec, Policy, Psychology, Scenario
from simalign.week.state import Prices


def problems(**values: Any) -> list[Problem]:
    """What is wrong with a scenario of these values."""
    with pytest.raises(InputError) as refused:
        Scenario(**values)
    return refused.value.problems


def test_parts_by_mapping_or_by_class() -> None:
    """Sections may be given either way."""
    assert Scenario(context={"trust": 0.2}, policy="push") == Scenario(
        context=Context(trust=0.2), policy=Policy(preset="push")
    )


def test_never_changes() -> None:
    """A scenario cannot be changed after it was checked."""
    with pytest.raises(ValueError, match=r"cannot be changed in place; changed\(weeks=...\)"):
        Scenario().weeks = 3  # type: ignore[misc]


def test_all_at_once() -> None:
    """Faults of parts and faults between sound parts come together."""
    found = problems(weeks=4.5, context={"turnover": 0.5}, goals=[], strategy={"servce": 1})
    assert {p.key for p in found} == {
        "weeks",
        "context.turnover",
        "goals",
    }


def test_checks_of_broken_parts_are_left_out() -> None:
    """What a broken part would have said about others is not guessed."""
    found = problems(goals=[{"nme": "service"}], strategy={"anything": 1})
    assert {p.key for p in found} == {"goals.0.name", "goals.0.nme"}


@pytest.mark.parametrize("name", ["a,b", "a b", "a.b", "", "a\tb", 'a"b', "a\u200bb"])
def test_goal_names_head_columns(name: str) -> None:
    """Names that would break a column are refused."""
    assert any(p.key == "goals.0.name" for p in problems(goals=[{"name": name}]))


@pytest.mark.parametrize("part", ["context", "departments", "demand", "policy"])
def test_keys_are_text(part: str) -> None:
    """A mapping made in Python may have other keys; they are refused like any fault."""
    (problem,) = problems(**{part: {1: 0.5}})
    assert (problem.message, (problem.key or "").partition(".")[0]) == ("the key 1 is not text", part)


def test_keys_at_the_wrong_place() -> None:
    """The place where a key belongs is named, the nearest first."""
    assert "under policy.levers or under costs" in problems(mandate=0.8)[0].message
    assert "under policy" in problems(levers={"mandate": 0.8})[0].message
    assert "under levers" in problems(policy={"mandate": 0.8})[0].message
    assert "at the top of the scenario" in problems(context={"weeks": 5})[0].message


def test_sixty_two_goals() -> None:
    """62 goals are the most."""
    many = {
        "goals": [{"name": f"g{n}"} for n in range(62)],
        "roles": {role: {"g0": 1.0} for role in ("senior_manager", "middle_manager", "specialist")},
        "departments": {"management": {"lean": {"g1": 1.0}}, "sales": {"lean": {"g2": 1.0}}},
    }
    Scenario(**many)
    many["goals"] += [{"name": "one_more"}]  # type: ignore[operator]
    assert [(p.key, p.allowed) for p in problems(**many)] == [("goals", "1 to 62 goals")]


def test_one_person_needs_one_department() -> None:
    """The head's department is enough for the head alone."""
    alone = {"management": {"lean": {"delivery": 1.0}}}
    Scenario(organisation={"size": 1}, departments=alone)
    assert [p.key for p in problems(organisation={"size": 2}, departments=alone)] == ["departments"]


def test_imported_organisations_bring_their_departments() -> None:
    """Levers of departments are then checked with the members file, and not here."""
    Scenario(organisation={"members": "people.csv"}, policy={"departments": {"legal": {"voice": 0.4}}})


def test_exactly_one_is_allowed() -> None:
    """Limits are reached, not passed."""
    calming = {"react": 0.5, "proneness_spread": 0.8, "calm": 0.05, "relief": 1.0}
    Scenario(psychology={"trust_deeds": 0.8, "trust_open": 0.2, **calming})
    assert problems(psychology={"trust_deeds": 0.8, "trust_open": 0.21})


def test_weeks_fit_the_counter() -> None:
    """The ranges of warm-up and run keep their sum within the weeks that a draw can name (ODD 7.1)."""
    limits = Scenario.model_json_schema()["properties"]
    assert limits["warmup"]["maximum"] + limits["weeks"]["maximum"] <= 65535


def test_dump_of_all_values_reads_back() -> None:
    """A dump with all defaults in it is a scenario, too."""
    for organisation in (OrganisationSpec(size=7), OrganisationSpec(members="a.csv")):
        scenario = Scenario(organisation=organisation, policy={"phases": [{"from": 2, "levers": {"voice": 1}}]})
        assert Scenario(**scenario.model_dump(by_alias=True)) == scenario


def test_errors_cross_process_borders() -> None:
    """An error of a worker process arrives whole."""
    error = InputError([Problem("is bad", "a.yaml", 1, "weeks", 0, "1")])
    again = pickle.loads(pickle.dumps(error))
    assert (str(again), again.problems) == (str(error), error.problems)


@pytest.mark.parametrize("text", ["know>=0.5", "trust < .2", " do_gain  <= -1e-1 ", "resistant > 1."])
def test_conditions(text: str) -> None:
    """Measure, comparison, number."""
    assert Policy(rules=[{"while": text}]).rules[0].condition == text


@pytest.mark.parametrize(
    "text",
    ["know", "know > ", "know > high", "know == 1", "know > 1.2.3", "1 < know", "know > nan", "know > 1e999"],
)
def test_no_conditions(text: str) -> None:
    """Anything else is refused."""
    with pytest.raises(InputError, match=r"^rules\.0\.while: is not a condition"):
        Policy(rules=[{"while": text}])


def test_intervals() -> None:
    """A count of weeks, or never."""
    assert Levers(feedback_interval="never", review_interval=1).feedback_interval == "never"
    for wrong in (0, 521, 2.5, True, "26"):
        with pytest.raises(InputError, match=r"a whole number from 1 to 520 or never \(weeks\)"):
            Levers(feedback_interval=wrong)


def test_levers_are_all_declared() -> None:
    """Columns, families, costs and the status quo speak of the same levers."""
    assert {*COLUMNS, "clarity"} == set(Levers.model_fields) == set(LEVERS)
    assert (*UNIT_LEVERS, *SHARES, *LETTERS, *COUNTS) == COLUMNS
    assert L._asdict() == {name.upper(): column for column, name in enumerate(COLUMNS)}
    assert {*PUSH, *PULL, *LEAD} == set(UNIT_LEVERS)
    assert all(FAMILY[name] == "both" for name in ("clarity", *LETTERS, *COUNTS))
    assert [name for name, value in STATUS_QUO.items() if value is None] == list(LETTERS)
    assert list(Costs.model_fields) == [*UNIT_LEVERS, "clarity", "focus", "feedback", "review", "pay"]
    assert Prices._fields[: len(UNIT_LEVERS)] == UNIT_LEVERS
    costs = Costs()
    assert all(getattr(costs, cost_key(name)) == lever.cost.share for name, lever in LEVERS.items() if lever.cost)


HALVES = {  # what is left out of a declaration, or added without one, and what importing then raises
    "a cost": ('cost=Cost(0.005, "meetings in which goals are imposed", load=0.02),', "", "TypeError"),
    "words": (
        'plain=Plain("Help", "Training, tools and time to get better at the work.", "none", "plenty"),',
        "",
        "TypeError",
    ),
    "the words of one end": ('"none", "plenty"', '"none", ""', "ValueError"),
    "a declaration": ("    voice: float", "    undeclared: float | None = None\n    voice: float", "TypeError"),
    "a cost of clarity": ('cost=Cost(0.01, "formulating goals well")', "cost=None", "ValueError"),
    "a status quo": ("status_quo=4", "status_quo=None", "ValueError"),
    "a possible status quo": ("status_quo=4", "status_quo=99", "InputError"),
    "a known kind": ('kind="count"', 'kind="counts"', "ValueError"),
}
IMPORTED = """
import sys, json
halves = json.load(sys.stdin)
import simalign.policies.levers as levers
source = open(levers.__file__).read()
raised = {}
for name, (part, other, _) in halves.items():
    assert part in source, part
    try:
        exec(compile(source.replace(part, other, 1), "levers", "exec"), {"__name__": "simalign.policies.levers"})
    except Exception as error:
        raised[name] = type(error).__name__
print(json.dumps(raised))
"""


def test_half_a_declaration_fails_at_import() -> None:
    """In a process of its own, as each attempt makes another class of levers."""
    done = subprocess.run(
        [sys.executable, "-c", IMPORTED], input=json.dumps(HALVES), capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == {name: error for name, (_, _, error) in HALVES.items()}


def test_extremes_of_psychology_are_checked_together() -> None:
    """Each parameter alone may go to its end, unless a rule between several forbids it and says so."""
    for name, schema in Psychology.model_json_schema()["properties"].items():
        for end in ("minimum", "maximum"):
            if end not in schema:
                continue
            value = int(schema[end]) if schema["type"] == "integer" else schema[end]
            try:
                Scenario(psychology={name: value})
            except InputError as error:
                assert [p.allowed for p in error.problems] == ["at most 1"] * len(error.problems)
