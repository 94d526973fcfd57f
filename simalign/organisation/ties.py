"""Working ties from pairs of members or from a file, and their connected components.

A tie i -> j means that i observes j. All ties that this module makes are sorted by source and target, occur only once,
and have weights >= 0.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simalign.compiled import compilable
from simalign.errors import InputError, Problem, nearest
from simalign.files.cells import LARGEST, Column, numbers
from simalign.files.table import Reading, content
from simalign.organisation.edges import Edges, holds_edges, read_edges
from simalign.organisation.graphml import read_graphml
from simalign.organisation.reading.account import Account
from simalign.organisation.reading.choices import Choices
from simalign.organisation.reading.formats.kinds import GRAPHML, HEAD
from simalign.organisation.reading.matching import People
from simalign.organisation.reading.mend_ties import mended
from simalign.organisation.record import Ties
from simalign.texts.phrase import Phrase

SUGGESTIONS = 10  # problems that suggest a similar id
BOTH_WAYS, ONE_WAY = Phrase("report.note.ways.both"), Phrase("report.note.ways.one")


def ties_from_pairs(n: int, source: ArrayLike, target: ArrayLike, weight: ArrayLike | None = None) -> Ties:
    """Return directed ties among n members from the indices of their ends.

    source, target: (T,) indices. weight: (T,), at least 0, or None if all weights are 1. Raises ValueError for an index
    outside 0..n-1, a tie that occurs twice, and a negative or infinite weight.

    >>> ties_from_pairs(3, [2, 0, 0], [0, 2, 1]).target
    array([1, 2, 0], dtype=int32)
    """
    ends = np.asarray(source, np.int64), np.asarray(target, np.int64)
    for end in ends:
        if end.size and (end.min() < 0 or end.max() >= n):
            raise ValueError(f"a tie to a member outside 0..{n - 1}")
    keys = ends[0] * n + ends[1]
    weights = np.empty(0) if weight is None else np.asarray(weight, np.float64)
    if np.all(weights == 1.0):
        weights = np.empty(0)
        keys.sort()
    else:
        if not np.all((weights >= 0.0) & np.isfinite(weights)):
            raise ValueError("a weight that is negative or not finite")
        order = np.argsort(keys, kind="stable")
        keys, weights = keys[order], weights[order]
    if np.any(keys[1:] == keys[:-1]):
        raise ValueError("a tie that occurs twice")
    return Ties(*in_rows(n, keys), weights)


@compilable
def in_rows(n: int, keys: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return ``start`` and ``target`` of ties with the sorted keys ``n * source + target`` (T,)."""
    start = np.searchsorted(keys, np.arange(n + 1) * n).astype(np.int64)
    return start, (keys % max(n, 1)).astype(np.int32)


def joined(ties: Ties, more: Ties) -> Ties:
    """Return ties with those of ``more`` that they do not contain.

    >>> joined(ties_from_pairs(3, [0], [1], [2.0]), ties_from_pairs(3, [0, 2], [1, 1])).weight
    array([2., 1.])
    """
    return Ties(*joined_rows(ties.start, ties.target, ties.weight, more.start, more.target, more.weight))


@compilable
def joined_rows(
    start: NDArray[np.int64],
    target: NDArray[np.int32],
    weight: NDArray[np.float64],
    more_start: NDArray[np.int64],
    more_target: NDArray[np.int32],
    more_weight: NDArray[np.float64],
) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.float64]]:
    """Return ``start``, ``target`` and ``weight`` of the ties that ``joined`` returns."""
    n = len(start) - 1
    keys, extra = keys_of(start, target), keys_of(more_start, more_target)
    new = np.arange(len(extra))
    if len(keys) > 0:
        place = np.minimum(np.searchsorted(keys, extra), len(keys) - 1)
        new = np.flatnonzero(keys[place] != extra)
    whole = np.concatenate((keys, extra[new]))
    weights = weight if len(weight) > 0 else np.ones(len(target))
    more_weights = more_weight if len(more_weight) > 0 else np.ones(len(more_target))
    order = np.argsort(whole, kind="mergesort")
    all_weights = np.concatenate((weights, more_weights[new]))[order]
    rows = in_rows(n, whole[order])
    return rows[0], rows[1], np.empty(0) if np.all(all_weights == 1.0) else all_weights


