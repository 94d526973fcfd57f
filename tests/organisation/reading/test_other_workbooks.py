"""Workbooks in .ods and .xlsb: read like .xlsx, or refused with one message and little memory."""

import random
import zipfile
from collections.abc import Callable, Sequence
from io import BytesIO
from struct import pack
from time import process_time

import pytest

from simalign.errors import InputError
from simalign.files.memory import MemoryFile
from simalign.organisation.members import read_members

Rows = Sequence[Sequence[str]]
ROWS = [
    ["Mitarbeiterliste", "", "", ""],
    ["Personalnummer", "Name", "Vorgesetzter", "Abteilung"],
    ["1", "Ada Holm", "", "Leitung"],
    ["2", "Bo Lind", "Ada Holm", "Vertrieb"],
    ["3", "Cy Falk", "Bo Lind", "Vertrieb"],
]
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
PARTS = " ".join(f'xmlns:{name}="{OASIS}:{name}:1.0"' for name in ("office", "table", "text"))
CELL = '<table:table-cell office:value-type="string"{}><text:p>{}</text:p></table:table-cell>'
EMPTY = "<table:table-cell{}/>"
RELATIONS = "http://schemas.openxmlformats.org/{}/2006/relationships"


def archive(parts: dict[str, str | bytes]) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return written.getvalue()


def ods(rows: Rows, tail: str = "") -> bytes:
    """An OpenDocument spreadsheet with one sheet; tail: further rows as XML."""
    lines = ["".join(CELL.format("", text) if text else EMPTY.format("") for text in row) for row in rows]
    body = "".join(f"<table:table-row>{line}</table:table-row>" for line in lines) + tail
    sheet = f'<table:table table:name="People">{body}</table:table>'
    text = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    content = f"<office:document-content {PARTS}>{text}</office:document-content>"
    manifest = f'<m:manifest xmlns:m="{OASIS}:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return archive({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def record(number: int, payload: bytes = b"") -> bytes:
    """A record of an .xlsb part: its number, its size with seven bits a byte, and its content."""
    head = bytes([number]) if number < 128 else bytes([number & 0x7F | 0x80, number >> 7])
    size = len(payload)
    return head + (bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])) + payload


def wide(text: str) -> bytes:
    return pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(rows: Rows, last: int | None = None, column: int = 0) -> bytes:
    """A binary workbook with one sheet; last: index of the last row; column: how far its cells are moved."""
    sheet = record(129) + record(148, bytes(16)) + record(145)
    for n, row in enumerate(rows):
        end = n == len(rows) - 1
        sheet += record(0, pack("<I", last if end and last is not None else n) + bytes(13))
        for x, text in enumerate(row):
            sheet += record(6, pack("<II", x + column * end, 0) + wide(text)) if text else b""
    book = record(131) + record(143) + record(156, pack("<II", 0, 1) + wide("r1") + wide("People"))
    target = f'Type="{RELATIONS.format("officeDocument")}/worksheet" Target="worksheets/sheet1.bin"'
    relations = f'<Relationships xmlns="{RELATIONS.format("package")}"><Relationship Id="r1" {target}/></Relationships>'
    return archive(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "xl/workbook.bin": book + record(144) + record(132),
            "xl/_rels/workbook.bin.rels": relations,
            "xl/worksheets/sheet1.bin": sheet + record(146) + record(130),
        }
    )


MADE: dict[str, Callable[..., bytes]] = {"ods": ods, "xlsb": xlsb}


def refusal(data: bytes) -> str:
    began = process_time()
    with pytest.raises(InputError) as caught:
        read_members(MemoryFile("people.dat", data))
    assert len(caught.value.problems) == 1 and process_time() - began < 5.0
    return str(caught.value)


@pytest.mark.parametrize("kind", MADE)
def test_they_are_read_like_other_workbooks(kind: str) -> None:
    organisation, reading = read_members(MemoryFile("people.dat", MADE[kind](ROWS)))
    assert organisation.names == ("Ada Holm", "Bo Lind", "Cy Falk")
    assert organisation.manager.tolist() == [0, 0, 1] and reading.format == "workbook, sheet 'People'"
    assert set(organisation.departments) == {"Leitung", "Vertrieb"}


def test_empty_rows_at_the_end_of_a_sheet_do_not_count() -> None:
    row = '<table:table-row table:number-rows-repeated="1048570">{}</table:table-row>'
    data = ods(ROWS, row.format(EMPTY.format(' table:number-columns-repeated="16384"')))
    assert read_members(MemoryFile("people.ods", data))[0].size == 3


@pytest.mark.parametrize(
    "data",
    [
        xlsb(ROWS, 1_048_575, 15_000),
        ods(
            ROWS,
            f'<table:table-row table:number-rows-repeated="1000000">'
            f"{CELL.format(' table:number-columns-repeated="16384"', 'x')}</table:table-row>",
        ),
        ods(
            [*ROWS, ["", "", "", "x"] * 3000],
            f'<table:table-row table:number-rows-repeated="1000000">{EMPTY.format("")}</table:table-row>'
            f"<table:table-row>{CELL.format('', 'x')}</table:table-row>",
        ),
    ],
    ids=["xlsb", "repeated cells", "repeated rows"],
)
def test_a_sheet_that_would_fill_the_memory(data: bytes) -> None:
    assert "columns, which is too large" in refusal(data)


def test_damaged_ones() -> None:
    assert "is a damaged workbook" in refusal(ods(ROWS, "<table:table-row>"))
    assert "is a damaged workbook" in refusal(ods(ROWS, '<table:table-row table:number-rows-repeated="many"/>'))
    assert "is an archive, but not a workbook" in refusal(archive({"content.xml": "<office/>"}))


@pytest.mark.parametrize("kind", MADE)
@pytest.mark.parametrize("seed", range(3))
def test_mutated_ones(kind: str, seed: int) -> None:
    rng, plain = random.Random(seed), MADE[kind](ROWS)
    part = "content.xml" if kind == "ods" else "xl/worksheets/sheet1.bin"
    for inside in (False, True) * 10:
        with zipfile.ZipFile(BytesIO(plain)) as source:
            parts = {name: source.read(name) for name in source.namelist()}
        data = bytearray(parts[part] if inside else plain)
        for _ in range(rng.randint(1, 10)):
            data[rng.randrange(len(data))] = rng.randrange(256)
        try:
            read_members(MemoryFile("people.dat", archive({**parts, part: bytes(data)}) if inside else bytes(data)))
        except InputError as error:
            assert error.problems
