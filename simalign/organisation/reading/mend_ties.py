"""Match the ends of edges with members, and mend common faults of files of ties."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from simalign.errors import Problem
from simalign.files.cells import NUMBER, Column
from simalign.organisation.reading.account import Account
from simalign.organisation.reading.folding import bare, data
from simalign.organisation.reading.matching import AMBIGUOUS, KINDS, People

if TYPE_CHECKING:
    from simalign.organisation.edges import Edges


def mended(
    edges: "Edges", people: People, account: Account, repairs: Collection[str], problems: list[Problem]
) -> "Edges":
    """Return edges whose ends are ids of members, without those of other people, and with numbers as weights.

    repairs: the names of those that apply.
    """
    if "matching" in repairs:
        edges = _matched(edges, people, account)
    if "frequency" in repairs and edges.weight is not None:
        edges = replace(edges, weight=_numbers(edges.weight, account))
    return _without_strangers(edges, people, account, problems) if "strangers" in repairs else edges


def _matched(edges: "Edges", people: People, account: Account) -> "Edges":
    """Return edges with the id of the member that each end means, by the label of nodes that means most members."""
    ends = {cell for column in (edges.source, edges.target) for cell in column.cells if cell}
    schemes: dict[str, Mapping[str, str]] = {"": {}, **edges.labels}
    found = {
        name: {end: people.find(labels.get(end, end) if name else end) for end in ends}
        for name, labels in schemes.items()
    }
    known = {name: sum(person not in (None, AMBIGUOUS) for person, _ in ids.values()) for name, ids in found.items()}
    best = max(known, key=lambda name: known[name])
    if best:
        account.note("nodes", label=best)
    members = {end: people.ids[person] for end, (person, _) in found[best].items() if person not in (None, AMBIGUOUS)}
    kinds = Counter(kind for end, (_, kind) in found[best].items() if end in members)
    for kind in KINDS:
        if kind != "exact":
            account.add(f"end.{kind}", kinds[kind])

    def with_ids(column: Column) -> Column:
        return replace(column, cells=[cell and members.get(cell, cell) for cell in column.cells])

    return replace(edges, source=with_ids(edges.source), target=with_ids(edges.target), labels={})


def _numbers(column: Column, account: Account) -> Column:
    """Return a column of weights with numbers for words of frequency, if all its cells are words."""
    words = {bare(str(word)): str(value) for word, value in data("words.yaml")["frequency"].items()}
    filled = {cell for cell in column.cells if cell}
    if not filled or not all(bare(cell) in words for cell in filled) or any(map(NUMBER.fullmatch, filled)):
        return column
    used = ", ".join(f"{cell} {words[bare(cell)]}" for cell in sorted(filled, key=lambda c: -float(words[bare(c)])))
    account.note("frequency", "frequency", words=used)
    return replace(column, cells=[cell and words[bare(cell)] for cell in column.cells])


def _without_strangers(edges: "Edges", people: People, account: Account, problems: list[Problem]) -> "Edges":
    """Return edges between members only; a file without any such edge is refused."""
    known = set(people.ids)
    source, target = edges.source.cells, edges.target.cells
    inside = [
        one is None or two is None or (one in known and two in known) for one, two in zip(source, target, strict=True)
    ]
    if all(inside):
        return edges
    row = inside.index(False)
    stranger = next(cell for cell in (source[row], target[row]) if cell not in known)
    if not any(inside):
        message, allowed = "no tie is between members", "ids or names of the members file as ends of ties"
        problems.append(edges.source.problem(row, message, allowed))
        return _chosen(edges, inside)
    count = len(inside) - sum(inside)
    account.add("stranger", count, stranger or "", "strangers", rows=count)
    return _chosen(edges, inside)


def _chosen(edges: "Edges", inside: list[bool]) -> "Edges":
    """Return the edges that are marked."""

    def column(all_cells: Column) -> Column:
        rows = [row for row, stays in enumerate(inside) if stays]
        cells, lines = [all_cells.cells[row] for row in rows], tuple(all_cells.lines[row] for row in rows)
        return replace(all_cells, cells=cells, lines=lines, owner=lambda row: all_cells.owner(rows[row]))

    weight = None if edges.weight is None else column(edges.weight)
    return replace(edges, source=column(edges.source), target=column(edges.target), weight=weight)
