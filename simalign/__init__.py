"""simalign: an agent-based simulation of organisational alignment.

    import simalign

    result = simalign.compare(policies=["push", "pull"], seed=1)
    print(result.finding)
    result.figure()

The names below are loaded when they are first used, so that importing the package costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simalign import sensitivity
    from simalign.api.compare import compare
    from simalign.api.comparison import Comparison
    from simalign.api.organisations import load_organisation
    from simalign.api.validate import Validation, validate
    from simalign.errors import InputError
    from simalign.model import AlignmentModel, Member, Stakeholder
    from simalign.policies.policy import load_policy
    from simalign.scenario import Levers, Policy, Scenario
    from simalign.scenario.read import load_scenario
    from simalign.simulation import Simulation

__all__ = [
    "AlignmentModel",
    "Comparison",
    "InputError",
    "Levers",
    "Member",
    "Policy",
    "Scenario",
    "Simulation",
    "Stakeholder",
    "Validation",
    "compare",
    "load_organisation",
    "load_policy",
    "load_scenario",
    "sensitivity",
    "validate",
]

_HOMES = {
    "AlignmentModel": "model",
    "Comparison": "api.comparison",
    "InputError": "errors",
    "Levers": "scenario",
    "Member": "model",
    "Policy": "scenario",
    "Scenario": "scenario",
    "Simulation": "simulation",
    "Stakeholder": "model",
    "Validation": "api.validate",
    "compare": "api.compare",
    "load_organisation": "api.organisations",
    "load_policy": "policies.policy",
    "load_scenario": "scenario.read",
    "validate": "api.validate",
}


def __getattr__(name: str) -> Any:
    if name == "sensitivity":
        return import_module("simalign.sensitivity")
    if name not in _HOMES:
        raise AttributeError(f"module 'simalign' has no attribute {name!r}")
    return getattr(import_module(f"simalign.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
