"""Claims, and the variants of the model that they are tried on; catalogues of both are YAML files with one list.

A claim states what the model shows, as a paired difference with the sign that it must have. A variant is the model with
one mechanism off, or with a rule replaced by its rival.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr, model_validator

from simalign.errors import InputError, Problem
from simalign.files.load import Problems, load
from simalign.files.read import read_tree
from simalign.files.record import Record
from simalign.files.shipped import config_file
from simalign.files.tree import Node
from simalign.measures.catalogue import NAMES
from simalign.policies.policy import Policy
from simalign.policies.trees import absolute_policy
from simalign.scenario.mechanisms import Mechanisms
from simalign.simulation.own import unknown_measure


class Entry(Record):
    """An entry of a catalogue, with a name in tables and its node in the file that it comes from."""

    name: str = Field(min_length=1, description="name in tables")
    _node: Node | None = PrivateAttr(None)

    def put(self, node: Node) -> None:
        """Remember the node."""
        self._node = node

    def blamed(self, problem: Problem, part: str) -> Problem | None:
        """Return the problem with the line of ``part`` of this entry; None where it does not come from that part."""
        node = self._node.items.get(part) if self._node else None
        key = problem.key or ""
        if node is None or node.at(key) is node:
            return None
        return replace(problem, file=node.file, line=node.at(key).line, key=f"{part}.{key}")


def _catalogue[Catalogue: Record](
    kind: Literal["claims", "rivals"],
    path: str | Path,
    record: type[Catalogue],
    written_out: Callable[[Node], Node] = lambda entry: entry,
) -> Catalogue:
    """Return the catalogue of a shipped name or in a file, whose entries are ``written_out`` as they are read.

    Raises InputError with everything that is wrong with it, entries of the same name included.
    """

    def read(file: Path, problems: Problems) -> Node:
        tree = read_tree(file, problems)
        entries = tree.items.get(kind)
        if entries is None or not isinstance(entries.value, list):
            return tree
        return tree.with_items({kind: replace(entries, value=[written_out(entry) for entry in entries.value])})

    draft = load(config_file(kind, path, key=f"--{kind}"), record, read)
    names: set[str] = set()
    for n, entry in enumerate(getattr(draft.record, kind, ())):
        node = draft.tree.at(f"{kind}.{n}")
        if entry.name in names:
            key, line = f"{kind}.{n}.name", node.at("name").line
            message = "is the name of another entry"
            draft.problems.append(Problem(message, node.file, line, key, entry.name, "a different name"))
        names.add(entry.name)
        entry.put(node)
    return draft.finished()


FULL = "full model"


class Variant(Entry):
    """A variant of the model, by the settings that differ from the full model."""

    sentence: str = Field(default="", description="the difference, as a text says it")
    settings: dict[str, Any] = Field(alias="set", min_length=1, description="dotted scenario keys: values")


class Rivals(Record):
    """A file of rival rules."""

    rivals: list[Variant] = Field(min_length=1, strict=False, description="the rules, in the order of the tables")


def ablations() -> list[Variant]:
    """Return a variant for each mechanism, with that mechanism off, in the order of their declaration.

    >>> ablations()[0].settings
    {'mechanisms.manager_style': False}
    """
    return [
        Variant(name=name, sentence=f"off: {field.description}", set={f"mechanisms.{name}": False})
        for name, field in Mechanisms.model_fields.items()
    ]


def load_rivals(given: str | Path) -> list[Variant]:
    """Return the rival rules of a shipped name or in a file; raises InputError with everything that is wrong.

    >>> load_rivals("rules")[0].settings
    {'mechanisms.internalising': False}
    """
    return _catalogue("rivals", given, Rivals).rivals


MOST_WEEKS = 5200
SIDES = ("one", "other")
Weeks = Annotated[list[int], Field(min_length=2, max_length=2)]


class Claim(Entry):
    """One claim: ``one`` minus ``other`` in a measure over some weeks is above or below 0.

    With ``where``, the claim is about a change: the difference in that scenario minus the one in the base scenario.

    >>> Claim(name="a", sentence="A.", one="push", other="pull", measure="do", weeks=[1, 13]).sign
    1
    """

    sentence: str = Field(min_length=1, description="what is claimed, as it stands in a text")
    one: Policy = Field(
        description="policy: the name of a shipped one, or its levers and phases",
        json_schema_extra={"shipped": "policies"},
    )
    other: Policy = Field(
        description="the policy that it is compared with, in the same form", json_schema_extra={"shipped": "policies"}
    )
    measure: str = Field(description="a measure, or the name of a function that is given as one", examples=list(NAMES))
    weeks: Weeks = Field(description="[first, last] week of the policy, from 1; their mean counts")
    is_: Literal["above", "below"] = Field(default="above", alias="is", description="one above or below other")
    at: Literal["as set", "equal cost"] = Field(
        default="as set", description="equal cost: the dearer policy scaled back to what the cheaper one costs"
    )
    where: dict[str, Any] = Field(default_factory=dict, description="dotted scenario keys: values")

    @model_validator(mode="after")
    def _sound(self) -> "Claim":
        problems = []
        if self.measure not in NAMES and not self.measure.isidentifier():  # it may be the name of an own measure
            problems.append(unknown_measure(self.measure, NAMES, "measure"))
        if not 1 <= self.weeks[0] <= self.weeks[1] <= MOST_WEEKS:
            problems.append(Problem("are not weeks in order, from 1", key="weeks", value=self.weeks))
        if problems:
            raise InputError(problems)
        return self

    def located(self, problem: Problem) -> Problem:
        """Return the problem with the file and line of its key or, for a claim from Python, with the claim's name."""
        if self._node is None:
            return replace(problem, key=f"claim {self.name!r}: {problem.key}")
        return replace(problem, file=self._node.file, line=self._node.at(problem.key or "").line)

    @property
    def sign(self) -> int:
        """1 if the difference is claimed to be above 0, -1 if below."""
        return 1 if self.is_ == "above" else -1

    @property
    def policies(self) -> Iterator[Policy]:
        """The two policies that the claim compares."""
        yield from (self.one, self.other)


class Claims(Record):
    """A file of claims."""

    claims: list[Claim] = Field(min_length=1, strict=False, description="the claims, in the order of the tables")


def load_claims(given: str | Path) -> list[Claim]:
    """Return the claims of a shipped name or in a file; raises InputError with everything that is wrong.

    >>> load_claims("headline")[0].name
    'push_leads_doing_early'
    """
    return _catalogue("claims", given, Claims, _written_out).claims


def _written_out(entry: Node) -> Node:
    """Return a claim with its policies as mappings, and the paths in them absolute."""
    changed = {}
    for side in (side for side in SIDES if side in entry.items):
        node = entry.items[side]
        policy = Node({"preset": node}, node.file, node.line) if isinstance(node.value, str) else node
        changed[side] = absolute_policy(policy)
    return entry.with_items(changed) if changed else entry
