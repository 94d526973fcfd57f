"""A policy: values of levers for the whole organisation or by department, with optional phases and rules.

A policy is complete once it is made: the policies from which it starts (presets) are read and written out as levers.
Code that works with a policy therefore never reads a file.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, PlainValidator, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from simalign.errors import InputError, Problem
from simalign.files.load import Problems, endless, load
from simalign.files.read import absolute, unusable
from simalign.files.record import Record, expect_record, share
from simalign.files.shipped import config_file, is_name, policy_names
from simalign.files.tree import Node
from simalign.policies.condition import PATTERN, checked
from simalign.policies.events import Event
from simalign.policies.levers import LEAD, LETTERS, PULL, PUSH, STATUS_QUO, WHOLE_ONLY, Levers
from simalign.policies.trees import LISTS, policy_tree

FAMILIES = {"push": PUSH, "pull": PULL, "lead": LEAD}
NOT_PLAIN = "has phases, rules, events or departments, so that it cannot be a preset inside another policy"
PLAIN = "a policy with levers and dials only"


class Dials(Record):
    """Three dials, each of which sets all levers of a family to the same value from 0 to 1."""

    push: float | None = share(None, "all push levers", "dial")
    pull: float | None = share(None, "all pull levers", "dial")
    lead: float | None = share(None, "all leadership levers", "dial")


class Preset(str):
    """The name or path of the policy from which another policy starts, with that policy attached."""

    policy: "Policy"

    def __new__(cls, name: str, policy: "Policy") -> Self:
        """Attach the policy to its name."""
        preset = super().__new__(cls, name)
        preset.policy = policy
        return preset


def _preset(value: object) -> Preset | None:
    """Convert a name, path or policy to a preset; raise InputError if it cannot be read."""
    if value is None or isinstance(value, Preset):
        return value
    if isinstance(value, Policy):
        return Preset(value.name, value)
    if isinstance(value, str) and value:
        return read_preset(value)
    raise PydanticCustomError("string_type", "not the name or path of a policy")


class PolicyPart(Record):
    """Part of a policy: dials override the preset, and single levers override both.

    When a part is made, its preset and dials are written out as levers. In every valid part ``preset`` is therefore
    None and ``dials`` are empty.
    """

    in_scenario = True
    written_out = ("preset", "dials")

    preset: Annotated[
        "str | Policy | None",
        PlainValidator(_preset),
        WithJsonSchema({"type": "string", "minLength": 1, "shipped": "policies"}),
    ] = Field(default=None, description="policy to start from: the name of a shipped policy, or the path of a file")
    dials: Dials = Field(default=Dials(), description="push, pull and lead dials, which set all levers of a family")
    levers: Levers = Field(default=Levers(), description="single levers")
    departments: dict[str, Levers] = Field(
        default_factory=dict, description="levers of single departments that differ from those of the organisation"
    )

    @model_validator(mode="after")
    def _write_out(self) -> Self:
        """Replace preset and dials by levers, unless the preset cannot be used here."""
        base = self.preset.policy if isinstance(self.preset, Preset) else None
        if base is None or base.plain or self._only_names():
            changed = self._written_out(base)
            vars(self).update(changed, preset=None, dials=Dials())  # the only change to a frozen record
            self.model_fields_set.difference_update(("preset", "dials"))
            self.model_fields_set.update(changed)
        return self

    def _only_names(self) -> bool:
        """Whether this part only names another policy."""
        return False

    def _written_out(self, base: "Policy | None") -> dict[str, Any]:
        """Return the fields that change when the preset ``base`` and the dials are written out."""
        below: dict[str, Any] = {}
        if base is not None:
            below = on_top({name: value for name, value in STATUS_QUO.items() if value is not None}, base.levers)
        for family, value in self.dials:
            if value is not None:
                below |= dict.fromkeys(FAMILIES[family], value)
        return {"levers": Levers(**on_top(below, self.levers))} if below else {}

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield problems: a preset that cannot be used here, and departments' values of organisation-wide levers."""
        if self.preset is not None:
            yield Problem(NOT_PLAIN, key="preset", value=str(self.preset), allowed=PLAIN)
        message = "applies to the whole organisation and cannot differ by department"
        for name, levers in self.departments.items():
            for lever in WHOLE_ONLY:
                if getattr(levers, lever) is not None:
                    yield Problem(message, key=f"departments.{name}.{lever}")


