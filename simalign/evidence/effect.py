"""The records of one published effect: its outcome, its cases, what it is compared with, and the published result.

Their ``between`` methods yield the problems with values that do not fit together.
"""

from collections.abc import Collection, Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from simalign.errors import Problem
from simalign.evidence.units import UNITS, Unit
from simalign.files.record import OneOf, Record
from simalign.measures.catalogue import NAMES
from simalign.scenario.organisation import Role

FEWEST_WEEKS = 13  # of a curve
Of = Literal["members", "departments", "whole"]


def _number(meaning: str, **limits: Any) -> Any:
    return Field(default=None, allow_inf_nan=False, description=meaning, **limits)


class Published(Record):
    """A published result: an estimate with its interval, or only a sign."""

    estimate: float | None = _number("published estimate")
    low: float | None = _number("lower end of its interval")
    high: float | None = _number("upper end of its interval")
    sign: Literal["positive", "negative", "none"] | None = Field(default=None, description="if only the sign is known")
    least: float | None = _number("smallest distance from no effect that counts, in the unit of the effect", gt=0)

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield problems with an interval that lacks an end or is out of order, and with keys that do not fit."""
        ends = (self.low, self.high)
        if (self.low is None) != (self.high is None):
            yield Problem("one end of the interval is missing", key="low", value=ends, allowed="low and high, or none")
        elif self.low is not None and self.high is not None:
            middle = self.low if self.estimate is None else self.estimate
            if not self.low <= middle <= self.high:
                yield Problem("is not in order", key="low", value=[*ends], allowed="low <= estimate <= high")
            if self.sign is not None:
                allowed = "one of the two"
                yield Problem("cannot be combined with an interval", key="sign", value=self.sign, allowed=allowed)
        elif self.sign is None and self.estimate is not None:
            allowed = "low and high, or a sign"
            yield Problem("an estimate needs its interval", key="estimate", value=self.estimate, allowed=allowed)
        if self.least is not None and self.sign is None:
            yield Problem("requires a sign", key="least", value=self.least, allowed="positive, negative or none")
        if self.sign == "none" and self.least is None:
            message = "no effect requires the smallest size that counts"
            yield Problem(message, key="sign", value=self.sign, allowed="with least")

    @property
    def empty(self) -> bool:
        """Whether the effect is only reported."""
        return self.low is None and self.sign is None


class Outcome(Record):
    """An outcome that a study defines: a sum of observed quantities, or an index of them, with its own week."""

    total: dict[str, float] = Field(
        default_factory=dict, alias="sum", description="quantities and their weights; the outcome is the weighted sum"
    )
    index: dict[str, float] = Field(
        default_factory=dict, description="the same, of quantities divided by their standard deviation between cases"
    )
    week: int | None = Field(default=None, ge=0, le=5200, description="week of observation; default: the effect's")
    average: int | None = Field(default=None, ge=1, le=5200, description="last weeks to average; default: the effect's")
    since: int | None = Field(default=None, ge=0, description="change since this week; default: the effect's")
    above: float | None = _number("share of cases above this; default: the effect's")

    @property
    def weights(self) -> dict[str, float]:
        """The quantities and their weights."""
        return self.index or self.total

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield problems with an outcome that is not exactly one of a sum and an index."""
        if bool(self.total) == bool(self.index) and not {"sum", "index"} & set(broken):
            yield Problem("an outcome requires either sum or index", key="sum", allowed="exactly one of the two")
        if self.index and self.above is not None:
            yield Problem("requires sum, because an index has no unit", key="above", value=self.above)
        if self.week is not None and self.since is not None and self.since >= self.week:
            allowed = f"below {self.week}"
            yield Problem("is not before the week of observation", key="since", value=self.since, allowed=allowed)