@compilable
def keys_of(start: NDArray[np.int64], target: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return the key ``n * source + target`` of each tie among n members, (T,)."""
    n = len(start) - 1
    return (np.searchsorted(start, np.arange(len(target)), side="right") - 1) * n + target


def complete_ties(n: int, loops: bool) -> Ties:
    """Return ties from every member to every other one, and with ``loops`` also to themself.

    >>> complete_ties(3, loops=False).target
    array([1, 2, 0, 2, 0, 1], dtype=int32)
    """
    source, target = np.divmod(np.arange(n * n, dtype=np.int64), max(n, 1))
    used = np.full(n * n, True) if loops else source != target
    return ties_from_pairs(n, source[used], target[used])


def read_ties(
    path: Path | str,
    ids: Sequence[str] | None,
    mutual: bool | None = None,
    columns: Mapping[str, str] | None = None,
    names: Sequence[str] = (),
    choices: Choices | None = None,
) -> tuple[Ties, Reading]:
    """Read ties from an edge list, an adjacency matrix, GraphML, GEXF, GML, Pajek, UCINET DL or node-link JSON.

    ids, names: the ids and names of the members, of which an end of a tie may be either; without ids, any ends are
    accepted. mutual: whether a tie counts in both directions, as those of an undirected graph always do. By default, a
    tie of a directed graph does not, and one of a table does unless some pair is listed in both directions; the reading
    reports which. columns: the file's names of columns, or of the attribute ``weight``, by our names. Weights are >= 0,
    and 1 by default. Ties to oneself are allowed. choices: further choices of the user, whose columns are used
    unless ``columns`` are given. Repairs leave out ties of people who are not members, add the weights of repeated
    ties, and read words of frequency as weights.

    Raises InputError with all problems of the file: bad weights, no ties, and faults whose repair is switched off. For
    a file that cannot be parsed or lacks a required column, these are the problems up to that point.
    """
    file = path if isinstance(path, Path) else Path(path)
    chosen = choices or Choices()
    chosen = replace(chosen, columns=columns) if columns is not None else chosen
    problems: list[Problem] = []
    account = Account()
    edges, reading = edges_of(file, chosen, problems, account)
    account.rows += len(edges.source.cells)
    if not edges.source.cells:
        allowed = "at least one tie, or no file"
        problems.append(Problem("does not contain ties", file, edges.source.header_line, allowed=allowed))
    if ids is None:
        ids = sorted({cell for end in (edges.source, edges.target) for cell in end.cells if cell})
    edges = mended(edges, People(ids, names, names), account, chosen.repairs, problems)
    if edges.directed is not None:
        mutual = not edges.directed or bool(mutual)
    ties, both_ways = _ties(edges, ids, mutual, problems, account, chosen.repairs)
    reading = replace(reading, account=account.lines("ties"))
    note = BOTH_WAYS if both_ways else ONE_WAY
    return ties, reading if mutual is not None else replace(reading, notes=(*reading.notes, note))


def holds_network(file: Path, choices: Choices) -> bool:
    """Return whether a file is a network or a list of edges, and not a list of people."""
    return _is_graphml(file) or holds_edges(file, choices)


def _is_graphml(file: Path) -> bool:
    return file.suffix.lower() == ".graphml" or GRAPHML.search(content(file, "a CSV file")[:HEAD]) is not None


def edges_of(file: Path, choices: Choices, problems: list[Problem], account: Account) -> tuple[Edges, Reading]:
    """Read the edges of a file of any kind; problems of its rows are added to ``problems``. Raises InputError."""
    if _is_graphml(file):
        return read_graphml(file, choices.columns, problems)
    return read_edges(file, choices, problems, account)


def _ties(
    edges: Edges,
    ids: Sequence[str],
    mutual: bool | None,
    problems: list[Problem],
    account: Account,
    repairs: Collection[str],
) -> tuple[Ties, bool]:
    """Return the ties of edges between members, and whether they count in both directions.

    Raises InputError with all problems.
    """
    index = {name: member for member, name in enumerate(ids)}
    source, target = (_ends(column, index, problems) for column in (edges.source, edges.target))
    weight = None if edges.weight is None else _weights(edges.weight, problems)
    if mutual is None:
        listed = set(zip(source.tolist(), target.tolist(), strict=True))
        mutual = not any(i != j and (j, i) in listed for i, j in listed)
    if "repeats" not in repairs:
        _check_repeats(edges, source, target, mutual, problems)
    if problems:
        raise InputError(sorted(problems, key=lambda problem: problem.line or 0))
    source, target, weight = _added(len(ids), source, target, weight, mutual, account)
    if mutual:
        between = np.flatnonzero(source != target)
        source, target = np.concatenate([source, target[between]]), np.concatenate([target, source[between]])
        weight = None if weight is None else np.concatenate([weight, weight[between]])
    return ties_from_pairs(len(ids), source, target, weight), mutual


def _added(
    n: int,
    source: NDArray[np.int64],
    target: NDArray[np.int64],
    weight: NDArray[np.float64] | None,
    mutual: bool,
    account: Account,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64] | None]:
    """Return each tie once, with the sum of the weights of all edges that are this tie, in the order of the file."""
    first, second = (np.minimum(source, target), np.maximum(source, target)) if mutual else (source, target)
    _, rows, inverse = np.unique(first * n + second, return_index=True, return_inverse=True)
    repeated = len(source) - len(rows)
    if not repeated:
        return source, target, weight
    sums = np.bincount(inverse, np.ones(len(source)) if weight is None else weight)
    order = np.argsort(rows)
    account.add("added", repeated, repair="repeats")
    return source[rows[order]], target[rows[order]], sums[order]


def _ends(column: Column, index: Mapping[str, int], problems: list[Problem]) -> NDArray[np.int64]:
    """Return the members at one end of the edges, (T,); -1 for an unreadable cell or an unknown id."""
    unknown = 0
    for row, cell in enumerate(column.cells):
        if cell is not None and cell not in index:
            unknown += 1
            hint = nearest(cell, index) if unknown <= SUGGESTIONS else ""
            problems.append(column.problem(row, f"not a member{hint}", "an id of the members file"))
    return np.array([-1 if cell is None else index.get(cell, -1) for cell in column.cells], np.int64)


def _weights(column: Column, problems: list[Problem]) -> NDArray[np.float64]:
    for row, cell in enumerate(column.cells):
        if cell == "":
            allowed = f"a number from 0 to {LARGEST:.10g}"
            problems.append(column.problem(row, "the weight is empty", allowed))
    return numbers(column, 0, LARGEST, problems)


def _check_repeats(
    edges: Edges, source: NDArray[np.int64], target: NDArray[np.int64], mutual: bool, problems: list[Problem]
) -> None:
    """Add a problem for each tie that is listed again."""
    allowed = "each tie once, in one direction, because ties are mutual" if mutual else "each tie once"
    lines, key = edges.source.lines, f"{edges.source.name}, {edges.target.name}"
    first: dict[tuple[int, int], int] = {}
    for row, ends in enumerate(zip(source.tolist(), target.tolist(), strict=True)):
        if min(ends) < 0:
            continue
        before = first.setdefault((min(ends), max(ends)) if mutual else ends, row)
        if before != row:
            message = f"a tie that is listed again; first on line {lines[before]}"
            value = f"{edges.source.cells[row]}, {edges.target.cells[row]}"
            cause = "again"
            problems.append(Problem(message, edges.source.file, lines[row], key, value, allowed, cause))


def sources(ties: Ties) -> NDArray[np.int64]:
    """Return the member at the source of each tie, (T,)."""
    return np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start))


def components(ties: Ties) -> NDArray[np.int64]:
    """Return the first member of each member's connected component, (N,), with ties in either direction.

    Each round joins the first members of components that are connected to the smaller one; a few rounds are enough
    (Shiloach and Vishkin 1982, Journal of Algorithms 3, 57-67).

    >>> components(Ties(np.array([0, 0, 1, 1]), np.array([0]), np.empty(0)))
    array([0, 0, 2])
    """
    first = np.arange(len(ties.start) - 1)
    source, target = sources(ties), ties.target
    while True:
        a, b = first[source], first[target]
        apart = a != b
        if not apart.any():
            return first
        a, b, source, target = a[apart], b[apart], source[apart], target[apart]
        np.minimum.at(first, np.maximum(a, b), np.minimum(a, b))
        while np.any(first != (above := first[first])):
            first = above
