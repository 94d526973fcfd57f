"""The record of a study file: the arms of an experiment, its outcomes, and its published effects."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any, Literal

from pydantic import Field

from simalign.errors import Problem, nearest
from simalign.evidence.effect import Effect, Outcome
from simalign.evidence.outcomes import LEFT, MOVED, unknown
from simalign.evidence.units import UNITS
from simalign.files.record import Record
from simalign.measures.catalogue import NAMES
from simalign.sweeps.design.factors import DISTRIBUTIONS, Distribution, DistributionForm, values_of

Family = Literal[
    "goals",
    "feedback",
    "pay",
    "monitoring",
    "participation",
    "reasons",
    "autonomy",
    "leadership",
    "training",
    "turnover",
    "trust",
    "networks",
    "base rates",
    "other",
]
SPREAD = "a distribution of numbers"


class Correlated(Record):
    """Properties of organisations that go together."""

    keys: list[str] = Field(min_length=2, description="keys of vary")
    by: float = Field(gt=0, lt=1, allow_inf_nan=False, description="rank correlation of each two of them")


class Study(Record):
    """A published experiment to repeat on the model: the same organisations under each arm, after a common warm-up."""

    name: str = Field(default="", description="name in tables; the file's name if empty")
    source: str = Field(min_length=1, description="publication")
    family: Family = Field(default="other", description="family of levers or outcomes to which it belongs")
    cluster: str = Field(
        default="", description="name of the publication, if several files come from it; default: the study's name"
    )
    note: str = Field(default="", description="the reading: how the virtual experiment represents the study")
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
    correlated: list[Correlated] = Field(
        default_factory=list, strict=False, description="keys of vary that are correlated over organisations"
    )
    organisations: int | None = Field(
        default=None, ge=2, le=16_384, description="number of organisations that it requires"
    )
    outcomes: dict[str, Outcome] = Field(default_factory=dict, description="outcomes of this study, by name")
    effects: list[Effect] = Field(min_length=1, strict=False, description="published effects")

    def outcome(self, name: str) -> Outcome:
        """Return an outcome by its name: one of the study, or a single observed quantity."""
        return self.outcomes[name] if name in self.outcomes else Outcome(sum={name: 1.0})

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield problems with unknown arms and outcomes, a wrong number of arms, and keys that are set twice."""
        vary = {} if "vary" in broken else self.vary
        yield from self._varied(vary)
        if "correlated" not in broken:
            yield from self._correlations(vary)
        if "outcomes" not in broken:
            yield from self._quantities()
        for n, effect in enumerate([] if {"effects", "arms", "outcomes"} & set(broken) else self.effects):
            for problem in (*self._arms_and_outcomes(effect), *self._key_of(effect, vary)):
                yield replace(problem, key=f"effects.{n}.{problem.key}")

    def _varied(self, vary: dict[str, Any]) -> Iterator[Problem]:
        """Yield problems with keys in which organisations cannot differ."""
        for key, value in vary.items():
            if not isinstance(values_of(value, f"vary.{key}"), Distribution):
                yield Problem("is not a distribution", key=f"vary.{key}", value=value, allowed=", ".join(DISTRIBUTIONS))
            parts = {"set": self.settings} | {f"arms.{arm}": sets for arm, sets in self.arms.items()}
            for part in (part for part, sets in parts.items() if key in sets):
                yield Problem(f"organisations would not differ in it, because it is also in {part}", key=f"vary.{key}")

    def _correlations(self, vary: dict[str, Any]) -> Iterator[Problem]:
        """Yield problems with correlated keys that do not vary, or that are listed twice."""
        listed: set[str] = set()
        for n, group in enumerate(self.correlated):
            for key in group.keys:
                if key not in vary:
                    message, allowed = "is not a key in which organisations differ", ", ".join(vary) or "a key of vary"
                    yield Problem(message, key=f"correlated.{n}.keys", value=key, allowed=allowed)
                elif key in listed:
                    yield Problem("is listed twice", key=f"correlated.{n}.keys", value=key)
                listed.add(key)

    def _quantities(self) -> Iterator[Problem]:
        """Yield problems with outcomes of the study that are sums of unknown quantities or have a taken name."""
        for name, outcome in self.outcomes.items():
            if name in NAMES:
                yield Problem("is already the name of a measure", key=f"outcomes.{name}", allowed="another name")
            part = "index" if outcome.index else "sum"
            ofs = {effect.of for effect in self.effects if name in {*_names(effect)}} or {"members"}
            for quantity in outcome.weights:
                for of in sorted(ofs):
                    if problem := unknown(quantity, of, f"outcomes.{name}.{part}"):
                        yield problem

    def _arms_and_outcomes(self, effect: Effect) -> Iterator[Problem]:
        """Yield problems with the arms and outcomes of an effect and of its second effects."""
        for start, part in effect.parts.items():
            prefix = f"{start}." if start else ""
            for problem in (*self._arms_of(part), *self._outcomes_of(part)):
                yield replace(problem, key=f"{prefix}{problem.key}")

    def _outcomes_of(self, effect: Effect) -> Iterator[Problem]:
        """Yield problems with outcomes of an effect that do not exist."""
        for name in effect.outcomes:
            if name not in self.outcomes and (problem := unknown(name, effect.of, "outcome", self.outcomes)):
                yield problem
            outcome = self.outcome(name)
            since = outcome.since if outcome.week is not None or outcome.since is not None else effect.since
            for quantity in (q for q in outcome.weights if q in (LEFT, MOVED) and since is None):
                yield Problem(f"{quantity} compares two weeks", key="outcome", value=name, allowed="with since")
        keys = ["among"] if not effect.groups else [f"groups.{n}" for n in range(len(effect.groups))]
        for key, among in zip(keys, effect.conditions, strict=True):
            split = among.by is not None and among.by not in self.outcomes
            if split and (problem := unknown(str(among.by), "members", f"{key}.by", self.outcomes)):
                yield problem

    def _arms_of(self, effect: Effect) -> Iterator[Problem]:
        """Yield problems with the arms of an effect."""
        needed = 1 if effect.groups else UNITS[effect.unit].arms
        chosen = effect.arms or list(self.arms)
        for name in (name for name in chosen if name not in self.arms):
            message = f"there is no arm called {name!r}{nearest(name, self.arms)}"
            yield Problem(message, key="arms", value=name, allowed=", ".join(self.arms))
        if len(set(chosen)) < len(chosen):
            yield Problem("lists an arm twice", key="arms", value=chosen, allowed=", ".join(self.arms))
        if len(chosen) != needed if needed else len(chosen) < 2:
            count = f"{needed} of the arms" if needed else "two of the arms or more"
            message = f"{effect.unit} takes a different number of arms"
            yield Problem(message, key="arms", value=chosen, allowed=f"{count} {', '.join(self.arms)}")
        elif UNITS[effect.unit].dosed and len(effect.dose) != len(chosen):
            allowed = f"one number for each of {', '.join(chosen)}"
            yield Problem("is not one number for each arm", key="dose", value=effect.dose, allowed=allowed)

    def _key_of(self, effect: Effect, vary: dict[str, Any]) -> Iterator[Problem]:
        """Yield a problem with each key of ``against`` that the study does not vary, or not as a number."""
        for key in effect.indicators:
            if key not in vary:
                allowed = ", ".join(vary) or "a key of vary"
                yield Problem("is not a key in which organisations differ", key="against", value=key, allowed=allowed)
            elif not _numeric(vary[key]):
                allowed = "a key of vary with numbers"
                yield Problem("does not vary as a number", key="against", value=key, allowed=allowed)


def _names(effect: Effect) -> Iterator[str]:
    """Yield the outcomes of an effect and of its second effects."""
    for part in effect.parts.values():
        yield from part.outcomes


def _numeric(value: Any) -> bool:
    choices = value.get("choice", []) if isinstance(value, dict) else []
    return all(isinstance(x, int | float) and not isinstance(x, bool) for x in choices)
