"""Every broken file is refused with all that is wrong: line, column, value given, what is allowed, whose.

Repairs are switched off here, so that the checks behind them are tested.
"""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from simalign.errors import InputError
from simalign.organisation.members import read_members
from simalign.organisation.reading.choices import Choices
from simalign.organisation.ties import read_ties

FOLDER = Path(__file__).parents[1] / "bad" / "organisations"
GOALS = ("growth", "quality", "craft")
IDS = ("ann", "bo", "cy")

SHARE = "a number from 0 to 1; or --columns {0}=- to leave the column out"
TRUST, SKILL = SHARE.format("trust"), SHARE.format("skill")
WEIGHT = "a number from 0 to 1000000000"
WITHOUT = "; or --columns {}=- to leave the column out"
OF_TIE = f"{WEIGHT}; or --tie-columns weight=- to leave the column out"
LEVEL = "a whole number from 1 to 100" + WITHOUT.format("level")
ENCODINGS = "UTF-8, UTF-16 with a byte order mark, or Windows-1252"
LEAVE_OUT = "; or --repair incomplete to leave out such rows"
CELLS = f'cells, as in the header ("quote" a cell that contains the delimiter){LEAVE_OUT}'
TREE = "managers without a cycle; or --no-hierarchy to treat everybody as equals"
ONE_HEAD = "one member with an empty manager or their own id as manager"
YES_NO = "yes, no, true, false, 1, 0" + WITHOUT.format("customer_facing")
KEYS = "each key once (the default is the index of the row, from 0)" + WITHOUT.format("key")
NO_ID = "an id of this file; or --repair unknown to take such managers as nobody"
ONCE = "each id once; or --repair twice to use the first row of each person"
GRAPHML = "GraphML with one graph"
XML_ENCODINGS = "UTF-8, UTF-16 or an encoding with one byte per character"
END = "the id of a node"
STRANGER = "an id of the members file"
ONE_TIE = "at least one tie, or no file"
NO_TIE_TWICE = "each tie once, in one direction, because ties are mutual"

