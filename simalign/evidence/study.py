"""What a study file may say: the arms of an experiment, and the effects that were published of it."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema

from simalign.errors import Problem, nearest
from simalign.evidence.units import UNITS, Unit
from simalign.files.record import OneOf, Record
from simalign.measures.catalogue import FOR_GROUPS, NAMES
from simalign.scenario.organisation import ROLES, Role
from simalign.sweeps.design.factors import DISTRIBUTIONS, Distribution, DistributionForm, values_of

FEWEST_WEEKS = 13  # of a curve
MEASURE: dict[str, Any] = {"type": "string", "enum": list(NAMES)}
OUTCOME = {"anyOf": [MEASURE, {"type": "array", "items": MEASURE, "minItems": 1, "maxItems": 2}]}


class Published(Record):
    """What was found: an estimate with its interval, or only a sign."""

    estimate: float | None = Field(default=None, allow_inf_nan=False, description="published estimate")
    low: float | None = Field(default=None, allow_inf_nan=False, description="lower end of its interval")
    high: float | None = Field(default=None, allow_inf_nan=False, description="upper end of its interval")
    sign: Literal["positive", "negative"] | None = Field(
        default=None, description="where only the sign is known: positive or negative"
    )

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Ends without each other or out of order."""
        ends = (self.low, self.high)
        if (self.low is None) != (self.high is None):
            yield Problem("one end of the interval is missing", key="low", value=ends, allowed="low and high, or none")
        elif self.low is not None and self.high is not None:
            middle = self.low if self.estimate is None else self.estimate
            if not self.low <= middle <= self.high:
                yield Problem("is not in order", key="low", value=[*ends], allowed="low <= estimate <= high")
            if self.sign is not None:
                yield Problem("stands beside an interval", key="sign", value=self.sign, allowed="one of the two")
        elif self.sign is None and self.estimate is not None:
            allowed = "low and high, or a sign"
            yield Problem("an estimate needs its interval", key="estimate", value=self.estimate, allowed=allowed)


class Among(Record):
    """Only these members, of those in the population."""

    role: Role | None = Field(default=None, description=f"one of {', '.join(ROLES)}")
    department: str | None = Field(default=None, description="name of a department")
    level: int | None = Field(default=None, ge=1, description="level in the reporting tree; the head is 1")


