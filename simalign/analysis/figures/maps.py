"""Maps: measures over two things that are varied, a row a measure, a column a time, with the frontier where it is 0."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.figures.palette import INK
from simalign.analysis.figures.panels import LINE, MARGIN, Caption, save, title_lines
from simalign.analysis.figures.style import new_figure, set_style

SIDE, GAP = 1.9, 0.26  # inches of a panel, and between panels
LEFT, BAR, FOOT, TOP = 0.95, 1.25, 0.94, 0.32  # inches for names, scales, labels below, names of columns
LETTERS = 26  # of what colours are, in a line
KEY = "line: no difference; dots: the interval holds no difference"
COLOURS = "PuOr_r"  # ColorBrewer's, safe for the colour-blind: purple below 0, orange above
RISING = "cividis"


def draw_maps(table: pd.DataFrame, y: str, scales: Mapping[str, str], caption: Caption, files: Sequence[Path]) -> None:
    """Draw maps into files, whose suffixes say the format.

    table: a row a measure, time, x and y: row, column, x, y, mean, low, high. y: what is up, with its unit; scales:
    what the colours of a row are, with their unit. Colours mean the same in all panels of a row; where they show
    differences, a dot says that the interval holds 0, and a line where the mean is 0.
    """
    set_style()
    rows, columns = (list(dict.fromkeys(table[name])) for name in ("row", "column"))
    wide = LEFT + len(columns) * SIDE + (len(columns) - 1) * GAP + BAR
    head = MARGIN + LINE * title_lines(caption.title, wide) + TOP
    high = head + len(rows) * SIDE + (len(rows) - 1) * GAP + FOOT
    figure, axes = new_figure(len(rows), len(columns), (wide, high))
    edges = {"left": LEFT / wide, "right": 1 - BAR / wide, "top": 1 - head / high, "bottom": FOOT / high}
    figure.subplots_adjust(**edges, wspace=GAP / SIDE, hspace=GAP / SIDE)
    for row, places in zip(rows, axes, strict=True):
        own = table[table["row"] == row]
        reach = float(own["mean"].abs().max())
        signed = float(own["mean"].min()) < 0
        for ax, column in zip(places, columns, strict=True):
            image = _map(ax, own[own["column"] == column], (-reach if signed else 0.0, reach), signed)
            ax.tick_params(labelleft=ax is places[0], labelbottom=row == rows[-1])
            ax.set_xlabel(caption.x if row == rows[-1] else "")
            ax.set_title(column if row == rows[0] else "")
        places[0].set_ylabel(f"{row}\n{y}")
        box = places[-1].get_position()
        bar = figure.colorbar(image, cax=figure.add_axes((box.x1 + 0.1 / wide, box.y0, 0.13 / wide, box.height)))
        bar.outline.set_visible(False)
        bar.set_label(fill(scales[row], LETTERS), fontsize=8.5)
        bar.ax.tick_params(labelsize=8)
    note = f"{KEY}\n{caption.note}" if float(table["mean"].min()) < 0 else caption.note
    save(figure, caption._replace(note=note), files)


def _map(ax: Any, own: pd.DataFrame, ends: tuple[float, float], signed: bool) -> Any:
    """One panel; what it gives is the image, for the scale."""
    wide = own.pivot_table(index="y", columns="x", values="mean")
    xs, ys, means = wide.columns.to_numpy(float), wide.index.to_numpy(float), wide.to_numpy(float)
    colours = COLOURS if signed else RISING
    image = ax.pcolormesh(_edges(xs), _edges(ys), means, cmap=colours, vmin=ends[0], vmax=ends[1], linewidth=0)
    if signed:
        unsure = own[(own["low"] <= 0) & (own["high"] >= 0)]
        ax.plot(unsure["x"], unsure["y"], "o", color=INK, markersize=1.8)
        if means.min() < 0 < means.max() and min(means.shape) > 1:
            ax.contour(xs, ys, means, levels=[0.0], colors=INK, linewidths=1.2)
    ax.grid(False)
    return image


def _edges(middles: np.ndarray) -> np.ndarray:
    """Edges (n + 1,) around middles (n,).

    >>> _edges(np.array([0.0, 1.0])).tolist(), _edges(np.array([2.0])).tolist()
    ([-0.5, 0.5, 1.5], [1.5, 2.5])
    """
    if len(middles) == 1:
        return np.array([middles[0] - 0.5, middles[0] + 0.5])
    between = (middles[1:] + middles[:-1]) / 2
    first, last = 2 * middles[0] - between[0], 2 * middles[-1] - between[-1]
    return np.concatenate([[first], between, [last]])
