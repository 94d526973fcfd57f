"""The organisation in a scenario: goals, roles, departments, and a generated or an imported organisation."""

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer

from simalign.errors import Problem
from simalign.files.record import Record, number, share

Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Weights = dict[str, Weight]
FilePath = Annotated[Path, Field(strict=False)]


class Goal(Record):
    """One goal on which members can spend working time."""

    name: str = Field(min_length=1, description="name of the goal in all weights on goals")
    key: int | None = Field(default=None, ge=0, lt=2**32, description="permanent key; default: position in the list")
    external: bool = Field(default=True, description="whether customers pay for it; false: a private goal")
    measurability: float = share(0.5, "how far a KPI can measure it", "guess")


class Department(Record):
    """A department: the goals to which it leans and on which it is measured."""

    lean: Weights = Field(description="weights on the goals to which its members lean")
    kpi: Weights | None = Field(
        default=None, description="weights on the goals on which it is measured; default: its lean"
    )
    customer_facing: bool = Field(default=False, description="whether its members meet customers")


KINDS = {
    "sales": Department(lean={"acquisition": 0.6, "service": 0.4}, customer_facing=True),
    "service": Department(lean={"service": 0.6, "delivery": 0.4}, customer_facing=True),
    "production": Department(lean={"delivery": 0.6, "efficiency": 0.4}),
    "development": Department(lean={"innovation": 0.7, "service": 0.3}),
    "support": Department(lean={"efficiency": 0.6, "service": 0.4}),
    "management": Department(
        lean={"acquisition": 1.0, "service": 1.0, "delivery": 1.0, "efficiency": 1.0, "innovation": 1.0}
    ),
}  # departments by their kind of work (ODD 7.5)
MIXED = "mixed"  # the kind of work of a department without a known word in its name
Kind = Literal["sales", "service", "production", "development", "support", "management", "mixed"]
PLACES = ("spread", "top", "middle", "hubs")  # values of ``Committed.where`` besides departments


class Committed(Record):
    """Members who want the founding strategy from the start and hold on to it: how many, and where they work."""

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
        description="who is chosen first: spread, members evenly; top, members nearest the head; middle, middle "
        "managers; hubs, members to whom most colleagues have ties; or the name of a department",
        examples=list(PLACES),
    )


class OrganisationSpec(Record):
    """The specification of an organisation: generated from size and span, or imported from files."""

    home = "under organisation"

    size: int = number(120, 1, 10_000_000, "members", "number of members of a generated organisation", "guess")
    span: int = number(6, 1, 1000, "reports", "span of control of a generated organisation", "guess")
    degree: float = number(6, 0, 1000, "ties", "mean number of working ties per member that are generated", "guess")
    cross: float = share(0.2, "share of generated ties that cross departments", "guess")
    members: FilePath | None = Field(
        default=None, description="table of members, from which the organisation is imported"
    )
    ties: FilePath | None = Field(
        default=None, description="working ties: an edge list, a matrix, GraphML or another network"
    )
    mutual: bool | None = Field(
        default=None,
        description="whether an imported tie counts in both directions; default: true unless a pair is listed in both "
        "directions or the GraphML is directed",
    )
    columns: dict[str, str] = Field(
        default_factory=dict, description="columns of the members file, as name in simalign: name in the file"
    )
    tie_columns: dict[str, str] = Field(
        default_factory=dict, description="columns of the ties file, as name in simalign: name in the file"
    )
    kinds: dict[str, Kind] = Field(
        default_factory=dict,
        description="kind of work by department, in place of the scenario's description or of the words in its name",
    )
    survey: FilePath | None = Field(
        default=None, description="answers to a survey by person, department or team, which hold when the policy starts"
    )
    scales: dict[str, str] = Field(
        default_factory=dict,
        description="scales of answers by state or column, such as 1-5, 0-10, % or eNPS, in the survey or, without "
        "one, in the members file",
    )
    sheet: str | None = Field(default=None, description="sheet of a workbook of members, its name or number")
    encoding: str | None = Field(default=None, description="encoding of the members file; default: by its content")
    tie_sheet: str | None = Field(default=None, description="sheet of a workbook of ties, its name or number")
    tie_encoding: str | None = Field(default=None, description="encoding of the ties file; default: by its content")
    repair: list[str] = Field(default_factory=list, description="names of further repairs of imported files")
    no_repair: list[str] = Field(
        default_factory=list, description="names of repairs of imported files that are switched off"
    )
    hierarchy: bool = Field(
        default=True, description="whether imported members have managers; false: all are equals at the top"
    )
    as_of: str | None = Field(
        default=None, description="date until which an end date in the members file means that a person has left"
    )
    leadership_levels: int = number(
        2, 1, 100, "levels", "levels of the tree whose members are leaders and know the strategy", "guess"
    )
    stakeholders: int = number(
        8, 0, 100_000, "stakeholders", "number of customers, suppliers and owners with a relationship", "guess"
    )
    relationship_start: float = share(0.2, "initial depth of a relationship", "guess")
    committed: Committed | None = Field(
        default=None,
        description="members who want the founding strategy, which the scenario must give, and hold on to it",
    )

    def files(self) -> list[Path]:
        """Return the files from which the organisation is imported."""
        return [file for name in FILES if (file := getattr(self, name)) is not None]

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield a problem for each key that has no effect in combination with the others."""
        if set(FILES) & set(broken):
            return
        idle = self._idle()
        for name in sorted(self.model_fields_set & set(idle)):
            if (value := getattr(self, name)) not in (None, {}):
                yield Problem(idle[name], key=name, value=value)

    @model_serializer(mode="wrap")
    def _without_idle(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        idle = set(self._idle()) | ({"committed"} if self.committed is None else set())
        idle |= {name for name, default in _reading_defaults().items() if getattr(self, name) == default}
        return {name: value for name, value in handler(self).items() if name not in idle}

    def _idle(self) -> dict[str, str]:
        """Return the keys that have no effect in combination with the others, with the reason."""
        if self.members is not None:
            idle = dict.fromkeys(
                TREE_ONLY, "has no effect on an imported organisation; omit either this key or members"
            )
        else:
            idle = dict.fromkeys(OF_MEMBERS, "requires members, a file of members and their managers")
        if self.ties is not None:
            idle |= dict.fromkeys(TIES_ONLY, "has no effect on imported ties; omit either this key or ties")
        else:
            idle |= dict.fromkeys(
                ("mutual", "tie_columns", "tie_sheet", "tie_encoding"), "requires ties, a file of working ties"
            )
        return idle


FILES = ("members", "ties", "survey")  # keys of the files of an imported organisation
TREE_ONLY, TIES_ONLY = ("size", "span"), ("degree", "cross")  # of a generated tree, and of generated ties
GENERATED_ONLY = (*TREE_ONLY, *TIES_ONLY)
READING = ("sheet", "encoding", "tie_sheet", "tie_encoding", "repair", "no_repair", "hierarchy", "as_of")
OF_MEMBERS = ("ties", "columns", "kinds", "survey", "scales", *READING)
KEPT = (
    "leadership_levels",
    "stakeholders",
    "relationship_start",
    "committed",
)  # for generated and imported organisations


@cache
def _reading_defaults() -> dict[str, Any]:
    """Return the defaults of the keys on how files are read; to look them up anew for each point slows a sweep."""
    fields = OrganisationSpec.model_fields
    return {name: fields[name].get_default(call_default_factory=True) for name in READING}


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
    "development": KINDS["development"],
    "management": KINDS["management"],
    "marketing_sales": KINDS["sales"],
    "operations": KINDS["production"],
}
