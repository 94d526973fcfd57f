"""Write a board report as two slides, which requires the extra ``report``."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from simalign.board.content import Board, Picture, Section

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.5  # inches
LEFT = 6.6  # width of the picture and the table on the first slide
LETTERS = 15.5  # characters per inch at 10 points
ROOMY = 4.6  # inches at 10 points, which leave space for larger letters
LINE = 0.19  # inches at 10 points


def pptx(board: Board) -> bytes:
    """Return the report as the bytes of a .pptx file with slides of 16:9."""
    slides = Presentation()
    slides.slide_width, slides.slide_height = Inches(WIDTH), Inches(HEIGHT)
    slides.core_properties.title, slides.core_properties.language = board.title, board.texts.language
    first, second = board.pages
    slide = _slide(slides, board.title)
    wide = WIDTH - 2 * MARGIN
    _add_text(slide, (MARGIN, 0.95, wide, 1.2), [(board.question, 13, False), (board.answer, 16, True)])
    _add_picture(slide, board.picture, MARGIN, 2.0, LEFT, 3.1)
    _add_table(slide, board.table, (MARGIN, 5.25, LEFT, 0.28 * len(board.table)))
    right = MARGIN + LEFT + 0.3
    _add_text(
        slide,
        (right, 1.95, WIDTH - MARGIN - right, 5.0),
        [*((text, 10, False) for text in board.certainty), *_lines(first, 10)],
    )
    slide = _slide(slides, board.texts.say("report.board.behind"))
    columns = _columns(second)
    column = (wide - 0.4) / 2
    shown = next((section.picture for section in second if section.picture is not None), None)
    roomy = shown is None and max(_height(sections, column) for sections in columns) < ROOMY
    for number, sections in enumerate(columns):
        box = (MARGIN + number * (column + 0.4), 1.0, column, 6.2)
        _add_text(slide, box, _lines(sections, 11 if roomy else 10))
    if shown is not None:
        below = 1.1 + _height(columns[0], column)
        _add_picture(slide, shown, MARGIN, below, column, HEIGHT - 0.2 - below)
    content = BytesIO()
    slides.save(content)
    return content.getvalue()


def _slide(slides: Any, title: str) -> Any:
    slide = slides.slides.add_slide(slides.slide_layouts[5])
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = (Inches(x) for x in (MARGIN, 0.3, WIDTH - 2 * MARGIN, 0.6))
    shape.text_frame.text = title
    shape.text_frame.paragraphs[0].font.size = Pt(24)
    shape.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
    return slide


def _lines(sections: Sequence[Section], size: int) -> list[tuple[str, int, bool]]:
    """Return paragraphs as (text, size, bold)."""
    lines = []
    for section in sections:
        lines += [(section.title, size + 2, True), *((f"• {text}", size, False) for text in _texts(section))]
    return lines


def _texts(section: Section) -> list[str]:
    """Return the sentences of a section, and the rows of its table as sentences."""
    return [*section.sentences, *(f"{what} ({source}): {details}" for what, source, details in section.table[1:])]


def _columns(sections: Sequence[Section]) -> tuple[Sequence[Section], Sequence[Section]]:
    """Divide sections between two columns: of about the same height, or the one with a picture and the others."""
    illustrated = [section for section in sections if section.picture is not None]
    if illustrated:
        return illustrated, [section for section in sections if section.picture is None]
    best = min(range(len(sections) + 1), key=lambda n: abs(_height(sections[:n], 6.0) - _height(sections[n:], 6.0)))
    return sections[:best], sections[best:]


def _height(sections: Sequence[Section], width: float) -> float:
    """Estimate the height of sections in a column, in inches."""
    rows = sum(2 + sum(1 + len(text) // int(width * LETTERS) for text in _texts(s)) for s in sections)
    return rows * LINE


def _add_text(slide: Any, box: tuple[float, float, float, float], lines: Sequence[tuple[str, int, bool]]) -> None:
    frame = slide.shapes.add_textbox(*(Inches(x) for x in box)).text_frame
    frame.word_wrap = True
    for number, (text, size, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.text, paragraph.font.size, paragraph.font.bold = text, Pt(size), bold
        paragraph.space_before = Pt(8 if bold and number else 2)


def _add_picture(slide: Any, picture: Picture, left: float, top: float, width: float, height: float) -> None:
    """Add a picture, as large as fits into a box."""
    if picture.height_at(width) > height:
        width = height * picture.width / picture.height
    shape = slide.shapes.add_picture(BytesIO(picture.png), Inches(left), Inches(top), Inches(width))
    shape._element._nvXxPr.cNvPr.set("descr", picture.alt)


def _add_table(slide: Any, rows: tuple[tuple[str, ...], ...], box: tuple[float, float, float, float]) -> None:
    table = slide.shapes.add_table(len(rows), len(rows[0]), *(Inches(x) for x in box)).table
    for y, cells in enumerate(rows):
        for x, text in enumerate(cells):
            cell = table.cell(y, x)
            cell.text_frame.text = text
            cell.text_frame.paragraphs[0].font.size = Pt(10)
            cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT if x else PP_ALIGN.LEFT
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.margin_top = cell.margin_bottom = Pt(1)
