"""Typography of all figures, for print and projector, and saving of figures to reproducible files."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from textwrap import fill, wrap
from typing import Any

from matplotlib import rcParams
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from simalign.analysis.figures.palette import INK

DPI = 160
LETTERS = 8.2  # characters of a title per inch
FAST = 1  # compression of PNG files: twice as fast as the usual 6, for files that are a twentieth larger


STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.parse_math": False,
    "text.color": INK,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9.5,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "axes.linewidth": 1.0,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.7,
    **{
        f"{axis}tick.{key}": value
        for axis in "xy"
        for key, value in {
            "color": INK,
            "labelsize": 9,
            "major.size": 4.8,
            "major.width": 1.0,
            "minor.size": 3.2,
            "minor.width": 0.8,
        }.items()
    },
    "lines.linewidth": 1.8,
    "lines.markersize": 4.8,
    "lines.solid_capstyle": "round",
    "patch.edgecolor": "white",
    "patch.force_edgecolor": True,
    "patch.linewidth": 0.8,
    "legend.frameon": False,
    "legend.fontsize": 8.8,
    "legend.title_fontsize": 9.6,
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "svg.hashsalt": "simalign",
}


class ShownFigure(Figure):
    """A figure that a notebook shows inline, whether or not pyplot has been imported."""

    def _repr_png_(self) -> bytes:
        return png_bytes(self)


def png_bytes(figure: Any, dpi: float = 100) -> bytes:
    """Return a figure as the bytes of a PNG image."""
    content = BytesIO()
    figure.savefig(content, format="png", dpi=dpi, metadata={"Software": None})
    return content.getvalue()


def svg_text(figure: Any) -> str:
    """Return a figure as an SVG element, for a page of HTML; the same figure gives the same text."""
    content = BytesIO()
    figure.savefig(content, format="svg", metadata={"Date": None, "Creator": None})
    text = content.getvalue().decode()
    return text[text.index("<svg") :]


def set_style() -> None:
    """Set fonts, lines and axes for all figures of this process."""
    rcParams.update(STYLE)


def new_figure(rows: int, columns: int, size: tuple[float, float], sharex: bool = False) -> tuple[Any, Any]:
    """Return a new figure and its axes, (rows, columns), without pyplot or a screen; size: width and height, inches."""
    figure = ShownFigure(figsize=size)
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, sharex=sharex, squeeze=False)


def title_height(title: str, width: float) -> float:
    """Return the height of a title in inches, in a figure of this width.

    >>> round(title_height("Short", 5.0), 3)
    0.42
    """
    return 0.2 + 0.22 * len(wrap(title, int(width * LETTERS)))


def finish(figure: Any, title: str, files: Sequence[Path]) -> Any:
    """Add the title, save the figure to files and return it.

    files: their suffixes determine the formats. The same figure is always saved as the same bytes.
    """
    width, height = figure.get_size_inches()
    letters = int(width * LETTERS)
    figure.text(0.08 / width, 1 - 0.1 / height, fill(title, letters), ha="left", va="top", fontsize=13, weight="bold")
    save(figure, files)
    return figure


def save(figure: Any, files: Sequence[Path]) -> None:
    """Save a figure to files, whose suffixes determine the formats; the same figure gives the same bytes."""
    for file in files:
        if file.suffix == ".png":
            figure.savefig(file, metadata={"Software": None}, pil_kwargs={"compress_level": FAST})
        else:
            figure.savefig(file, metadata={"Date": None, "Creator": None})
