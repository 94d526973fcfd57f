"""Write a board report as a Word document, which requires the extra ``report``."""

from io import BytesIO
from typing import Any

from docx import Document
from docx.shared import Cm, Pt

from simalign.board.content import Board, Picture, Section

WIDTH = 17.6  # cm between the margins of A4


def docx(board: Board) -> bytes:
    """Return the report as the bytes of a .docx file."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21.0), Cm(29.7)
    page.left_margin = page.right_margin = Cm((21.0 - WIDTH) / 2)
    page.top_margin = page.bottom_margin = Cm(1.5)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10)
    normal.paragraph_format.space_after = Pt(3)
    document.core_properties.title = board.title
    document.add_heading(board.title, 1)
    document.add_paragraph(board.question)
    document.add_paragraph().add_run(board.answer).bold = True
    document.add_paragraph(board.certainty)
    _add_picture(document, board.picture, Cm(WIDTH * 0.86))
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
    if section.picture is not None:
        _add_picture(document, section.picture, Cm(WIDTH * 0.7))


def _add_picture(document: Any, picture: Picture, width: Any) -> None:
    shape = document.add_picture(BytesIO(picture.png), width=width)
    shape._inline.docPr.set("descr", picture.alt)


def _add_table(document: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Light List")
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
