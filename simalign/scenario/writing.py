"""Write a scenario as the text of a YAML file from which the same scenario can be read."""

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from simalign.scenario.scenario import Scenario


def scenario_text(scenario: Scenario) -> str:
    """Return the scenario as YAML: its name and all values that were set, without defaults and without None.

    >>> print(scenario_text(Scenario(weeks=52)), end="")
    name: default
    weeks: 52
    """
    values = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    text = io.StringIO()
    YAML().dump(_quoted({"name": scenario.name, **values}), text)
    return text.getvalue()


def _quoted(value: Any) -> Any:
    """Return the value with unprintable text in double quotes, in which YAML can escape it."""
    if isinstance(value, dict):
        return {_quoted(key): _quoted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_quoted(item) for item in value]
    return DoubleQuotedScalarString(value) if isinstance(value, str) and not value.isprintable() else value
