"""Generation of an organisation of a given size from a random seed (ODD.md, section 7.2).

It uses only uniform draws of PCG64, integer arithmetic and sorting of integers, so that a seed gives the same bytes on
any machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from simalign.compiled import compilable
from simalign.organisation.record import SENIOR, Organisation, Ties
from simalign.organisation.ties import in_rows
from simalign.organisation.tree import roles
from simalign.pcg64 import Words, generator, integers
from simalign.scenario.organisation import HEAD_DEPARTMENT

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Numbered(Sequence[str]):
    """The names "1", "2", ... of ``size`` members, made when they are used.

    >>> list(Numbered(3)), Numbered(3)[-1]
    (['1', '2', '3'], '3')
    """

    size: int

    def __len__(self) -> int:
        """Return the number of members."""
        return self.size

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        """Return the name at an index, or the names of a slice."""
        numbers = range(1, self.size + 1)
        return tuple(map(str, numbers[index])) if isinstance(index, slice) else str(numbers[index])


def generate(
    size: int,
    span: int,
    departments: Sequence[str],
    degree: float,
    cross: float,
    seed: np.random.SeedSequence,
) -> Organisation:
    """Generate an organisation of ``size`` members, each manager with about ``span`` direct reports.

    Only the head is in the department ``management``; the head's direct reports receive the other ``departments`` in
    turn, and everyone below has the department of their manager.

    degree: mean number of working ties per member. cross: share of them between departments, in [0, 1]. If there are
    too few pairs of one kind, pairs of the other kind replace them; if there are too few pairs in total, all are tied.

    Raises ValueError for a size or span below 1, a negative or infinite degree, and a cross outside [0, 1].

    >>> small = generate(4, 2, ["sales", "craft"], 1.0, 0.0, np.random.SeedSequence(1))
    >>> small.manager, small.departments, small.department
    (array([0, 0, 0, 1], dtype=int32), ('craft', 'management', 'sales'), array([1, 2, 0, 2], dtype=int32))
    """
    if size < 1 or span < 1:
        raise ValueError(f"size and span must be at least 1 (given: {size}, {span})")
    if not (0 <= degree < np.inf and 0 <= cross <= 1):
        raise ValueError(f"degree must be at least 0 and cross from 0 to 1 (given: {degree}, {cross})")
    manager, depth, role = tree(size, span)
    known = sorted({HEAD_DEPARTMENT, *departments})
    others = np.array([known.index(name) for name in departments if name != HEAD_DEPARTMENT], np.int64)
    department, used = departments_of(manager, depth, known.index(HEAD_DEPARTMENT), others)
    stream = generator(np.asarray(seed.generate_state(4, np.uint64), np.uint64))
    return Organisation(
        ids=Numbered(size),
        names=Numbered(size),
        key=np.arange(size, dtype=np.int64),
        manager=manager,
        depth=depth,
        level=depth,
        department=department,
        departments=tuple(known[number] for number in used),
        role=role,
        ties=draw_ties(department, degree, cross, stream),
    )


@compilable
def tree(size: int, span: int) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int8]]:
    """Return the manager, depth and role of each member, (N,): levels of 1, s, s^2, ... members, and one of the rest.

    Members of the first two levels are senior managers, even with nobody below (ODD 7.2).
    """
    manager = np.zeros(size, np.int32)
    depth = np.ones(size, np.int32)
    above, begin, level = 1, 1, 2
    while begin < size:
        count = min(above * span, size - begin)
        manager[begin : begin + count] = begin - above + np.arange(count) * above // count
        depth[begin : begin + count] = level
        above, begin, level = count, begin + count, level + 1
    role = roles(manager, depth)
    role[depth <= 2] = SENIOR
    return manager, depth, role


@compilable
def departments_of(
    manager: NDArray[np.int32], depth: NDArray[np.int32], head: int, others: Whole
) -> tuple[NDArray[np.int32], Whole]:
    """Return the department of each member, (N,), as an index of the sorted numbers of those that are used.

    head: the number of the head's department. others: the numbers that the head's reports receive in turn.
    """
    counts = np.bincount(depth)
    reports = counts[2] if len(counts) > 2 else 0
    given = others[:reports] if len(others) > 0 else np.full(min(reports, 1), head)
    is_used = np.zeros(max(head, int(np.max(others)) if len(others) > 0 else 0) + 1, np.bool_)
    is_used[given] = True
    is_used[head] = True
    used = np.flatnonzero(is_used)
    turn = np.searchsorted(used, given)
    department = np.full(len(manager), np.searchsorted(used, head), np.int32)
    if reports > 0:
        department[1 : 1 + reports] = turn[np.arange(reports) % len(turn)]
    begin = 1 + reports
    for count in counts[3:]:
        department[begin : begin + count] = department[manager[begin : begin + count]]
        begin += count
    return department, used


def draw_ties(department: NDArray[np.int32], degree: float, cross: float, stream: Words) -> Ties:
    """Draw round(N * degree / 2) mutual ties, a share ``cross`` of them between departments.

    stream: the state of a generator, see ``pcg64.generator``.
    """
    return Ties(*drawn_rows(department, degree, cross, stream), np.empty(0))


@compilable
def drawn_rows(
    department: NDArray[np.int32], degree: float, cross: float, stream: Words
) -> tuple[Whole, NDArray[np.int32]]:
    """Return ``start`` and ``target`` of the ties that ``draw_ties`` draws."""
    size = len(department)
    members = np.argsort(department, kind="mergesort")
    count = np.bincount(department)
    after = size - np.cumsum(count)
    inside, across = int(np.sum(count * (count - 1) // 2)), int(np.sum(count * after))
    pairs = round(min(size * degree / 2.0, float(inside + across)))
    crossing = min(max(round(pairs * cross), pairs - inside), across)
    first, second = _pairs_within(distinct(pairs - crossing, inside, stream), count)
    earlier, later = _pairs_between(distinct(crossing, across, stream), count)
    source, target = members[np.concatenate((first, earlier))], members[np.concatenate((second, later))]
    return in_rows(size, np.sort(np.concatenate((source * size + target, target * size + source))))


@compilable
def distinct(count: int, below: int, stream: Words) -> Whole:
    """Draw ``count`` different integers in [0, below), sorted; every set has the same probability.

    >>> distinct(3, 3, generator(np.arange(4, dtype=np.uint64)))
    array([0, 1, 2])
    """
    complement = count > below // 2
    number = below - count if complement else count
    chosen = np.empty(0, np.int64)
    while len(chosen) < number:
        more = np.sort(np.concatenate((chosen, integers(stream, below, number - len(chosen)))))
        new = np.ones(len(more), np.bool_)
        new[1:] = more[1:] > more[:-1]
        chosen = more[new]
    if not complement:
        return chosen
    remains = np.ones(below, np.bool_)
    remains[chosen] = False
    return np.flatnonzero(remains)


@compilable
def _pairs_within(rank: Whole, count: Whole) -> tuple[Whole, Whole]:
    """Return the pairs of members of one department that have these ranks, as indices in department order.

    In a department of n members the pairs are (i, i + 1), then (i, i + 2), ... around a circle, n for each distance.
    """
    block = np.cumsum(count * (count - 1) // 2)
    d = np.searchsorted(block, rank, side="right")
    n, first = count[d], (np.cumsum(count) - count)[d]
    inside = rank - block[d] + n * (n - 1) // 2  # rank in the department
    i, distance = inside % n, inside // n
    return first + i, first + (i + 1 + distance) % n


@compilable
def _pairs_between(rank: Whole, count: Whole) -> tuple[Whole, Whole]:
    """Return the pairs of a member and one of a later department that have these ranks, as in ``_pairs_within``."""
    last = np.cumsum(count)
    after = last[-1] - last
    block = np.cumsum(count * after)
    d = np.searchsorted(block, rank, side="right")
    inside = rank - block[d] + (count * after)[d]  # rank among the pairs of the first department
    return (last - count)[d] + inside // after[d], last[d] + inside % after[d]
