"""Every exported file of a collection is read, or refused, as the collection says is right.

The collection does not come with the package; without it, only the equivalents in the other tests are read. Rows about
the meaning of departments and of surveys are in ``test_case_meaning``.
"""

import csv
from pathlib import Path

import pytest

from simalign.errors import InputError
from simalign.organisation.members import read_members
from simalign.organisation.reading.choices import Choices
from simalign.organisation.ties import read_ties

FOLDER = Path(__file__).parents[4] / "shared" / "cases" / "orgs"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the collection does not come with the package")

SALES = ("Board", "Operations", "Sales")
# file: ids, ids of their managers ("" for the head), words of the account or notes
READ: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "a01_header_case.csv": ("1 2 3 4", "- 1 1 2", ("id from 'ID', manager from 'Manager'",)),
    "a02_workday_ids.csv": ("1001 1002 1003 1004", "- 1001 1001 1002", ("id from 'Employee ID'", "name from 'Worker'")),
    "a04_bamboohr_email.csv": (
        "ada@acme.example ben@acme.example cleo@acme.example dan@acme.example",
        "- ada@acme.example ada@acme.example ben@acme.example",
        ("name made of 'First Name' and 'Last Name'", "manager from 'Supervisor email'"),
    ),
    "a06_get_aduser.csv": ("aholm brask ctran", "- aholm aholm", ("1 row above", "#TYPE", "by distinguished name")),
    "a08_viva_effective_dates.csv": (
        "ada@acme.example ben@acme.example cleo@acme.example",
        "- ada@acme.example ada@acme.example",
        ("3 rows with an earlier effective date left out", "levels follow from the tree"),
    ),
    "a12_name_with_id_in_brackets.csv": (
        "ACM0001 ACM0002 ACM0003",
        "- ACM0001 ACM0001",
        ("2 managers found by the id",),
    ),
    "a13_flat.json": ("1 2 3", "- 1 1", ("manager from 'parentId'",)),
    "a15_personio_german.csv": ("0001 0002 0003", "- 0001 0001", ("2 managers found by name", "'Vorgesetzter'")),
    "a17_team.yml": ("ada-holm ben-rask", "- ada-holm", ("1 vacant post left out, such as 'CFO'",)),
    "b01_manager_by_name.csv": ("1 2 3 4", "- 1 1 2", ("3 managers found by name, such as 'Ada Holm'",)),
    **{
        f"b04_head_{name}.csv": ("1 2 3", "- 1 1", (f"1 cell means no manager, such as '{cell}'",))
        for name, cell in {"NULL": "NULL", "nan": "nan", "zero": "0", "XX": "XX", "NO_MANAGER": "NO_MANAGER"}.items()
    },
    "b04_head_Board.csv": ("1 2 3", "- 1 1", ("1 person whose manager is a body: taken as a head",)),
    "b05_co_heads.csv": ("1 2 3 4", "- - 1 2", ("2 people are heads: each is at the top, and nobody above",)),
    "b10_rehire.csv": ("1 2 3", "- 1 2", ("1 leaver left out",)),
    "b11_two_assignments_fte.csv": ("1 2 3 4", "- 1 1 2", ("1 smaller assignment became a tie",)),
    "b13_email_case.csv": (
        "Ada@acme.example ben@acme.example cleo@acme.example",
        "- Ada@acme.example Ada@acme.example",
        ("2 managers found by an id that differs in case",),
    ),
    "b14_leading_zeros.csv": (
        "00101 00102 00103",
        "- 00101 00101",
        ("2 managers found by an id that is the same number",),
    ),
    "b15_float_managers.csv": ("101 102 103", "- 101 101", ("2 managers found by an id that is the same number",)),
    "b21_title_rows.csv": ("1 2 3", "- 1 1", ("1 row above the header on line 3 left out",)),
    "b24_totals_row.csv": ("1 2 3", "- 1 1", ("1 row of totals left out, such as 'Total'",)),
    "b27_some_departments_missing.csv": (
        "1 2 3 4",
        "- 1 1 2",
        ("1 person without a department: that of the manager", '1 person without a department: "none"'),
    ),
    "b29_vacant_without_id.csv": ("1 3", "- 1", ("1 vacant post left out, such as 'Vacant (VP Sales)'",)),
    "b30_pipe.csv": ("1 2", "- 1", ()),
    "b36_level_words.csv": ("1 2 3", "- 1 2", ("column 'level' has words, so levels follow from the tree",)),
    "b38_role_titles.csv": ("1 2 3", "- 1 2", ("column 'role' has titles, so roles follow from the tree",)),
    "b43_terminated_included.csv": ("1 2 5", "- 1 2", ("2 leavers left out, such as 'Cleo'",)),
    "b46_managers_several.csv": ("1 2 3 4", "- 1 1 2", ("1 cell with several managers: the first is the manager",)),
    "d02_vacant_rows.csv": ("1 3 4 5", "- 1 1 1", ("2 vacant posts left out", "2 reports of a vacant post")),
    "d05_units.csv": (
        "Ada Holm|Ben Rask|Cleo Tran|Dan Ulm",
        "-|Ada Holm|Ada Holm|Ben Rask",
        ("units read: each head reports to the head of the unit in 'parent unit'",),
    ),
    "d10_noext": ("1 2", "- 1", ()),
    "d11_comma_decimal.csv": ("1 2", "- 1", ("2 cells of 'trust' with a decimal comma, such as '0,7'",)),
    "d14_matrix_second_manager.csv": ("1 2 3 4 5", "- 1 1 2 3", ("2 second managers became ties",)),
}
# file: words of the message
REFUSED = {
    "b33_html_as_xls.xls": ("is a web page, although its name ends in .xls", "save it as CSV or .xlsx"),
    "b35_shift_jis.csv": ("perhaps the encoding is shift_jis", "--encoding shift_jis"),
    "b49_no_header.csv": ("row 1 may be data", "--columns id=1,manager=2"),
}
# file: sources and targets of ties, with weights, words of the account or notes
TIES: dict[str, tuple[dict[str, float], tuple[str, ...]]] = {
    "c01_gephi_edges.csv": ({"12": 1, "21": 1, "23": 2, "32": 2, "34": 1, "43": 1}, ("source from 'Source'",)),
    "c03_matrix.csv": ({"12": 1, "21": 1, "23": 1, "32": 1, "34": 1, "43": 1}, ("adjacency matrix",)),
    "c04_duplicates.csv": ({"12": 3, "21": 3, "34": 1}, ("1 row of a repeated tie added",)),
    "c05_leavers.csv": ({"12": 1, "21": 1, "34": 1, "43": 1}, ("1 tie left out", "such as '99'")),
    "c08_igraph.graphml": ({"12": 1, "21": 1, "23": 2, "32": 2}, ("nodes found by their name",)),
    "c11_pajek.net": ({"12": 1, "21": 1, "23": 2, "32": 2, "34": 1, "43": 1}, ("Pajek",)),
    "c14_network.gexf": ({"12": 1, "21": 1, "23": 2, "32": 2}, ("GEXF",)),
    "c16_space_edgelist.txt": ({"12": 1, "21": 1, "23": 1, "32": 1, "34": 1, "43": 1}, ("separated by blanks",)),
    "c18_weights_text.csv": (
        {"12": 20, "21": 20, "23": 4, "32": 4, "34": 1, "43": 1},
        ("daily 20, weekly 4, monthly 1",),
    ),
}
MEANING = {  # see test_case_meaning
    "b40_trust_likert.csv",
    "d17_survey_by_department.csv",
    "s01a_departments.csv",
    "s01b_same_departments_numbered.csv",
    "s02_survey_trust_low.csv",
}


