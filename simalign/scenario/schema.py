"""JSON Schema 2020-12 of the files, for editors: units, sources, defaults, and the shorthands of files."""

import re
from typing import Any

from simalign.files.messages import Schema
from simalign.files.record import Record
from simalign.files.shipped import names
from simalign.measures.catalogue import NAMES
from simalign.policies.condition import COMPARISON
from simalign.policies.policy import Policy
from simalign.scenario.organisation import MOST_GOALS, ROLES, OrganisationSpec
from simalign.scenario.scenario import Scenario

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def scenario_schema() -> Schema:
    """The schema of a scenario file.

    What only a comparison of values shows (goals that a profile names, sums of parameters) is not in it;
    that is checked when the file is read.

    >>> scenario_schema()["properties"]["weeks"]["unit"]
    'weeks'
    """
    schema = section_schema(Scenario)
    properties = schema["properties"]
    properties["extends"] = {
        "type": "string",
        "minLength": 1,
        "description": "scenario that this one changes: the name of a shipped one, or the path of a file",
        "examples": list(names("scenarios")),
    }
    properties["goals"] |= {"minItems": 1, "maxItems": MOST_GOALS}
    properties["roles"]["propertyNames"] = {"enum": list(ROLES)}
    _named_or_given(properties["policy"], "name of a shipped policy, or path of a file")
    _named_or_given(properties["organisation"], "name of a shipped organisation, or path of a file")
    return schema


def policy_schema() -> Schema:
    """The schema of a policy file.

    >>> sorted(policy_schema()["properties"])[:3]
    ['departments', 'description', 'dials']
    """
    return section_schema(Policy)


def organisation_schema() -> Schema:
    """The schema of an organisation file.

    >>> organisation_schema()["properties"]["span"]["default"]
    6
    """
    return section_schema(OrganisationSpec)


def section_schema(section: type[Record]) -> Schema:
    """The schema of a file that holds a section, as its declarations have it."""
    schema = section.model_json_schema(by_alias=True)
    rule = schema.get("$defs", {}).get("Rule")
    if rule:
        measures = "|".join(map(re.escape, NAMES))
        rule["properties"]["while"]["pattern"] = rf"^\s*({measures}){COMPARISON}$"
    return {"$schema": DIALECT, **schema}


def _named_or_given(schema: dict[str, Any], meaning: str) -> None:
    reference = schema.pop("$ref")
    schema["anyOf"] = [{"$ref": reference}, {"type": "string", "minLength": 1, "description": meaning}]
