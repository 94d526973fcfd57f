"""What a user chooses: repairs by name, dates, and sheets and encodings of ties."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from simalign.cli import app
from simalign.errors import InputError
from simalign.files.memory import MemoryFile
from simalign.organisation.members import read_members
from simalign.organisation.reading.choices import Choices
from simalign.organisation.reading.repairs import active
from simalign.organisation.ties import read_ties
from tests.organisation.reading.test_formats import ROWS, workbook

UNEVEN = "id,manager,name\n1,,Ada\n2,1\n3,1,Cy,x\n,1,Dee\n5,1,Eve\n6,2,Flo\n"
TWICE = "id,manager\n1,\n2,1\n3,1\n3,2\n"
UNKNOWN = "id,manager\nann,\nbob,ann\ncyd,annn\ndee,annn\n"


def read(text: str, **choices: object) -> tuple[list[tuple[str, str]], str]:
    """Pairs of ids and managers, and the account."""
    organisation, reading = read_members(MemoryFile("people.csv", text.encode()), choices=Choices(**choices))  # type: ignore[arg-type]
    ids = organisation.ids
    return [(ids[row], ids[above]) for row, above in enumerate(organisation.manager)], "\n".join(reading.account)


def problems(text: str, **choices: object) -> list[str]:
    with pytest.raises(InputError) as caught:
        read(text, **choices)
    return caught.value.lines()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            UNEVEN,
            [
                "people.csv:3: too few cells in the row of '2' (given: 2); allowed: 3 cells, as in the header "
                '("quote" a cell that contains the delimiter); or --repair incomplete to leave out such rows',
                "people.csv:4: too many cells in the row of '3' (given: 4); allowed: 3 cells",
                "people.csv:5: id: a member without an id (given: ''); allowed: an id; or --repair incomplete",
            ],
        ),
        (
            "id,manager\n1\n2,1\n3\n4\n",
            ["people.csv:2: too few cells in the row of '1' (given: 1; 3 rows like this, on lines 2, 4, 5)"],
        ),
        (
            TWICE,
            ["people.csv:5: id: member '3' is listed again; first on line 4 (given: '3'); allowed: each id once"],
        ),
        (
            UNKNOWN,
            [
                "people.csv:4: manager: member 'cyd': the manager is not in the file; did you mean 'ann'? "
                "(given: 'annn'; 2 rows like this, on lines 4, 5); allowed: an id of this file; or --repair unknown",
            ],
        ),
        (
            "id,manager,trust\n1,,4\n2,1,5\n3,1,0.5\n",
            ["people.csv:2: trust: the scale of the answers is not known (given: '4')"],
        ),
        ("a,b\nx,1\ny,2\n", ["people.csv:1: does not have a known column"]),
        (
            "name,grade\nx,1\ny,2\n",
            ["people.csv:1: manager: no such column (given: 'name, grade'); allowed: a column 'manager', or"],
        ),
    ],
)
def test_one_message_for_each_cause(text: str, expected: list[str]) -> None:
    lines = problems(text)
    assert len(lines) == len(expected)
    for line, start in zip(lines, expected, strict=True):
        assert line.startswith(start)


@pytest.mark.parametrize(
    ("text", "repair", "people", "account"),
    [
        (
            UNEVEN,
            "incomplete",
            [("1", "1"), ("5", "1"), ("6", "1")],
            "3 incomplete rows left out, such as '2' (--repair",
        ),
        (TWICE, "twice", [("1", "1"), ("2", "1"), ("3", "1")], "1 further row of a person became a tie"),
        (
            UNKNOWN,
            "unknown",
            [("ann", "ann"), ("bob", "ann"), ("cyd", "cyd"), ("dee", "dee")],
            "2 managers not in the file taken as nobody, such as 'annn' (--repair unknown)",
        ),
    ],
)
def test_the_repair_that_a_message_names_mends_it(
    text: str, repair: str, people: list[tuple[str, str]], account: str
) -> None:
    assert f"--repair {repair}" in problems(text)[0]
    read_people, lines = read(text, repairs=active([repair]))
    assert read_people == people
    assert account in lines


def test_a_repair_must_exist_and_be_on_or_off() -> None:
    with pytest.raises(InputError, match="repair: is not the name of a repair; did you mean 'twice'"):
        active(["twise"])
    with pytest.raises(InputError, match="repair: is switched both on and off"):
        active(["twice"], ["twice"])


def test_a_column_can_be_left_out() -> None:
    text = "id,manager,trust,status\n1,,high,Active\n2,1,low,Terminated\n"
    people, _ = read(text, columns={"trust": "-", "status": "-"})
    assert people == [("1", "1"), ("2", "1")]
    refused = problems(text, columns={"manager": "-", "trust": "-"})
    assert len(refused) == 1
    assert refused[0].startswith("people.csv: columns.manager: no such column (given: '-')")


END = "id,manager,end date,start date\n1,,,2010-01-01\n2,1,{},2024-05-01\n3,2,{},2024-06-30\n"


@pytest.mark.parametrize(
    ("above", "ends", "as_of", "people", "rule"),
    [
        ("", ("2024-06-30", "2024-07-01"), None, "13", "up to 2024-06-30, the newest start or effective date"),
        ("", ("2024-06-30", "2024-07-01"), "1 Jul 2024", "1", "up to 2024-07-01, as chosen, mean"),
        ("", ("30.06.2024", "31.12.9999"), "29.6.2024", "123", "up to 2024-06-29, as chosen, mean that a"),
        ("Report of 2024-01-31\n", ("2024-06-30", ""), None, "123", "up to 2024-01-31, the date above the header"),
    ],
)
def test_only_past_end_dates_mean_that_a_person_has_left(
    above: str, ends: tuple[str, str], as_of: str | None, people: str, rule: str
) -> None:
    read_people, account = read(above + END.format(*ends), as_of=as_of)
    assert "".join(person for person, _ in read_people) == people
    assert rule in account


def test_without_another_date_every_end_date_is_past() -> None:
    people, account = read("id,manager,end date\n1,,\n2,1,2050-01-01\n")
    assert people == [("1", "1")]
    assert "end dates in any year, because the file has no other date, mean that a person has left" in account


@pytest.mark.parametrize("managers", [("", "", ""), ("Ada", "Zoe", "Kim"), ("", "", "1")])
def test_most_people_without_a_manager_are_a_wrong_column(managers: tuple[str, ...]) -> None:
    rows = "".join(f"{row},{manager}\n" for row, manager in enumerate(managers, 1))
    refused = problems("id,manager\n" + rows)
    assert len(refused) == 1
    assert f"{'2' if '1' in managers else '3'} of 3 people have no manager in this file" in refused[0]
    assert "--no-hierarchy" in refused[0]
    assert ("--repair unknown" in refused[0]) == ("Zoe" in managers)
    assert len(read("id,manager\n" + rows, hierarchy=False)[0]) == 3


def test_a_limit_must_be_a_date() -> None:
    assert problems(TWICE, as_of="soon") == ["as_of: is not a date (given: 'soon'); allowed: a date such as 2026-06-30"]


def test_answers_on_a_scale_are_not_refused() -> None:
    people, account = read("id,manager,trust (1-5),eNPS\n1,,4,9\n2,1,2,\n")
    assert (people, account) == ([("1", "1"), ("2", "1")], "")


def test_a_survey_by_department_is_refused_with_the_reason() -> None:
    lines = problems("department,trust (1-5),respondents\nSales,2.1,4\n")
    assert len(lines) == 1
    assert "lists survey answers by department or group, not people" in lines[0]


def test_the_encoding_of_records_and_of_workbooks(tmp_path: Path) -> None:
    text = '[{"id": 1, "name": "Änne"}, {"id": 2, "name": "Ben", "manager": "Änne"}]'
    file = MemoryFile("people.json", text.encode("cp1252"))
    assert read_members(file, choices=Choices(encoding="cp1252"))[0].names == ("Änne", "Ben")
    with pytest.raises(InputError, match="is not JSON that can be read"):
        read_members(file)
    with pytest.raises(InputError, match="encoding: requires a text; a workbook has an encoding of its own"):
        read_members(workbook(tmp_path / "a.xlsx", {"A": ROWS}), choices=Choices(encoding="cp1252"))


def test_partners_in_a_workbook_with_several_sheets(tmp_path: Path) -> None:
    sheets = {"Notes": [["Made by", "HR"]], "Partners": [["name", "office"], ["Ada", "Rome"]]}
    file = workbook(tmp_path / "a.xlsx", sheets)
    choices = Choices(hierarchy=False, sheet="Partners")
    assert read_members(file, choices=choices)[0].names == ("Ada",)
    with pytest.raises(InputError, match="several sheets may be the one of people"):
        read_members(file, choices=Choices(hierarchy=False))


def test_sheet_and_encoding_of_ties(tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("id,manager,name\n1,,高橋\n2,1,鈴木\n", encoding="utf-8")
    file = workbook(tmp_path / "ties.xlsx", {"Old": [["source", "target"], ["1", "2"]], "New": [["source", "target"]]})
    with pytest.raises(InputError, match=r"several sheets may be the one of ties; .*--tie-sheet 'Old'"):
        read_ties(file, ["1", "2"])
    assert CliRunner().invoke(app, ["org", str(people), "--ties", str(file), "--tie-sheet", "Old"]).exit_code == 0
    both = workbook(tmp_path / "both.xlsx", {"People": ROWS, "Ties": [["source", "target"], ["1", "2"]]})
    assert CliRunner().invoke(app, ["org", str(both), "--ties", str(both)]).exit_code == 0
    text = tmp_path / "ties.csv"
    text.write_bytes("source,target\n高橋,鈴木\n".encode("shift_jis"))
    refused = CliRunner().invoke(app, ["org", str(people), "--ties", str(text)])
    assert "--tie-encoding shift_jis" in str(refused.exception)
    done = CliRunner().invoke(app, ["org", str(people), "--ties", str(text), "--tie-encoding", "shift_jis"])
    assert done.exit_code == 0
    assert "2 ends of ties found by name" in done.stdout


def test_reports_of_a_manager_outside_the_file_are_a_team_with_a_row_for_the_manager() -> None:
    rows = ["1,", "2,1", "3,1", "4,X9", "5,X9", "6,Y7", "7,2", "8,2", "9,3"]
    text = "id,manager\n" + "\n".join(rows)
    organisation, reading = read_members(MemoryFile("people.csv", text.encode()))
    assert organisation.heads.tolist() == [0, 3, 4, 5]
    hint = (
        "1 manager outside the file has several reports; add a row for this manager to make them a team, such as 'X9'"
    )
    assert hint in reading.account
    with_row, reading = read_members(MemoryFile("people.csv", f"{text}\nX9,1\n".encode()))
    assert with_row.manager[[3, 4]].tolist() == [9, 9] and not any(
        "outside the file" in line for line in reading.account
    )


def test_a_number_of_the_department_counts_where_no_name_is_given() -> None:
    header, rows = "employee_id,manager_id,department_id", ["1,,9", "2,1,6", "3,1,6"]
    organisation, _ = read_members(MemoryFile("people.csv", "\n".join([header, *rows]).encode()))
    assert set(organisation.departments) == {"9", "6"}
    named = "\n".join([f"{header},Department", *(f"{row},{name}" for row, name in zip(rows, "ABB", strict=True))])
    assert set(read_members(MemoryFile("people.csv", named.encode()))[0].departments) == {"A", "B"}
