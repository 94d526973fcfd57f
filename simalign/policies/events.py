"""Events: changes of the organisation, its people or its market in a single week (ODD 5.11)."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any, Literal

from pydantic import Field

from simalign.errors import Problem
from simalign.files.record import Record

KINDS = ("trust", "new_head", "new_carers", "layoffs", "merge", "split", "hire", "remove_layer", "demand")
# keys that some kinds need, and keys that some kinds allow
NEEDED = {"merge": ("into",), "split": ("into",)}
ALLOWED = {"layoffs": ("by",), "hire": ("department",)}


def _share(meaning: str) -> Any:
    unit: Any = {"unit": "share"}
    return Field(default=None, ge=0, le=1, allow_inf_nan=False, description=meaning, json_schema_extra=unit)


class Event(Record):
    """One change at the start of a week; week 0 is the start of the policy. Random numbers before it do not change."""

    in_scenario = True

    week: int = Field(ge=0, le=52000, description="week of the event", json_schema_extra={"unit": "weeks"})
    trust: float | None = _share("trust is broken or restored: the trust that everybody now has, each by temperament")
    new_head: Literal[True] | None = Field(default=None, description="somebody new becomes the head")
    new_carers: Literal[True] | None = Field(
        default=None, description="all relationship managers leave, and others take over their partners"
    )
    layoffs: float | None = _share("share of the members, without the head, whose positions are cut")
    by: Literal["chance", "output"] | None = Field(
        default=None, description="whose positions are cut: drawn at random (chance), or those of the lowest output"
    )
    merge: str | None = Field(default=None, min_length=1, description="department that becomes part of another")
    split: str | None = Field(default=None, min_length=1, description="department that loses half of its teams")
    into: str | None = Field(
        default=None, min_length=1, description="department that the merged members, or the teams that split off, join"
    )
    hire: int | None = Field(
        default=None, ge=1, le=10_000, description="number of new positions", json_schema_extra={"unit": "members"}
    )
    department: str | None = Field(default=None, min_length=1, description="department that hires; all if not set")
    remove_layer: int | None = Field(
        default=None, ge=2, description="level of hierarchy whose positions are cut; 1 is the head"
    )
    demand: float | None = _share("crisis: how far what all customers want moves at once")

    @property
    def kind(self) -> str:
        """The kind of the event.

        >>> Event(week=3, layoffs=0.1).kind
        'layoffs'
        """
        return next(name for name in KINDS if getattr(self, name) is not None)

    @property
    def sentence(self) -> str:
        """A sentence about the event for readers who do not know the keys.

        >>> Event(week=3, layoffs=0.1, by="output").sentence
        '10% of the positions are cut, those of the lowest output.'
        """
        whom = ", those of the lowest output" if self.by == "output" else ", drawn at random"
        where = f" in {self.department}" if self.department else ""
        sentences = {
            "trust": f"The trust of everybody becomes about {self.trust}.",
            "new_head": "Somebody new becomes the head.",
            "new_carers": "All relationship managers leave, and others take over their partners.",
            "layoffs": f"{100 * (self.layoffs or 0):g}% of the positions are cut{whom}.",
            "merge": f"The department {self.merge} becomes part of {self.into}.",
            "split": f"Half of the teams of the department {self.split} join {self.into}.",
            "hire": f"{self.hire} positions are added{where}.",
            "remove_layer": f"Level {self.remove_layer} of the hierarchy is cut.",
            "demand": f"Crisis: what all customers want moves by {100 * (self.demand or 0):g}% at once.",
        }
        return sentences[self.kind]

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield the problem of an event that does not say exactly one thing, or not everything."""
        named = [name for name in KINDS if getattr(self, name) is not None or name in broken]
        if len(named) != 1:
            yield Problem("an event is exactly one change", value=", ".join(named) or "none", allowed=", ".join(KINDS))
            return
        kind = named[0]
        for name in NEEDED.get(kind, ()):
            if getattr(self, name) is None and name not in broken:
                yield Problem(f"is required for {kind}", key=name)
        for name in ("by", "into", "department"):
            if getattr(self, name) is not None and name not in (*NEEDED.get(kind, ()), *ALLOWED.get(kind, ())):
                yield Problem(f"cannot be used with {kind}", key=name, value=getattr(self, name))
        if kind in ("merge", "split") and self.into is not None and self.into == getattr(self, kind):
            yield Problem(f"must differ from {kind}", key="into", value=self.into)


def later_departments(events: Iterable[Event]) -> set[str]:
    """Return the departments that events name; they need not exist at other times."""
    return {name for event in events for name in (event.merge, event.split, event.into) if name is not None}