class Phase(PolicyPart):
    """A change of levers from a week on; week 0 is the start of the policy."""

    start: int = Field(
        alias="from",
        ge=0,
        le=65535,
        description="week in which the phase starts",
        json_schema_extra={"unit": "weeks"},
    )


class Rule(PolicyPart):
    """Levers that apply while a measure at the end of last week meets a condition."""

    condition: Annotated[str, AfterValidator(checked)] = Field(
        alias="while",
        description="'measure > number', on the whole organisation, at the end of last week",
        json_schema_extra={"pattern": PATTERN},
    )


class Policy(PolicyPart):
    """A complete policy: levers, departments, phases and rules. The name of a preset can be used in place of a policy.

    A policy that only names a preset takes over the preset's phases, rules and departments as well.

    >>> Policy(preset="push", levers={"monitoring": 0.5}).levers.mandate
    0.6
    """

    loader = "load_policy"

    name: str = Field(default="", description="name in tables and figures; the file's name if empty")
    description: str = Field(default="", description="one sentence that describes the policy")
    source: str = Field(default="", description="publications that describe the practice, by author and year")
    phases: list[Phase] = Field(default_factory=list, strict=False, description="changes of levers by week, in order")
    rules: list[Rule] = Field(
        default_factory=list,
        strict=False,
        description="changes of levers by measure; later rules override earlier ones",
    )
    events: list[Event] = Field(
        default_factory=list, strict=False, description="changes of the organisation, its people or its market by week"
    )

    @property
    def plain(self) -> bool:
        """Whether the policy has no phases, rules, events and departments, as a preset inside another must not."""
        return not (self.phases or self.rules or self.events or self.departments)

    @model_validator(mode="before")
    @classmethod
    def _from_name(cls, value: Any) -> Any:
        return {"preset": value} if isinstance(value, str) else value

    def _only_names(self) -> bool:
        return self.plain and self.dials == Dials() and self.levers == Levers()

    def _written_out(self, base: "Policy | None") -> dict[str, Any]:
        """Return the written-out fields: all of them for a policy that only names a preset.

        A policy without a name takes the name of its preset.
        """
        if base is None:
            return super()._written_out(None)
        labels = {"name": self.name or (str(self.preset) if is_name(str(self.preset)) else base.name)}
        if not self._only_names():
            return super()._written_out(base) | labels
        labels |= {"description": self.description or base.description, "source": self.source or base.source}
        return {field: getattr(base, field) for field in base.model_fields_set} | labels

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """Yield the problems of the policy as a part, and phases that are out of order."""
        yield from super().between(broken)
        for n, (early, late) in enumerate(pairwise(phase.start for phase in self.phases), start=1):
            if late <= early:
                message = "phases must be in order of their weeks"
                yield Problem(message, key=f"phases.{n}.from", value=late, allowed=f"after {early}")


def on_top(below: Mapping[str, Any], levers: Levers) -> dict[str, Any]:
    """Return levers by name after ``levers`` override ``below``; clarity in ``levers`` also overrides letters below.

    >>> on_top({"clarity": 0.5, "specific": 0.9, "voice": 0.2}, Levers(clarity=0.8))
    {'clarity': 0.8, 'voice': 0.2}
    """
    remaining = {name: value for name, value in below.items() if levers.clarity is None or name not in LETTERS}
    return remaining | levers.model_dump(exclude_none=True)


