"""Mutated tables, records and networks: no exception but InputError, and no row is lost without a report.

The seeds are fixed, so nothing here is random from one run to the next.
"""

import csv
import io
import json
import random
import re

import pytest

from simalign.errors import InputError
from simalign.files.memory import MemoryFile
from simalign.organisation.members import read_members
from simalign.organisation.record import Organisation
from simalign.organisation.ties import read_ties

HEADERS = (
    ["id", "name", "manager", "department"],
    ["Employee ID", "Worker", "Manager ID", "Supervisory Organization", "Status", "FTE"],
    ["Personalnummer", "Nachname", "Vorname", "Vorgesetzter", "Abteilung"],
    ["First Name", "Last Name", "Work Email", "Supervisor email", "Termination Date"],
    ["unit", "parent unit", "head"],
    ["a", "b", "c"],
)
CELLS = (
    "", "0", "NULL", "nan", "-", "XX", "Vacant", "Total", "TBH - Analyst", "Board of Directors", "1;2", "2, 3", "1 / 2",
    "007", "7.0", "=1+1", "@cmd", "+49 1", "Ada Holm", "Holm, Ada", "Ada Holm (3)", "(1) (2) (3)", "CN=Ada,OU=x",
    "ada@x.example", "ADA@X.EXAMPLE", "Terminated", "Active", "2020-01-01", "31.12.9999", "0,5", "1e999", "\ufeff", "İ",
    "ﬁ", "\u202eabc", "x" * 300, '"', "a\nb", "12", "3", "4",
)  # fmt: skip
FIRST_LINE = re.compile(r"([\d,]+) rows?: ([\d,]+) members?(?:, (\d+) added)?, ([\d,]+) rows? left out")


def table(rng: random.Random) -> bytes:
    header = list(rng.choice(HEADERS))
    size = rng.randint(0, 12)
    rows = [[str(n), *(rng.choice(CELLS) for _ in header[1:])] for n in range(1, size + 1)]
    for row in rows:
        if rng.random() < 0.7:
            row[rng.randrange(len(row))] = str(rng.randint(0, size))
    lines = [header, *rows]
    for _ in range(rng.randint(0, 3)):
        change = rng.randrange(6)
        if change == 0:
            lines.insert(0, [rng.choice(CELLS)] * rng.randint(1, 3))
        elif change == 1:
            lines.append(["Total", str(size)])
        elif change == 2 and lines:
            lines.append(list(rng.choice(lines)))
        elif change == 3 and lines:
            rng.choice(lines).append(rng.choice(CELLS))
        elif change == 4 and lines:
            lines.pop(rng.randrange(len(lines)))
        else:
            rng.shuffle(lines)
    text = io.StringIO()
    csv.writer(text, delimiter=rng.choice(",;\t|")).writerows(lines)
    return damaged(rng, text.getvalue().encode(rng.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), "replace"))


def damaged(rng: random.Random, data: bytes) -> bytes:
    """Return data with a few bytes changed, in one of five cases."""
    if not data or rng.random() > 0.2:
        return data
    changed = bytearray(data)
    for _ in range(rng.randint(1, 5)):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed[: rng.randint(1, len(changed))])


def record(rng: random.Random, depth: int) -> object:
    if rng.random() < 0.15:
        return rng.choice([None, 3, "x", [], [1, [2]], {}, True, 1e308])
    keys = rng.sample(
        ["id", "name", "manager", "reports_to", "children", "reports", "department", "type", "nodes", "links"], 5
    )
    return {
        key: [record(rng, depth - 1) for _ in range(rng.randint(0, 3))]
        if depth and key in ("children", "reports", "nodes", "links")
        else rng.choice([*CELLS, 1, 2.0, None, ["a", "b"], {"id": 1}, {"name": "Ada"}])
        for key in keys
    }


def records(rng: random.Random) -> bytes:
    value = [record(rng, 3) for _ in range(rng.randint(0, 6))] if rng.random() < 0.6 else record(rng, 4)
    return damaged(rng, json.dumps(value, indent=rng.choice([None, 1])).encode())


