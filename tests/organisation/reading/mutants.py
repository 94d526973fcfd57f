"""Mutated tables, charts and networks, and what must hold for each: it is refused with reasons, or no row is lost.

The tests try a few hundred. ``python -m tests.organisation.reading.mutants 3000`` tries 3,000, a third of each kind.
"""

import csv
import io
import json
import random
import re
import sys
from collections.abc import Sequence

from simalign.errors import InputError
from simalign.files.memory import MemoryFile
from simalign.files.table import Reading
from simalign.organisation.members import read_members
from simalign.organisation.record import Organisation, Ties
from simalign.organisation.ties import ONE_WAY, read_ties, sources

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
MANAGER = re.compile("(?i)manager|vorgesetzt|supervisor")
FIRST_LINE = re.compile(r"([\d,]+) rows?: ([\d,]+) (?:members?|rows? with (?:a tie|ties)), ([\d,]+) rows? left out")
REPEATED = re.compile(r"([\d,]+) rows? of a repeated tie added")


def table(rng: random.Random) -> tuple[bytes, int | None]:
    """A table and the number of its rows besides the header; None for a damaged one."""
    header = list(rng.choice(HEADERS))
    size = rng.randint(0, 12)
    rows = [[str(n), *(rng.choice(CELLS) for _ in header[1:])] for n in range(1, size + 1)]
    manager = next((n for n, name in enumerate(header) if MANAGER.search(name)), 0)
    sound = rng.random() < 0.6  # most managers are in the table
    for number, row in enumerate(rows, 1):
        if manager and sound and number > 1 and rng.random() < 0.9:
            row[manager] = str(rng.randint(1, number - 1))
        elif rng.random() < 0.7:
            row[rng.randrange(len(row))] = str(rng.randint(0, size))
    lines = [header, *rows]
    for _ in range(rng.randint(0, 3)):
        change = rng.randrange(7)
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
        elif change == 5:
            lines.insert(rng.randint(0, len(lines)), list(header))
        else:
            rng.shuffle(lines)
    text = io.StringIO()
    csv.writer(text, delimiter=rng.choice(",;\t|")).writerows(lines)
    data = text.getvalue().encode(rng.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"]), "replace")
    after = damaged(rng, data)
    first = "".join(lines[0]).strip("\ufeff ") if lines else ""  # a mark at the start of a file is not a cell
    filled = bool(first) + sum(any(cell.strip() for cell in line) for line in lines[1:])
    return after, filled - 1 if after == data else None


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
PEOPLE = ("1", "2", "3"), ("Ada", "Ben", "Cy")


def network(rng: random.Random) -> bytes:
    changed = bytearray(rng.choice(NETWORKS))
    for _ in range(rng.randint(0, 4)):
        changed[rng.randrange(len(changed))] = rng.choice(b'0123456789<>"=[]{},; \n*az')
    return bytes(changed)


def counts(account: Sequence[str]) -> tuple[int, int, int] | None:
    """The numbers of rows, of rows that are read and of rows that are left out; None without an account."""
    if not account:
        return None
    match = FIRST_LINE.fullmatch(account[0])
    assert match is not None, account[0]
    rows, read, out = (int(part.replace(",", "")) for part in match.groups())
    return rows, read, out


def refused(error: InputError) -> None:
    assert error.problems
    assert all(str(problem) for problem in error.problems)


def check_people(data: bytes, name: str, rows: int | None = None) -> Organisation | None:
    """Read people; None if they are refused. rows: of the table, if they are known."""
    try:
        organisation, reading = read_members(MemoryFile(name, data))
    except InputError as error:
        return refused(error)
    size = organisation.size
    reported = counts(reading.account)
    if reported is not None:
        assert reported[1] == size == reported[0] - reported[2]
    if rows is not None:
        assert rows == (size if reported is None else reported[0])
    assert len(set(organisation.ids)) == size
    assert (organisation.depth > 0).all()
    return organisation


def check_ties(data: bytes) -> Ties | None:
    """Read ties; None if they are refused."""
    try:
        ties, reading = read_ties(MemoryFile("ties", data), PEOPLE[0], names=PEOPLE[1])
    except InputError as error:
        return refused(error)
    if (reported := counts(reading.account)) is not None:
        repeated = [match for line in reading.account if (match := REPEATED.match(line))]
        extra = int(repeated[0][1]) if repeated else 0
        assert reported[0] - reported[2] == reported[1] == pairs(ties, reading) + extra
    return ties


def pairs(ties: Ties, reading: Reading) -> int:
    """The number of ties as listed, of which those of an undirected network count in both directions."""
    loops = int((sources(ties) == ties.target).sum())
    one_way = ONE_WAY in reading.notes or ", directed" in reading.format
    return len(ties.target) if one_way else loops + (len(ties.target) - loops) // 2


def attempt(kind: int, rng: random.Random) -> bool:
    """Try one mutated file; return whether it is read."""
    if kind == 0:
        data, rows = table(rng)
        return check_people(data, "people.csv", rows) is not None
    return check_people(records(rng), "people.json") is not None if kind == 1 else check_ties(network(rng)) is not None


def main(count: int) -> None:
    """Try many files and print how many of each kind are read."""
    for kind, name in enumerate(("tables", "charts", "networks")):
        tried = count // 3
        read = sum(attempt(kind, random.Random(f"{name} {seed}")) for seed in range(tried))
        print(f"{tried:,} mutated {name}: {read:,} read, {tried - read:,} refused with reasons")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3000)