class Among(Record):
    """The members who are cases."""

    role: Role | None = Field(default=None, description="role of the member")
    department: str | None = Field(default=None, description="name of a department")
    level: int | None = Field(default=None, ge=1, description="level in the reporting tree; the head is 1")
    reports: bool | None = Field(default=None, description="whether the member has reports")
    newcomers: bool | None = Field(default=None, description="whether the member has joined since week 0")
    by: str | None = Field(default=None, description="outcome by which members are split, before the study begins")
    top: float | None = _number("share of members with the largest values of by", gt=0, lt=1)
    bottom: float | None = _number("share of members with the smallest values of by", gt=0, lt=1)
    at: int = Field(default=0, ge=0, le=5200, description="week in which by is observed; 0: the end of the warm-up")

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield problems with an incomplete split."""
        ends = [name for name in ("top", "bottom") if getattr(self, name) is not None]
        if self.by is not None and len(ends) != 1 and not {"top", "bottom"} & set(broken):
            yield Problem("requires one of top and bottom", key="by", value=self.by, allowed="top or bottom")
        if self.by is None and "by" not in broken and (ends or "at" in self.model_fields_set):
            yield Problem("requires by", key=(ends or ["at"])[0], allowed="by, the name of an outcome")


class Change(Record):
    """Keys in which a second effect differs from the first one."""

    outcome: str | list[str] | None = Field(default=None, description="outcome of the second effect")
    arms: list[str] | None = Field(default=None, description="its arms")
    among: Among | None = Field(default=None, description="its cases")
    groups: list[Among] | None = Field(default=None, strict=False, description="its groups")
    week: int | None = Field(default=None, ge=1, le=5200, description="its horizon")
    average: int | None = Field(default=None, ge=1, le=5200, description="weeks over which it is averaged")
    since: int | None = Field(default=None, ge=0, description="week since which its outcome changes")
    above: float | None = _number("share of cases above this")

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield a problem with a change of nothing."""
        if not self.model_fields_set and not broken:
            yield Problem("does not change anything", allowed=", ".join(type(self).model_fields))


