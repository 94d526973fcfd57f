"""Networks without a tree: refused as lists of people, and read as equals without a hierarchy."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from simalign.cli import app
from simalign.errors import InputError
from simalign.files.memory import MemoryFile
from simalign.organisation.members import read_members, read_organisation
from simalign.organisation.reading.choices import Choices
from simalign.scenario import OrganisationSpec
from tests.organisation.reading.mutants import NETWORKS

EDGES = b"Source;Target;Weight\nAda;Ben;2\nBen;Cy;1\n"


@pytest.mark.parametrize("network", [*NETWORKS[:6], NETWORKS[9], EDGES])
def test_a_network_is_no_list_of_people(network: bytes) -> None:
    with pytest.raises(InputError) as caught:
        read_members(MemoryFile("people", network))
    (problem,) = caught.value.problems
    assert problem.message.endswith("not a list of people and their managers")
    assert problem.allowed is not None
    assert "--ties; or --no-hierarchy to treat everybody in it as equals" in problem.allowed


@pytest.mark.parametrize("network", [*NETWORKS, EDGES])
def test_its_nodes_are_equals_without_a_hierarchy(network: bytes) -> None:
    file = MemoryFile("network", network)
    organisation, readings = read_organisation(OrganisationSpec(members=file, hierarchy=False))
    assert organisation.size >= 2
    assert (organisation.manager == range(organisation.size)).all()
    assert len(organisation.ties.target) >= 1
    assert len(readings) == 2


def test_names_and_weights_of_a_network() -> None:
    spec = OrganisationSpec(members=MemoryFile("a.gml", NETWORKS[1]), hierarchy=False)
    organisation, _ = read_organisation(spec)
    assert (organisation.ids, organisation.names) == (("1", "2"), ("Ada", "Ben"))
    assert organisation.ties.weight.tolist() == [3.0, 3.0]


def test_a_table_of_people_without_a_hierarchy_is_no_network() -> None:
    organisation, _ = read_members(
        MemoryFile("people.csv", b"name,from\nAda,Rome\nBen,Oslo\n"), choices=Choices(hierarchy=False)
    )
    assert organisation.names == ("Ada", "Ben")


def test_the_first_of_several_matrices_of_dl_with_labels_of_rows() -> None:
    labels = "ROW LABELS:\nAda\nBen\nCOLUMN LABELS:\nAda\nBen\nLEVEL LABELS:\nx\ny\n"
    text = f"DL\nN=2 NM=2\nFORMAT = FULLMATRIX\n{labels}DATA:\n"
    spec = OrganisationSpec(members=MemoryFile("a.dl", (text + "0 1 0 0  0 0 1 0").encode()), hierarchy=False)
    organisation, readings = read_organisation(spec)
    assert organisation.ids == ("Ada", "Ben")
    assert organisation.ties.target.tolist() == [1]
    assert readings[0].format == "UCINET DL, matrix 1 of 2, directed"


def test_a_network_on_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "karate.gml"
    file.write_bytes(NETWORKS[1])
    assert "is a network of ties (GML)" in str(CliRunner().invoke(app, ["org", str(file)]).exception)
    done = CliRunner().invoke(app, ["org", str(file), "--no-hierarchy"])
    assert done.exit_code == 0
    assert "2 members, headed by Ada (1) and 1 other" in done.stdout


def test_comments_at_the_start_that_cannot_be_parsed() -> None:
    organisation, reading = read_members(MemoryFile("people.csv", b'## chart\n# style: a, "b"c\nid,manager\n1,\n2,1\n'))
    assert organisation.ids == ("1", "2")
    assert "lines of comment at the start left out" in reading.notes
    with pytest.raises(InputError, match=r"people\.csv:4: this row cannot be parsed"):
        read_members(MemoryFile("people.csv", b'# chart\nid,manager\n1,\n2,"1"x\n'))


def test_repeated_names_of_unused_columns_get_a_number() -> None:
    organisation, reading = read_members(MemoryFile("people.csv", b"id,manager,Note,Note\n1,,a,b\n2,1,,\n"))
    assert organisation.size == 2
    assert "1 column with the name of another one, which has a number now, such as 'Note (2)'" in reading.account


def test_a_json_list_with_a_key_of_an_organisation_file_is_a_table(tmp_path: Path) -> None:
    file = tmp_path / "chart.json"
    file.write_text('[\n{"id": 1,\n"size": 3},\n{"id": 2, "manager": 1,\n"size": 1}]')
    assert CliRunner().invoke(app, ["org", str(file)]).exit_code == 0
