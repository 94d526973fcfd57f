"""A members file becomes the organisation that it says."""

from pathlib import Path
from time import process_time

import numpy as np
import pytest

from simalign.errors import InputError
from simalign.organisation.members import read_members
from simalign.organisation.reading.choices import Choices
from simalign.organisation.reading.repairs import active
from simalign.organisation.record import MIDDLE, SENIOR, SPECIALIST
from simalign.organisation.ties import read_ties

TREE = "id,manager\nbo,ann\nann,\ncy,bo\ndee,cy\neve,ann\n"
GOALS = ("growth", "craft")


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "members.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_keeps_the_files_order_and_fills_in_from_the_tree(tmp_path: Path) -> None:
    organisation, reading = read_members(write(tmp_path, TREE))
    assert organisation.ids == organisation.names == ("bo", "ann", "cy", "dee", "eve")
    assert organisation.head == 1
    assert organisation.manager.tolist() == [1, 1, 0, 2, 1]
    assert organisation.depth.tolist() == organisation.level.tolist() == [2, 1, 3, 4, 2]
    assert organisation.role.tolist() == [SENIOR, SENIOR, MIDDLE, SPECIALIST, SPECIALIST]
    assert organisation.departments == ("all",)
    assert organisation.department.tolist() == [0] * 5
    assert organisation.key.tolist() == [0, 1, 2, 3, 4]
    assert organisation.customer_facing is None
    assert organisation.given == {}
    assert organisation.ties.start.tolist() == [0] * 6
    assert reading.used == {"id": "id", "manager": "manager"}
    types = {name: getattr(organisation, name).dtype for name in ("key", "manager", "depth", "level", "role")}
    assert types == {
        "key": np.int64,
        "manager": np.int32,
        "depth": np.int32,
        "level": np.int32,
        "role": np.int8,
    }


def test_reads_all_that_is_given(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "id,manager,name,department,role,level,key,customer_facing,trust,ability,"
        "agenda_craft,agenda_growth,age\n"
        "a,a,Ann,top,,1,4294967295,no,0.25,,1,3,61\n"
        "b,a,,sales,specialist,,,TRUE,,1.5,,,40\n",
    )
    organisation, reading = read_members(file, goals=GOALS)
    assert organisation.names == ("Ann", "b")
    assert organisation.departments == ("sales", "top")
    assert organisation.department.tolist() == [1, 0]
    assert organisation.role.tolist() == [SENIOR, SPECIALIST]
    assert organisation.level.tolist() == [1, 2]
    assert organisation.key.tolist() == [2**32 - 1, 1]
    assert organisation.customer_facing is not None
    assert organisation.customer_facing.tolist() == [False, True]
    np.testing.assert_array_equal(organisation.given["trust"], [0.25, np.nan])
    np.testing.assert_array_equal(organisation.given["ability"], [np.nan, 1.5])
    np.testing.assert_array_equal(organisation.given["agenda"], [[0.75, 0.25], [np.nan, np.nan]])
    assert set(organisation.given) == {"trust", "ability", "agenda"}
    assert reading.unused == ("age",)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with byte order mark"),
        ("utf-16", "UTF-16"),
        ("cp1252", "Windows-1252"),
    ],
)
@pytest.mark.parametrize(("delimiter", "named"), [(",", "comma"), (";", "semicolon"), ("\t", "tab")])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_understands_what_spreadsheets_write(
    tmp_path: Path, encoding: str, said: str, delimiter: str, named: str, ending: str
) -> None:
    rows = [
        ["id", "manager", "name"],
        [" jörg ", "", '"Jörg, ""J""; A."'],
        ["bo", "jörg", ""],
        ["", "", ""],
        [],
    ]
    text = ending.join(delimiter.join(row) for row in rows)
    organisation, reading = read_members(write(tmp_path, text, encoding))
    assert organisation.ids == ("jörg", "bo")
    assert organisation.names[0] == 'Jörg, "J"; A.'
    assert reading.format.startswith(f"CSV, {said}, {named}")
    noted = ("not UTF-8 (line 2), read as Windows-1252: check the names",) if encoding == "cp1252" else ()
    assert reading.notes == noted


def test_a_space_before_a_quoted_cell(tmp_path: Path) -> None:
    organisation, _ = read_members(write(tmp_path, 'id, manager, name\na, , "Lee, Ann"\n'))
    assert organisation.names == ("Lee, Ann",)


def test_decimal_comma_only_with_semicolons(tmp_path: Path) -> None:
    organisation, _ = read_members(write(tmp_path, "id;manager;trust\na;;0,25\nb;a;.5\n"))
    assert organisation.given["trust"].tolist() == [0.25, 0.5]
    quoted = write(tmp_path, 'id,manager,trust\na,,"0,25"\n')
    with pytest.raises(InputError, match="not a number"):
        read_members(quoted, choices=Choices({}, repairs=active(without=["decimals"])))
    repaired, reading = read_members(quoted)
    assert repaired.given["trust"].tolist() == [0.25]
    assert reading.account[1:] == ("1 cell of 'trust' with a decimal comma, such as '0,25' (--no-repair decimals)",)


