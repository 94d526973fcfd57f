"""JSON Schema 2020-12 of lesson files, for editors."""

from simalign.app.classroom.lessons import KINDS, Lesson
from simalign.app.views.request import KEYS, LONGEST_NAME, MOST_PHASES, MOST_POLICIES
from simalign.files.messages import Schema
from simalign.files.record import Record
from simalign.files.shipped import names
from simalign.measures.catalogue import NAMES
from simalign.policies.levers import Levers
from simalign.scenario.schema import section_schema


def lesson_schema() -> Schema:
    """The schema of a lesson file.

    >>> lesson_schema()["$defs"]["Prediction"]["properties"]["kind"]["enum"]
    ['leader', 'number']
    """
    schema = section_schema(Lesson)
    schema["$defs"]["Prediction"]["properties"]["kind"]["enum"] = list(KINDS)
    for entry in ("Prediction", "Look"):
        schema["$defs"][entry]["properties"]["measure"]["enum"] = list(NAMES)
    schema["$defs"]["Levers"] = _levers()
    schema["properties"]["run"] |= _run()
    return schema


def _run() -> Schema:
    levers = {"$ref": "#/$defs/Levers"}
    phase = {
        "type": "object",
        "properties": {"from": {"type": "integer", "minimum": 0}, "levers": levers},
        "required": ["from", "levers"],
        "additionalProperties": False,
    }
    policy = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "maxLength": LONGEST_NAME},
            "preset": {"enum": list(names("policies"))},
            "levers": levers,
            "phases": {"type": "array", "items": phase, "maxItems": MOST_PHASES},
        },
        "additionalProperties": False,
    }
    whole = {"type": "integer", "minimum": 0}
    found = dict.fromkeys(KEYS, whole) | {
        "scenario": {"enum": list(names("scenarios"))},
        "organisation": {"enum": list(names("organisations"))},
        "policies": {"type": "array", "items": policy, "minItems": 1, "maxItems": MOST_POLICIES},
    }
    return {"properties": found, "required": ["policies"], "additionalProperties": False}


def _levers(kind: type[Record] = Levers) -> Schema:
    schema = section_schema(kind)
    schema.pop("$schema")
    return schema
