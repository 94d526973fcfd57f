"""Damaged, hostile and odd workbooks: read, or refused with one message and little memory."""

import io
import random
import zipfile
from pathlib import Path
from time import process_time

import pytest

from simalign.errors import InputError
from simalign.files.memory import MemoryFile
from simalign.organisation.members import read_members
from simalign.organisation.record import Organisation
from tests.organisation.reading.test_formats import ROWS, workbook

SHEET = "xl/worksheets/sheet1.xml"
BIFF = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture
def plain(tmp_path: Path) -> bytes:
    return workbook(tmp_path / "plain.xlsx", {"People": ROWS}).read_bytes()


def changed(data: bytes, old: bytes, new: bytes) -> bytes:
    """A workbook with another text in its first sheet."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            text = source.read(name)
            if name == SHEET:
                assert old in text
                text = text.replace(old, new)
            target.writestr(name, text)
    return written.getvalue()


def read(data: bytes) -> tuple[Organisation, tuple[str, ...]]:
    organisation, reading = read_members(MemoryFile("people.xlsx", data))
    return organisation, reading.notes


def refusal(data: bytes) -> str:
    with pytest.raises(InputError) as caught:
        read(data)
    assert len(caught.value.problems) == 1
    return str(caught.value)


@pytest.mark.parametrize("size", [10, 100, 900, -5])
def test_a_truncated_workbook(plain: bytes, size: int) -> None:
    assert "people.xlsx: is a damaged workbook: " in refusal(plain[:size])


def test_a_damaged_part(plain: bytes) -> None:
    at = plain.index(b"manager")
    assert "cannot be decompressed" in refusal(plain[:at] + b"MANAGER" + plain[at + 7 :])


def test_another_archive(plain: bytes) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert "is an archive, but not a workbook" in refusal(written.getvalue())


def test_a_bomb_is_refused_before_it_is_decompressed(plain: bytes) -> None:
    bomb = changed(plain, b"</sheetData>", b"<row></row>" * 4_000_000 + b"</sheetData>")
    began = process_time()
    assert "is too large after decompression" in refusal(bomb)
    assert process_time() - began < 1.0


@pytest.mark.parametrize("cell", ["XFD1048576", "ZZ1048576"])
def test_a_cell_far_from_the_table_needs_no_memory(plain: bytes, cell: str) -> None:
    far = f'<row r="1048576"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    assert "has a sheet of 1,048,576 rows" in refusal(changed(plain, b"</sheetData>", far))


def test_an_empty_cell_far_from_the_table_does_not_count(plain: bytes) -> None:
    far = b'<row r="1048576"><c r="XFD1048576" s="1"/></row></sheetData>'
    assert read(changed(plain, b"</sheetData>", far))[0].size == 2


def test_a_password() -> None:
    data = BIFF + b"\0" * 504 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 480
    assert "is protected by a password" in refusal(data)


def test_a_workbook_without_rows(tmp_path: Path) -> None:
    assert "the file is empty" in refusal(workbook(tmp_path / "a.xlsx", {"A": [], "B": []}).read_bytes())


def test_formulas_have_their_stored_results(plain: bytes) -> None:
    cell = b'<c t="inlineStr"><is><t>Sales</t></is></c>'
    stored, _ = read(changed(plain, cell, b'<c t="str"><f>"a"&amp;"b"</f><v>ab</v></c>'))
    assert stored.departments == ("Board", "ab")
    missing, notes = read(changed(plain, cell, b'<c><f>"a"&amp;"b"</f></c>'))
    assert missing.size == 2
    assert notes[0].startswith("1 formula without a stored result: read as empty")


def test_merged_cells_count_for_all_their_rows(tmp_path: Path) -> None:
    rows = [["department", "id", "manager"], ["Sales", "1", ""], ["", "2", "1"], ["", "3", "1"], ["Board", "4", "1"]]
    data = workbook(tmp_path / "merged.xlsx", {"People": rows}).read_bytes()
    ranges = b'</sheetData><mergeCells count="1"><mergeCell ref="A2:A4"/></mergeCells>'
    organisation, notes = read(changed(data, b"</sheetData>", ranges))
    assert [organisation.departments[code] for code in organisation.department] == ["Sales", "Sales", "Sales", "Board"]
    assert "2 rows of merged cells filled with their value" in notes


def test_a_repeated_header_is_left_out() -> None:
    text = "id,manager\n1,\n2,1\nid,manager\n3,1\n"
    organisation, reading = read_members(MemoryFile("people.csv", text.encode()))
    assert organisation.ids == ("1", "2", "3")
    assert "1 repeated header left out, such as 'id' (--no-repair totals)" in reading.account


@pytest.mark.parametrize("seed", range(5))
def test_mutated_workbooks(plain: bytes, seed: int) -> None:
    rng = random.Random(seed)
    for start in (plain, BIFF + bytes(rng.randrange(256) for _ in range(2000))):
        for _ in range(20):
            data = bytearray(start)
            for _ in range(rng.randint(1, 20)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            try:
                read(bytes(data))
            except InputError as error:
                assert error.problems
