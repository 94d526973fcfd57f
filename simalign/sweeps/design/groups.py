"""Groups of members whose measures a sweep records: a department, a level, a role, or the committed members.

``keep: {groups: {bottom: {level: lowest}}}`` defines, for every measure that exists for groups, another one with a name
like ``know_bottom``, which can be used like any other measure.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from simalign.errors import InputError, Problem, nearest
from simalign.files.record import Record
from simalign.measures.catalogue import FOR_GROUPS, NAMES, Measure, measure
from simalign.organisation.record import ROLES, Organisation
from simalign.scenario.organisation import Role

LOWEST = "lowest"
KINDS = ("department", "level", "role", "committed")
Indices = NDArray[np.int64]


class Group(Record):
    """The definition of a group. It consists of positions: a newcomer joins the group of the member who left."""

    department: str | None = Field(default=None, min_length=1, description="the members of this department")
    level: Annotated[int, Field(ge=0, lt=2**31)] | Literal["lowest"] | None = Field(
        default=None,
        description="the members of this level, where 1 is the head; lowest: the level with the largest number",
    )
    role: Role | None = Field(default=None, description="the members with this role")
    committed: bool | None = Field(
        default=None, description="the members that organisation.committed selects (true), or the others (false)"
    )

    @model_validator(mode="after")
    def _one(self) -> "Group":
        kinds = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(kinds) != 1:
            message = f"is defined by {' and '.join(kinds) or 'nothing'}"
            raise InputError([Problem(message, allowed=f"one of {', '.join(KINDS)}")])
        return self

    @property
    def kind(self) -> str:
        """The key that defines the group."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


def measure_names(groups: Collection[str], custom: Collection[str] = ()) -> list[str]:
    """Return the names of all measures: of the whole organisation, of each group, and the user's, ``custom``.

    >>> measure_names(["bottom"], ["overload"])[len(NAMES)], measure_names(["bottom"], ["overload"])[-1]
    ('know_bottom', 'overload')
    """
    return [*NAMES, *(f"{name}_{group}" for group in groups for name in FOR_GROUPS), *custom]


def measure_of(name: str, groups: Collection[str]) -> Measure:
    """Return the measure of the catalogue for the name of a measure of the whole organisation or of a group.

    >>> measure_of("know_bottom", ["bottom"]).name
    'know'
    """
    for group in groups:
        base = name.removesuffix(f"_{group}")
        if base != name and base in FOR_GROUPS:
            return measure(base)
    return measure(name)


def name_problems(groups: Iterable[str]) -> list[Problem]:
    """Return the problems of the names of groups, which must give distinct and valid names of measures."""
    problems, known = [], set(NAMES)
    for group in groups:
        names = {f"{name}_{group}" for name in FOR_GROUPS}
        if not group.isidentifier() or f"_{group}".endswith(("_sd", "_series")) or names & known:
            message = "gives the name of another measure or column, or is not a name of letters, digits and _"
            problems.append(Problem(message, key=f"groups.{group}", allowed="another name"))
        known |= names
    return problems


def member_indices(group: Group, organisation: Organisation) -> Indices:
    """Return the indices of a group's members in an organisation, (members,). Raises InputError if it has none.

    >>> from simalign.organisation.generate import generate
    >>> member_indices(Group(level="lowest"), generate(4, 2, ["sales"], 0.0, 0.0, np.random.SeedSequence(1)))
    array([3])
    """
    kind, value = group.kind, getattr(group, group.kind)
    labels = _labels(kind, organisation)
    label = labels.max() if kind == "level" and value == LOWEST else value
    indices = np.flatnonzero(labels == label)
    if not len(indices):
        known = [str(name) for name in np.unique(labels)]
        hint = nearest(str(value), known) if kind == "department" else ""
        allowed = ", ".join(known).lower() if kind == "committed" else ", ".join(known)
        raise InputError([Problem(f"has no members{hint}", key=kind, value=value, allowed=allowed)])
    return indices


def _labels(kind: str, organisation: Organisation) -> NDArray[Any]:
    """Return the label of each member, (N,), that a kind of group refers to."""
    if kind == "department":
        return np.array(organisation.departments)[organisation.department]
    if kind == "level":
        return organisation.level
    if kind == "role":
        return np.array(ROLES)[organisation.role]
    committed = organisation.committed
    return np.zeros(organisation.size, bool) if committed is None else committed


def group_problems(groups: Mapping[str, Group], organisation: Organisation) -> list[Problem]:
    """Return a problem for each group without members, by key."""
    problems = []
    for name, group in groups.items():
        try:
            member_indices(group, organisation)
        except InputError as error:
            problems += [replace(problem, key=f"keep.groups.{name}.{problem.key}") for problem in error.problems]
    return problems
