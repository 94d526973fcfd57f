"""Records of an organisation as arrays: members, managers, departments, roles and working ties."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from simalign.scenario.organisation import ROLES as ROLES

SENIOR, MIDDLE, SPECIALIST = range(len(ROLES))


@dataclass(frozen=True, slots=True)
class Ties:
    """Working ties in compressed sparse rows: those of member i are ``target[start[i]:start[i+1]]``.

    start: (N+1,) int64; target: (T,) int32, indices of members; weight: (T,) float64, or (0,) if all weights are 1.
    """

    start: NDArray[np.int64]
    target: NDArray[np.int32]
    weight: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Organisation:
    """The N members of an organisation, in the order of their file. A head, usually one, reports to themself.

    ids, names: N strings; ids are unique. Those of a generated organisation are made when they are used.
    key: (N,) int64, 0 <= key < 2**32, a permanent number that selects the member's random stream.
    manager: (N,) int32, indices. depth: (N,) int32, 1 for a head. level: (N,) int32, by default the depth.
    department: (N,) int32, indices of ``departments``, see ``by_lowest_key``. role: (N,) int8, indices of ROLES.
    customer_facing: (N,) bool; None if the departments of the scenario determine it.
    given: values of members, by name. Of the start: agenda, knows, wants, does, image: (N, K), with a row of NaN for a
    member without values; trust, skill, reactance, anchor, proneness, ability: (N,), NaN for a member without a value.
    Of a survey, when the policy starts: trust, skill, reactance, understanding, commitment, autonomy, competence,
    relatedness: (N,).
    committed: (N,) bool, the members committed to the founding strategy (ODD.md, 7.2); None if none are selected.
    drawn: number of the ties, counted from each side, that are drawn because no file gives them.
    """

    ids: Sequence[str]
    names: Sequence[str]
    key: NDArray[np.int64]
    manager: NDArray[np.int32]
    depth: NDArray[np.int32]
    level: NDArray[np.int32]
    department: NDArray[np.int32]
    departments: tuple[str, ...]
    role: NDArray[np.int8]
    ties: Ties
    customer_facing: NDArray[np.bool_] | None = None
    given: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    committed: NDArray[np.bool_] | None = None
    drawn: int = 0

    @property
    def size(self) -> int:
        """The number of members."""
        return len(self.manager)

    @property
    def heads(self) -> NDArray[np.int64]:
        """The indices of the heads; an organisation without a single top has several."""
        return np.flatnonzero(self.manager == np.arange(self.size))

    @property
    def head(self) -> int:
        """The index of the head; of several, the first."""
        return int(self.heads[0])


def by_lowest_key(organisation: Organisation) -> Organisation:
    """Return the organisation with departments in the order of the lowest key of their members.

    Results then do not depend on the names of departments. Departments without members are dropped.
    """
    order = np.argsort(organisation.key, kind="stable")
    codes, first = np.unique(organisation.department[order], return_index=True)
    codes = codes[np.argsort(first)]
    after = np.zeros(len(organisation.departments), np.int32)
    after[codes] = np.arange(len(codes), dtype=np.int32)
    names = tuple(organisation.departments[code] for code in codes)
    return replace(organisation, department=after[organisation.department], departments=names)
