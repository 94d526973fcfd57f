"""Dot plots with intervals: one row per estimate, one panel per measure, one marker per group."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill

import pandas as pd

from simalign.analysis.figures.palette import INK, SPARE
from simalign.analysis.figures.panels import Caption, legend, new_sheet, save

WIDTH, ROW = 2.45, 0.42  # inches: width of a panel, height of a row
NAMES = 2.3  # inches for the names of rows
LETTERS = 32  # characters per line of a name
KEY = "thick lines: 95% intervals of means; thin lines: middle 95% of draws (plausible people)"
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#e69f00", *SPARE)
SHAPES = ("o", "D", "s", "^", "v", "P", "X", "o")


def draw_dots(table: pd.DataFrame, caption: Caption, files: Sequence[Path]) -> None:
    """Draw estimates with 95% intervals of the mean and save the figure; the suffixes of files determine the formats.

    table: one row per estimate: panel, row, mark, mean, low, high, middle_low, middle_high (ends of the middle 95% of
    draws, NaN if they are not defined). Panels, rows and marks keep the order of the table;
    marks of one row are drawn slightly apart.
    """
    panels, rows, marks = (list(dict.fromkeys(table[name])) for name in ("panel", "row", "mark"))
    height = max(1.5, ROW * len(rows) * max(1.0, 0.5 * len(marks)))
    figure, axes, top = new_sheet(
        len(panels), (WIDTH, height), caption.title, 1 if len(marks) > 1 else 0, left=NAMES, gap=0.3
    )
    for ax, panel in zip(axes, panels, strict=True):
        panel_rows = table[table["panel"] == panel]
        for n, mark in enumerate(marks):
            mark_rows = panel_rows[panel_rows["mark"] == mark]
            shift = 0.0 if len(marks) == 1 else 0.56 * (n / (len(marks) - 1) - 0.5)
            y = [rows.index(row) + shift for row in mark_rows["row"]]
            ax.hlines(y, mark_rows["middle_low"], mark_rows["middle_high"], color=COLOURS[n], linewidth=1.0, alpha=0.5)
            ax.hlines(y, mark_rows["low"], mark_rows["high"], color=COLOURS[n], linewidth=3.0)
            ax.plot(mark_rows["mean"], y, SHAPES[n], color=COLOURS[n], markersize=5, label=mark)
        ax.axvline(0.0, color=INK, linewidth=0.9)
        ax.set_ylim(len(rows) - 0.5, -0.5)
        ax.set_yticks(range(len(rows)), [fill(row, LETTERS) for row in rows], fontsize=8.8)
        ax.tick_params(axis="y", length=0, labelleft=ax is axes[0])
        ax.grid(False, axis="y")
        ax.grid(True, axis="x")
        ax.spines["left"].set_visible(False)
        ax.locator_params(axis="x", nbins=5)
        ax.set_title(panel)
        ax.set_xlabel(caption.x)
    if len(marks) > 1:
        legend(figure, axes[0].get_legend_handles_labels(), top, 5)
    save(figure, caption._replace(note=f"{KEY}\n{caption.note}"), files)
