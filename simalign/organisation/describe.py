"""The description of an organisation in numbers and names that JSON can hold, made before any run."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.files.table import Reading
from simalign.organisation.record import MIDDLE, ROLES, SENIOR, SPECIALIST, Organisation
from simalign.organisation.ties import components, sources

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Span:
    """Direct reports of members who have any: mean, median, largest, and the manager with most; counts of managers by
    number of reports.
    """

    managers: int
    mean: float
    median: float
    largest: int
    largest_of: str
    distribution: dict[str, int]


@dataclass(frozen=True, slots=True)
class Department:
    """A department: its size, and its member nearest the head (of equals the first by key)."""

    name: str
    size: int
    lead: str


@dataclass(frozen=True, slots=True)
class Network:
    """Working ties, directed: a mutual tie counts twice. Shares are of ties between different members.

    looks_at: mean, least and greatest number of ties from a member. isolated: members without a tie to or from another,
    ten of them named. components: connected groups, without isolated members. largest: members of the largest
    component.
    """

    ties: int
    loops: int
    weighted: bool
    mutual_share: float
    cross_share: float
    looks_at_mean: float
    looks_at_least: int
    looks_at_most: int
    isolated: int
    isolated_named: tuple[str, ...]
    components: int
    largest: int


@dataclass(frozen=True, slots=True)
class Description:
    """An organisation in numbers and names, how its files were understood, and warnings about anything unusual."""

    size: int
    head: str
    seats_by_depth: tuple[int, ...]
    span: Span | None
    departments: tuple[Department, ...]
    roles: dict[str, int]
    customer_facing: int | None
    given: dict[str, int]
    network: Network
    files: tuple[Reading, ...]
    warnings: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the description as plain dictionaries and lists."""
        return asdict(self)


def describe(organisation: Organisation, readings: Sequence[Reading] = ()) -> Description:
    """Describe an organisation; ``readings`` report how its files were understood.

    >>> from simalign.organisation.generate import generate
    >>> made = describe(generate(7, 2, ["sales", "craft"], 2.0, 0.5, np.random.SeedSequence(1)))
    >>> made.seats_by_depth, made.span.mean, made.departments[0]
    ((1, 2, 4), 2.0, Department(name='craft', size=3, lead='3'))
    """
    reports = _reports(organisation)
    return Description(
        size=organisation.size,
        head=label(organisation, organisation.head),
        seats_by_depth=tuple(np.bincount(organisation.depth)[1:].tolist()),
        span=_span(organisation, reports),
        departments=_departments(organisation),
        roles=dict(zip(ROLES, np.bincount(organisation.role, minlength=len(ROLES)).tolist(), strict=True)),
        customer_facing=None if organisation.customer_facing is None else int(organisation.customer_facing.sum()),
        given={name: _members_with(values) for name, values in organisation.given.items()},
        network=_network(organisation),
        files=tuple(readings),
        warnings=_warnings(organisation, reports),
    )


def label(organisation: Organisation, seat: int) -> str:
    """Return the name of a member, with the id if the two differ."""
    name, own = organisation.names[seat], organisation.ids[seat]
    return own if name == own else f"{name} ({own})"


def _reports(organisation: Organisation) -> NDArray[np.int64]:
    """Count the direct reports of each member, (N,)."""
    below = organisation.manager[organisation.manager != np.arange(organisation.size)]
    return np.bincount(below, minlength=organisation.size)


def _members_with(values: NDArray[np.float64]) -> int:
    return int((~np.isnan(values.reshape(len(values), -1)[:, 0])).sum())


def _span(organisation: Organisation, reports: NDArray[np.int64]) -> Span | None:
    """Return the spans of control; None if nobody has reports."""
    spans = reports[reports > 0]
    if not spans.size:
        return None
    count, managers = np.unique(spans, return_counts=True)
    return Span(
        managers=len(spans),
        mean=float(spans.mean()),
        median=float(np.median(spans)),
        largest=int(spans.max()),
        largest_of=label(organisation, int(reports.argmax())),
        distribution={str(n): int(m) for n, m in zip(count, managers, strict=True)},
    )


def _departments(organisation: Organisation) -> tuple[Department, ...]:
    order = np.lexsort((organisation.key, organisation.depth, organisation.department))
    codes, first, sizes = np.unique(organisation.department[order], return_index=True, return_counts=True)
    return tuple(
        Department(organisation.departments[code], int(size), label(organisation, int(order[place])))
        for code, place, size in zip(codes, first, sizes, strict=True)
    )


def _network(organisation: Organisation) -> Network:
    size, ties = organisation.size, organisation.ties
    source, target = sources(ties), ties.target.astype(np.int64)
    between = source != target
    one, other = source[between], target[between]
    degree = np.diff(ties.start)
    alone = np.full(size, True)
    alone[one] = alone[other] = False
    groups = np.bincount(components(ties), minlength=size)
    return Network(
        ties=len(target),
        loops=int((~between).sum()),
        weighted=bool(ties.weight.size),
        mutual_share=_share(_among(other * size + one, one * size + other)),
        cross_share=_share(organisation.department[one] != organisation.department[other]),
        looks_at_mean=float(degree.mean()),
        looks_at_least=int(degree.min()),
        looks_at_most=int(degree.max()),
        isolated=int(alone.sum()),
        isolated_named=tuple(label(organisation, int(seat)) for seat in np.flatnonzero(alone)[:SHOWN]),
        components=int((groups > 1).sum()),
        largest=int(groups.max()),
    )


def _among(wanted: NDArray[np.int64], sorted_values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether each wanted value is among the sorted ones."""
    place = np.minimum(np.searchsorted(sorted_values, wanted), len(sorted_values) - 1)
    return np.equal(sorted_values[place], wanted)


def _share(held: NDArray[np.bool_]) -> float:
    return float(held.mean()) if held.size else 0.0


def _warnings(organisation: Organisation, reports: NDArray[np.int64]) -> tuple[str, ...]:
    """Return warnings about features that are unusual but not wrong."""
    manager, level, role = organisation.manager, organisation.level, organisation.role
    below = manager != np.arange(organisation.size)
    odd = {
        "a single report": reports == 1,
        "a level not below their manager's (1 is the top)": below & (level <= level[manager]),
        f"the role {ROLES[SPECIALIST]} and reports": (role == SPECIALIST) & (reports > 0),
        f"the role {ROLES[MIDDLE]} and no reports": (role == MIDDLE) & (reports == 0),
        f"the role {ROLES[SENIOR]} and neither reports nor the head as manager": (role == SENIOR)
        & (reports == 0)
        & (organisation.depth > 2),
    }
    return tuple(f"{int(who.sum())} with {what}: {_named(organisation, who)}" for what, who in odd.items() if who.any())


def _named(organisation: Organisation, who: NDArray[np.bool_]) -> str:
    seats = np.flatnonzero(who)
    more = [f"and {len(seats) - SHOWN} more"] if len(seats) > SHOWN else []
    return ", ".join([label(organisation, int(seat)) for seat in seats[:SHOWN]] + more)
