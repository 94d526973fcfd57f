"""JSON Schema 2020-12 of sweep files, for editors."""

from simalign.files.messages import Schema
from simalign.scenario.schema import section_schema
from simalign.sweeps.design.factors import FORMS
from simalign.sweeps.design.file import SweepFile


def sweep_schema() -> Schema:
    """The schema of a sweep file; which scenario keys there are is in the scenario's.

    >>> sweep_schema()["properties"]["replications"]["default"]
    30
    """
    schema = section_schema(SweepFile)
    schema["properties"]["factors"]["additionalProperties"] = {"description": FORMS, "type": ["array", "object"]}
    return schema
