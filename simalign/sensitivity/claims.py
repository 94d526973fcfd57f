"""Catalogues of claims and of rival rules: YAML files with one list, its entries told apart by their names.

Variants of the model that claims are tried on: one mechanism off, or a rule changed for its rival.

Claims: what the model is said to show, each as a paired difference with the sign that it is to have.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr, model_validator

from simalign.errors import InputError, Problem, nearest
from simalign.files.read import read_tree
from simalign.files.record import Record
from simalign.files.shipped import configs_folder, is_name
from simalign.files.tree import Node
from simalign.measures.catalogue import NAMES
from simalign.policies.policy import Policy
from simalign.policies.trees import absolute_policy
from simalign.scenario.mechanisms import Mechanisms
from simalign.simulation.own import unknown_measure


class Entry(Record):
    """An entry of a catalogue, which knows its place in the file that it came from."""

    _place: Node | None = PrivateAttr(None)

    def put(self, place: Node) -> None:
        """Remember the place."""
        self._place = place

    def blamed(self, problem: Problem, part: str) -> Problem | None:
        """The problem with the line of ``part`` of this entry; None where it is not of that part."""
        there = self._place.items.get(part) if self._place else None
        key = problem.key or ""
        if there is None or there.at(key) is there:
            return None
        return replace(problem, file=there.file, line=there.at(key).line, key=f"{part}.{key}")


def load_listed[Listed: Record](
    kind: Literal["claims", "rivals"],
    given: str | Path,
    section: type[Listed],
    written_out: Callable[[Node], Node] = lambda entry: entry,
) -> Listed:
    """The catalogue in a file, or of a shipped name; entries are ``written_out`` as read.

    Raises InputError with everything that is wrong with it, and where two entries have one name.
    """
    file = _file(kind, given)
    found: list[Problem] = []
    tree = read_tree(file, found)
    listed = tree.items.get(kind)
    if listed is not None and isinstance(listed.value, list):
        tree = tree.with_items({kind: replace(listed, value=[written_out(entry) for entry in listed.value])})
    try:
        made = section(**tree.plain())
    except InputError as error:
        found += [p if p.file else replace(p, file=file, line=tree.at(p.key or "").line) for p in error.problems]
        raise InputError(found) from None
    names: list[str] = []
    for n, entry in enumerate(getattr(made, kind)):
        place = tree.at(f"{kind}.{n}")
        if entry.name in names:
            line, key = place.at("name").line, f"{kind}.{n}.name"
            found.append(Problem("is there already", file, line, key, entry.name, "a name of its own"))
        names.append(entry.name)
        entry.put(place)
    if found:
        raise InputError(found)
    return made


def _file(kind: str, given: str | Path) -> Path:
    if not is_name(given):
        return Path(given)
    known = sorted(file.stem for file in (configs_folder() / kind).glob("*.yaml"))
    if given not in known:
        message = f"no {kind} of that name{nearest(str(given), known)}"
        allowed = f"{', '.join(known)}, or the path of a file"
        raise InputError([Problem(message, key=f"--{kind}", value=str(given), allowed=allowed)])
    return configs_folder() / kind / f"{given}.yaml"


FULL = "full model"


class Variant(Entry):
    """A variant: what is other than in the full model."""

    name: str = Field(min_length=1, description="name in tables")
    sentence: str = Field(default="", description="what is other, as it stands in a text")
    settings: dict[str, Any] = Field(alias="set", min_length=1, description="dotted scenario keys: values")


class Rivals(Record):
    """A file of rival rules."""

    rivals: list[Variant] = Field(min_length=1, strict=False, description="the rules, in the order of the tables")


def ablations() -> list[Variant]:
    """Each mechanism off alone, in the order of the scenario's declaration.

    >>> ablations()[0].settings
    {'mechanisms.manager_style': False}
    """
    return [
        Variant(name=name, sentence=f"off: {field.description}", set={f"mechanisms.{name}": False})
        for name, field in Mechanisms.model_fields.items()
    ]


def load_rivals(given: str | Path) -> list[Variant]:
    """The rival rules in a file, or of a shipped name; raises InputError with everything that is wrong with it.

    >>> load_rivals("rules")[0].settings
    {'mechanisms.internalising': False}
    """
    return load_listed("rivals", given, Rivals).rivals


MOST_WEEKS = 5200
SIDES = ("one", "other")
Weeks = Annotated[list[int], Field(min_length=2, max_length=2)]


class Claim(Entry):
    """One claim: ``one`` minus ``other`` in a measure over some weeks is above or below 0.

    With ``where``, the claim is about a change: the difference in that scenario minus the one in the base scenario.

    >>> Claim(name="a", sentence="A.", one="push", other="pull", measure="do", weeks=[1, 13]).sign
    1
    """

    name: str = Field(min_length=1, description="name in tables")
    sentence: str = Field(min_length=1, description="what is claimed, as it stands in a text")
    one: Policy = Field(description="policy: the name of a shipped one, or its levers and phases")
    other: Policy = Field(description="the policy that it is compared with, likewise")
    measure: str = Field(description="a measure, or the name of a function that is given as one")
    weeks: Weeks = Field(description="[first, last] week of the policy, from 1; their mean counts")
    is_: Literal["above", "below"] = Field(default="above", alias="is", description="one above or below other")
    at: Literal["as set", "equal cost"] = Field(
        default="as set", description="equal cost: the dearer policy scaled back to what the cheaper one costs"
    )
    where: dict[str, Any] = Field(default_factory=dict, description="dotted scenario keys: values")

    @model_validator(mode="after")
    def _sound(self) -> "Claim":
        found = []
        if self.measure not in NAMES and not self.measure.isidentifier():  # it may be the name of an own measure
            found.append(unknown_measure(self.measure, NAMES, "measure"))
        if not 1 <= self.weeks[0] <= self.weeks[1] <= MOST_WEEKS:
            found.append(Problem("are no weeks in order, from 1", key="weeks", value=self.weeks))
        if found:
            raise InputError(found)
        return self

    def located(self, problem: Problem) -> Problem:
        """Return the problem with the file and line of its key or, for a claim from Python, with the claim's name."""
        if self._place is None:
            return replace(problem, key=f"claim {self.name!r}: {problem.key}")
        return replace(problem, file=self._place.file, line=self._place.at(problem.key or "").line)

    @property
    def sign(self) -> int:
        """1 where the difference is to be above 0, -1 where below."""
        return 1 if self.is_ == "above" else -1

    @property
    def policies(self) -> Iterator[Policy]:
        """Both policies."""
        yield from (self.one, self.other)


class Claims(Record):
    """A file of claims."""

    claims: list[Claim] = Field(min_length=1, strict=False, description="the claims, in the order of the tables")


def load_claims(given: str | Path) -> list[Claim]:
    """The claims in a file, or of a shipped name; raises InputError with everything that is wrong with it.

    >>> load_claims("headline")[0].name
    'push_leads_doing_early'
    """
    return load_listed("claims", given, Claims, _written_out).claims


def _written_out(entry: Node) -> Node:
    """An entry with its policies as mappings, and the files that they name relative to its own."""
    there = {side: entry.items[side] for side in SIDES if side in entry.items}
    named = {
        side: Node({"preset": node}, node.file, node.line) if isinstance(node.value, str) else node
        for side, node in there.items()
    }
    return entry.with_items({side: absolute_policy(node) for side, node in named.items()}) if named else entry
