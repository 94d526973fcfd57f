"""JSON Schema 2020-12 of study files, for editors."""

from simalign.evidence.study import POPULATIONS, SIGNS, Study
from simalign.evidence.units import UNITS
from simalign.files.messages import Schema
from simalign.measures.catalogue import NAMES
from simalign.organisation.record import ROLES
from simalign.scenario.schema import section_schema
from simalign.sweeps.design.factors import DISTRIBUTIONS


def study_schema() -> Schema:
    """The schema of a study file; which scenario keys there are is in the scenario's.

    >>> study_schema()["$defs"]["Effect"]["properties"]["unit"]["enum"][0]
    'cohen_d'
    """
    schema = section_schema(Study)
    effect = schema["$defs"]["Effect"]["properties"]
    effect["unit"]["enum"] = list(UNITS)
    measure = {"type": "string", "enum": list(NAMES)}
    effect["outcome"]["anyOf"] = [measure, {"type": "array", "items": measure, "minItems": 1, "maxItems": 2}]
    effect["of"]["enum"] = list(POPULATIONS)
    schema["$defs"]["Published"]["properties"]["sign"]["enum"] = [*SIGNS, None]
    schema["$defs"]["Among"]["properties"]["role"]["enum"] = [*ROLES, None]
    schema["properties"]["arms"]["minProperties"] = schema["properties"]["effects"]["minItems"] = 1
    vary = {"description": ", ".join(DISTRIBUTIONS), "type": "object", "minProperties": 1, "maxProperties": 1}
    schema["properties"]["vary"]["additionalProperties"] = vary
    return schema
