"""Heat maps of measures over two factors, one row per measure and one column per time, with the contour at 0."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.figures.palette import INK
from simalign.analysis.figures.panels import LINE, MARGIN, Caption, save, title_lines
from simalign.analysis.figures.style import new_figure, set_style

SIDE, GAP = 1.9, 0.26  # inches: side of a panel, gap between panels
LEFT, BAR, FOOT, TOP = 0.95, 1.25, 0.94, 0.32  # inches: names of rows, colour bars, labels below, names of columns
LETTERS = 26  # characters per line of a colour bar's label
KEY = "line: no difference; dots: the 95% interval of the mean includes 0"
COLOURS = "PuOr_r"  # ColorBrewer's, safe for the colour-blind: purple below 0, orange above
RISING = "cividis"


def draw_maps(table: pd.DataFrame, y: str, scales: Mapping[str, str], caption: Caption, files: Sequence[Path]) -> None:
    """Draw maps and save the figure; the suffixes of files determine the formats.

    table: one row per measure, time, x and y: row, column, x, y, mean, low, high. y: vertical label with its unit;
    scales: label of the colour bar with its unit, by row. All panels of a row share one colour scale. If values are
    negative somewhere, a dot marks intervals that include 0, and a line marks where the mean is 0.
    """
    set_style()
    rows, columns = (list(dict.fromkeys(table[name])) for name in ("row", "column"))
    width = LEFT + len(columns) * SIDE + (len(columns) - 1) * GAP + BAR
    head = MARGIN + LINE * title_lines(caption.title, width) + TOP
    height = head + len(rows) * SIDE + (len(rows) - 1) * GAP + FOOT
    figure, axes = new_figure(len(rows), len(columns), (width, height))
    edges = {"left": LEFT / width, "right": 1 - BAR / width, "top": 1 - head / height, "bottom": FOOT / height}
    figure.subplots_adjust(**edges, wspace=GAP / SIDE, hspace=GAP / SIDE)
    for row, panels in zip(rows, axes, strict=True):
        row_values = table[table["row"] == row]
        largest = float(row_values["mean"].abs().max())
        signed = float(row_values["mean"].min()) < 0
        for ax, column in zip(panels, columns, strict=True):
            image = _map(ax, row_values[row_values["column"] == column], (-largest if signed else 0.0, largest), signed)
            ax.tick_params(labelleft=ax is panels[0], labelbottom=row == rows[-1])
            ax.set_xlabel(caption.x if row == rows[-1] else "")
            ax.set_title(column if row == rows[0] else "")
        panels[0].set_ylabel(f"{row}\n{y}")
        box = panels[-1].get_position()
        bar = figure.colorbar(image, cax=figure.add_axes((box.x1 + 0.1 / width, box.y0, 0.13 / width, box.height)))
        bar.outline.set_visible(False)
        bar.set_label(fill(scales[row], LETTERS), fontsize=8.5)
        bar.ax.tick_params(labelsize=8)
    note = f"{KEY}\n{caption.note}" if float(table["mean"].min()) < 0 else caption.note
    save(figure, caption._replace(note=note), files)


def _map(ax: Any, row_values: pd.DataFrame, ends: tuple[float, float], signed: bool) -> Any:
    """Draw one panel and return its image, for the colour bar."""
    grid = row_values.pivot_table(index="y", columns="x", values="mean")
    xs, ys, means = grid.columns.to_numpy(float), grid.index.to_numpy(float), grid.to_numpy(float)
    colours = COLOURS if signed else RISING
    image = ax.pcolormesh(_edges(xs), _edges(ys), means, cmap=colours, vmin=ends[0], vmax=ends[1], linewidth=0)
    if signed:
        inconclusive = row_values[(row_values["low"] <= 0) & (row_values["high"] >= 0)]
        ax.plot(inconclusive["x"], inconclusive["y"], "o", color=INK, markersize=1.8)
        if means.min() < 0 < means.max() and min(means.shape) > 1:
            ax.contour(xs, ys, means, levels=[0.0], colors=INK, linewidths=1.2)
    ax.grid(False)
    return image


def _edges(middles: np.ndarray) -> np.ndarray:
    """Return cell edges (n + 1,) around cell centres (n,).

    >>> _edges(np.array([0.0, 1.0])).tolist(), _edges(np.array([2.0])).tolist()
    ([-0.5, 0.5, 1.5], [1.5, 2.5])
    """
    if len(middles) == 1:
        return np.array([middles[0] - 0.5, middles[0] + 0.5])
    between = (middles[1:] + middles[:-1]) / 2
    first, last = 2 * middles[0] - between[0], 2 * middles[-1] - between[-1]
    return np.concatenate([[first], between, [last]])
