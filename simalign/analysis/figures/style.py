"""Typography of all figures, for print and projector, and saving them to reproducible files."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

import seaborn as sns
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from simalign.analysis.figures.palette import INK

DPI = 160
LETTERS = 8.2  # of a title, an inch


def set_style() -> None:
    """Set fonts, lines and axes for all figures of this process."""
    sns.set_theme(
        context="paper",
        style="ticks",
        rc={
            "font.family": "DejaVu Sans",
            "font.size": 10,
            "text.parse_math": False,
            "axes.titlesize": 10.5,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "axes.labelsize": 9.5,
            "axes.edgecolor": INK,
            "axes.labelcolor": INK,
            "text.color": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "xtick.labelsize": 9,
            "ytick.labelsize": 9,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.grid": True,
            "axes.grid.axis": "y",
            "grid.color": "#e4e4e4",
            "grid.linewidth": 0.7,
            "lines.linewidth": 1.8,
            "legend.frameon": False,
            "figure.dpi": DPI,
            "savefig.dpi": DPI,
            "svg.hashsalt": "simalign",
        },
    )


def new_figure(rows: int, columns: int, size: tuple[float, float], sharex: bool = False) -> tuple[Any, Any]:
    """A figure in inches and its axes, (rows, columns), drawn without a screen."""
    figure = Figure(figsize=size)
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, sharex=sharex, squeeze=False)


def finish(figure: Any, title: str, files: Sequence[Path]) -> None:
    """Put the finding on top and save, byte for byte the same each time; a file's suffix says its format."""
    width, height = figure.get_size_inches()
    letters = int(width * LETTERS)
    figure.text(0.08 / width, 1 - 0.1 / height, fill(title, letters), ha="left", va="top", fontsize=13, weight="bold")
    for file in files:
        nameless = {"Software": None} if file.suffix == ".png" else {"Date": None, "Creator": None}
        figure.savefig(file, metadata=nameless)
