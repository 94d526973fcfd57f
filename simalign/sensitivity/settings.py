"""A scenario with some of its values changed, by dotted key."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from simalign.errors import InputError, Problem, nearest
from simalign.scenario import Scenario


def changed(scenario: Scenario, settings: Mapping[str, Any]) -> Scenario:
    """The scenario with other values at dotted keys; what is not named stays as it is.

    Raises InputError with all that is wrong, each with its key.

    >>> changed(Scenario(), {"context.trust": 0.1, "mechanisms.needs": False}).context.trust
    0.1
    >>> changed(Scenario(), {"context.trst": 0.1})
    Traceback (most recent call last):
    simalign.errors.InputError: context.trst: unknown key; did you mean 'trust'? (given: 0.1)
    """
    parts: dict[str, Any] = {name: getattr(scenario, name) for name in scenario.model_fields_set}
    for key, value in settings.items():
        head, *rest = key.split(".")
        if head not in Scenario.model_fields:
            raise InputError([Problem(f"unknown key{nearest(head, Scenario.model_fields)}", key=key, value=value)])
        if not rest:
            parts[head] = value
            continue
        if key == "policy.preset" or key.startswith("policy.dials"):
            message = "cannot be set on a policy that is written out as levers"
            raise InputError([Problem(message, key=key, value=value, allowed="policy as a whole, or policy.levers")])
        there = parts.get(head, getattr(scenario, head))
        parts[head] = _plain(there)
        _put(parts[head], rest, value, key)
    return Scenario(**parts)


def _plain(section: Any) -> Any:
    if not isinstance(section, BaseModel):
        return section
    return section.model_dump(mode="json", by_alias=True, exclude_unset=True)


def _put(there: Any, parts: list[str], value: Any, key: str) -> None:
    *above, last = parts
    for part in above:
        there = there.setdefault(part, {}) if isinstance(there, dict) else None
    if not isinstance(there, dict):
        raise InputError([Problem("is no key of a scenario", key=key, value=value)])
    there[last] = value
