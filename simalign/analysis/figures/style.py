"""How figures look: one palette, safe for the colour-blind, one typography, for print and projector."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

from simalign.errors import printable as printable

# Okabe & Ito (2008), the colours that the colour-blind tell apart; line styles as well, for print in black and white
COLOURS = {
    "status_quo": "#7f7f7f",
    "push": "#d55e00",
    "pull": "#0072b2",
    "hybrid": "#009e73",
    "tell_and_sell": "#e69f00",
    "laissez_faire": "#cc79a7",
}
SPARE = ("#56b4e9", "#8c564b", "#000000", "#b8a000")
DASHES = ("solid", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1.5, 1, 1.5)), (0, (8, 2)), (0, (3, 1, 1, 1, 1, 1)))
INK = "#222222"
DPI = 160
LETTERS = 8.2  # of a title, an inch
LONGEST = 28  # characters of a name


def look(policies: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Colour and line style of each policy; status quo is grey and dotted, wherever it stands.

    >>> look(["push"])["push"]["color"]
    '#d55e00'
    """
    spare = iter(SPARE * len(policies))
    dashes = iter(DASHES * len(policies))
    if "status_quo" not in policies:
        next(dashes, None)
    found: dict[str, dict[str, Any]] = {}
    for name in policies:
        style: Any = (0, (1, 1)) if name == "status_quo" else "solid"
        if name not in ("status_quo", "push"):
            style = next(d for d in dashes if d not in ("solid", (0, (1, 1))))
        found[name] = {"color": COLOURS.get(name) or next(spare), "linestyle": style}
    return found


def words(name: str) -> str:
    """A policy's name as people write it, cut where it is long.

    >>> words("tell_and_sell")
    'tell and sell'
    """
    text = printable(name.replace("_", " "))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def set_style() -> None:
    """Set fonts, lines and axes for all figures of this process."""
    import seaborn as sns

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
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

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
