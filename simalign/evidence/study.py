"""What a study file may say: the arms of an experiment, and the effects that were published of it."""

from collections.abc import Collection, Iterator
from typing import Any, Literal

from pydantic import Field

from simalign.errors import Problem, nearest
from simalign.evidence.units import UNITS
from simalign.measures.catalogue import MEASURES
from simalign.organisation.record import ROLES
from simalign.scenario.fields import Section
from simalign.sweeps.factors import Distribution, values_of

GROUPED = tuple(measure.name for measure in MEASURES if measure.groups)
ALL = tuple(measure.name for measure in MEASURES)
Population = Literal["members", "departments", "whole"]


class Published(Section):
    """What was found: an estimate with its interval, or only a sign."""

    estimate: float | None = Field(default=None, allow_inf_nan=False, description="published estimate")
    low: float | None = Field(default=None, allow_inf_nan=False, description="lower end of its interval")
    high: float | None = Field(default=None, allow_inf_nan=False, description="upper end of its interval")
    sign: Literal["positive", "negative"] | None = Field(default=None, description="where only the sign is known")

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Ends without each other or out of order."""
        ends = (self.low, self.high)
        if (self.low is None) != (self.high is None):
            yield Problem("one end of the interval is missing", key="low", value=ends, allowed="low and high, or none")
        elif self.low is not None and self.high is not None:
            middle = self.low if self.estimate is None else self.estimate
            if not self.low <= middle <= self.high:
                yield Problem("is not in order", key="low", value=[*ends], allowed="low <= estimate <= high")
        elif self.sign is None and self.estimate is not None:
            yield Problem("an estimate needs its interval", key="estimate", value=self.estimate, allowed="low and high")


class Among(Section):
    """Only these members, of those in the population."""

    role: Literal["senior_manager", "middle_manager", "specialist"] | None = Field(
        default=None, description=f"one of {', '.join(ROLES)}"
    )
    department: str | None = Field(default=None, description="name of a department")
    level: int | None = Field(default=None, ge=1, description="level in the reporting tree; the head is 1")


class Effect(Section):
    """One published effect of a study."""

    name: str = Field(min_length=1, description="name in tables")
    outcome: str | list[str] = Field(description="a measure; of a correlation across members or organisations two")
    of: Population = Field(default="members", description="the cases: members, departments, or the whole")
    among: Among = Field(default=Among(), description="only some of the members")
    unit: str = Field(description="how the effect is expressed")
    arms: list[str] = Field(default_factory=list, description="which arms, the control first; default: all")
    minus: list[str] = Field(default_factory=list, description="arms whose effect is taken off (moderation)")
    week: int = Field(ge=1, le=5200, description="horizon: weeks after the arms part")
    since: int | None = Field(default=None, ge=0, description="change of the outcome since this week")
    above: float | None = Field(default=None, allow_inf_nan=False, description="share of cases above this")
    against: str | None = Field(default=None, description="key that organisations differ in, to correlate with")
    published: Published = Field(default=Published(), description="what was found; nothing: reported only")
    source: str = Field(default="", description="where it was published, if not where the study was")
    note: str = Field(default="", description="how it was read")

    @property
    def outcomes(self) -> list[str]:
        """The outcomes as a list."""
        return [self.outcome] if isinstance(self.outcome, str) else self.outcome

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Units and outcomes that are not there or do not go together."""
        if self.unit not in UNITS:
            message = f"no unit is called {self.unit!r}{nearest(self.unit, UNITS)}"
            yield Problem(message, key="unit", value=self.unit, allowed=", ".join(UNITS))
            return
        known = ALL if self.of == "whole" else GROUPED
        for name in self.outcomes:
            if name not in known:
                message = f"no measure of {self.of} is called {name!r}{nearest(name, known)}"
                yield Problem(message, key="outcome", value=name, allowed=", ".join(known))
        unit = UNITS[self.unit]
        if len(self.outcomes) not in unit.outcomes:
            allowed = " or ".join(f"{n}" for n in unit.outcomes)
            yield Problem(f"a {self.unit} has {allowed} outcomes", key="outcome", value=self.outcome)
        if self.of != "members" and self.among != Among():
            yield Problem("needs of: members", key="among", value=self.of, allowed="members")
        if self.since is not None and self.since >= self.week:
            yield Problem("is not before the horizon", key="since", value=self.since, allowed=f"below {self.week}")
        if self.minus and unit.arms != (2,):
            yield Problem(f"a {self.unit} has nothing to take off", key="minus", value=self.minus)


class Study(Section):
    """An experiment, virtual as it was real: the same organisations under each arm, after a common warm-up."""

    name: str = Field(default="", description="name in tables; the file's name if empty")
    source: str = Field(min_length=1, description="where it was published")
    note: str = Field(default="", description="how it was read")
    scenario: str = Field(default="default", description="base scenario: a shipped name, or a file beside this one")
    settings: dict[str, Any] = Field(default_factory=dict, alias="set", description="dotted scenario keys: values")
    arms: dict[str, dict[str, Any]] = Field(
        min_length=1, description="arms by name: what each sets, as dotted scenario keys: values; the control first"
    )
    vary: dict[str, Any] = Field(
        default_factory=dict, description="dotted scenario keys: distributions in which organisations differ"
    )
    organisations: int | None = Field(default=None, ge=2, le=16_384, description="organisations that it needs")
    effects: list[Effect] = Field(min_length=1, strict=False, description="what was found")

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Arms that are not there, and units that have too few or many of them."""
        for key, given in ({} if "vary" in broken else self.vary).items():
            if not isinstance(values_of(given, f"vary.{key}"), Distribution):
                yield Problem("is no distribution", key=f"vary.{key}", value=given, allowed="uniform, normal, ...")
        for n, effect in enumerate([] if "effects" in broken else self.effects):
            chosen = effect.arms or list(self.arms)
            for part, names in (("arms", effect.arms), ("minus", effect.minus)):
                for name in names:
                    if name not in self.arms:
                        message = f"no arm is called {name!r}{nearest(name, self.arms)}"
                        yield Problem(message, key=f"effects.{n}.{part}", value=name, allowed=", ".join(self.arms))
            needed = UNITS[effect.unit].arms
            if needed and len(chosen) not in needed:
                allowed = " or ".join(f"{count}" for count in needed)
                yield Problem(f"a {effect.unit} has {allowed} arms", key=f"effects.{n}.arms", value=chosen)
            if UNITS[effect.unit].across and (effect.against is None) == (len(effect.outcomes) < 2):
                yield Problem("needs two outcomes, or one and against", key=f"effects.{n}.against")
            if effect.against is not None and effect.against not in self.vary:
                message = "is nothing that organisations differ in"
                yield Problem(message, key=f"effects.{n}.against", value=effect.against, allowed=", ".join(self.vary))
