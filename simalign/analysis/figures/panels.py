"""Layout shared by figures: a row of panels below a title and a legend, and above a note."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

from simalign.analysis.figures.style import LETTERS, finish, new_figure, set_style

LINE, MARGIN = 0.235, 0.16  # inches: a line of the title, the margin around it
LEGEND = 0.3  # inches for a row of the legend
FOOT = 0.84  # inches for labels and note under the panels
TOP = 0.34  # inches for the names of panels
NOTE = "#555555"


class Caption(NamedTuple):
    """Texts of a figure: title (the finding), note below the panels, and label of the horizontal axis."""

    title: str
    note: str
    x: str


def new_sheet(
    panels: int, panel: tuple[float, float], title: str, rows: int, left: float = 0.72, gap: float = 0.72
) -> tuple[Any, Sequence[Any], float]:
    """Return a new figure, its panels, and the upper edge of the legend as a share of the height.

    panel: width and height of a panel, inches. rows: of the legend. left: inches left of the first panel. gap: inches
    between panels.
    """
    set_style()
    width = left + panels * panel[0] + (panels - 1) * gap + 0.22
    lines = title_lines(title, width)
    top_margin = MARGIN + lines * LINE + (0.1 + LEGEND * rows if rows else 0.06)
    height = top_margin + TOP + panel[1] + FOOT
    figure, axes = new_figure(1, panels, (width, height))
    edges = {
        "left": left / width,
        "right": 1 - 0.22 / width,
        "top": 1 - (top_margin + TOP) / height,
        "bottom": FOOT / height,
    }
    figure.subplots_adjust(**edges, wspace=gap / panel[0])
    return figure, list(axes[0]), 1 - (MARGIN + lines * LINE + 0.08) / height


def title_lines(title: str, width: float) -> int:
    """Return the number of lines of a title on a figure of a width in inches.

    >>> title_lines("a " * 50, 10.0)
    2
    """
    return max(1, len(wrap(title, int(width * LETTERS))))


def legend(figure: Any, handles: Any, top: float, columns: int) -> None:
    """Draw the legend below the title; top: its upper edge, as returned by ``new_sheet``."""
    width = figure.get_size_inches()[0]
    position = {"loc": "upper left", "bbox_to_anchor": (0.04 / width, top), "borderaxespad": 0}
    figure.legend(*handles, ncols=columns, handlelength=2.6, columnspacing=1.6, fontsize=9.5, **position)


def save(figure: Any, caption: Caption, files: Sequence[Path]) -> None:
    """Add title and note and save the figure."""
    width, height = figure.get_size_inches()
    figure.text(1 - 0.1 / width, 0.08 / height, caption.note, ha="right", va="bottom", fontsize=8, color=NOTE)
    finish(figure, caption.title, files)
