"""The keys of a sweep file, as records, and the columns of the results that it records."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, model_serializer, model_validator

from simalign.errors import InputError, Problem
from simalign.files.former import became
from simalign.files.messages import nearest
from simalign.files.record import Record
from simalign.measures.catalogue import NAMES
from simalign.scenario.posterior import FITTED
from simalign.sweeps.design.factors import FactorForm
from simalign.sweeps.design.groups import Group, measure_names, name_problems

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


def _repeats(names: Measures, key: str) -> list[Problem]:
    """Return a problem for each name that is listed more than once."""
    counts = Counter(_names(names))
    return [Problem("is listed twice", key=key, value=name) for name, count in sorted(counts.items()) if count > 1]


def _names(names: Measures) -> list[str]:
    """Return the names in a list; an empty list for "all"."""
    return [] if isinstance(names, str) else names


def column_problem(name: str, taken: Collection[str]) -> str:
    """Return the reason why a column of a store cannot have a name; empty if it can.

    >>> column_problem("overload", ["know", "do"]), column_problem("do", ["know", "do"])
    ('', 'is the name of another measure or column')
    """
    if name in taken or name in RESERVED or name.endswith(("_sd", "_series")):
        return "is the name of another measure or column"
    return "" if name.isidentifier() else "is not a name of letters, digits and _"


class Sample(Record):
    """The sampling of the factors with a distribution."""

    points: int = Field(
        ge=1,
        le=1_000_000,
        description="number of samples; a power of two for a Sobol sequence; with saltelli the points of the base "
        "sample, also a power of two, and with morris the trajectories, from 2",
    )
    method: Literal["sobol", "latin_hypercube", "saltelli", "morris"] = Field(
        default="sobol",
        description="sampling method; saltelli and morris are designs for `simalign sensitivity indices`",
    )
    second_order: bool = Field(default=False, description="with saltelli: also indices of pairs, with more samples")
    groups: dict[str, Annotated[list[str], Field(min_length=1)]] = Field(
        default_factory=dict, description="with saltelli or morris: factors that are analysed as one, by a name"
    )
    seed: int | None = Field(
        default=None, ge=0, lt=2**63, description="random seed of the sampling; default: the seed of the sweep"
    )

    @model_validator(mode="after")
    def _balanced(self) -> "Sample":
        problems = []
        if self.second_order and self.method != "saltelli":
            problems.append(Problem("requires method: saltelli", key="second_order", value=True))
        if self.groups and self.method not in ("saltelli", "morris"):
            problems.append(Problem("requires method: saltelli or morris", key="groups", value=list(self.groups)))
        if self.method in ("saltelli", "morris") and self.points < 2:
            problems.append(Problem("is too few", key="points", value=self.points, allowed="2 or more"))
        if problems:
            raise InputError(problems)
        if self.method in ("sobol", "saltelli") and self.points & (self.points - 1):
            near = 1 << (self.points.bit_length() - 1)
            message = "is not a power of two, which a balanced Sobol sequence requires"
            other = ", or method: latin_hypercube" if self.method == "sobol" else ""
            allowed = f"{near}, {2 * near}{other}" if other else f"{near} or {2 * near}"
            raise InputError([Problem(message, key="points", value=self.points, allowed=allowed)])
        return self


class After(Record):
    """An after-measure: one number computed from a weekly series. Weeks of the policy are counted from 1."""

    measure: str = Field(description="measure of the series, or one of a group, like know_bottom")
    reaches: float | None = Field(
        default=None, allow_inf_nan=False, description="level, for the first week at this level or above"
    )
    remains: Annotated[list[int], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="[stop, later]: share of the gain at week stop that remains `later` weeks after it"
    )
    area: Annotated[list[int], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="[first, last]: area under the series over these weeks"
    )
    mean: Annotated[list[int], Field(min_length=2, max_length=2)] | None = Field(
        default=None, description="[first, last]: mean over these weeks"
    )

    @model_validator(mode="after")
    def _one(self) -> "After":
        problems = []
        names = [name for name in ("reaches", "remains", "area", "mean") if getattr(self, name) is not None]
        if len(names) != 1:
            message = f"has {' and '.join(names) or 'no kind of number'}"
            problems.append(Problem(message, allowed="one of reaches, remains, area, mean"))
        for name in {"area", "mean"} & set(names):
            first, last = getattr(self, name)
            if not 1 <= first <= last:
                allowed = "[first, last], two weeks from 1 in order"
                problems.append(Problem("is not a range of weeks", key=name, value=[first, last], allowed=allowed))
        if self.remains and not (self.remains[0] >= 1 and self.remains[1] >= 1):
            allowed = "[stop, later], two numbers of weeks from 1"
            problems.append(Problem("must be at least 1", key="remains", value=self.remains, allowed=allowed))
        if problems:
            raise InputError(problems)
        return self

    @property
    def last_week(self) -> int:
        """The last week that the number requires; 1 if a series of any length is enough."""
        if self.remains:
            return sum(self.remains)
        return max((self.area or [1, 1])[1], (self.mean or [1, 1])[1])


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a row: final measures, weekly series, and after-measures."""

    final: tuple[str, ...]
    series: tuple[str, ...]
    after: tuple[tuple[str, After], ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The names of the numbers of a run, in the order of a row."""
        return (*self.final, *(name for name, _ in self.after))


class Keep(Record):
    """The results to record of each run."""

    final: Measures = Field(
        default="all",
        description="measures at the end of the last week: a list, or all, those of the whole organisation",
    )
    series: Measures = Field(
        default_factory=list, description="measures of every week: a list, or all, those of the whole organisation"
    )
    after: dict[str, After] = Field(default_factory=dict, description="numbers computed from weekly series, by name")
    groups: dict[str, Group] = Field(
        default_factory=dict,
        description="groups of members, by a name of your choice; `bottom: {level: lowest}` defines measures like "
        "know_bottom, which can be used like any other measure",
    )

    @model_validator(mode="after")
    def _names_differ(self) -> "Keep":
        names = measure_names(self.groups)
        problems = name_problems(self.groups)
        problems += [p for name in ("final", "series") for p in _repeats(getattr(self, name), name)]
        for name in self.after:
            if message := column_problem(name, names):
                problems.append(Problem(message, key=f"after.{name}", allowed="another name"))
        if not (self.final or self.series or self.after):
            problems.append(Problem("does not record anything", allowed="final, series or after"))
        if problems:
            raise InputError(problems)
        return self

    def columns(self, custom: Collection[str] = ()) -> Columns:
        """Return the columns of a row: the catalogue's measures in its order, those of groups, then the user's.

        >>> Keep(final=["value", "do"]).columns().values
        ('do', 'value')
        """

        def chosen(names: Measures) -> tuple[str, ...]:
            if names == ALL:
                return (*NAMES, *custom)
            return tuple(name for name in measure_names(self.groups, custom) if name in names)

        return Columns(chosen(self.final), chosen(self.series), tuple(self.after.items()))

    def unknown(self, custom: Collection[str] = ()) -> list[Problem]:
        """Return a problem for each unknown measure; ``custom``: the names of the user's measures."""
        known = measure_names(self.groups, custom)
        grouped = ", those of groups" if self.groups else ""
        user = "your own, passed in Python as create(..., measures={name: function})"
        allowed = f"{', '.join(NAMES)}{grouped}, and {user}"
        names = [(key, name) for key in ("final", "series") for name in _names(getattr(self, key))]
        names += [(f"after.{name}.measure", after.measure) for name, after in self.after.items()]
        return [
            Problem(
                f"no measure is called {name!r}{became('measures', name) or nearest(name, known)}",
                key=key,
                value=name,
                allowed=allowed,
            )
            for key, name in names
            if name not in known
        ]

    @model_serializer(mode="wrap")
    def _without_no_groups(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Omit empty groups, so that stores from before groups existed remain compatible."""
        plain: dict[str, Any] = handler(self)
        if not self.groups:
            plain.pop("groups", None)
        return plain


class SweepFile(Record):
    """A sweep: a base scenario, factors, replications, and the results to record."""

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
        description="dotted scenario keys: values, a distribution, or values that factors take together",
        examples=[{"context.trust": {"uniform": [0, 1]}}],
    )
    sample: Sample | None = Field(
        default=None, description="how factors with a distribution are sampled", examples=[{"points": 64}]
    )
    replications: int = Field(default=30, ge=1, le=10_000_000, description="runs at every design point")
    seed: int | None = Field(
        default=None, ge=0, lt=2**63, description="random seed; drawn, printed and stored if it is not given"
    )
    uncertainty: str = Field(
        default="none",
        description="none; posterior: replication r uses the shipped draw r of the psychological parameters "
        f"({FITTED}); or a CSV file of draws",
    )
    paired: bool | Literal["sample"] = Field(
        default=True,
        description="whether replication r has the same random numbers at every point; with sample, each sampled "
        "context has random numbers and a parameter draw of its own",
    )
    weeks: int | None = Field(default=None, ge=1, le=52_000, description="weeks of policy; overrides the scenario")
    keep: Keep = Field(default=Keep(), description="results to record of each run")
    time_limit: float | None = Field(
        default=None, gt=0, le=1e7, description="seconds that a run may take; default: estimated from the first runs"
    )
