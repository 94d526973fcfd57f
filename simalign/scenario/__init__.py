"""Scenarios: the validated specification of a run except its random seed.

``scenario`` is the whole; its parts are ``organisation``, ``context``, ``psychology``, ``mechanisms``, ``rules`` and
the policy (``simalign.policies``). ``checks`` holds the checks between parts. ``trees`` and ``read`` read scenario
files, ``writing`` writes them, ``schema`` and ``odd_tables`` document their keys, ``manifest`` records all data
needed to reproduce a result, and ``posterior`` holds the posterior draws of the psychological parameters.
"""

from simalign.policies.levers import Levers
from simalign.policies.policy import Policy
from simalign.scenario.context import Context
from simalign.scenario.mechanisms import Mechanisms
from simalign.scenario.organisation import Department, Goal, OrganisationSpec
from simalign.scenario.psychology import Costs, Psychology
from simalign.scenario.rules import Rules
from simalign.scenario.scenario import Scenario

__all__ = [
    "Context",
    "Costs",
    "Department",
    "Goal",
    "Levers",
    "Mechanisms",
    "OrganisationSpec",
    "Policy",
    "Psychology",
    "Rules",
    "Scenario",
]
