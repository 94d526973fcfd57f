"""Description of an organisation before any run, as numbers and names that JSON can represent."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.files.table import Reading
from simalign.organisation.record import MIDDLE, ROLES, SENIOR, SPECIALIST, Organisation
from simalign.organisation.ties import components, sources
from simalign.texts.phrase import Phrase

SHOWN = 10  # members named in a list


@dataclass(frozen=True, slots=True)
class Span:
    """The span of control: direct reports per manager.

    largest_of: the manager with the most reports. distribution: the number of managers by number of reports.
    """

    managers: int
    mean: float
    median: float
    largest: int
    largest_of: str
    distribution: dict[str, int]


@dataclass(frozen=True, slots=True)
class Department:
    """A department: its size, and its lead, the member nearest the head (of several, the one with the lowest key).

    kind: its kind of work, empty if it is not known here.
    """

    name: str
    size: int
    lead: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Network:
    """The network of working ties. They are directed: a mutual tie counts twice.

    mutual_share, cross_share: shares of ties between different members. looks_at_*: mean, minimum and maximum number
    of ties from a member. isolated: members without a tie to or from another member, ten of whom are named.
    components: connected components with more than one member. largest: number of members in the largest component.
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
    """The description of an organisation, with reports on its files, and warnings about unusual values."""

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


def describe(
    organisation: Organisation, readings: Sequence[Reading] = (), kinds: Mapping[str, str] | None = None
) -> Description:
    """Describe an organisation; ``readings``: reports on its files; ``kinds``: of the work of departments, by name.

    >>> from simalign.organisation.generate import generate
    >>> made = describe(generate(7, 2, ["sales", "craft"], 2.0, 0.5, np.random.SeedSequence(1)))
    >>> made.seats_by_depth, made.span.mean, made.departments[0]
    ((1, 2, 4), 2.0, Department(name='craft', size=3, lead='3', kind=''))
    """
    reports = _reports(organisation)
    return Description(
        size=organisation.size,
        head=_heads(organisation),
        seats_by_depth=tuple(np.bincount(organisation.depth)[1:].tolist()),
        span=_span(organisation, reports),
        departments=_departments(organisation, kinds or {}),
        roles=dict(zip(ROLES, np.bincount(organisation.role, minlength=len(ROLES)).tolist(), strict=True)),
        customer_facing=None if organisation.customer_facing is None else int(organisation.customer_facing.sum()),
        given={name: _members_with(values) for name, values in organisation.given.items()},
        network=_network(organisation),
        files=tuple(readings),
        warnings=_warnings(organisation, reports),
    )


def label(organisation: Organisation, member: int) -> str:
    """Return the name of a member, followed by the id if it differs."""
    name, identity = organisation.names[member], organisation.ids[member]
    return identity if name == identity else f"{name} ({identity})"


def _heads(organisation: Organisation) -> str:
    """Return the label of the head; of several, that of the first, and the number of others."""
    first, others = label(organisation, organisation.head), len(organisation.heads) - 1
    return Phrase("report.overview.heads", head=first, n=others) if others else first


def _reports(organisation: Organisation) -> NDArray[np.int64]:
    """Return the number of direct reports of each member, (N,)."""
    below = organisation.manager[organisation.manager != np.arange(organisation.size)]
    return np.bincount(below, minlength=organisation.size)


def _members_with(values: NDArray[np.float64]) -> int:
    """Return the number of members with a starting value; values: (N,) or (N, K)."""
    return int((~np.isnan(values.reshape(len(values), -1)[:, 0])).sum())


def _span(organisation: Organisation, reports: NDArray[np.int64]) -> Span | None:
    """Return the span of control; None if no member has reports."""
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


def _departments(organisation: Organisation, kinds: Mapping[str, str]) -> tuple[Department, ...]:
    order = np.lexsort((organisation.key, organisation.depth, organisation.department))
    codes, first, sizes = np.unique(organisation.department[order], return_index=True, return_counts=True)
    return tuple(
        Department(
            name := organisation.departments[code], int(size), label(organisation, int(order[row])), kinds.get(name, "")
        )
        for code, row, size in zip(codes, first, sizes, strict=True)
    )


def _network(organisation: Organisation) -> Network:
    size, ties = organisation.size, organisation.ties
    source, target = sources(ties), ties.target.astype(np.int64)
    between = source != target
    first, second = source[between], target[between]
    degree = np.diff(ties.start)
    alone = np.full(size, True)
    alone[first] = alone[second] = False
    groups = np.bincount(components(ties), minlength=size)
    return Network(
        ties=len(target),
        loops=int((~between).sum()),
        weighted=bool(ties.weight.size),
        mutual_share=_share(_among(second * size + first, first * size + second)),
        cross_share=_share(organisation.department[first] != organisation.department[second]),
        looks_at_mean=float(degree.mean()),
        looks_at_least=int(degree.min()),
        looks_at_most=int(degree.max()),
        isolated=int(alone.sum()),
        isolated_named=tuple(label(organisation, int(member)) for member in np.flatnonzero(alone)[:SHOWN]),
        components=int((groups > 1).sum()),
        largest=int(groups.max()),
    )


def _among(values: NDArray[np.int64], sorted_values: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return whether each value is among the sorted ones."""
    index = np.minimum(np.searchsorted(sorted_values, values), len(sorted_values) - 1)
    return np.equal(sorted_values[index], values)


def _share(flags: NDArray[np.bool_]) -> float:
    """Return the share of true flags, 0 without any flags."""
    return float(flags.mean()) if flags.size else 0.0


def _warnings(organisation: Organisation, reports: NDArray[np.int64]) -> tuple[str, ...]:
    """Return warnings about values that are valid, but unusual."""
    manager, level, role = organisation.manager, organisation.level, organisation.role
    below = manager != np.arange(organisation.size)
    unusual: tuple[tuple[str, dict[str, str], NDArray[np.bool_]], ...] = (
        ("single", {}, reports == 1),
        ("level", {}, below & (level <= level[manager])),
        ("reports", {"role": ROLES[SPECIALIST]}, (role == SPECIALIST) & (reports > 0)),
        ("alone", {"role": ROLES[MIDDLE]}, (role == MIDDLE) & (reports == 0)),
        ("alone", {"role": ROLES[SENIOR]}, (role == SENIOR) & (reports == 0) & below),
    )
    return tuple(
        Phrase(f"report.warning.{key}", n=str(int(flags.sum())), names=_named(organisation, flags), **values)
        for key, values, flags in unusual
        if flags.any()
    )


def _named(organisation: Organisation, flags: NDArray[np.bool_]) -> str | tuple[str, ...]:
    """Return the names of the flagged members, at most ten, as a value of a phrase."""
    members = np.flatnonzero(flags)
    names, more = tuple(label(organisation, int(member)) for member in members[:SHOWN]), len(members) - SHOWN
    return Phrase("report.warning.more", names=names, n=str(more)) if more > 0 else names
