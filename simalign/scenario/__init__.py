"""What is run: organisation, market, psychology, policy and weeks; validated, unknown keys refused."""

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