# file: for each problem (line, key, value given, allowed, words of the message)
EXPECTED: dict[str, list[tuple[int, str | None, object, str, str]]] = {
    "members_agenda_all_zero.csv": [
        (3, "agenda_growth", "0", "at least one weight above 0", "member 'bo': all weights are zero")
    ],
    "members_agenda_negative.csv": [(3, "agenda_quality", "-1", WEIGHT, "member 'bo': out of range")],
    "members_agenda_partly_empty.csv": [
        (3, "agenda_quality", "", "all weights of a row, or none", "member 'bo': some weights are empty")
    ],
    "members_agenda_some_goals.csv": [
        (
            1,
            "agenda",
            "agenda_growth, agenda_craft",
            "all of agenda_growth, agenda_quality, agenda_craft, or none",
            "only some of the goals; missing: agenda_quality",
        )
    ],
    "members_agenda_unknown_goal.csv": [
        (
            1,
            "agenda_qualty",
            "agenda_qualty",
            "agenda_growth, agenda_quality, agenda_craft",
            "unknown goal; did you mean 'agenda_quality'?",
        )
    ],
    "members_cells_too_few.csv": [(3, None, 2, f"3 {CELLS}", "too few cells in the row of 'bo'")],
    "members_cells_too_many.csv": [(3, None, 4, f"3 {CELLS}", "too many cells in the row of 'bo'")],
    "members_circle.csv": [(3, "manager", "cy", TREE, "member 'bo': a cycle of managers: bo -> cy -> dee -> bo")],
    "members_column_missing.csv": [
        (
            1,
            "manager",
            "id, manger",
            "a column 'manager', or a mapping: --columns manager=NAME (in YAML, columns: {manager: NAME})"
            "; or --no-hierarchy to treat everybody as equals",
            "no such column; did you mean 'manger'?",
        )
    ],
    "members_column_twice.csv": [(1, "id", "id", "each column name once", "two columns have this name")],
    "members_customer_facing_maybe.csv": [
        (3, "customer_facing", "maybe", YES_NO, "member 'bo': not one of the allowed words"),
        (4, "customer_facing", "", YES_NO, "member 'cy': empty"),
    ],
    "members_department_empty.csv": [
        (3, "department", "", "a name for every member" + WITHOUT.format("department"), "member 'bo': no department")
    ],
    "members_empty.csv": [(1, None, None, "a header and one row for each entry", "the file is empty")],
    "members_header_only.csv": [(1, None, None, "one row for each member", "no members below the header")],
    "members_id_empty.csv": [(3, "id", "", f"an id{LEAVE_OUT}", "a member without an id")],
    "members_id_twice.csv": [(5, "id", "bo", ONCE, "member 'bo' is listed again; first on line 3")],
    "members_key_out_of_range.csv": [
        (
            3,
            "key",
            "4294967296",
            "a whole number from 0 to 4294967295" + WITHOUT.format("key"),
            "member 'bo': out of range",
        )
    ],
    "members_key_twice.csv": [
        (3, "key", "7", KEYS, "member 'bo': a key that occurs again: key 7 is that of member 'ann' on line 2"),
    ],
    "members_level_fraction.csv": [(3, "level", "2.5", LEVEL, "member 'bo': not a whole number")],
    "members_level_zero.csv": [(2, "level", "0", LEVEL, "member 'ann': out of range")],
    "members_line_after_newline_in_cell.csv": [(5, "trust", "2", TRUST, "member 'bo': out of range")],
    "members_manager_unknown.csv": [(4, "manager", "ane", NO_ID, "member 'cy': the manager is not in the file")],
    "members_many_problems.csv": [
        (
            3,
            "manager",
            "zoe",
            NO_ID,
            "member 'bo': the manager is not in the file",
        ),
        (3, "trust", "high", TRUST, "member 'bo': not a number"),
        (4, "id", "ann", ONCE, "member 'ann' is listed again; first on line 2"),
        (4, "level", "two", LEVEL, "member 'ann': not a number"),
        (4, "trust", "1.5", TRUST, "member 'ann': out of range"),
        (5, None, 3, f"4 {CELLS}", "too few cells in the row of 'cy'"),
    ],
    "members_no_head.csv": [
        (1, "manager", None, ONE_HEAD, "no member is the head"),
        (2, "manager", "bo", TREE, "member 'ann': a cycle of managers: ann -> bo -> ann"),
    ],
    "members_nul.csv": [(3, None, "\0", ENCODINGS, "a NUL character")],
    "members_quote_open.csv": [
        (3, None, None, 'quoted cells with a closing quote: "..."; a quote inside them as ""', "cannot be parsed")
    ],
    "members_role_unknown.csv": [
        (
            3,
            "role",
            "boss",
            "senior_manager, middle_manager, specialist, empty" + WITHOUT.format("role"),
            "member 'bo': not one of the allowed words",
        )
    ],
    "members_semicolon_decimal.csv": [(3, "skill", "1,000,5", SKILL, "member 'bo': not a number")],
    "members_trust_not_a_number.csv": [
        (2, "trust", "nan", TRUST, "member 'ann': not a number"),
    ],
    "members_trust_out_of_range.csv": [(3, "trust", "30", TRUST, "member 'bo': out of range")],
    "members_two_heads.csv": [
        (4, "manager", "cy", ONE_HEAD, "member 'cy': a second head; the first is 'ann' on line 2")
    ],
    "members_undecodable.csv": [(3, None, "81", ENCODINGS, "bytes that cannot be decoded")],
    "members_utf16_cut.csv": [(2, None, "0a", ENCODINGS, "bytes that cannot be decoded")],
    "members_utf16_without_mark.csv": [(1, None, "\0", ENCODINGS, "a NUL character")],
    "ties_cells_too_few.csv": [(3, None, 2, f"3 {CELLS}", "too few cells in the row of 'bo'")],
    "ties_column_missing.csv": [
        (
            1,
            "target",
            "source, goal",
            "a column 'target', or a mapping: --tie-columns target=NAME (in YAML, tie_columns: {target: NAME})",
            "no such column",
        )
    ],
    "ties_empty.csv": [(1, None, None, "a header and one row for each entry", "the file is empty")],
    "ties_header_only.csv": [(1, None, None, ONE_TIE, "does not contain ties")],
    "ties_edgedefault.graphml": [
        (2, "edgedefault", "both", "directed or undirected", "does not specify whether ties are directed")
    ],
    "ties_encoding_shift_jis.graphml": [(1, None, None, XML_ENCODINGS, "has an encoding that cannot be read")],
    "ties_encoding_unknown.graphml": [(1, None, None, XML_ENCODINGS, "has an encoding that cannot be read")],
    "ties_no_graph.graphml": [
        (1, None, None, GRAPHML, "does not contain a graph"),
        (1, None, None, ONE_TIE, "does not contain ties"),
    ],
    "ties_not_graphml.graphml": [(1, None, "svg", GRAPHML, "not GraphML")],
    "ties_odd_edges.graphml": [
        (3, "edgedefault", None, "directed or undirected", "does not specify whether ties are directed"),
        (4, "source", None, END, "an edge without this end"),
        (4, "source", "", STRANGER, "not a member"),
        (5, "directed", "true", "edges all of one kind", "differs from the graph's edgedefault"),
        (5, "data key", "v", "the id of a <key>", "no attribute has this key"),
        (6, "hyperedge", None, "edges with two ends", "an edge with more than two ends"),
    ],
    "ties_parallel.graphml": [(4, "source, target", "ann, bo", "each tie once", "again; first on line 3")],
    "ties_not_xml.graphml": [(3, None, None, GRAPHML, "not XML: mismatched tag")],
    "ties_stranger.csv": [
        (3, "source", "cyy", "an id of the members file", "'cyy' -> 'ann': not a member; did you mean 'cy'?"),
        (4, "target", "", "an id of the members file", "tie 'bo' -> '': not a member"),
    ],
    "ties_stranger.graphml": [(9, "source", "annn", "an id of the members file", "not a member; did you mean 'ann'?")],
    "ties_twice.csv": [(4, "source, target", "ann, bo", "each tie once", "again; first on line 2")],
    "ties_twice.graphml": [(9, "source, target", "ann, bo", NO_TIE_TWICE, "again; first on line 8")],
    "ties_twice_mutual.csv": [(3, "source, target", "bo, ann", NO_TIE_TWICE, "again; first on line 2")],
    "ties_two_graphs.graphml": [
        (3, "graph", None, GRAPHML, "a second graph"),
        (6, "graph", None, GRAPHML, "a second graph"),
    ],
    "ties_weight_empty.csv": [(3, "weight", "", OF_TIE, "tie 'bo' -> 'cy': the weight is empty")],
    "ties_weight_negative.csv": [(2, "weight", "-0.5", OF_TIE, "tie 'ann' -> 'bo': out of range")],
    "ties_weight_negative.graphml": [(8, "weight", "-2", WEIGHT, "tie 'bo' -> 'ann': out of range")],
    "ties_weight_not_finite.csv": [
        (2, "weight", "inf", OF_TIE, "tie 'ann' -> 'bo': not a number"),
        (3, "weight", "1e999", OF_TIE, "tie 'bo' -> 'cy': out of range"),
    ],
}


