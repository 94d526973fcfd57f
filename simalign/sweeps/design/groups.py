"""Groups of members that a sweep keeps measures of: a department, level or role, or those who are committed or not.

``keep: {groups: {bottom: {level: lowest}}}`` gives every measure that is defined for groups a second name,
like ``know_bottom``, which stands wherever a measure may.
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
Seats = NDArray[np.int64]


class Group(Record):
    """Who is in a group. It is of seats: a newcomer is in the group of whoever left."""

    department: str | None = Field(default=None, min_length=1, description="those of this department")
    level: Annotated[int, Field(ge=0, lt=2**31)] | Literal["lowest"] | None = Field(
        default=None, description="those of this level, 1 being the head's; lowest: of the largest number there is"
    )
    role: Role | None = Field(default=None, description="those of this role")
    committed: bool | None = Field(
        default=None, description="the seats that organisation.committed fills (true), or the others (false)"
    )

    @model_validator(mode="after")
    def _one(self) -> "Group":
        asked = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(asked) != 1:
            message = f"is told by {' and '.join(asked) or 'nothing'}"
            raise InputError([Problem(message, allowed=f"one of {', '.join(KINDS)}")])
        return self

    @property
    def kind(self) -> str:
        """By what it is told."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)


def kept_names(groups: Collection[str], custom: Collection[str] = ()) -> list[str]:
    """Names of all measures: those of the whole, then each group's, then the user's, ``custom``.

    >>> kept_names(["bottom"], ["overload"])[len(NAMES)], kept_names(["bottom"], ["overload"])[-1]
    ('know_bottom', 'overload')
    """
    return [*NAMES, *(f"{name}_{group}" for group in groups for name in FOR_GROUPS), *custom]


def measure_of(name: str, groups: Collection[str]) -> Measure:
    """The measure of the catalogue that a name of the whole or of a group stands for.

    >>> measure_of("know_bottom", ["bottom"]).name
    'know'
    """
    for group in groups:
        bare = name.removesuffix(f"_{group}")
        if bare != name and bare in FOR_GROUPS:
            return measure(bare)
    return measure(name)


def name_problems(groups: Iterable[str]) -> list[Problem]:
    """What is wrong with the names of groups: each makes names of measures that must be told apart."""
    found, known = [], set(NAMES)
    for group in groups:
        made = {f"{name}_{group}" for name in FOR_GROUPS}
        if not group.isidentifier() or f"_{group}".endswith(("_sd", "_series")) or made & known:
            message = "makes the name of another measure or column, or is no name of letters, digits and _"
            found.append(Problem(message, key=f"groups.{group}", allowed="another name"))
        known |= made
    return found


def seats(group: Group, organisation: Organisation) -> Seats:
    """Places of a group's members in an organisation. Raises InputError where there are none.

    >>> from simalign.organisation.generate import generate
    >>> seats(Group(level="lowest"), generate(4, 2, ["sales"], 0.0, 0.0, np.random.SeedSequence(1)))
    array([3])
    """
    kind, asked = group.kind, getattr(group, group.kind)
    labels = _labels(kind, organisation)
    wanted = labels.max() if kind == "level" and asked == LOWEST else asked
    found = np.flatnonzero(labels == wanted)
    if not len(found):
        there = [str(label) for label in np.unique(labels)]
        hint = nearest(str(asked), there) if kind == "department" else ""
        allowed = ", ".join(there).lower() if kind == "committed" else ", ".join(there)
        raise InputError([Problem(f"nobody is there{hint}", key=kind, value=asked, allowed=allowed)])
    return found


def _labels(kind: str, organisation: Organisation) -> NDArray[Any]:
    """What each seat is called by a kind of group."""
    if kind == "department":
        return np.array(organisation.departments)[organisation.department]
    if kind == "level":
        return organisation.level
    if kind == "role":
        return np.array(ROLES)[organisation.role]
    there = organisation.committed
    return np.zeros(organisation.size, bool) if there is None else there


def group_problems(groups: Mapping[str, Group], organisation: Organisation) -> list[Problem]:
    """Groups of which nobody is there, by key."""
    found = []
    for name, group in groups.items():
        try:
            seats(group, organisation)
        except InputError as error:
            found += [replace(problem, key=f"keep.groups.{name}.{problem.key}") for problem in error.problems]
    return found