class Effect(Record):
    """One published effect of a study."""

    name: str = Field(min_length=1, description="name in tables")
    outcome: Annotated[str | list[str], WithJsonSchema(OUTCOME)] = Field(
        description="a measure; of a correlation across members or organisations two"
    )
    of: Literal["members", "departments", "whole"] = Field(
        default="members", description="the cases: members, departments, or the whole"
    )
    among: Among = Field(default=Among(), description="only some of the members")
    unit: Annotated[str, OneOf(UNITS, "unit")] = Field(description="how the effect is expressed")
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

    @property
    def null(self) -> float | None:
        """What the effect is where nothing is found; None where there is no such value."""
        unit = UNITS[self.unit]
        return 0.0 if self.minus or (self.unit == "level" and self.since is not None) else unit.null

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Units and outcomes that are not there or do not go together."""
        known = NAMES if self.of == "whole" else FOR_GROUPS
        for name in self.outcomes:
            if name not in known:
                message = f"no measure of {self.of} is called {name!r}{nearest(name, known)}"
                yield Problem(message, key="outcome", value=name, allowed=", ".join(known))
        yield from self._together(UNITS[self.unit])

    def _together(self, unit: Unit) -> Iterator[Problem]:
        """Keys that do not go with the unit, or with each other."""
        if len(self.outcomes) not in unit.outcomes or len(set(self.outcomes)) < len(self.outcomes):
            allowed = f"{' or '.join(f'{n}' for n in unit.outcomes)}, no two alike"
            yield Problem(
                f"{self.unit} has another number of outcomes", key="outcome", value=self.outcome, allowed=allowed
            )
        if self.of != "members" and self.among != Among():
            yield Problem("needs of: members", key="among", value=self.of, allowed="members")
        if self.since is not None and self.since >= self.week:
            yield Problem("is not before the horizon", key="since", value=self.since, allowed=f"below {self.week}")
        if self.since is not None and unit.series:
            yield Problem(f"{self.unit} takes all weeks from the first on", key="since", value=self.since)
        if unit.series and self.week < FEWEST_WEEKS:
            yield Problem(
                "are too few weeks to fit a curve", key="week", value=self.week, allowed=f"{FEWEST_WEEKS} or more"
            )
        if self.minus and unit.arms != 2:
            allowed = ", ".join(name for name, other in UNITS.items() if other.arms == 2)
            yield Problem(
                f"{self.unit} has nothing to take off", key="minus", value=self.minus, allowed=f"with {allowed}"
            )
        if self.against is not None and not unit.across:
            allowed = ", ".join(name for name, other in UNITS.items() if other.across)
            yield Problem(
                f"{self.unit} has no use for it", key="against", value=self.against, allowed=f"with {allowed}"
            )
        if unit.across and (self.against is None) == (len(self.outcomes) < 2):
            yield Problem("needs two outcomes, or one and against", key="outcome", value=self.outcome)
        if self.published.sign is not None and self.null is None:
            message = f"{self.unit} has no sign: there is nothing that it is when nothing is found"
            yield Problem(message, key="published.sign", value=self.published.sign, allowed="low and high")


class Study(Record):
    """An experiment, virtual as it was real: the same organisations under each arm, after a common warm-up."""

    name: str = Field(default="", description="name in tables; the file's name if empty")
    source: str = Field(min_length=1, description="where it was published")
    note: str = Field(default="", description="how it was read")
    scenario: str = Field(
        default="default",
        description="base scenario: a shipped name, or a file beside this one",
        json_schema_extra={"shipped": "scenarios"},
    )
    settings: dict[str, Any] = Field(default_factory=dict, alias="set", description="dotted scenario keys: values")
    arms: dict[str, dict[str, Any]] = Field(
        min_length=1, description="arms by name: what each sets, as dotted scenario keys: values; the control first"
    )
    vary: dict[str, DistributionForm] = Field(
        default_factory=dict, description="dotted scenario keys: distributions in which organisations differ"
    )
    organisations: int | None = Field(default=None, ge=2, le=16_384, description="organisations that it needs")
    effects: list[Effect] = Field(min_length=1, strict=False, description="what was found")

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Arms that are not there, units that have too few or many of them, keys that are set twice."""
        vary = {} if "vary" in broken else self.vary
        for key, given in vary.items():
            if not isinstance(values_of(given, f"vary.{key}"), Distribution):
                yield Problem("is no distribution", key=f"vary.{key}", value=given, allowed=", ".join(DISTRIBUTIONS))
            parts = {"set": self.settings} | {f"arms.{arm}": sets for arm, sets in self.arms.items()}
            for part in (part for part, sets in parts.items() if key in sets):
                yield Problem(f"organisations would not differ in it: it is in {part}, too", key=f"vary.{key}")
        for n, effect in enumerate([] if {"effects", "arms"} & set(broken) else self.effects):
            for problem in (*self._arms_of(effect), *self._key_of(effect, vary)):
                yield replace(problem, key=f"effects.{n}.{problem.key}")

    def _arms_of(self, effect: Effect) -> Iterator[Problem]:
        """Arms that an effect cannot have."""
        needed = UNITS[effect.unit].arms
        for part, chosen in (("arms", effect.arms or list(self.arms)), ("minus", effect.minus)):
            for name in (name for name in chosen if name not in self.arms):
                message = f"no arm is called {name!r}{nearest(name, self.arms)}"
                yield Problem(message, key=part, value=name, allowed=", ".join(self.arms))
            if part == "minus" and not effect.minus:
                continue
            if len(set(chosen)) < len(chosen):
                yield Problem("names an arm twice", key=part, value=chosen, allowed=", ".join(self.arms))
            if len(chosen) != needed if needed else len(chosen) < 2:
                count = f"{needed} of the arms" if needed else "two of the arms or more"
                message = f"{effect.unit} has another number of arms"
                yield Problem(message, key=part, value=chosen, allowed=f"{count} {', '.join(self.arms)}")

    def _key_of(self, effect: Effect, vary: dict[str, Any]) -> Iterator[Problem]:
        """A key to correlate with that is none."""
        key = effect.against
        if key is None:
            return
        if key not in vary:
            allowed = ", ".join(vary) or "a key of vary"
            yield Problem("is nothing that organisations differ in", key="against", value=key, allowed=allowed)
        elif not _numeric(vary[key]):
            yield Problem("does not differ in numbers", key="against", value=key, allowed="a key of vary with numbers")


def _numeric(given: Any) -> bool:
    choices = given.get("choice", []) if isinstance(given, dict) else []
    return all(isinstance(x, int | float) and not isinstance(x, bool) for x in choices)