def refused(file: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        if file.name.startswith("members"):
            read_members(file, goals=GOALS, choices=Choices(repairs=()))
        else:
            read_ties(file, IDS, mutual="mutual" in file.name, choices=Choices(repairs=()))
    return caught.value


@pytest.mark.parametrize("name", EXPECTED)
def test_says_everything_that_is_wrong(name: str) -> None:
    error = refused(FOLDER / name)
    found = [(p.line, p.key, p.value, p.allowed) for p in error.problems]
    assert found == [expected[:4] for expected in EXPECTED[name]]
    for problem, (*_, words) in zip(error.problems, EXPECTED[name], strict=True):
        assert words in problem.message
        assert str(problem).startswith(f"{FOLDER / name}:{problem.line}: ")
        assert str(problem) in str(error)


def test_every_broken_file_is_in_the_table() -> None:
    assert {file.name for file in FOLDER.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", ["members.csv", "ties.csv", "ties.graphml"])
def test_no_such_file(tmp_path: Path, name: str) -> None:
    error = refused(tmp_path / name)
    assert len(error.problems) == 1
    assert str(error).startswith(f"{tmp_path / name}: no such file")


def _workbook() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a picture"),
    ],
)
def test_a_file_of_another_kind_is_called_by_its_name(tmp_path: Path, content: bytes, kind: str) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    for read in (lambda: read_members(file), lambda: read_ties(file, IDS)):
        with pytest.raises(InputError) as caught:
            read()
        (problem,) = caught.value.problems
        assert problem.message == f"is {kind}, not a CSV file"
        assert problem.allowed == "a CSV file; in a spreadsheet, save it as CSV"
        assert (problem.line, problem.value) == (None, None)


@pytest.mark.parametrize("content", [_workbook(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"])
def test_a_damaged_workbook(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    for read in (lambda: read_members(file), lambda: read_ties(file, IDS)):
        with pytest.raises(InputError, match=r"is a workbook that cannot be read: .*save it as CSV"):
            read()
