"""Goals, roles, departments and the organisation: what a scenario says of who works here and at what."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from simalign.errors import Problem
from simalign.files.record import Record, number, share

Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Weights = dict[str, Weight]
FilePath = Annotated[Path, Field(strict=False)]


class Goal(Record):
    """One goal that time can be spent on."""

    name: str = Field(min_length=1, description="name, used wherever weights on goals are given")
    key: int | None = Field(default=None, ge=0, lt=2**32, description="permanent key; default: place in the list")
    external: bool = Field(default=True, description="customers pay for it; false: a private goal")
    measurability: float = share(0.5, "how far a KPI can catch it", "guess")


class Department(Record):
    """A department's lean and what it is measured on."""

    lean: Weights = Field(description="weights on goals that its members lean to")
    kpi: Weights | None = Field(default=None, description="weights on goals it is measured on; default: its lean")
    customer_facing: bool = Field(default=False, description="its members meet customers")


PLACES = ("spread", "top", "middle", "hubs")  # of the committed, besides departments


class Committed(Record):
    """How many want the founding strategy from the start and hold on to it, and where they are."""

    share: float = Field(
        ge=0,
        le=1,
        allow_inf_nan=False,
        description="share of all members, rounded to whole members",
        json_schema_extra={"unit": "share"},
    )
    where: str = Field(
        default="spread",
        min_length=1,
        description="who is chosen first: spread, anybody, evenly; top, those nearest the head; middle, middle "
        "managers; hubs, whom most colleagues look at; or the name of a department",
        examples=list(PLACES),
    )


class OrganisationSpec(Record):
    """Generated from size and span, or imported from files."""

    home = "under organisation"

    size: int = number(120, 1, 10_000_000, "members", "members of a generated organisation", "guess")
    span: int = number(6, 1, 1000, "reports", "span of control of a generated organisation", "guess")
    degree: float = number(6, 0, 1000, "ties", "mean working ties of a member, generated", "guess")
    cross: float = share(0.2, "share of generated ties that cross departments", "guess")
    members: FilePath | None = Field(default=None, description="members CSV; makes the organisation an imported one")
    ties: FilePath | None = Field(default=None, description="working ties, CSV edge list or GraphML")
    mutual: bool | None = Field(
        default=None,
        description="an imported tie counts both ways; not given: it does unless a pair is listed in both directions "
        "or the GraphML is directed",
    )
    columns: dict[str, str] = Field(
        default_factory=dict, description="members: our column name: the file's column name"
    )
    tie_columns: dict[str, str] = Field(
        default_factory=dict, description="ties: our column name: the file's column name"
    )
    leadership_levels: int = number(
        2, 1, 100, "levels", "levels of the tree that are leaders and know the strategy", "guess"
    )
    stakeholders: int = number(8, 0, 100_000, "stakeholders", "customers, suppliers, owners with a relation", "guess")
    relationship_start: float = share(0.2, "depth of a relation at the start", "guess")
    committed: Committed | None = Field(
        default=None, description="members who want the founding strategy, which the scenario gives, and hold on to it"
    )

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Keys that are of no effect beside the others."""
        if {"members", "ties"} & set(broken):
            return
        idle = self._idle()
        for name in sorted(self.model_fields_set & set(idle)):
            if (value := getattr(self, name)) not in (None, {}):
                yield Problem(idle[name], key=name, value=value)

    @model_serializer(mode="wrap")
    def _without_idle(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        idle = set(self._idle()) | ({"committed"} if self.committed is None else set())
        return {name: value for name, value in handler(self).items() if name not in idle}

    def _idle(self) -> dict[str, str]:
        """The keys that are of no effect beside the others, and why."""
        if self.members is not None:
            idle = dict.fromkeys(GENERATED_ONLY, "an imported organisation has its own; leave this or members out")
        else:
            idle = dict.fromkeys(("ties", "columns"), "needs members, a CSV file of who reports to whom")
        if self.ties is None:
            idle |= dict.fromkeys(("mutual", "tie_columns"), "needs ties, a file of who works with whom")
        return idle


GENERATED_ONLY = ("size", "span", "degree", "cross")
KEPT = ("leadership_levels", "stakeholders", "relationship_start", "committed")  # of generated and imported ones alike


MOST_GOALS = 62
GOALS = [
    Goal(name="acquisition", measurability=0.9),
    Goal(name="service", measurability=0.4),
    Goal(name="delivery", measurability=0.8),
    Goal(name="efficiency", measurability=0.9),
    Goal(name="innovation", measurability=0.2),
    Goal(name="returns", external=False, measurability=0.9),
    Goal(name="career", external=False, measurability=0.3),
    Goal(name="craft", external=False, measurability=0.2),
]
Role = Literal["senior_manager", "middle_manager", "specialist"]
ROLES: tuple[str, ...] = get_args(Role)
ROLE_PROFILES: dict[str, Weights] = {
    "senior_manager": {"returns": 1.0},
    "middle_manager": {"career": 1.0},
    "specialist": {"craft": 1.0},
}
HEAD_DEPARTMENT = "management"
DEPARTMENTS = {
    "development": Department(lean={"innovation": 0.7, "service": 0.3}),
    "management": Department(
        lean={"acquisition": 1.0, "service": 1.0, "delivery": 1.0, "efficiency": 1.0, "innovation": 1.0}
    ),
    "marketing_sales": Department(lean={"acquisition": 0.6, "service": 0.4}, customer_facing=True),
    "operations": Department(lean={"delivery": 0.6, "efficiency": 0.4}),
}
