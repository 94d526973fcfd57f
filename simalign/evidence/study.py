"""The records of a study file: the arms of an experiment, and its published effects.

Their ``between`` methods yield the problems with values that do not fit together.
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from simalign.errors import Problem, nearest
from simalign.evidence.units import UNITS, Unit
from simalign.files.former import became
from simalign.files.record import OneOf, Record
from simalign.measures.catalogue import FOR_GROUPS, NAMES
from simalign.scenario.organisation import Role
from simalign.sweeps.design.factors import DISTRIBUTIONS, Distribution, DistributionForm, values_of

FEWEST_WEEKS = 13  # of a curve
MEASURE: dict[str, Any] = {"type": "string", "enum": list(NAMES)}
OUTCOME = {"anyOf": [MEASURE, {"type": "array", "items": MEASURE, "minItems": 1, "maxItems": 2}]}
NAMED_OUTCOME: dict[str, Any] = {  # only outcomes of the whole may be own measures
    "if": {"properties": {"of": {"const": "whole"}}, "required": ["of"]},
    "else": {"properties": {"outcome": OUTCOME}},
}


class Published(Record):
    """A published result: an estimate with its interval, or only a sign."""

    estimate: float | None = Field(default=None, allow_inf_nan=False, description="published estimate")
    low: float | None = Field(default=None, allow_inf_nan=False, description="lower end of its interval")
    high: float | None = Field(default=None, allow_inf_nan=False, description="upper end of its interval")
    sign: Literal["positive", "negative"] | None = Field(default=None, description="if only the sign is known")

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield problems with an interval that lacks an end or is out of order, and with a sign beside an interval."""
        ends = (self.low, self.high)
        if (self.low is None) != (self.high is None):
            yield Problem("one end of the interval is missing", key="low", value=ends, allowed="low and high, or none")
        elif self.low is not None and self.high is not None:
            middle = self.low if self.estimate is None else self.estimate
            if not self.low <= middle <= self.high:
                yield Problem("is not in order", key="low", value=[*ends], allowed="low <= estimate <= high")
            if self.sign is not None:
                yield Problem(
                    "cannot be combined with an interval", key="sign", value=self.sign, allowed="one of the two"
                )
        elif self.sign is None and self.estimate is not None:
            allowed = "low and high, or a sign"
            yield Problem("an estimate needs its interval", key="estimate", value=self.estimate, allowed=allowed)


class Among(Record):
    """The members of the population that are cases."""

    role: Role | None = Field(default=None, description="role of the member")
    department: str | None = Field(default=None, description="name of a department")
    level: int | None = Field(default=None, ge=1, description="level in the reporting tree; the head is 1")


