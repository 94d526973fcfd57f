"""A policy: a value for every lever, constant, in phases, by rule, for the whole organisation or by department.

A policy is complete once it is made: the policies that it starts from (presets) are read and written out as levers, so
that nothing that works with a policy ever reads a file.
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
from simalign.policies.levers import LETTERS, PULL, PUSH, STATUS_QUO, WHOLE_ONLY, Levers
from simalign.policies.trees import LISTS, policy_tree

FAMILIES = {"push": PUSH, "pull": PULL}
NOT_PLAIN = "has phases, rules or departments, which a preset inside another policy cannot have"
PLAIN = "a policy of levers and dials"


class Dials(Record):
    """Two dials: every lever of a family at the same value, from none (0) to full (1)."""

    push: float | None = share(None, "all push levers", "dial")
    pull: float | None = share(None, "all pull levers", "dial")


class Preset(str):
    """The name or path of a policy to start from, and the policy itself."""

    policy: "Policy"

    def __new__(cls, name: str, policy: "Policy") -> Self:
        """Attach the policy to its name."""
        preset = super().__new__(cls, name)
        preset.policy = policy
        return preset


def _preset(value: object) -> Preset | None:
    """The preset that a name, a path or a policy stands for; raises InputError for one that cannot be read."""
    if value is None or isinstance(value, Preset):
        return value
    if isinstance(value, Policy):
        return Preset(value.name, value)
    if isinstance(value, str) and value:
        return read_preset(value)
    raise PydanticCustomError("string_type", "not the name or path of a policy")


class PolicyPart(Record):
    """Part of a policy: a preset first, then dials, then single levers; the later overrides.

    When a part is made, its preset and dials are written out as levers: ``preset`` is None and ``dials`` are empty in
    every part that is without fault.
    """

    in_scenario = True
    written_out = ("preset", "dials")

    preset: Annotated[
        "str | Policy | None",
        PlainValidator(_preset),
        WithJsonSchema({"anyOf": [{"type": "string", "minLength": 1}, {"type": "null"}]}),
    ] = Field(
        default=None,
        description="policy to start from: the name of a shipped one, or the path of a file",
        json_schema_extra={"shipped": "policies"},
    )
    dials: Dials = Field(default=Dials(), description="push and pull dials")
    levers: Levers = Field(default=Levers(), description="single levers")
    departments: dict[str, Levers] = Field(
        default_factory=dict, description="levers that one department has different from the whole"
    )

    @model_validator(mode="after")
    def _write_out(self) -> Self:
        """Put levers in the place of preset and dials, unless the preset cannot be used here."""
        base = self.preset.policy if isinstance(self.preset, Preset) else None
        if base is None or base.plain or self._only_names():
            changed = self._written_out(base)
            vars(self).update(changed, preset=None, dials=Dials())  # the one change that a frozen record undergoes
            self.model_fields_set.difference_update(("preset", "dials"))
            self.model_fields_set.update(changed)
        return self

    def _only_names(self) -> bool:
        """Whether this says nothing but which other policy it is."""
        return False

    def _written_out(self, base: "Policy | None") -> dict[str, Any]:
        """The fields that the preset, which is ``base``, and the dials change."""
        below: dict[str, Any] = {}
        if base is not None:
            below = on_top({name: value for name, value in STATUS_QUO.items() if value is not None}, base.levers)
        for family, value in self.dials:
            if value is not None:
                below |= dict.fromkeys(FAMILIES[family], value)
        return {"levers": Levers(**on_top(below, self.levers))} if below else {}

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """A preset that cannot be used here; levers of the whole that a department has."""
        if self.preset is not None:
            yield Problem(NOT_PLAIN, key="preset", value=str(self.preset), allowed=PLAIN)
        message = "belongs to the whole organisation, no department has its own"
        for name, levers in self.departments.items():
            for lever in WHOLE_ONLY:
                if getattr(levers, lever) is not None:
                    yield Problem(message, key=f"departments.{name}.{lever}")


class Phase(PolicyPart):
    """From this week on (week 0 is the start of the policy) the levers named here change."""

    start: int = Field(
        alias="from",
        ge=0,
        le=65535,
        description="week in which the phase starts",
        json_schema_extra={"unit": "weeks"},
    )


class Rule(PolicyPart):
    """While a measure of last week meets the condition, the levers named here hold."""

    condition: Annotated[str, AfterValidator(checked)] = Field(
        alias="while",
        description="'measure > number', on the whole organisation, at the end of last week",
        json_schema_extra={"pattern": PATTERN},
    )


class Policy(PolicyPart):
    """A policy in full. Where a policy is due, the name of a preset will do.

    A policy that only names a preset has its phases, rules and departments as well.

    >>> Policy(preset="push", levers={"monitoring": 0.5}).levers.mandate
    0.8
    """

    loader = "load_policy"

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

    def _only_names(self) -> bool:
        return self.plain and self.dials == Dials() and self.levers == Levers()

    def _written_out(self, base: "Policy | None") -> dict[str, Any]:
        """All of a policy that is only named; a policy without a name has that of its preset."""
        if base is None:
            return super()._written_out(None)
        own = {"name": self.name or (str(self.preset) if is_name(str(self.preset)) else base.name)}
        if not self._only_names():
            return super()._written_out(base) | own
        own |= {"description": self.description or base.description}
        return {field: getattr(base, field) for field in base.model_fields_set} | own

    def between(self, broken: Collection[str]) -> Iterator[Problem]:
        """What is wrong with the whole of the policy; phases out of order."""
        yield from super().between(broken)
        for n, (early, late) in enumerate(pairwise(phase.start for phase in self.phases), start=1):
            if late <= early:
                message = "phases start in growing weeks"
                yield Problem(message, key=f"phases.{n}.from", value=late, allowed=f"after {early}")


def on_top(below: Mapping[str, Any], levers: Levers) -> dict[str, Any]:
    """Levers by name, with others on top; the clarity of these overrides letters below.

    >>> on_top({"clarity": 0.5, "specific": 0.9, "voice": 0.2}, Levers(clarity=0.8))
    {'clarity': 0.8, 'voice': 0.2}
    """
    kept = {name: value for name, value in below.items() if levers.clarity is None or name not in LETTERS}
    return kept | levers.model_dump(exclude_none=True)


def parts(policy: Policy) -> Iterator[tuple[str, PolicyPart]]:
    """The policy itself, its phases and its rules, each with the start of its dotted key.

    >>> [key for key, _ in parts(Policy(rules=[{"while": "trust < .3"}]))]
    ['', 'rules.0.']
    """
    yield "", policy
    yield from ((f"phases.{n}.", phase) for n, phase in enumerate(policy.phases))
    yield from ((f"rules.{n}.", rule) for n, rule in enumerate(policy.rules))


def load_policy(name_or_path: str | Path, overrides: Sequence[str] = ()) -> Policy:
    """Read the policy of a shipped name or in a file, with settings like ``levers.voice=0.3`` on top.

    Raises InputError with everything that is wrong with it and with the policies that it starts from, each with its
    file, line and key.

    >>> load_policy("push").levers.mandate
    0.8
    """
    return _load(config_file("policies", name_or_path), overrides)


def policy_of(given: Policy | str | Path) -> Policy:
    """Return a policy as it is, or load the one of a name or in a file; raise InputError for anything else."""
    return load_policy(given) if isinstance(given, str | Path) else expect_record(given, Policy, "policy")


def _load(file: Path, overrides: Sequence[str] = (), chain: Sequence[Path] = ()) -> Policy:
    """Read a policy file. ``chain``: the files that lead to it, each by its preset."""

    def read(file: Path, problems: Problems) -> Node:
        return with_presets(policy_tree(file, overrides, problems), problems, chain=[*chain, absolute(file)])

    return load(file, Policy, read).finished()


def with_presets(policy: Node, problems: Problems, start: str = "", chain: Sequence[Path] = ()) -> Node:
    """Read the presets of a policy, its phases and its rules, so that each node of a preset holds a ``Preset``.

    ``start`` is the dotted key of the policy. A preset that cannot be read is left out, and the reason is added to
    ``problems``.
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
    """A sound policy as plain values: presets and dials as written, numbers as a record holds them.

    Settings are put on top of these values, so that a preset set on top takes the place of the preset below.
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


def read_preset(given: str, chain: Sequence[Path] = ()) -> Preset:
    """Read the policy of a shipped name, once in a process, or in a file, every time.

    chain: the files that lead to this preset. Raises InputError for a preset that cannot be read or used.
    """
    file = config_file("policies", given)
    if is_name(given):
        return _shipped(given)
    if reason := endless(chain, file, "policies start from each other"):
        raise InputError([Problem(reason, value=given)])
    if reason := unusable(file):
        allowed = f"{', '.join(policy_names())}, or the path of a file"
        raise InputError([Problem(reason, value=given, allowed=allowed)])
    return Preset(given, _load(file, chain=chain))


@cache
def _shipped(name: str) -> Preset:
    return Preset(name, load_policy(name))
