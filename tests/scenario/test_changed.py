"""Records change by checked copies only."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from simalign import InputError, Levers, Policy, Scenario, load_policy, load_scenario
from simalign.files.record import Record
from simalign.files.shipped import names
from simalign.scenario import Context

DEFAULT = load_scenario("default")


def refused(record: Record, *changes: Any, **fields: Any) -> dict[str | None, str]:
    """The problems of a change, by key."""
    with pytest.raises(InputError) as error:
        record.changed(*changes, **fields)
    return {problem.key: str(problem) for problem in error.value.problems}


def test_dotted_and_nested_keys_are_the_same() -> None:
    changed = DEFAULT.changed({"context.trust": 0.4, "weeks": 7})
    assert changed == DEFAULT.changed(context={"trust": 0.4}, weeks=7)
    assert (changed.context.trust, changed.weeks) == (0.4, 7)
    assert DEFAULT.context.trust == 0.5  # the original stays


def test_a_change_can_be_taken_back() -> None:
    base = load_scenario("low_trust")
    made = base.changed({"context.turbulence": 0.2, "mechanisms.needs": False, "weeks": 7})
    assert (made.context.turbulence, made.mechanisms.needs, made.weeks) == (0.2, False, 7)
    back = {"context.turbulence": base.context.turbulence, "mechanisms.needs": True, "weeks": base.weeks}
    assert made.changed(back) == base == load_scenario("low_trust")


def test_what_was_not_named_stays_and_is_not_counted_as_set() -> None:
    """A posterior draw replaces what a scenario does not set, so a change must not set more than it names."""
    changed = Scenario().changed({"psychology.pace": 0.2})
    assert changed.psychology.model_fields_set == {"pace"}
    assert changed.model_fields_set == {"psychology"}


def test_a_change_at_a_default_mapping_keeps_its_other_entries() -> None:
    changed = Scenario().changed({"departments.marketing_sales.customer_facing": False})
    assert list(changed.departments) == list(Scenario().departments)
    assert not changed.departments["marketing_sales"].customer_facing
    other = Scenario().changed({"weeks": 5, "departments.marketing_sales.customer_facing": False})
    assert other.departments == changed.departments


def test_names_with_dots_are_reached_by_nesting() -> None:
    changed = DEFAULT.changed(departments={"R.D": {"lean": {"innovation": 1.0}}})
    assert changed.departments["R.D"].lean == {"innovation": 1.0}


def test_items_of_lists_are_numbered() -> None:
    policy = Policy(phases=[{"from": 3}, {"from": 9}]).changed({"phases.1.from": 5, "phases.0.levers.voice": 0.2})
    assert [phase.start for phase in policy.phases] == [3, 5]
    assert policy.phases[0].levers == Levers(voice=0.2)
    assert "no item 2 in a list of 2" in refused(policy, {"phases.2.from": 5})["phases.2.from"]


def test_records_replace_and_mappings_merge() -> None:
    policy = load_policy("push")
    scenario = DEFAULT.changed(policy=policy)
    assert scenario.policy == policy
    assert scenario.changed({"policy.levers.voice": 0.9}).policy.levers == policy.levers.changed(voice=0.9)
    assert scenario.changed(policy=Policy(levers={"voice": 0.9})).policy.levers == Levers(voice=0.9)


def test_a_policy_by_name_can_be_built_on() -> None:
    changed = DEFAULT.changed({"policy.levers.voice": 0.9, "policy": "push"})
    assert changed.policy == Policy(preset="push", levers={"voice": 0.9})


def test_a_preset_or_dials_replace_a_policy() -> None:
    """They are written out as levers when a policy is made, so that they would change nothing below these."""
    pushed = DEFAULT.changed(policy="push")
    assert pushed.changed(policy={"preset": "pull"}).policy == load_policy("pull")
    assert pushed.changed(policy={"dials": {"pull": 0.9}}).policy == Policy(dials={"pull": 0.9})
    assert "whole Policy with dials" in refused(pushed, {"policy.dials.pull": 0.9})["policy.dials.pull"]
    assert "whole Policy with preset" in refused(pushed, {"policy.preset": "pull"})["policy.preset"]


def test_none_takes_a_key_back_to_its_default(tmp_path: Path) -> None:
    assert DEFAULT.changed({"context.trust": 0.1}).changed({"context.trust": None}).context == Context()
    imported = {"organisation.members": tmp_path / "members.csv"}
    assert "omit either this key or members" in refused(DEFAULT, imported)["organisation.size"]
    spec = DEFAULT.changed({**imported, "organisation.size": None, "organisation.span": None}).organisation
    assert spec.members == tmp_path / "members.csv"


def test_everything_wrong_comes_at_once() -> None:
    found = refused(DEFAULT, {"context.trst": 0.3, "weeks": -5, "organisation.size": "many", "goals.99.name": "x"})
    assert set(found) == {"context.trst", "weeks", "organisation.size", "goals.99.name"}
    assert "no item 99 in a list of 8" in found["goals.99.name"]
    assert "did you mean 'trust'" in found["context.trst"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ("context.trust=0.4", "is text.*allowed: a mapping of keys to values"),
        (["context.trust"], "is a list"),
        ({1: 2}, "the key 1 is not text"),
        ({"": 2}, "is not a key"),
        ({"context..trust": 0.3}, "is not a key"),
        ({"context.trust.x": 0.3}, "context.trust: is a mapping, not a number"),
        ({"contxt.trust": 0.3}, "contxt: unknown key; did you mean 'context'"),
        ({"psychology.trust_deeds": 1.0}, "trust_deeds"),
        ({"context": Levers()}, "context: is a Levers, not a mapping"),
    ],
)
def test_what_is_no_change_is_refused(changes: Any, says: str) -> None:
    with pytest.raises(InputError, match=says):
        DEFAULT.changed(changes)


def test_pydantics_copy_is_checked() -> None:
    """By itself pydantic validates no copy and ignores unknown fields."""
    with pytest.raises(InputError, match=r"context.trust: unknown field; use changed\(.*\) for dotted keys"):
        DEFAULT.model_copy(update={"context.trust": 0.9})
    with pytest.raises(InputError, match="weeks: is out of range"):
        DEFAULT.model_copy(update={"weeks": -5})
    with pytest.raises(InputError, match="weeks: is out of range"):
        DEFAULT.copy(update={"weeks": -5})
    assert DEFAULT.model_copy(update={"weeks": 5}) == DEFAULT.changed(weeks=5)
    assert DEFAULT.model_copy(update={"weeks": 5}).model_fields_set == DEFAULT.model_fields_set | {"weeks"}
    deep = DEFAULT.model_copy(deep=True)
    assert deep == DEFAULT and deep.goals is not DEFAULT.goals
    assert deepcopy(DEFAULT) == DEFAULT


@pytest.mark.parametrize("name", names("scenarios"))
def test_a_change_of_nothing_is_the_same(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.changed() == scenario
    assert scenario.changed().model_dump_json(exclude_unset=True) == scenario.model_dump_json(exclude_unset=True)


@pytest.mark.parametrize("name", names("policies"))
def test_a_policy_changed_by_nothing_is_the_same(name: str) -> None:
    policy = load_policy(name)
    assert policy.changed({"name": policy.name}) == policy


@pytest.mark.parametrize("name", ["trust", "trst"])
def test_attributes_are_not_set(name: str) -> None:
    with pytest.raises(InputError, match=rf'scenario.changed\(\{{"context.{name}": ...\}}\)'):
        setattr(DEFAULT.context, name, 0.4)
    with pytest.raises(InputError, match="cannot be changed in place"):
        delattr(DEFAULT.context, name)
    assert DEFAULT.context.trust == 0.5


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        (Scenario, "default", r"write load_scenario\('default'\)"),
        (Policy, "push", r"write load_policy\('push'\)"),
        (Scenario, {"weeks": 5}, r"write Scenario\(\*\*\{...\}\)"),
        (Levers, 0.5, r"not a number; write Levers\(key=value, ...\)"),
    ],
)
def test_values_without_keys_are_refused(kind: Any, given: Any, says: str) -> None:
    with pytest.raises(InputError, match=says):
        kind(given)


@pytest.mark.parametrize("overrides", ["context.trust=0.3", {"context.trust": 0.3}])
def test_settings_are_a_list(overrides: Any) -> None:
    with pytest.raises(InputError, match=r"overrides: is .*changed"):
        load_scenario("default", overrides)


@pytest.mark.parametrize("load", [load_scenario, load_policy])
@pytest.mark.parametrize("given", [{"weeks": 3}, None, 3, Scenario()])
def test_what_is_no_path_is_not_loaded(load: Any, given: Any) -> None:
    with pytest.raises(InputError, match="allowed: the name of a shipped file, or the path of a file"):
        load(given)
