"""Generation of an organisation of a given size from a random seed (ODD.md, section 7.2).

It uses only uniform draws of PCG64, integer arithmetic and sorting of integers, so that a seed gives the same bytes on
any machine.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np
from numpy.typing import NDArray

from simalign.organisation.record import SENIOR, Organisation, Ties
from simalign.organisation.ties import ties_from_pairs
from simalign.organisation.tree import roles
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
    manager, depth = _tree(size, span)
    department, names = _departments(manager, depth, departments)
    return Organisation(
        ids=Numbered(size),
        names=Numbered(size),
        key=np.arange(size, dtype=np.int64),
        manager=manager,
        depth=depth,
        level=depth,
        department=department,
        departments=names,
        role=np.where(depth <= 2, SENIOR, roles(manager, depth)).astype(np.int8),  # even with nobody below (ODD 7.2)
        ties=draw_ties(department, degree, cross, np.random.Generator(np.random.PCG64(seed))),
    )


def _tree(size: int, span: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the manager and depth of each member, (N,): levels of 1, s, s^2, ... members, and one with the rest."""
    manager = np.zeros(size, np.int32)
    depth = np.ones(size, np.int32)
    above, begin, level = 1, 1, 2
    while begin < size:
        count = min(above * span, size - begin)
        members = slice(begin, begin + count)
        manager[members] = begin - above + np.arange(count, dtype=np.int64) * above // count
        depth[members] = level
        above, begin, level = count, begin + count, level + 1
    return manager, depth


def _departments(
    manager: NDArray[np.int32], depth: NDArray[np.int32], names: Sequence[str]
) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Return the department of each member, (N,), and the sorted names of departments with members."""
    others = [name for name in names if name != HEAD_DEPARTMENT] or [HEAD_DEPARTMENT]
    counts = np.bincount(depth)
    reports = int(counts[2]) if len(counts) > 2 else 0
    used = tuple(sorted({HEAD_DEPARTMENT, *others[:reports]}))
    turn = np.array([used.index(name) for name in others[:reports]], np.int32)
    department = np.full(len(manager), used.index(HEAD_DEPARTMENT), np.int32)
    department[1 : 1 + reports] = np.resize(turn, reports)
    begin = 1 + reports
    for count in counts[3:].tolist():
        department[begin : begin + count] = department[manager[begin : begin + count]]
        begin += count
    return department, used


def draw_ties(department: NDArray[np.int32], degree: float, cross: float, rng: np.random.Generator) -> Ties:
    """Draw round(N * degree / 2) mutual ties, a share ``cross`` of them between departments."""
    size = len(department)
    members = np.argsort(department, kind="stable")
    count = np.bincount(department).astype(np.int64)
    after = size - np.cumsum(count)
    inside, across = int((count * (count - 1) // 2).sum()), int((count * after).sum())
    pairs = round(min(size * degree / 2, inside + across))
    crossing = min(max(round(pairs * cross), pairs - inside), across)
    within = _pairs_within(distinct(pairs - crossing, inside, rng), count)
    between = _pairs_between(distinct(crossing, across, rng), count)
    first, second = (members[np.concatenate(ends)] for ends in zip(within, between, strict=True))
    return ties_from_pairs(size, np.concatenate([first, second]), np.concatenate([second, first]))


def distinct(count: int, below: int, rng: np.random.Generator) -> Whole:
    """Draw ``count`` different integers in [0, below), sorted; every set has the same probability.

    >>> distinct(3, 3, np.random.default_rng(1))
    array([0, 1, 2])
    """
    if count > below // 2:
        return np.delete(np.arange(below), distinct(below - count, below, rng))
    chosen = np.empty(0, np.int64)
    while len(chosen) < count:
        more = rng.integers(0, below, size=count - len(chosen))
        chosen = np.sort(np.concatenate([chosen, more]))
        chosen = chosen[np.diff(chosen, prepend=-1) > 0]  # np.unique hashes, ten times slower
    return chosen


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


def _pairs_between(rank: Whole, count: Whole) -> tuple[Whole, Whole]:
    """Return the pairs of a member and one of a later department that have these ranks, as in ``_pairs_within``."""
    last = np.cumsum(count)
    after = last[-1] - last
    block = np.cumsum(count * after)
    d = np.searchsorted(block, rank, side="right")
    inside = rank - block[d] + (count * after)[d]  # rank among the pairs of the first department
    return (last - count)[d] + inside // after[d], last[d] + inside % after[d]
