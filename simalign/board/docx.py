"""Write a board report as a Word document, which requires the extra ``report``."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from simalign.board.content import TEXT_COLUMNS, Board, Picture, Section

WIDTH = 17.6  # cm between the margins of A4


def docx(board: Board) -> bytes:
    """Return the report as the bytes of a .docx file."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm((21.0 - WIDTH) / 2)
    page.top_margin = page.bottom_margin = Cm(1.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(9)
    normal.paragraph_format.space_after = Pt(2)
    document.core_properties.title, document.core_properties.language = board.title, board.texts.language
    document.add_heading(board.title, 1)
    document.add_paragraph(board.question)
    document.add_paragraph().add_run(board.answer).bold = True
    for text in board.certainty:
        document.add_paragraph(text)
    _add_picture(document, board.picture, Cm(WIDTH * 0.78))
    _add_table(document, board.table)
    for number, section in enumerate(board.sections):
        _add_section(document, section, number == board.first)
    content = BytesIO()
    document.save(content)
    return content.getvalue()


def _add_section(document: Any, section: Section, new_page: bool) -> None:
    heading = document.add_heading(section.title, 2)
    heading.paragraph_format.space_before = Pt(8)
    heading.paragraph_format.page_break_before = new_page
    for sentence in section.sentences:
        document.add_paragraph(sentence, style="List Bullet").paragraph_format.space_after = Pt(1)
    if section.table:
        _add_table(document, section.table, TEXT_COLUMNS)
    if section.picture is not None:
        _add_picture(document, section.picture, Cm(WIDTH * 0.85))


def _add_picture(document: Any, picture: Picture, width: Any) -> None:
    shape = document.add_picture(BytesIO(picture.png), width=width)
    shape._inline.docPr.set("descr", picture.alt)


def _add_table(document: Any, rows: tuple[tuple[str, ...], ...], shares: Sequence[float] = ()) -> None:
    """Add a table; shares: of the width, one for each column, or equal ones."""
    table = document.add_table(len(rows), len(rows[0]), style="Light Shading")
    table.autofit = False
    table._tbl.tblPr.find(qn("w:tblLook")).set(qn("w:noHBand"), "1")  # rows without grey bands
    widths = [Cm(WIDTH * share) for share in shares or [1 / len(rows[0])] * len(rows[0])]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row, cells in zip(table.rows, rows, strict=True):
        for number, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.text, cell.width = text, widths[number]
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            if number and not shares:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
