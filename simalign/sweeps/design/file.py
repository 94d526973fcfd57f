"""What a sweep file may say."""

from collections import Counter
from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from simalign.errors import InputError, Problem
from simalign.files.messages import nearest
from simalign.files.record import Record
from simalign.measures.catalogue import NAMES
from simalign.sweeps.design.factors import FactorForm
from simalign.sweeps.design.groups import Group, kept_names, name_problems

ALL = "all"
Measures = list[str] | Literal["all"]
RESERVED = (
    "run",
    "point",
    "replication",
    "status",
    "error",
    "week",
    "canonical",
    "name",
    "runs",
    "failed",
    "seed",
    "policy",
    "organisation",
    "scenario",
    "weeks",
    "warmup",
)


def _listed_twice(names: Measures, key: str) -> list[Problem]:
    counts = Counter(_names(names))
    return [Problem("is listed twice", key=key, value=name) for name, count in sorted(counts.items()) if count > 1]


def _names(names: Measures) -> list[str]:
    return [] if isinstance(names, str) else names


def column_problem(name: str, taken: Collection[str]) -> str:
    """Say why a column of a store cannot have a name; empty where it can.

    >>> column_problem("overload", ["know", "do"]), column_problem("do", ["know", "do"])
    ('', 'is the name of another measure or column')
    """
    if name in taken or name in RESERVED or name.endswith(("_sd", "_series")):
        return "is the name of another measure or column"
    return "" if name.isidentifier() else "is not a name of letters, digits and _"


class Sample(Record):
    """How factors with a distribution are sampled together."""

    points: int = Field(ge=1, le=1_000_000, description="how many; a power of two for Sobol sequences")
    method: Literal["sobol", "latin_hypercube"] = Field(default="sobol", description="which points")
    seed: int | None = Field(default=None, ge=0, lt=2**63, description="of the sampling; default: the sweep's")

    @model_validator(mode="after")
    def _balanced(self) -> "Sample":
        if self.method == "sobol" and self.points & (self.points - 1):
            near = 1 << (self.points.bit_length() - 1)
            text = "is not a power of two, which a Sobol sequence needs to be balanced"
            allowed = f"{near}, {2 * near}, or method: latin_hypercube"
            raise InputError([Problem(text, key="points", value=self.points, allowed=allowed)])
        return self


class After(Record):
    """One number that a whole series gives; weeks are those of the policy, from 1."""

    measure: str = Field(description="which series: a measure, or one of a group, like know_bottom")
    reaches: float | None = Field(default=None, allow_inf_nan=False, description="first week at this level or above")
    remains: Annotated[list[int], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="[stop, later]: share of the gain at week stop that is left after so many weeks more"
    )
    area: Annotated[list[int], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="[first, last]: area under the series over these weeks"
    )
    mean: Annotated[list[int], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="[first, last]: mean over these weeks"
    )

    @model_validator(mode="after")
    def _one(self) -> "After":
        found = []
        asked = [name for name in ("reaches", "remains", "area", "mean") if getattr(self, name) is not None]
        if len(asked) != 1:
            message = f"asks for {' and '.join(asked) or 'nothing'}"
            found.append(Problem(message, allowed="one of reaches, remains, area, mean"))
        for name in {"area", "mean"} & set(asked):
            first, last = getattr(self, name)
            if not 1 <= first <= last:
                found.append(Problem("are no weeks in order, from 1", key=name, value=[first, last]))
        if self.remains and not (self.remains[0] >= 1 and self.remains[1] >= 1):
            found.append(Problem("are no weeks from 1", key="remains", value=self.remains))
        if found:
            raise InputError(found)
        return self

    @property
    def last_week(self) -> int:
        """The last week that it looks at; 1 where any length will do."""
        if self.remains:
            return sum(self.remains)
        return max((self.area or [1, 1])[1], (self.mean or [1, 1])[1])


class Keep(Record):
    """What is kept of each run."""

    final: Measures = Field(
        default="all", description="measures at the end of the last week: a list, or all, which is all of the whole"
    )
    series: Measures = Field(default_factory=list, description="measures of every week: a list, or all of the whole")
    after: dict[str, After] = Field(default_factory=dict, description="numbers that whole series give, by name")
    groups: dict[str, Group] = Field(
        default_factory=dict,
        description="groups of members by a name of one's own; `bottom: {level: lowest}` makes measures like "
        "know_bottom, which may stand wherever a measure may",
    )

    @model_validator(mode="after")
    def _names_differ(self) -> "Keep":
        known = kept_names(self.groups)
        found = name_problems(self.groups)
        found += [p for name in ("final", "series") for p in _listed_twice(getattr(self, name), name)]
        for name in self.after:
            if message := column_problem(name, known):
                found.append(Problem(message, key=f"after.{name}", allowed="another name"))
        if not (self.final or self.series or self.after):
            found.append(Problem("keeps nothing", allowed="final, series or after"))
        if found:
            raise InputError(found)
        return self

    def unknown(self, custom: Collection[str] = ()) -> list[Problem]:
        """Measures that are neither shipped, nor of a group, nor among the user's, ``custom``, by key."""
        known = kept_names(self.groups, custom)
        grouped = ", those of groups" if self.groups else ""
        given = "those given in Python as create(..., measures={name: function})"
        allowed = f"{', '.join(NAMES)}{grouped}, and {given}"
        wanted = [(key, name) for key in ("final", "series") for name in _names(getattr(self, key))]
        wanted += [(f"after.{name}.measure", after.measure) for name, after in self.after.items()]
        return [
            Problem(f"no measure is called {name!r}{nearest(name, known)}", key=key, value=name, allowed=allowed)
            for key, name in wanted
            if name not in known
        ]

    @model_serializer(mode="wrap")
    def _without_no_groups(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Stores that were made before there were groups go on."""
        plain: dict[str, Any] = handler(self)
        if not self.groups:
            plain.pop("groups", None)
        return plain


class SweepFile(Record):
    """A sweep: a base scenario, factors, replications, and what is kept."""

    name: str = Field(default="", description="name in tables; the file's name if empty")
    description: str = Field(default="", description="one sentence for people")
    scenario: str = Field(
        default="default",
        description="base scenario: a shipped name, or a file beside this one",
        json_schema_extra={"shipped": "scenarios"},
    )
    settings: dict[str, Any] = Field(default_factory=dict, alias="set", description="dotted scenario keys: values")
    factors: dict[str, FactorForm] = Field(
        default_factory=dict,
        description="dotted scenario keys: values, or a distribution",
        examples=[{"context.trust": {"uniform": [0, 1]}}],
    )
    sample: Sample | None = Field(
        default=None, description="how factors with a distribution are sampled", examples=[{"points": 64}]
    )
    replications: int = Field(default=30, ge=1, le=10_000_000, description="runs at every design point")
    seed: int | None = Field(default=None, ge=0, lt=2**63, description="drawn, printed and stored if not given")
    uncertainty: str = Field(
        default="none",
        description="none, or posterior: replication r has draw r of what people may be like; or a CSV file of draws",
    )
    paired: bool | Literal["sample"] = Field(
        default=True,
        description="whether replication r has the same random numbers at every point; with sample, each sampled "
        "context has random numbers and a posterior draw of its own",
    )
    weeks: int | None = Field(default=None, ge=1, le=52_000, description="weeks of policy; overrides the scenario")
    keep: Keep = Field(default=Keep(), description="what is kept of each run")
    time_limit: float | None = Field(
        default=None, gt=0, le=1e7, description="seconds that a run may take; default: by the first runs"
    )
