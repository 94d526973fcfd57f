"""simalign: an agent-based simulation of organisational alignment.

The names below are loaded when they are first used, so that importing the package costs nothing.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simalign.errors import InputError
    from simalign.model import AlignmentModel, Member, Stakeholder
    from simalign.policies.policy import load_policy
    from simalign.scenario import Levers, Policy, Scenario
    from simalign.scenario.read import load_scenario
    from simalign.simulation import Simulation

__all__ = [
    "AlignmentModel",
    "InputError",
    "Levers",
    "Member",
    "Policy",
    "Scenario",
    "Simulation",
    "Stakeholder",
    "load_policy",
    "load_scenario",
]

_HOMES = {
    "AlignmentModel": "model",
    "InputError": "errors",
    "Levers": "scenario",
    "Member": "model",
    "Policy": "scenario",
    "Scenario": "scenario",
    "Simulation": "simulation",
    "Stakeholder": "model",
    "load_policy": "policies.policy",
    "load_scenario": "scenario.read",
}


if os.path.exists(os.path.join(os.path.dirname(__file__), "simalign.py")):  # no module of ours
    from simalign.installation import warn_of_mixture

    warn_of_mixture(os.path.dirname(__file__))


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'simalign' has no attribute {name!r}")
    return getattr(import_module(f"simalign.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
