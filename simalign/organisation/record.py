"""The record of an organisation as arrays: members, reporting lines and working ties."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from simalign.scenario.organisation import ROLES as ROLES

SENIOR, MIDDLE, SPECIALIST = range(len(ROLES))


@dataclass(frozen=True, slots=True)
class Ties:
    """Working ties in compressed sparse rows: those of member i are ``target[start[i]:start[i+1]]``.

    start: (N+1,) int64; target: (T,) int32 member indices; weight: (T,) float64, or (0,) if all weigh 1.
    """

    start: NDArray[np.int64]
    target: NDArray[np.int32]
    weight: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Organisation:
    """Members in file order; the head reports to themself.

    ids, names: N strings (unique; may repeat), made when asked for where generated.
    key: (N,) int64, permanent, 0 <= key < 2**32, the seed of the member's random streams.
    manager: (N,) int32 indices. depth: (N,) int32, 1 for the head. level: (N,) int32, as given, else depth.
    department: (N,) int32 into ``departments``, sorted names. role: (N,) int8 into ROLES.
    customer_facing: (N,) bool, or None to take it from the scenario's departments.
    given: starting values per member by name: agenda, knows, wants, does, image (N,K), one row all NaN for a
    member without; trust, skill, reactance, anchor, proneness, ability (N,), NaN for a member without.
    committed: (N,) bool, who is committed to the founding strategy (ODD.md, 7.2), or None where nobody was chosen.
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

    @property
    def size(self) -> int:
        """Return the number of members."""
        return len(self.manager)

    @property
    def head(self) -> int:
        """Return the index of the head."""
        return int(np.flatnonzero(self.manager == np.arange(self.size))[0])