def test_a_dot_before_three_digits_is_refused_where_commas_are_decimal(tmp_path: Path) -> None:
    text = "id;manager;trust;ability\na;;0.125;2,5\nb;a;1.000;1.250.000\n"
    with pytest.raises(InputError) as caught:
        read_members(write(tmp_path, text))
    assert [(p.line, p.key, p.value) for p in caught.value.problems] == [
        (3, "trust", "1.000"),
        (3, "ability", "1.250.000"),
    ]
    assert "decimal point or a thousands separator" in str(caught.value)


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;;"])
def test_a_first_line_may_tell_the_delimiter(tmp_path: Path, first: str) -> None:
    file = write(tmp_path, f"{first}\r\nid;manager;trust\r\na;;2\r\n", "utf-8-sig")
    with pytest.raises(InputError) as caught:
        read_members(file)
    assert [(p.line, p.key) for p in caught.value.problems] == [(3, "trust")]


def test_a_key_that_cannot_be_read_clashes_with_none(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_members(write(tmp_path, "id,manager,key\na,,1\nb,a\nc,a,x\nd,a,2\n"))
    assert [(p.line, p.key) for p in caught.value.problems] == [(3, None), (4, "key")]


def test_many_strangers_in_a_large_file_are_told_at_once(tmp_path: Path) -> None:
    rows = [f"{i},{'x' if 0 < i < 20 else 0}" for i in range(30_000)]
    began = process_time()
    with pytest.raises(InputError) as caught:
        file = write(tmp_path, "\n".join(["id,manager", *rows]))
        read_members(file, choices=Choices({}, repairs=active(without=["heads"])))
    (problem,) = caught.value.problems
    assert problem.lines == tuple(range(3, 22))
    assert process_time() - began < 5  # of the processor, whatever else it does; it takes a tenth of a second


def test_maps_column_names(tmp_path: Path) -> None:
    text = "Employee ID,Reports to,Ambition,Craft,id\n7,,1,1,x\n8,7,0,2,y\n"
    mapping = {
        "id": "Employee ID",
        "manager": "Reports to",
        "wants_growth": "Ambition",
        "wants_craft": "Craft",
    }
    organisation, reading = read_members(write(tmp_path, text), mapping, GOALS)
    assert organisation.ids == ("7", "8")
    assert organisation.given["wants"].tolist() == [[0.5, 0.5], [0.0, 1.0]]
    assert reading.used["manager"] == "Reports to"
    assert reading.unused == ("id",)


def test_refuses_a_mapping_of_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_members(write(tmp_path, TREE), {"manger": "manager", "level": "Band"})
    first, second = caught.value.problems
    assert (first.key, first.value) == ("columns.manger", "manager")
    assert "did you mean 'manager'?" in first.message
    assert (second.key, second.value, second.allowed) == ("columns.level", "Band", "id, manager")


def test_refuses_one_column_for_two_names(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_members(write(tmp_path, TREE), {"manager": "id"})
    (problem,) = caught.value.problems
    assert (problem.key, problem.value, problem.message) == ("columns.manager", "id", "is also the column of id")


def test_one_column_may_be_id_and_name(tmp_path: Path) -> None:
    file = write(tmp_path, "Name,Manager\nAnn Zimt,\nBo Zimt,Ann Zimt\n")
    organisation, reading = read_members(file, {"id": "Name", "name": "Name", "manager": "Manager"})
    assert organisation.ids == organisation.names == ("Ann Zimt", "Bo Zimt")
    assert reading.used == {"id": "Name", "manager": "Manager", "name": "Name"}
    file = write(tmp_path, "name,manager\nAnn Zimt,\nBo Zimt,Ann Zimt\n")
    assert read_members(file, {"id": "name"})[0].names == ("Ann Zimt", "Bo Zimt")


def test_a_file_without_a_header_is_told_that_it_needs_one(tmp_path: Path) -> None:
    for read, text, both in (
        (read_members, "ann,,sales\nbo,ann,sales\n", "columns 'id' and 'manager'"),
        (lambda file: read_ties(file, None), "ann,bo,x\nbo,cy,y\n", "columns 'source' and 'target'"),
    ):
        with pytest.raises(InputError) as caught:
            read(write(tmp_path, text))
        (problem,) = caught.value.problems
        assert "the first row must contain the names of the columns" in problem.message
        assert (problem.line, problem.key, problem.value) == (1, None, text.split("\n")[0].replace(",", ", "))
        assert both in (problem.allowed or "")


def test_remarks_on_columns_that_look_misspelt_or_are_not_read(tmp_path: Path) -> None:
    _, reading = read_members(write(tmp_path, "id,manager,trsut,agenda_growth\na,,1,1\n"))
    assert reading.unused == ("trsut", "agenda_growth")
    assert reading.notes == (
        "not read, because the goals are not known here: agenda_growth",
        "column 'trsut' is not used; did you mean 'trust'?",
    )


def test_a_chain_of_any_length(tmp_path: Path) -> None:
    size = 20_000
    rows = [f"{i},{i + 1}" for i in range(size - 1)]
    organisation, _ = read_members(write(tmp_path, "\n".join(["id,manager", *rows, f"{size - 1},"])))
    assert organisation.depth.tolist() == list(range(size, 0, -1))


def test_a_single_member(tmp_path: Path) -> None:
    organisation, _ = read_members(write(tmp_path, "id,manager\na,a\n"))
    assert (organisation.size, organisation.head, organisation.role.tolist()) == (1, 0, [SENIOR])


def test_an_open_quote_far_from_the_end(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_members(write(tmp_path, 'id,manager\na,\nb,"a\n' + "c,a\n" * 50_000))
    assert [problem.line for problem in caught.value.problems] == [3]
    assert "cannot be parsed: field larger than" in str(caught.value)