def parts(policy: Policy) -> Iterator[tuple[str, PolicyPart]]:
    """Yield the policy itself, its phases and its rules, each after the prefix of its dotted key.

    >>> [key for key, _ in parts(Policy(rules=[{"while": "trust < .3"}]))]
    ['', 'rules.0.']
    """
    yield "", policy
    yield from ((f"phases.{n}.", phase) for n, phase in enumerate(policy.phases))
    yield from ((f"rules.{n}.", rule) for n, rule in enumerate(policy.rules))


def load_policy(name_or_path: str | Path, overrides: Sequence[str] = ()) -> Policy:
    """Read a shipped policy by its name, or a policy file by its path.

    overrides: settings such as ``levers.voice=0.3`` that override the file. Raises InputError with all problems of the
    policy and of the policies from which it starts, each with file, line and key.

    >>> load_policy("push").levers.mandate
    0.6
    """
    return _load(config_file("policies", name_or_path), overrides)


def policy_of(policy: Policy | str | Path) -> Policy:
    """Return a policy unchanged, or load it by its name or path; raise InputError for any other type."""
    return load_policy(policy) if isinstance(policy, str | Path) else expect_record(policy, Policy, "policy")


def _load(file: Path, overrides: Sequence[str] = (), chain: Sequence[Path] = ()) -> Policy:
    """Read a policy file; ``chain`` lists the files that lead to it, each by naming the next as its preset."""

    def read(file: Path, problems: Problems) -> Node:
        return with_presets(policy_tree(file, overrides, problems), problems, chain=[*chain, absolute(file)])

    return load(file, Policy, read).finished()


def with_presets(policy: Node, problems: Problems, start: str = "", chain: Sequence[Path] = ()) -> Node:
    """Return the tree of a policy with the presets of the policy, its phases and its rules read as ``Preset``.

    start: the prefix of the policy's dotted key. A preset that cannot be read is left out and added to ``problems``.
    """
    items = dict(policy.items)
    for key, node in policy.items.items():
        if key == "preset" and isinstance(node.value, str) and node.value:
            preset = None
            with problems.at(node, f"{start}preset"):
                preset = read_preset(node.value, chain)
            if preset is None:
                del items[key]
            else:
                items[key] = replace(node, value=preset)
        elif key in LISTS and isinstance(node.value, list):
            inner = [with_presets(item, problems, f"{start}{key}.{n}.", chain) for n, item in enumerate(node.value)]
            items[key] = replace(node, value=inner)
    return replace(policy, value=items) if policy.items else policy


def plain_policy(policy: Node) -> dict[str, Any]:
    """Return a valid policy as plain values: presets and dials as written, numbers as a record holds them.

    Settings can then override these values; a preset in the settings replaces the preset of the file.
    """
    plain: dict[str, Any] = policy.plain()
    for part in (plain, *(item for key in LISTS for item in plain.get(key, ()))):
        for key, section in (("levers", Levers), ("dials", Dials)):
            if key in part:
                part[key] = _dumped(section(**part[key]))
        if "departments" in part:
            part["departments"] = {name: _dumped(Levers(**levers)) for name, levers in part["departments"].items()}
    return plain


def _dumped(section: Record) -> dict[str, Any]:
    return section.model_dump(mode="json", by_alias=True, exclude_unset=True)


def read_preset(name_or_path: str, chain: Sequence[Path] = ()) -> Preset:
    """Read a preset: a shipped policy by its name, once per process, or a file by its path, on every call.

    Raises InputError. Its problems name a file only if they lie inside that file, not if the preset is unusable.
    """
    if is_name(name_or_path):
        return _shipped(name_or_path)
    file = config_file("policies", name_or_path)
    if reason := endless(chain, file, "policies start from each other") or unusable(file):
        allowed = f"{', '.join(policy_names())}, or the path of a file"
        raise InputError([Problem(reason, value=name_or_path, allowed=allowed)])
    return Preset(name_or_path, _load(file, chain=chain))


@cache
def _shipped(name: str) -> Preset:
    return Preset(name, load_policy(name))