NETWORKS = (
    b'<?xml version="1.0"?><gexf xmlns="http://gexf.net/1.3" version="1.3"><graph defaultedgetype="undirected"><nodes>'
    b'<node id="1" label="Ada"/><node id="2" label="Ben"/></nodes><edges><edge id="0" source="1" target="2"/></edges>'
    b"</graph></gexf>",
    b'graph [ node [ id 1 label "Ada" ] node [ id 2 label "Ben" ] edge [ source 1 target 2 value 3 ] ]',
    b'*Vertices 2\n1 "Ada"\n2 "Ben"\n*Arcs\n1 2 1\n',
    b"dl n=2 format=fullmatrix\nlabels:\nAda,Ben\ndata:\n0 1\n1 0\n",
    b"dl n=2 format=edgelist1\nlabels:\n1,2\ndata:\n1 2 3\n",
    b'{"nodes": [{"id": 1}, {"id": 2}], "links": [{"source": 1, "target": 2}]}',
    b",1,2\n1,0,1\n2,1,0\n",
    b"source,target,weight\n1,2,daily\n2,3,weekly\n",
    b"# comment\n1 2\n2 3\n",
    b'<graphml><graph edgedefault="directed"><node id="1"/><edge source="1" target="2"/></graph></graphml>',
)


def check(data: bytes, name: str) -> Organisation | None:
    """Read people; None if they are refused. Whatever is read has as many members and reported rows as rows."""
    try:
        organisation, reading = read_members(MemoryFile(name, data))
    except InputError as error:
        assert error.problems
        assert all(isinstance(str(problem), str) for problem in error.problems)
        return None
    if reading.account:
        match = re.fullmatch(
            r"([\d,]+) rows?: ([\d,]+) members?(?:, (\d+) added)?, ([\d,]+) rows? left out", reading.account[0]
        )
        assert match is not None
        rows, members, added, out = (int((part or "0").replace(",", "")) for part in match.groups())
        assert members == organisation.size == rows + added - out
    assert len(set(organisation.ids)) == organisation.size
    return organisation


@pytest.mark.parametrize("seed", range(20))
def test_mutated_tables(seed: int) -> None:
    rng = random.Random(seed)
    kinds = [check(table(rng), "people.csv") is not None for _ in range(20)]
    assert len(kinds) == 20


def test_some_mutated_tables_are_read_and_some_refused() -> None:
    rng = random.Random(1)
    kinds = {check(table(rng), "people.csv") is not None for _ in range(100)}
    assert kinds == {True, False}


@pytest.mark.parametrize("seed", range(10))
def test_mutated_records(seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(20):
        check(records(rng), "people.json")


@pytest.mark.parametrize("network", NETWORKS)
def test_mutated_networks(network: bytes) -> None:
    rng = random.Random(7)
    read_ties(MemoryFile("ties", network), ("1", "2", "3"), names=("Ada", "Ben", "Cy"))
    for _ in range(20):
        changed = bytearray(network)
        for _ in range(rng.randint(1, 4)):
            changed[rng.randrange(len(changed))] = rng.choice(b'0123456789<>"=[]{},; \n*az')
        try:
            read_ties(MemoryFile("ties", bytes(changed)), ("1", "2", "3"), names=("Ada", "Ben", "Cy"))
        except InputError as error:
            assert error.problems


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'[{"children":' * 50_000,
        b"- " * 50_000 + b"a: 1",
        b"(" * 100_000,
        b"\xff" * 1000,
    ],
)
def test_deep_or_odd_files(data: bytes) -> None:
    assert check(data, "people.json") is None


def test_a_deep_chart_is_read() -> None:
    size = 300
    text = "".join(f'{{"id": {n}, "children": [' for n in range(size)) + "]}" * size
    organisation = check(text.encode(), "people.json")
    assert organisation is not None
    assert organisation.depth.max() == size
