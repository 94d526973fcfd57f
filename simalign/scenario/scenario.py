"""A scenario: the complete specification of a run except its random seed, checked for consistency."""

from collections.abc import Collection, Mapping
from typing import ClassVar

from pydantic import Field

from simalign.errors import Problem
from simalign.files.messages import Schema
from simalign.files.record import Record, number, share
from simalign.policies.events import Event
from simalign.policies.policy import Policy
from simalign.scenario.checks import cross_problems
from simalign.scenario.context import Context
from simalign.scenario.mechanisms import Mechanisms
from simalign.scenario.organisation import (
    DEPARTMENTS,
    GOALS,
    MOST_GOALS,
    ROLE_PROFILES,
    ROLES,
    Department,
    Goal,
    OrganisationSpec,
    Weights,
)
from simalign.scenario.psychology import Costs, Psychology
from simalign.scenario.rules import Rules

EXTENDS = {
    "type": "string",
    "minLength": 1,
    "description": "scenario that this one changes: the name of a shipped scenario, or the path of a file",
    "shipped": "scenarios",
}
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
    in_files: ClassVar[Mapping[str, Schema]] = {"extends": EXTENDS}
    loader = "load_scenario"

    name: str = Field(default="default", description="name in tables and figures")
    description: str = Field(default="", description="one sentence that describes the scenario")
    organisation: OrganisationSpec = Field(
        default=OrganisationSpec(), description="the organisation", json_schema_extra={"shipped": "organisations"}
    )
    goals: list[Goal] = Field(
        default=GOALS,
        strict=False,
        description="goals on which members can spend working time",
        json_schema_extra={"minItems": 1, "maxItems": MOST_GOALS},
    )
    roles: dict[str, Weights] = Field(
        default=ROLE_PROFILES,
        description="weights on the goals to which each role leans",
        json_schema_extra={"propertyNames": {"enum": [*ROLES]}},
    )
    departments: dict[str, Department] = Field(default=DEPARTMENTS, description="departments by name")
    role_share: float = share(0.4, "weight of the role, against the department, in the shared part of agendas", "guess")
    context: Context = Field(default=Context(), description="what surrounds the policy")
    psychology: Psychology = Field(default=Psychology(), description="free parameters of people")
    costs: Costs = Field(default=Costs(), description="what levers cost")
    mechanisms: Mechanisms = Field(default=Mechanisms(), description="what is switched on")
    rules: Rules = Field(default=Rules(), description="which way is taken where there are several")
    policy: Policy = Field(
        default=AS_USUAL,
        description="the levers from week 0 of the report",
        json_schema_extra={"shipped": "policies"},
    )
    events: list[Event] = Field(
        default_factory=list,
        strict=False,
        description="changes of the organisation, its people or its market under every policy; week 0 is its start",
    )
    strategy: Weights | None = Field(default=None, description="founding strategy, if given: weights on goals")
    demand: Weights | None = Field(default=None, description="demand at the start, if given: weights on external goals")
    warmup: int = number(52, 0, 5200, "weeks", "weeks of status quo before the policy starts", "design")
    weeks: int = number(156, 1, 52000, "weeks", "weeks that the policy runs", "design")

    def between(self, broken: Collection[str]) -> list[Problem]:
        """Return the problems between the parts."""
        return cross_problems(self, broken)
