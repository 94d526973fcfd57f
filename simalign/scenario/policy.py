"""A policy: a value for every lever, constant, in phases, by rule, for the whole or by department."""

import math
import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from simalign.errors import InputError, Problem, nearest
from simalign.files.record import Section, share
from simalign.measures.catalogue import NAMES
from simalign.scenario.levers import WHOLE_ONLY, Levers

NUMBER = r"[-+]?(?:[0-9]{1,20}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?"
COMPARISON = rf"\s*(>=|<=|>|<)\s*({NUMBER})\s*"
CONDITION = re.compile(rf"\s*([A-Za-z0-9_]+){COMPARISON}")
NOT_PLAIN = "has phases, rules or departments, which a preset inside another policy cannot have"
PLAIN = "a policy of levers and dials"
CONDITION_FORM = "'measure > number' (or >=, <, <=), like 'resistance > 0.5'"


def _condition(text: str) -> str:
    found = CONDITION.fullmatch(text)
    if not found or not math.isfinite(float(found[3])):
        raise InputError([Problem("is no condition", value=text, allowed=CONDITION_FORM)])
    if found[1] not in NAMES:
        message = f"no measure is called {found[1]!r}{nearest(found[1], NAMES)}"
        raise InputError([Problem(message, value=text, allowed=f"one of {', '.join(NAMES)}")])
    return text


class Dials(Section):
    """Two dials: every lever of a family at the same value, from none (0) to full (1)."""

    push: float | None = share(None, "all push levers", "dial")
    pull: float | None = share(None, "all pull levers", "dial")


class Setting(Section):
    """What a policy sets: a preset first, then dials, then single levers; the later overrides."""

    preset: str | None = Field(
        default=None,
        min_length=1,
        description="policy to start from: the name of a shipped one, or the path of a file",
    )
    dials: Dials = Field(default=Dials(), description="push and pull dials")
    levers: Levers = Field(default=Levers(), description="single levers")
    departments: dict[str, Levers] = Field(
        default_factory=dict, description="levers that one department has different from the whole"
    )

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Levers of the whole that a department has."""
        message = "belongs to the whole organisation, no department has its own"
        for name, levers in self.departments.items():
            for lever in WHOLE_ONLY:
                if getattr(levers, lever) is not None:
                    yield Problem(message, key=f"departments.{name}.{lever}")


class Phase(Setting):
    """From this week on (week 0 is the start of the policy) the levers named here change."""

    start: int = Field(
        alias="from",
        ge=0,
        le=65535,
        description="week in which the phase starts",
        json_schema_extra={"unit": "weeks"},
    )


class Rule(Setting):
    """While a measure of last week meets the condition, the levers named here hold."""

    condition: Annotated[str, AfterValidator(_condition)] = Field(
        alias="while", description="'measure > number', on the whole organisation, at the end of last week"
    )


class Policy(Setting):
    """A policy in full. Where a policy is due, the name of a preset will do.

    >>> Policy(levers={"mandate": 0.8}).levers.mandate
    0.8
    """

    name: str = Field(default="", description="name in tables and figures; the file's name if empty")
    description: str = Field(default="", description="one sentence for people")
    phases: list[Phase] = Field(default_factory=list, strict=False, description="changes by week, in order")
    rules: list[Rule] = Field(default_factory=list, strict=False, description="changes by measure, the later overrides")

    @property
    def plain(self) -> bool:
        """Whether this is all levers and dials of the whole, as a preset inside another policy must be."""
        return not (self.phases or self.rules or self.departments)

    @model_validator(mode="before")
    @classmethod
    def _named(cls, given: Any) -> Any:
        return {"preset": given} if isinstance(given, str) else given

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Levers of the whole that a department has; phases out of order."""
        yield from super().between(broken)
        for n, (early, late) in enumerate(pairwise(phase.start for phase in self.phases), start=1):
            if late <= early:
                message = "phases start in growing weeks"
                yield Problem(message, key=f"phases.{n}.from", value=late, allowed=f"after {early}")


def settings(policy: Policy) -> Iterator[tuple[str, Setting]]:
    """The policy itself, its phases and its rules, each with the start of its dotted key.

    >>> [key for key, _ in settings(Policy(rules=[{"while": "trust < .3"}]))]
    ['', 'rules.0.']
    """
    yield "", policy
    yield from ((f"phases.{n}.", phase) for n, phase in enumerate(policy.phases))
    yield from ((f"rules.{n}.", rule) for n, rule in enumerate(policy.rules))
