"""Dots with intervals: numbers one under the other, a panel a measure, a mark a group."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill

import pandas as pd

from simalign.analysis.figures.palette import INK, SPARE
from simalign.analysis.figures.panels import Caption, legend, new_sheet, save

WIDE, ROW = 2.45, 0.42  # inches of a panel, and of a row in it
NAMES = 2.3  # inches for the names of rows
LETTERS = 32  # in a line of them
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#e69f00", *SPARE)
SHAPES = ("o", "D", "s", "^", "v", "P", "X", "o")


def draw_dots(table: pd.DataFrame, caption: Caption, files: Sequence[Path]) -> None:
    """Draw numbers with their 95% intervals into files, whose suffixes say the format.

    table: a row a number: panel (also the name of what is along x there), row, mark, mean, low, high. Rows stand in the
    order of the table; marks of one row are drawn a little apart.
    """
    panels, rows, marks = (list(dict.fromkeys(table[name])) for name in ("panel", "row", "mark"))
    high = max(1.5, ROW * len(rows) * max(1.0, 0.5 * len(marks)))
    figure, places, top = new_sheet(
        len(panels), (WIDE, high), caption.title, 1 if len(marks) > 1 else 0, left=NAMES, gap=0.3
    )
    for ax, panel in zip(places, panels, strict=True):
        own = table[table["panel"] == panel]
        for n, mark in enumerate(marks):
            there = own[own["mark"] == mark]
            shift = 0.0 if len(marks) == 1 else 0.56 * (n / (len(marks) - 1) - 0.5)
            at = [rows.index(row) + shift for row in there["row"]]
            ax.hlines(at, there["low"], there["high"], color=COLOURS[n], linewidth=2.0)
            ax.plot(there["mean"], at, SHAPES[n], color=COLOURS[n], markersize=5, label=mark)
        ax.axvline(0.0, color=INK, linewidth=0.9)
        ax.set_ylim(len(rows) - 0.5, -0.5)
        ax.set_yticks(range(len(rows)), [fill(row, LETTERS) for row in rows], fontsize=8.8)
        ax.tick_params(axis="y", length=0, labelleft=ax is places[0])
        ax.grid(False, axis="y")
        ax.grid(True, axis="x")
        ax.spines["left"].set_visible(False)
        ax.locator_params(axis="x", nbins=5)
        ax.set_title(panel)
        ax.set_xlabel(caption.x)
    if len(marks) > 1:
        legend(figure, places[0].get_legend_handles_labels(), top, 5)
    save(figure, caption, files)
