"""The sheet that the figures of this folder share: a row of panels under a finding, a legend and over a note."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

from simalign.analysis.figures.style import LETTERS, finish, new_figure, set_style

LINE, MARGIN = 0.235, 0.16  # inches: a line of the title, what is around it
LEGEND = 0.3  # inches for a row of names
FOOT = 0.84  # inches for labels and note under the panels
TOP = 0.34  # inches for the names of panels
NOTE = "#555555"


class Caption(NamedTuple):
    """The words around a figure: the finding on top, the note below, what is along the horizontal axis."""

    title: str
    note: str
    x: str


def new_sheet(
    panels: int, panel: tuple[float, float], title: str, rows: int, left: float = 0.72, gap: float = 0.72
) -> tuple[Any, Sequence[Any], float]:
    """A figure with its panels, each so many inches wide and high, and where the legend's upper edge is.

    rows: of names in the legend; left: inches for what is left of the first panel; gap: between panels.
    """
    set_style()
    wide = left + panels * panel[0] + (panels - 1) * gap + 0.22
    lines = title_lines(title, wide)
    head = MARGIN + lines * LINE + (0.1 + LEGEND * rows if rows else 0.06)
    high = head + TOP + panel[1] + FOOT
    figure, axes = new_figure(1, panels, (wide, high))
    edges = {"left": left / wide, "right": 1 - 0.22 / wide, "top": 1 - (head + TOP) / high, "bottom": FOOT / high}
    figure.subplots_adjust(**edges, wspace=gap / panel[0])
    return figure, list(axes[0]), 1 - (MARGIN + lines * LINE + 0.08) / high


def title_lines(title: str, wide: float) -> int:
    """How many lines a title takes on a sheet so many inches wide.

    >>> title_lines("a " * 50, 10.0)
    2
    """
    return max(1, len(wrap(title, int(wide * LETTERS))))


def legend(figure: Any, handles: Any, top: float, columns: int) -> None:
    """Names of what is drawn, in a row under the title."""
    wide = figure.get_size_inches()[0]
    place = {"loc": "upper left", "bbox_to_anchor": (0.04 / wide, top), "borderaxespad": 0}
    figure.legend(*handles, ncols=columns, handlelength=2.6, columnspacing=1.6, fontsize=9.5, **place)


def save(figure: Any, caption: Caption, files: Sequence[Path]) -> None:
    """Put title and note in place, and save."""
    wide, high = figure.get_size_inches()
    figure.text(1 - 0.1 / wide, 0.08 / high, caption.note, ha="right", va="bottom", fontsize=8, color=NOTE)
    finish(figure, caption.title, files)
