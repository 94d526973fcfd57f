"""Claims: what the model is said to show, each as a paired difference with the sign that it is to have."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simalign.errors import InputError, Problem, nearest
from simalign.measures.catalogue import NAMES
from simalign.policies.resolve import settled
from simalign.scenario.fields import Section
from simalign.scenario.policy import Policy
from simalign.scenario.shorthands import absolute_policy
from simalign.scenario.tree import Node
from simalign.sensitivity.listed import Entry, load_listed

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
    measure: str = Field(description="which measure")
    weeks: Weeks = Field(description="[first, last] week of the policy, from 1; their mean counts")
    is_: Literal["above", "below"] = Field(default="above", alias="is", description="one above or below other")
    at: Literal["as set", "equal cost"] = Field(
        default="as set", description="equal cost: the dearer policy scaled back to what the cheaper one costs"
    )
    where: dict[str, Any] = Field(default_factory=dict, description="dotted scenario keys: values")

    @model_validator(mode="after")
    def _sound(self) -> "Claim":
        found = []
        if self.measure not in NAMES:
            message = f"no measure is called {self.measure!r}{nearest(self.measure, NAMES)}"
            found.append(Problem(message, key="measure", value=self.measure, allowed=", ".join(NAMES)))
        if not 1 <= self.weeks[0] <= self.weeks[1] <= MOST_WEEKS:
            found.append(Problem("are no weeks in order, from 1", key="weeks", value=self.weeks))
        if found:
            raise InputError(found)
        return self

    @property
    def sign(self) -> int:
        """1 where the difference is to be above 0, -1 where below."""
        return 1 if self.is_ == "above" else -1

    @property
    def policies(self) -> Iterator[Policy]:
        """Both policies."""
        yield from (self.one, self.other)


class Claims(Section):
    """A file of claims."""

    claims: list[Claim] = Field(min_length=1, strict=False, description="the claims, in the order of the tables")


def load_claims(given: str | Path) -> list[Claim]:
    """The claims in a file, or of a shipped name; raises InputError with everything that is wrong with it.

    >>> load_claims("headline")[0].name
    'push_leads_doing_early'
    """
    return load_listed("claims", given, Claims, _written_out, _resolved).claims


def _written_out(entry: Node) -> Node:
    """An entry with its policies as mappings, and the files that they name relative to its own."""
    there = {side: entry.items[side] for side in SIDES if side in entry.items}
    named = {
        side: Node({"preset": node}, node.file, node.line) if isinstance(node.value, str) else node
        for side, node in there.items()
    }
    return entry.with_items({side: absolute_policy(node) for side, node in named.items()}) if named else entry


def _resolved(claim: Claim) -> None:
    """Raise InputError, with the side, for a policy that starts from none that is there."""
    for side, policy in zip(SIDES, claim.policies, strict=True):
        try:
            settled(policy)
        except InputError as error:
            raise InputError(
                [p if p.file else replace(p, key=f"{claim.name}.{side}") for p in error.problems]
            ) from None
