"""Workbooks, records, LDIF and posts; choices of sheets, columns and repairs."""

import json
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from simalign.cli import app
from simalign.errors import InputError
from simalign.files.memory import MemoryFile
from simalign.organisation.members import read_members
from simalign.organisation.reading.choices import Choices

ROWS = [["id", "manager", "department"], ["1", "", "Board"], ["2", "1", "Sales"]]


def sheet(rows: list[list[str]]) -> str:
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>" for row in rows
    )
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'


def workbook(file: Path, sheets: dict[str, list[list[str]]]) -> Path:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    listed = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
    targets = "".join(
        f'<Relationship Id="r{n}" Type="{links}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    office = f'<Relationship Id="r1" Type="{links}/officeDocument" Target="xl/workbook.xml"/>'
    with ZipFile(file, "w") as archive:
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{package}/relationships">{office}</Relationships>')
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types"/>')
        archive.writestr(
            "xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>{listed}</sheets></workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}/relationships">{targets}</Relationships>'
        )
        for number, rows in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", sheet(rows))
    return file


def test_the_sheet_with_managers_is_chosen(tmp_path: Path) -> None:
    file = workbook(tmp_path / "people.xlsx", {"Notes": [["Made by", "HR"]], "People": ROWS})
    organisation, reading = read_members(file)
    assert (organisation.ids, organisation.manager.tolist()) == (("1", "2"), [0, 0])
    assert reading.format == "workbook, sheet 'People'"


def test_of_two_likely_sheets_one_must_be_chosen(tmp_path: Path) -> None:
    file = workbook(tmp_path / "people.xlsx", {"May": ROWS, "June": [*ROWS, ["3", "1", "Sales"]]})
    with pytest.raises(InputError, match=r"several sheets may be the one of people.*--sheet 'May'; --sheet 'June'"):
        read_members(file)
    for choice in ("June", "2"):
        assert read_members(file, choices=Choices({}, sheet=choice))[0].size == 3
    with pytest.raises(InputError, match=r"no such sheet.*allowed: May, June"):
        read_members(file, choices=Choices({}, sheet="July"))


def test_nested_records() -> None:
    chart = {"name": "Ada", "children": [{"name": "Ben", "children": [{"name": "Cy"}]}, {"name": "Dee"}]}
    organisation, _ = read_members(MemoryFile("chart.json", json.dumps(chart).encode()))
    assert organisation.names == ("Ada", "Ben", "Cy", "Dee")
    assert organisation.manager.tolist() == [0, 0, 1, 0]


def test_ldif() -> None:
    text = (
        "version: 1\n\ndn: ou=people,dc=x\nobjectClass: organizationalUnit\nou: people\n\n"
        "dn: cn=Ada Holm,ou=people,dc=x\nobjectClass: inetOrgPerson\ncn: Ada Holm\nuid: aholm\n\n"
        "dn: cn=Ben Rask,ou=people,dc=x\nobjectClass: person\ncn:: QmVuIFJhc2s=\nuid: brask\n"
        "manager: cn=Ada Holm,ou=people,\n dc=x\n"
    )
    organisation, reading = read_members(MemoryFile("people.ldif", text.encode()))
    assert (organisation.ids, organisation.names) == (("aholm", "brask"), ("Ada Holm", "Ben Rask"))
    assert organisation.manager.tolist() == [0, 0]
    assert "1 entry that is not a person left out" in reading.notes


def test_posts_with_numbers_are_refused_with_the_reason() -> None:
    text = "Unit,Reporting Senior Post,Grade,Number of Posts in FTE\nTax,12,HEO,3.5\nTax,12,AO,1\n"
    with pytest.raises(InputError, match="lists kinds of posts with their numbers, not people"):
        read_members(MemoryFile("junior.csv", text.encode()))


POSTS = "id,manager,department,FTE\nP1,,Ministry,1\nP2,P1,Casework,{}\nP3,P1,Policy,{}\n"


def test_posts_with_ids_and_numbers_of_full_time_equivalents_are_refused() -> None:
    file = MemoryFile("posts.csv", POSTS.format("43.5", "17").encode())
    with pytest.raises(InputError, match=r"posts\.csv:3: FTE: lists posts with their numbers .* --columns fte=-"):
        read_members(file)
    assert read_members(file, choices=Choices(columns={"fte": "-"}))[0].size == 3


@pytest.mark.parametrize("shares", [("0.5", "1"), ("50%", "80%"), ("1\nTotal,,,2.5\nP4,P1,Policy,1", "1")])
def test_shares_of_one_person_are_not_numbers_of_posts(shares: tuple[str, str]) -> None:
    organisation, _ = read_members(MemoryFile("people.csv", POSTS.format(*shares).encode()))
    assert organisation.ids[:3] == ("P1", "P2", "P4" if "Total" in shares[0] else "P3")


def test_a_matrix_of_ties_is_not_a_list_of_people() -> None:
    file = MemoryFile("matrix.csv", b",a,b,c\na,0,1,1\nb,1,0,0\nc,1,0,0\n")
    with pytest.raises(InputError, match="is an adjacency matrix of ties, not a list of people"):
        read_members(file)
    assert read_members(file, choices=Choices(hierarchy=False))[0].size == 3


def test_a_list_of_pairs_is_a_chart_if_the_user_chooses_the_managers() -> None:
    file = MemoryFile("chart.csv", b"from,to\nAda,Ben\nAda,Cid\nBen,Dee\nBen,Eve\nCid,Flo\n")
    with pytest.raises(InputError, match="is a list of ties"):
        read_members(file)
    organisation, _ = read_members(file, choices=Choices(columns={"id": "to", "manager": "from"}))
    assert organisation.ids == ("Ben", "Cid", "Dee", "Eve", "Flo")
    assert organisation.manager.tolist() == [0, 1, 0, 0, 1]


def test_columns_are_found_by_content() -> None:
    text = "Kuerzel,Chefin,Etage\nAH,,3\nBR,AH,2\nCT,AH,2\nDU,BR,1\n"
    organisation, reading = read_members(MemoryFile("people.csv", text.encode()))
    assert (organisation.ids, organisation.manager.tolist()) == (("AH", "BR", "CT", "DU"), [0, 0, 0, 1])
    assert "found by content: 100% of the cells in 'Chefin' occur in 'Kuerzel'" in reading.account


def test_a_first_row_of_people_is_not_lost_as_a_header() -> None:
    text = "dee,bo,Dee\nann,,Ann\nbo,ann,B\n"
    with pytest.raises(InputError, match="row 1 may be data"):
        read_members(MemoryFile("people.csv", text.encode()))


def test_levels_are_not_taken_for_managers() -> None:
    text = "Nr,Etage\n1,1\n2,1\n3,2\n4,2\n"
    with pytest.raises(InputError, match="manager: no such column"):
        read_members(MemoryFile("people.csv", text.encode()))


def test_a_name_of_two_people_matches_nobody() -> None:
    text = "id,name,manager\n1,Ada,\n2,Ben,1\n3,Ben,1\n4,Cy,Ben\n5,Dee,Ben\n"
    with pytest.raises(InputError) as caught:
        read_members(MemoryFile("people.csv", text.encode()))
    assert "2 cells, such as this one, mean several people of this file" in str(caught.value)


def test_an_organisation_without_a_hierarchy() -> None:
    file = MemoryFile("partners.csv", b"name,office\nAda,Rome\nBen,Oslo\n")
    organisation, reading = read_members(file, choices=Choices({}, hierarchy=False))
    assert (organisation.ids, organisation.manager.tolist()) == (("Ada", "Ben"), [0, 1])
    assert any("everybody is at the top and leads nobody" in line for line in reading.account)


def test_what_is_saved_reads_as_the_same_and_has_no_formulas(tmp_path: Path) -> None:
    table = tmp_path / "export.csv"
    table.write_text("Report\nID,Name,Reports to,Dotted line\n1,=1+1,NULL,\n2,Ben,1,\n3,@cmd,1,2\n")
    done = CliRunner().invoke(app, ["org", str(table), "--save", str(tmp_path / "people.yaml")])
    assert done.exit_code == 0
    assert done.stdout.startswith(f"Read from {table}\n  4 rows: 3 members, 1 row left out\n")
    cells = (tmp_path / "people-members.csv").read_text()
    assert ",'=1+1," in cells
    assert ",'@cmd," in cells
    assert (tmp_path / "people-ties.csv").read_text() == "source,target\n2,3\n3,2\n"
    again = CliRunner().invoke(app, ["org", str(tmp_path / "people.yaml"), "--json"])
    record = json.loads(again.stdout)
    assert (record["size"], record["network"]["ties"], record["seats_by_depth"]) == (3, 2, [1, 2])
    refused = CliRunner().invoke(app, ["org", str(table), "--save", str(tmp_path / "people.yaml")])
    assert "exists already" in str(refused.exception)
