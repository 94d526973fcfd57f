"""The JSON Schema for editors: sound, and of one mind with the reader on what it can see."""

from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from simalign.files.schema import file_schema
from simalign.files.shipped import configs_folder
from simalign.files.tree import parse
from simalign.scenario import OrganisationSpec, Policy, Scenario

BAD = Path(__file__).parents[1] / "bad" / "scenarios"
SCENARIO, POLICY, ORGANISATION = file_schema(Scenario), file_schema(Policy), file_schema(OrganisationSpec)


def errors(schema: dict[str, Any], file: Path) -> list[str]:
    """What the schema finds wrong with a file."""
    node = parse(file.read_text(encoding="utf-8"), file, [])
    given = node.plain() if node else None
    return [error.message for error in Draft202012Validator(schema).iter_errors(given)]


@pytest.mark.parametrize("schema", [SCENARIO, POLICY, ORGANISATION], ids=["scenario", "policy", "organisation"])
def test_is_a_schema(schema: dict[str, Any]) -> None:
    """A valid one of 2020-12, which refuses unknown keys everywhere."""
    Draft202012Validator.check_schema(schema)
    objects = [schema, *schema.get("$defs", {}).values()]
    assert all(item["additionalProperties"] is False for item in objects)


@pytest.mark.parametrize(
    ("folder", "schema"), [("scenarios", SCENARIO), ("policies", POLICY), ("organisations", ORGANISATION)]
)
def test_accepts_what_is_shipped(folder: str, schema: dict[str, Any]) -> None:
    """Every shipped file."""
    for file in sorted((configs_folder() / folder).glob("*.yaml")):
        assert errors(schema, file) == [], file


@pytest.mark.parametrize(
    "name",
    [
        "unknown_key",
        "key_of_another_section",
        "lever_out_of_range",
        "interval_misspelt",
        "quoted_number",
        "true_for_a_number",
        "one_for_a_switch",
        "underscores",
        "fraction_of_a_week",
        "word_for_a_section",
        "goal_without_name",
        "role_unknown",
        "measure_unknown",
        "condition_without_number",
        "phase_without_start",
        "weight_negative",
        "extends_a_number",
        "list_at_top",
    ],
)
def test_refuses_what_is_bad(name: str) -> None:
    """Bad files whose fault a schema can see."""
    assert errors(SCENARIO, BAD / f"{name}.yaml")


def test_refuses_a_bad_policy_and_a_bad_organisation() -> None:
    """The schemas of the other files."""
    assert errors(POLICY, BAD / "policy_with_unknown_lever.yaml")
    assert errors(ORGANISATION, BAD / "organisation_with_typo.yaml")


def test_shorthands() -> None:
    """Names and paths in place of policy and organisation, and extending."""
    given = {"extends": "default", "policy": "push", "organisation": "mine/organisation.yaml"}
    assert not list(Draft202012Validator(SCENARIO).iter_errors(given))


def test_numbers_say_what_they_are() -> None:
    """Each parameter has unit, source, default and description."""
    for section in ("Context", "Psychology", "Costs"):
        for name, schema in SCENARIO["$defs"][section]["properties"].items():
            assert {"unit", "source", "description"} <= schema.keys(), name
            assert "default" in schema or name == "acceptance", name
