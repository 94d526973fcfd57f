"""The content of a board report, from which each writer makes a file of its format."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from simalign.analysis.figures.style import png_bytes, svg_text
from simalign.texts.catalogue import ENGLISH, Texts

PRINT_DPI = 220
TEXT_COLUMNS = (0.25, 0.17, 0.58)  # of the width of a table of text


@dataclass(frozen=True)
class Picture:
    """A figure with its text alternative and its size in inches, as a bitmap and as vectors."""

    png: bytes
    svg: str
    alt: str
    width: float
    height: float

    def height_at(self, width: float) -> float:
        """Return the height of the picture where it is ``width`` wide."""
        return width * self.height / self.width


@dataclass(frozen=True)
class Section:
    """A heading with sentences below it, each a list item, and a picture or a table of text if any.

    table: rows of cells, the first of which are the headers.
    """

    title: str
    sentences: tuple[str, ...]
    picture: Picture | None = None
    table: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Board:
    """A report: on the first page the question, the answer, the picture and the table; then the sections.

    certainty: paragraphs below the answer. table: rows of cells, the first of which are the headers. first: number of
    sections on the first page. texts: of the language of the report.
    """

    title: str
    question: str
    answer: str
    certainty: tuple[str, ...]
    picture: Picture
    table: tuple[tuple[str, ...], ...]
    sections: tuple[Section, ...]
    first: int = 1
    texts: Texts = ENGLISH

    @property
    def pages(self) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
        """The sections of the first page and those of the second."""
        return self.sections[: self.first], self.sections[self.first :]


def picture(figure: Any, alt: str) -> Picture:
    """Return a Matplotlib figure as a picture."""
    width, height = figure.get_size_inches()
    return Picture(png_bytes(figure, PRINT_DPI), svg_text(figure), alt, float(width), float(height))


def special_section(sentences: Sequence[str], figure: Any | None = None, texts: Texts = ENGLISH) -> Section:
    """Return the section on what is special in an organisation; figure: a Matplotlib figure if any."""
    shown = None if figure is None else picture(figure, " ".join(sentences))
    return Section(texts.say("report.board.special"), tuple(sentences), shown)
