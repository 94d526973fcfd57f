"""Edges of a ties file, before their ends are matched with members."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from simalign.errors import InputError, Problem
from simalign.files.cells import Column, column_of
from simalign.files.table import Raw, Reading, Table, content, headed
from simalign.organisation.columns import TIE_COLUMNS, match_columns, reading_of, without
from simalign.organisation.reading.account import Account
from simalign.organisation.reading.choices import TIES, UNUSED, Choices
from simalign.organisation.reading.columns.header import find_header, looks_like_data, note_rows_above
from simalign.organisation.reading.columns.recognise import note_columns
from simalign.organisation.reading.columns.synonyms import meaning
from simalign.organisation.reading.folding import bare
from simalign.organisation.reading.formats.kinds import read_raw
from simalign.organisation.reading.formats.networks import NUMERIC, Network, matrix_of, network_kind, network_of
from simalign.texts.phrase import Phrase

REQUIRED = ("source", "target")
WEIGHT = "weight"
BLANKS = re.compile(r"\s+")
COMMENT = ("#", "%")
BY_BLANKS = Phrase("report.format.blanks")


@dataclass(frozen=True, slots=True)
class Edges:
    """The ends of edges, and their weights if any, as columns; ``directed`` is None if the file does not specify it.

    labels: names of the nodes, by the name of the label and the node. nodes: those that the file lists by themselves.
    """

    source: Column
    target: Column
    weight: Column | None
    directed: bool | None = None
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    nodes: tuple[str, ...] = ()


def read_edges(file: Path, choices: Choices, problems: list[Problem], account: Account) -> tuple[Edges, Reading]:
    """Read the edges of a file that is not GraphML, in its order; problems of its rows are added to ``problems``.

    Raises InputError if the file is not a network, a matrix or a table with the required columns.
    """
    network = network_of(file, content(file, "a CSV file"))
    if network is not None:
        return _of_network(file, network)
    raw = _split(read_raw(file, TIES, choices.sheet, choices.encoding), account)
    if (matrix := matrix_of(raw)) is not None:
        return _of_network(file, matrix)
    table = _with_header(raw, choices.columns, account)
    if "incomplete" in choices.repairs:
        table = _complete(table, account)
    return _of_table(table, choices.columns, problems, account)


def holds_edges(file: Path, choices: Choices) -> bool:
    """Return whether a file that is not GraphML is a network, a matrix or a list of edges, and not a list of people."""
    if network_kind(content(file, "a network")) is not None:
        return True
    try:
        raw = _split(read_raw(file, TIES, choices.sheet, choices.encoding), Account())
    except InputError:
        return False
    names = {meaning(cell) for cell in raw.rows[find_header(raw, set())] if cell}
    listed = set(REQUIRED) <= names and not names & {"id", "name", "email", "manager"}
    return listed or raw.format == BY_BLANKS or matrix_of(raw) is not None


def _complete(table: Table, account: Account) -> Table:
    """Return the table without rows with too many or too few cells."""
    width = len(table.header)
    kept = [(row, line) for row, line in zip(table.rows, table.lines, strict=True) if len(row) == width]
    count = len(table.rows) - len(kept)
    account.rows += count
    account.add("out.incomplete", count, repair="incomplete", rows=count)
    rows, lines = tuple(row for row, _ in kept), tuple(line for _, line in kept)
    return replace(table, rows=rows, lines=lines, problems=())


def _of_network(file: Path, network: Network) -> tuple[Edges, Reading]:
    """Return the edges of a network as columns, in which the number of an edge counts as its line."""

    def owner(row: int) -> str:
        return f"tie {network.edges[row][0]!r} -> {network.edges[row][1]!r}"

    lines = tuple(range(1, len(network.edges) + 1))

    def column(name: str, index: int) -> Column:
        return Column(file, name, [edge[index] for edge in network.edges], lines, owner)

    weight = replace(column(WEIGHT, 2), cells=[edge[2] or "1" for edge in network.edges]) if network.weighted else None
    used = {name: name for name in (*REQUIRED, *([WEIGHT] if network.weighted else []))}
    nodes = tuple(network.nodes)
    edges = Edges(column("source", 0), column("target", 1), weight, network.directed, network.labels, nodes)
    return edges, Reading(str(file), network.format, used)


def _split(raw: Raw, account: Account) -> Raw:
    """Return the rows without comments; rows of a single cell are split at blanks, if each has two or three parts."""
    kept = [(row, line) for row, line in zip(raw.rows, raw.lines, strict=True) if not row[0].startswith(COMMENT)]
    comments = len(raw.rows) - len(kept)
    single = [BLANKS.split(next(filter(None, row), "")) for row, _ in kept if sum(map(bool, row)) == 1]
    if len(single) == len(kept) and kept and {len(parts) for parts in single} <= {2, 3}:
        rows = [tuple(parts) for parts in single]
        raw = replace(raw, rows=rows, lines=[line for _, line in kept], format=BY_BLANKS)
    elif comments and kept and meaning(raw.rows[0][0].lstrip("#% ")) is None:
        raw = replace(raw, rows=[row for row, _ in kept], lines=[line for _, line in kept])
    else:
        return raw
    account.rows += comments
    account.add("comment", comments, rows=comments)
    return raw


def _with_header(raw: Raw, columns: Mapping[str, str], account: Account) -> Table:
    """Return the table below its header; without a header, the first two columns are the ends, a third one weights."""
    at = find_header(raw, set(columns.values()))
    row = raw.rows[at]
    known = {meaning(cell) for cell in row} & {*REQUIRED, WEIGHT} or set(row) & {*columns.values(), *REQUIRED, WEIGHT}
    if at == 0 and not columns and not known and len(row) in (2, 3) and _is_edge(row, raw.rows[1:]):
        account.note("ties.header", n=len(row))
        header = (*REQUIRED, WEIGHT)[: len(row)]
        return headed(replace(raw, rows=[header, *raw.rows], lines=[raw.lines[0], *raw.lines]), 0)
    note_rows_above(raw, at, account)
    return headed(raw, at)


def _is_edge(first: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> bool:
    """Return whether a first row is an edge: it looks like data, and any third cell is a number."""
    numbers = all(NUMERIC.fullmatch(cell) for cell in first[:2])
    return (numbers or looks_like_data(first, list(rows))) and (len(first) < 3 or bool(NUMERIC.fullmatch(first[2])))


def _of_table(
    table: Table, columns: Mapping[str, str], problems: list[Problem], account: Account
) -> tuple[Edges, Reading]:
    """Return the edges of a table as columns."""
    problems.extend(table.problems)
    guessed = {
        name: column
        for column in reversed(table.header)
        if (name := meaning(column)) in (*REQUIRED, WEIGHT) and name not in columns and name not in table.header
    }
    taken = {str(name): column for name, column in guessed.items() if column not in columns.values()}
    unweighted = columns.get(WEIGHT) == UNUSED and UNUSED not in table.header
    mapping = {name: column for name, column in {**taken, **columns}.items() if not unweighted or name != WEIGHT}
    indices = match_columns(table, TIE_COLUMNS, mapping, REQUIRED, () if unweighted else (WEIGHT,), problems)
    if not set(REQUIRED) <= set(indices):
        raise InputError(problems)
    if taken:
        note_columns(taken, account)

    def owner(row: int) -> str:
        cells = table.rows[row]
        return f"tie {cells[indices['source']]!r} -> {cells[indices['target']]!r}"

    source, target = (column_of(table, indices[name], owner) for name in REQUIRED)
    hint = without(WEIGHT, TIE_COLUMNS)
    weight = column_of(table, indices[WEIGHT], owner, hint) if WEIGHT in indices else None
    return Edges(source, target, weight, _direction(table)), reading_of(table, indices, (*REQUIRED, WEIGHT))


def _direction(table: Table) -> bool | None:
    """Return whether the edges are directed, if all cells of a column called Type are Directed or Undirected."""
    index = next((n for n, column in enumerate(table.header) if bare(column) == "type"), None)
    kinds = set() if index is None else {bare(cell or "") for cell in table.column(index)}
    return {frozenset({"directed"}): True, frozenset({"undirected"}): False}.get(frozenset(kinds))
