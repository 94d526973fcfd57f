"""Write a scenario or a policy as the text of a YAML file from which the same record can be read."""

import io
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from simalign.policies.policy import Policy
from simalign.scenario.scenario import Scenario


def scenario_text(scenario: Scenario) -> str:
    """Return the scenario as YAML: its name and all values that were set, without defaults and without None.

    >>> print(scenario_text(Scenario(weeks=52)), end="")
    name: default
    weeks: 52
    """
    return _text(scenario)


def policy_text(policy: Policy) -> str:
    """Return the policy as YAML: its name and all values that were set.

    >>> print(policy_text(Policy(name="mine", levers={"voice": 0.8})), end="")
    name: mine
    levers:
      voice: 0.8
    """
    return _text(policy)


def _text(record: Scenario | Policy) -> str:
    values = record.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    text = io.StringIO()
    YAML().dump(_quoted({"name": record.name, **values}), text)
    return text.getvalue()


def _quoted(value: Any) -> Any:
    """Return the value with unprintable text in double quotes, in which YAML can escape it."""
    if isinstance(value, dict):
        return {_quoted(key): _quoted(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_quoted(item) for item in value]
    return DoubleQuotedScalarString(value) if isinstance(value, str) and not value.isprintable() else value
