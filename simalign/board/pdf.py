"""Write a board report as a PDF of two pages of A4, which requires the extra ``report``."""

from collections.abc import Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any

from matplotlib import get_data_path
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Image, KeepInFrame, PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table

from simalign.board.content import TEXT_COLUMNS, Board, Picture, Section
from simalign.texts.catalogue import NARROW

MARGIN = 17.0  # mm
PADDING = 6.0  # points, of the frame of a page
FONTS = {"Board": "DejaVuSans.ttf", "Board-Bold": "DejaVuSans-Bold.ttf"}  # Matplotlib has them; they have all letters


def pdf(board: Board) -> bytes:
    """Return the report as the bytes of a .pdf file with embedded fonts."""
    styles, (width, height) = _styles(), (side - 2 * MARGIN * mm - 2 * PADDING for side in A4)
    first, second = board.pages
    front = [
        styles["title"](board.title),
        styles["text"](board.question),
        Spacer(1, 2 * mm),
        styles["answer"](board.answer),
        *map(styles["text"], board.certainty),
        Spacer(1, 2 * mm),
        _image(board.picture, 0.9 * width),
        Spacer(1, 2 * mm),
        _table(board.table, [width / len(board.table[0])] * len(board.table[0])),
        *(part for section in first for part in _parts(section, styles, width)),
    ]
    back = [part for section in second for part in _parts(section, styles, width)]
    front_page, back_page = (KeepInFrame(width, height, flow, mode="shrink") for flow in (front, back))
    content = BytesIO()
    margins = dict.fromkeys(("leftMargin", "rightMargin", "topMargin", "bottomMargin"), MARGIN * mm)
    SimpleDocTemplate(content, pagesize=A4, title=board.title, lang=board.texts.language, **margins).build(
        [front_page, PageBreak(), back_page]
    )
    return content.getvalue()


def _styles() -> dict[str, Any]:
    """Return a function for each style of paragraph, from plain text to a paragraph."""
    for name, file in FONTS.items():
        registerFont(TTFont(name, str(Path(get_data_path(), "fonts", "ttf", file))))
    text = ParagraphStyle("text", fontName="Board", fontSize=8.6, leading=11.6, spaceAfter=2)
    bold = {"parent": text, "fontName": "Board-Bold"}
    styles = {
        "text": text,
        "title": ParagraphStyle("title", **bold, fontSize=14, leading=18),
        "answer": ParagraphStyle("answer", **bold, fontSize=10.5, leading=14, spaceAfter=4),
        "heading": ParagraphStyle("heading", **bold, fontSize=10, leading=13, spaceBefore=8, keepWithNext=1),
        "strong": ParagraphStyle("strong", **bold, fontSize=8, leading=10, spaceAfter=0),
        "cell": ParagraphStyle("cell", parent=text, fontSize=8, leading=10, spaceAfter=0),
        "item": ParagraphStyle("item", parent=text, leftIndent=10, bulletIndent=1),
    }
    return {
        name: lambda words, style=style, bullet="•" if name == "item" else None: Paragraph(
            escape(words.replace(NARROW, "\u00a0"), quote=False), style, bulletText=bullet
        )
        for name, style in styles.items()
    }


def _parts(section: Section, styles: dict[str, Any], width: float) -> list[Any]:
    parts = [styles["heading"](section.title), *map(styles["item"], section.sentences)]
    if section.table:
        header, *rows = section.table
        cells = [[styles["strong"](text) for text in header], *([styles["cell"](text) for text in row] for row in rows)]
        parts += [Spacer(1, 1 * mm), _table(cells, [width * share for share in TEXT_COLUMNS])]
    return parts if section.picture is None else [*parts, _image(section.picture, 0.9 * width)]


def _image(picture: Picture, width: float) -> Any:
    return Image(BytesIO(picture.png), width, picture.height_at(width))


def _table(rows: Sequence[Sequence[Any]], widths: Sequence[float]) -> Any:
    style = [
        ("FONT", (0, 0), (-1, -1), "Board", 8.4),
        ("FONT", (0, 0), (-1, 0), "Board-Bold", 8.4),
        ("ALIGN", (1, 0), (-1, -1), "RIGHT"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor("#cdd3da")),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]
    return Table(rows, widths, style=style, repeatRows=1)
