"""simalign: an agent-based simulation of organisational alignment.

    import simalign

    result = simalign.compare(policies=["push", "pull"], seed=1)
    print(result.finding)
    result.figure()

Each public name is imported when it is first used, so that importing the package itself is fast.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simalign import sensitivity
    from simalign.api.advice import Advice
    from simalign.api.advise import advise
    from simalign.api.calibrate import CalibrationResult, calibrate
    from simalign.api.classics import Classics, classics
    from simalign.api.compare import compare
    from simalign.api.comparison import Comparison
    from simalign.api.decide import decide
    from simalign.api.decision import DecisionAnalysis
    from simalign.api.describe import OrganisationDescription, describe
    from simalign.api.discover import ScenarioDiscovery, discover
    from simalign.api.organisations import load_organisation
    from simalign.api.policies import lever_table
    from simalign.api.portrait import OrganisationPortrait, portrait
    from simalign.api.power import PowerAnalysis, power
    from simalign.api.sweep import Sweep, sweep
    from simalign.api.validate import Validation, validate
    from simalign.errors import InputError
    from simalign.model import AlignmentModel, Member, Stakeholder
    from simalign.policies.policy import load_policy
    from simalign.scenario import Levers, Policy, Scenario
    from simalign.scenario.read import load_scenario
    from simalign.simulation import Simulation

__all__ = [
    "Advice",
    "AlignmentModel",
    "CalibrationResult",
    "Classics",
    "Comparison",
    "DecisionAnalysis",
    "InputError",
    "Levers",
    "Member",
    "OrganisationDescription",
    "OrganisationPortrait",
    "Policy",
    "PowerAnalysis",
    "Scenario",
    "ScenarioDiscovery",
    "Simulation",
    "Stakeholder",
    "Sweep",
    "Validation",
    "advise",
    "calibrate",
    "classics",
    "compare",
    "decide",
    "describe",
    "discover",
    "lever_table",
    "load_organisation",
    "load_policy",
    "load_scenario",
    "portrait",
    "power",
    "sensitivity",
    "sweep",
    "validate",
]

_HOMES = {
    "Advice": "api.advice",
    "AlignmentModel": "model",
    "CalibrationResult": "api.calibrate",
    "Classics": "api.classics",
    "Comparison": "api.comparison",
    "DecisionAnalysis": "api.decision",
    "InputError": "errors",
    "Levers": "scenario",
    "Member": "model",
    "OrganisationDescription": "api.describe",
    "OrganisationPortrait": "api.portrait",
    "Policy": "scenario",
    "PowerAnalysis": "api.power",
    "Scenario": "scenario",
    "ScenarioDiscovery": "api.discover",
    "Simulation": "simulation",
    "Stakeholder": "model",
    "Sweep": "api.sweep",
    "Validation": "api.validate",
    "advise": "api.advise",
    "calibrate": "api.calibrate",
    "classics": "api.classics",
    "compare": "api.compare",
    "decide": "api.decide",
    "describe": "api.describe",
    "discover": "api.discover",
    "lever_table": "api.policies",
    "load_organisation": "api.organisations",
    "load_policy": "policies.policy",
    "load_scenario": "scenario.read",
    "portrait": "api.portrait",
    "power": "api.power",
    "sweep": "api.sweep",
    "validate": "api.validate",
}


if os.path.exists(
    os.path.join(os.path.dirname(__file__), "simalign.py")
):  # a module of the word aligner of the same name
    from simalign.installation import warn_of_mixture

    warn_of_mixture(os.path.dirname(__file__))


def __getattr__(name: str) -> Any:
    if name == "sensitivity":
        return import_module("simalign.sensitivity")
    if name not in _HOMES:
        raise AttributeError(f"module 'simalign' has no attribute {name!r}")
    return getattr(import_module(f"simalign.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
