"""Published numbers of a classic, its figure, and the set-up of this model that is like it: configs/classics.

A number that no source could be found for is listed with the kind "not found" and counts for nothing.
"""

from collections.abc import Collection, Iterator
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from simalign.docking.record import X
from simalign.errors import Problem
from simalign.files.load import load, read_named
from simalign.files.record import OneOf, Record
from simalign.files.shipped import config_file
from simalign.measures.catalogue import NAMES

Kind = Literal["published", "closed form", "replication", "independent program", "not found"]
RulesFrom = Literal["publication", "program of the authors", "replications", "secondary sources", "reconstruction"]
Settings = dict[str, Any]
MeasureName = Annotated[str, OneOf(NAMES, "measure")]


class Target(NamedTuple):
    """One number or claim: ``value`` within ``tolerance``, or a number ``above`` or ``below`` a bound.

    error: standard error of the published number; source: where it was found.
    """

    quantity: str
    series: str
    x: X
    kind: Kind
    value: float | None
    above: float | None
    below: float | None
    tolerance: float
    error: float
    source: str


class Targets(Record):
    """Numbers or claims about one curve of a quantity."""

    quantity: str = Field(description="quantity of the classic")
    series: str = Field(default="", description="curve of the quantity")
    kind: Kind = Field(description="where the numbers come from")
    source: str = Field(description="source of the numbers")
    x: list[float | str] = Field(default=[""], description="places on the curve")
    value: list[float] = Field(default=[], description="numbers at these places")
    above: float | None = Field(default=None, description="bound that the quantity is claimed to exceed")
    below: float | None = Field(default=None, description="bound that the quantity is claimed not to reach")
    tolerance: float = Field(default=0.0, ge=0, description="difference that does not matter")
    error: float = Field(default=0.0, ge=0, description="standard error of the published numbers")

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield the problem of a target that does not have exactly one kind of number, or none if none was found."""
        if broken:
            return
        given = [bool(self.value), self.above is not None, self.below is not None]
        if sum(given) != (self.kind != "not found"):
            allowed = "one of value, above and below; none of them for numbers that were not found"
            yield Problem("does not have one kind of number", key="kind", value=self.kind, allowed=allowed)
        if self.value and len(self.value) != len(self.x):
            yield Problem(
                "must have one number for each x", key="value", value=len(self.value), allowed=str(len(self.x))
            )

    def each(self) -> Iterator[Target]:
        """Yield one target for each place."""
        for place, x in enumerate(self.x):
            value = self.value[place] if self.value else None
            ends = (value, self.above, self.below)
            yield Target(self.quantity, self.series, x, self.kind, *ends, self.tolerance, self.error, self.source)


class Panel(Record):
    """A panel of the figure: a quantity over its places."""

    quantity: str = Field(description="quantity of the classic")
    title: str = Field(description="heading of the panel")
    x: str = Field(description="label of the horizontal axis, with its unit")
    y: str = Field(description="label of the vertical axis, with its unit")


class Arm(Record):
    """A setting of this model that is like one place of the classic's curve."""

    x: float | str = Field(description="place on the curve of the classic")
    set: Settings = Field(description="keys of the scenario")


class Alike(Record):
    """Settings that make this model like the classic, and the outcome whose order over the arms is compared.

    The reading is fixed before the first run. With ``against`` the outcome is that of an arm less that of the same arm
    with these further settings.
    """

    reading: str = Field(description="how the parameters of the classic are read in this model")
    quantity: str = Field(description="quantity of the classic")
    series: str = Field(default="", description="curve of the quantity")
    measure: MeasureName = Field(description="measure of this model")
    of: Literal["everybody", "uncommitted"] = Field(default="everybody", description="members who are measured")
    last: int = Field(default=52, ge=1, description="number of last weeks over which the measure is averaged")
    weeks: int = Field(default=156, ge=1, description="weeks of the policy")
    scenario: str = Field(default="default", description="shipped scenario")
    set: Settings = Field(default={}, description="keys of the scenario, for all arms")
    against: Settings = Field(default={}, description="further keys of the scenario for the comparison of each arm")
    arms: list[Arm] = Field(min_length=3, description="arms, one per place of the classic's curve")


class ClassicFile(Record):
    """A classic: its rules in a sentence, published numbers, figure, and this model set up alike."""

    name: str = Field(description="name of the classic")
    title: str = Field(description="authors and year")
    source: str = Field(description="reference")
    rules: str = Field(description="the rules in a sentence or two")
    rules_from: Literal[
        "publication", "program of the authors", "replications", "secondary sources", "reconstruction"
    ] = Field(description="where the rules of our program come from")
    contained: bool = Field(default=False, description="whether this model contains the classic exactly")
    note: str = Field(default="", description="what a reader must know")
    targets: list[Targets] = Field(description="published numbers and claims")
    panels: list[Panel] = Field(min_length=1, description="panels of the figure")
    alike: Alike | None = Field(default=None, description="this model set up alike")

    def numbers(self) -> list[Target]:
        """Return all numbers and claims, one by one."""
        return [target for group in self.targets for target in group.each()]


def read_classic(name: str) -> ClassicFile:
    """Return the file of a classic by its shipped name. Raises InputError with everything that is wrong with it."""
    return load(config_file("classics", name), ClassicFile, read_named).finished()