class Effect(Record):
    """One published effect of a study."""

    name: str = Field(min_length=1, description="name in tables")
    outcome: str | list[str] = Field(
        description="an observed quantity or an outcome of the study, or several for a correlation or slope",
        json_schema_extra={"examples": [*NAMES]},
    )
    of: Of = Field(default="members", description="the cases")
    among: Among = Field(default=Among(), description="only some of the members")
    groups: list[Among] = Field(
        default_factory=list,
        max_length=2,
        strict=False,
        description="two groups of members of one arm, which are compared in place of two arms, the control first",
    )
    unit: Annotated[str, OneOf(UNITS, "unit")] = Field(description="unit of the effect")
    arms: list[str] = Field(default_factory=list, description="arms to compare, the control first; default: all")
    minus: Change | None = Field(default=None, description="a second effect that is subtracted (moderation, course)")
    over: Change | None = Field(
        default=None, description="a second effect by which the first is divided (what remains)"
    )
    week: int = Field(ge=1, le=5200, description="horizon: weeks after the end of the warm-up, where the arms start")
    average: int = Field(default=1, ge=1, le=5200, description="weeks up to the horizon over which to average")
    since: int | None = Field(default=None, ge=0, description="change of the outcome since this week")
    above: float | None = _number("share of cases above this")
    against: str | list[str] = Field(
        default_factory=list, description="key of vary with which to correlate, or several, of which the sum counts"
    )
    dose: list[float] = Field(default_factory=list, description="amount of treatment in each arm, for a threshold")
    reach: float | None = _number("value of the outcome that marks a threshold")
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
    def indicators(self) -> list[str]:
        """The keys of ``vary`` with whose sum the outcome is correlated, as a list."""
        return [self.against] if isinstance(self.against, str) else self.against

    @property
    def conditions(self) -> list[Among]:
        """The conditions of the cases: of each group, or of all cases."""
        return self.groups or [self.among]

    @property
    def null(self) -> float | None:
        """The value that means no effect; None if the unit does not have one."""
        compared = self.minus or self.over or (self.unit == "level" and self.since is not None)
        return 0.0 if compared else UNITS[self.unit].null

    @property
    def parts(self) -> dict[str, "Effect"]:
        """The effect itself, and the effects that are subtracted and by which it is divided, by key.

        >>> effect = Effect(name="a", outcome="do", unit="level", week=9, minus={"week": 3})
        >>> {key: part.week for key, part in effect.parts.items()}
        {'': 9, 'minus': 3}
        """
        alone = self.unchecked_copy(minus=None, over=None)
        changes = {"minus": self.minus, "over": self.over}
        return {"": alone} | {
            key: alone.unchecked_copy(**{name: getattr(change, name) for name in change.model_fields_set})
            for key, change in changes.items()
            if change is not None
        }

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield problems with keys that do not fit the unit or each other, also of the second effects."""
        for start, part in self.parts.items():
            changed = set() if not start else getattr(self, start).model_fields_set
            for problem in part.together(UNITS[self.unit]):
                if not start or problem.key in changed:
                    yield Problem(
                        problem.message,
                        key=f"{start}.{problem.key}" if start else problem.key,
                        value=problem.value,
                        allowed=problem.allowed,
                    )
        if self.published.sign is not None and self.null is None:
            message = f"{self.unit} has no sign, because it has no value that means no effect"
            yield Problem(message, key="published.sign", value=self.published.sign, allowed="low and high")

    def together(self, unit: Unit) -> Iterator[Problem]:
        """Yield problems with keys that do not fit the unit or each other."""
        if len(self.outcomes) not in unit.outcomes or len(set(self.outcomes)) < len(self.outcomes):
            message = f"{self.unit} takes a different number of outcomes"
            allowed = f"{' or '.join(f'{n}' for n in unit.outcomes)}, all different"
            yield Problem(message, key="outcome", value=self.outcome, allowed=allowed)
        if self.of != "members" and (self.among != Among() or self.groups):
            yield Problem("requires of: members", key="groups" if self.groups else "among", value=self.of)
        if self.groups and self.among != Among():
            yield Problem("cannot be combined with groups", key="among", allowed="conditions in each of the groups")
        if len(self.groups) == 1 or (self.groups and unit.arms != 2):
            yield Problem("requires two groups and a unit of two arms", key="groups", value=self.unit, allowed=TWO)
        if self.since is not None and self.since >= self.week:
            yield Problem("is not before the horizon", key="since", value=self.since, allowed=f"below {self.week}")
        if self.average > self.week:
            allowed = f"1 to {self.week}"
            yield Problem("are more weeks than up to the horizon", key="average", value=self.average, allowed=allowed)
        yield from self._of_unit(unit)

    def _of_unit(self, unit: Unit) -> Iterator[Problem]:
        """Yield problems with keys that the unit does not use or that it requires."""
        if self.since is not None and unit.series:
            yield Problem(f"{self.unit} uses all weeks from the first", key="since", value=self.since)
        if unit.series and self.week < FEWEST_WEEKS:
            allowed = f"{FEWEST_WEEKS} or more"
            yield Problem("are too few weeks to fit a curve", key="week", value=self.week, allowed=allowed)
        if self.indicators and not unit.across:
            allowed = ", ".join(name for name, other in UNITS.items() if other.across)
            yield Problem(f"{self.unit} does not use it", key="against", value=self.against, allowed=f"with {allowed}")
        if unit.across and bool(self.indicators) == (len(self.outcomes) == 2):
            yield Problem("requires two outcomes, or one outcome and against", key="outcome", value=self.outcome)
        if bool(self.reach is not None or self.dose) != unit.dosed:
            message = f"{self.unit} requires reach and dose" if unit.dosed else f"{self.unit} does not use it"
            yield Problem(message, key="dose" if self.dose or unit.dosed else "reach", allowed="with unit: threshold")
        elif unit.dosed and (self.reach is None or sorted(set(self.dose)) != self.dose):
            allowed = "reach, and one number for each arm, in increasing order"
            yield Problem("requires reach and increasing doses", key="dose", value=self.dose, allowed=allowed)


TWO = f"two groups, with one of {', '.join(name for name, unit in UNITS.items() if unit.arms == 2)}"