class Effect(Record):
    """One published effect of a study."""

    model_config = ConfigDict(json_schema_extra=NAMED_OUTCOME)

    name: str = Field(min_length=1, description="name in tables")
    outcome: str | list[str] = Field(
        description="a measure, or two for a correlation across cases; with of: whole, also one of your own"
    )
    of: Literal["members", "departments", "whole"] = Field(default="members", description="the cases")
    among: Among = Field(default=Among(), description="only some of the members")
    unit: Annotated[str, OneOf(UNITS, "unit")] = Field(description="unit of the effect")
    arms: list[str] = Field(default_factory=list, description="arms to compare, the control first; default: all")
    minus: list[str] = Field(default_factory=list, description="arms whose effect is subtracted (moderation)")
    week: int = Field(ge=1, le=5200, description="horizon: weeks after the end of the warm-up, where the arms start")
    since: int | None = Field(default=None, ge=0, description="change of the outcome since this week")
    above: float | None = Field(default=None, allow_inf_nan=False, description="share of cases above this")
    against: str | None = Field(default=None, description="key of vary with which to correlate")
    published: Published = Field(
        default=Published(), description="published result; if empty, the effect is reported only"
    )
    source: str = Field(default="", description="publication, if it is not that of the study")
    note: str = Field(default="", description="how the published text was interpreted")

    @property
    def outcomes(self) -> list[str]:
        """The outcomes as a list."""
        return [self.outcome] if isinstance(self.outcome, str) else self.outcome

    @property
    def null(self) -> float | None:
        """The value that means no effect; None if the unit does not have one."""
        unit = UNITS[self.unit]
        return 0.0 if self.minus or (self.unit == "level" and self.since is not None) else unit.null

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield problems with an unknown outcome, and with keys that do not fit together."""
        whole = self.of == "whole"
        known = NAMES if whole else FOR_GROUPS
        for name in self.outcomes:
            if name not in known and not (whole and name.isidentifier()):  # it may be the name of an own measure
                subject = "no measure is" if whole else f"no measure of {self.of} is"
                message = f"{subject} called {name!r}{became('measures', name) or nearest(name, known)}"
                allowed = ", ".join(known) + ("" if whole else "; with of: whole, also measures of your own")
                yield Problem(message, key="outcome", value=name, allowed=allowed)
        yield from self._together(UNITS[self.unit])

    def _together(self, unit: Unit) -> Iterator[Problem]:
        """Yield problems with keys that do not fit the unit or each other."""
        if len(self.outcomes) not in unit.outcomes or len(set(self.outcomes)) < len(self.outcomes):
            allowed = f"{' or '.join(f'{n}' for n in unit.outcomes)}, all different"
            yield Problem(
                f"{self.unit} takes a different number of outcomes", key="outcome", value=self.outcome, allowed=allowed
            )
        if self.of != "members" and self.among != Among():
            yield Problem("requires of: members", key="among", value=self.of, allowed="members")
        if self.since is not None and self.since >= self.week:
            yield Problem("is not before the horizon", key="since", value=self.since, allowed=f"below {self.week}")
        if self.since is not None and unit.series:
            yield Problem(f"{self.unit} uses all weeks from the first", key="since", value=self.since)
        if unit.series and self.week < FEWEST_WEEKS:
            yield Problem(
                "are too few weeks to fit a curve", key="week", value=self.week, allowed=f"{FEWEST_WEEKS} or more"
            )
        if self.minus and unit.arms != 2:
            allowed = ", ".join(name for name, other in UNITS.items() if other.arms == 2)
            yield Problem(
                f"{self.unit} has nothing to subtract", key="minus", value=self.minus, allowed=f"with {allowed}"
            )
        if self.against is not None and not unit.across:
            allowed = ", ".join(name for name, other in UNITS.items() if other.across)
            yield Problem(f"{self.unit} does not use it", key="against", value=self.against, allowed=f"with {allowed}")
        if unit.across and (self.against is None) == (len(self.outcomes) < 2):
            yield Problem("requires two outcomes, or one outcome and against", key="outcome", value=self.outcome)
        if self.published.sign is not None and self.null is None:
            message = f"{self.unit} has no sign, because it has no value that means no effect"
            yield Problem(message, key="published.sign", value=self.published.sign, allowed="low and high")


class Study(Record):
    """A published experiment to repeat on the model: the same organisations under each arm, after a common warm-up."""

    name: str = Field(default="", description="name in tables; the file's name if empty")
    source: str = Field(min_length=1, description="publication")
    note: str = Field(default="", description="how the published text was interpreted")
    scenario: str = Field(
        default="default",
        description="base scenario: a shipped name, or a file beside this one",
        json_schema_extra={"shipped": "scenarios"},
    )
    settings: dict[str, Any] = Field(default_factory=dict, alias="set", description="dotted scenario keys: values")
    arms: dict[str, dict[str, Any]] = Field(
        min_length=1, description="arms by name, the control first; each maps dotted scenario keys to values"
    )
    vary: dict[str, DistributionForm] = Field(
        default_factory=dict, description="dotted scenario keys: distributions over organisations"
    )
    organisations: int | None = Field(
        default=None, ge=2, le=16_384, description="number of organisations that it requires"
    )
    effects: list[Effect] = Field(min_length=1, strict=False, description="published effects")

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield problems with unknown arms, a wrong number of arms, and keys that are set twice."""
        vary = {} if "vary" in broken else self.vary
        for key, value in vary.items():
            if not isinstance(values_of(value, f"vary.{key}"), Distribution):
                yield Problem("is not a distribution", key=f"vary.{key}", value=value, allowed=", ".join(DISTRIBUTIONS))
            parts = {"set": self.settings} | {f"arms.{arm}": sets for arm, sets in self.arms.items()}
            for part in (part for part, sets in parts.items() if key in sets):
                yield Problem(f"organisations would not differ in it, because it is also in {part}", key=f"vary.{key}")
        for n, effect in enumerate([] if {"effects", "arms"} & set(broken) else self.effects):
            for problem in (*self._arms_of(effect), *self._key_of(effect, vary)):
                yield replace(problem, key=f"effects.{n}.{problem.key}")

    def _arms_of(self, effect: Effect) -> Iterator[Problem]:
        """Yield problems with the arms of an effect."""
        needed = UNITS[effect.unit].arms
        for part, chosen in (("arms", effect.arms or list(self.arms)), ("minus", effect.minus)):
            for name in (name for name in chosen if name not in self.arms):
                message = f"there is no arm called {name!r}{nearest(name, self.arms)}"
                yield Problem(message, key=part, value=name, allowed=", ".join(self.arms))
            if part == "minus" and not effect.minus:
                continue
            if len(set(chosen)) < len(chosen):
                yield Problem("lists an arm twice", key=part, value=chosen, allowed=", ".join(self.arms))
            if len(chosen) != needed if needed else len(chosen) < 2:
                count = f"{needed} of the arms" if needed else "two of the arms or more"
                message = f"{effect.unit} takes a different number of arms"
                yield Problem(message, key=part, value=chosen, allowed=f"{count} {', '.join(self.arms)}")

    def _key_of(self, effect: Effect, vary: dict[str, Any]) -> Iterator[Problem]:
        """Yield a problem with a key ``against`` that the study does not vary, or not as a number."""
        key = effect.against
        if key is None:
            return
        if key not in vary:
            allowed = ", ".join(vary) or "a key of vary"
            yield Problem("is not a key in which organisations differ", key="against", value=key, allowed=allowed)
        elif not _numeric(vary[key]):
            yield Problem("does not vary as a number", key="against", value=key, allowed="a key of vary with numbers")


def _numeric(value: Any) -> bool:
    choices = value.get("choice", []) if isinstance(value, dict) else []
    return all(isinstance(x, int | float) and not isinstance(x, bool) for x in choices)