def test_every_row_of_the_collection_is_tested() -> None:
    with (FOLDER / "cases.csv").open(encoding="utf-8") as source:
        rows = {row["file"] for row in csv.DictReader(source)}
    assert rows == {*READ, *REFUSED, *TIES, *MEANING}


@pytest.mark.parametrize("name", READ)
def test_people(name: str) -> None:
    ids, managers, words = READ[name]
    blank = "|" if "|" in ids else " "
    organisation, reading = read_members(FOLDER / name)
    assert organisation.ids == tuple(ids.split(blank))
    above = [organisation.ids[row] for row in organisation.manager]
    expected = [own if cell == "-" else cell for own, cell in zip(organisation.ids, managers.split(blank), strict=True)]
    assert above == expected
    text = "\n".join((*reading.account, *reading.notes))
    assert [word for word in words if word not in text] == []


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    with pytest.raises(InputError) as caught:
        read_members(FOLDER / name)
    assert [word for word in REFUSED[name] if word not in str(caught.value)] == []


@pytest.mark.parametrize("name", TIES)
def test_ties(name: str) -> None:
    expected, words = TIES[name]
    members, _ = read_members(FOLDER / "members.csv")
    ties, reading = read_ties(FOLDER / name, members.ids, names=members.names)
    weights = ties.weight.tolist() or [1.0] * len(ties.target)
    rows = [row for row in range(4) for _ in range(ties.start[row], ties.start[row + 1])]
    found = {f"{row + 1}{target + 1}": weight for row, target, weight in zip(rows, ties.target, weights, strict=True)}
    assert found == expected
    text = "\n".join((reading.format, *reading.account, *reading.notes))
    assert [word for word in words if word not in text] == []


def test_the_encoding_and_positions_that_the_messages_suggest_work() -> None:
    japanese, _ = read_members(FOLDER / "b35_shift_jis.csv", choices=Choices({}, encoding="shift_jis"))
    assert japanese.size == 2
    headless, _ = read_members(FOLDER / "b49_no_header.csv", {"id": "1", "manager": "2", "department": "3"})
    assert (headless.ids, headless.departments) == (("1", "2", "3"), SALES)
