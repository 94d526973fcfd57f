"""A scenario: the complete specification of a run except its random seed, checked for consistency."""

from collections.abc import Collection

from pydantic import Field

from simalign.errors import Problem
from simalign.files.record import Record, number, share
from simalign.policies.policy import Policy
from simalign.scenario.checks import cross_problems
from simalign.scenario.context import Context
from simalign.scenario.mechanisms import Mechanisms
from simalign.scenario.organisation import (
    DEPARTMENTS,
    GOALS,
    ROLE_PROFILES,
    Department,
    Goal,
    OrganisationSpec,
    Weights,
)
from simalign.scenario.psychology import Costs, Psychology
from simalign.scenario.rules import Rules

AS_USUAL = Policy(name="status_quo", description="Management as usual, every lever at its status quo.")


class Scenario(Record):
    """The complete specification of a run except its random seed.

    Raises InputError with all problems of its parts, and with all inconsistencies between valid parts.

    >>> Scenario().context.complexity
    0.3
    >>> Scenario(context={"trst": 0.3})
    Traceback (most recent call last):
    simalign.errors.InputError: context.trst: unknown key; did you mean 'trust'? (given: 0.3)
    """

    home = "at the top of the scenario"
    in_files = ("extends",)
    loader = "load_scenario"

    name: str = Field(default="default", description="name in tables and figures")
    description: str = Field(default="", description="one sentence that describes the scenario")
    organisation: OrganisationSpec = Field(default=OrganisationSpec(), description="the organisation")
    goals: list[Goal] = Field(default=GOALS, strict=False, description="goals on which members can spend working time")
    roles: dict[str, Weights] = Field(
        default=ROLE_PROFILES, description="weights on the goals to which each role leans"
    )
    departments: dict[str, Department] = Field(default=DEPARTMENTS, description="departments by name")
    role_share: float = share(
        0.5, "weight of the role, relative to the department, in the shared part of agendas", "guess"
    )
    context: Context = Field(default=Context(), description="conditions that management does not choose")
    psychology: Psychology = Field(default=Psychology(), description="psychological parameters")
    costs: Costs = Field(default=Costs(), description="costs of levers")
    mechanisms: Mechanisms = Field(default=Mechanisms(), description="mechanisms that are switched on")
    rules: Rules = Field(default=Rules(), description="selected variants of rules")
    policy: Policy = Field(default=AS_USUAL, description="policy from week 0 of the report on")
    strategy: Weights | None = Field(
        default=None, description="founding strategy as weights on goals; default: drafted in week 0"
    )
    demand: Weights | None = Field(
        default=None, description="initial demand as weights on external goals; default: random"
    )
    warmup: int = number(52, 0, 5200, "weeks", "number of weeks of the status quo before the policy starts", "design")
    weeks: int = number(156, 1, 52000, "weeks", "number of weeks for which the policy runs", "design")

    def between(self, broken: Collection[str]) -> list[Problem]:
        """Return the problems between the parts."""
        return cross_problems(self, broken)
