"""Figure of scenario discovery: limits of boxes as ranges, and all contexts as dots over two conditions."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.figures.palette import INK
from simalign.analysis.figures.panels import LINE, MARGIN, Caption, save, title_lines
from simalign.analysis.figures.style import new_figure, set_style

NAMES, TRACK, GAP, SIDE, RIGHT = 2.25, 3.0, 0.95, 3.7, 0.22  # inches: widths of names, ranges, gap, dots, margin
ROW, HEAD, BARE = 0.34, 0.66, 0.0  # inches: heights of a range, a heading, a box without limits
FOOT, TOP, KEY = 0.86, 0.1, 0.36  # inches: margins below and above, legend of the dots
LETTERS, DOTS, FEW = 76, 1500, 20  # characters per line of a heading; most dots; most levels with jitter
RAIL = "#e6e6e6"
GOLDEN = 0.6180339887498949  # multiples of it fill the unit interval evenly
SHAPES = ("o", "D")


class Scene(NamedTuple):
    """Contexts over two conditions: dots (x, y, kind), axis labels, limits of the box on both axes, and title."""

    dots: pd.DataFrame
    x: str
    y: str
    across: tuple[float, float]
    up: tuple[float, float]
    title: str


def draw_boxes(
    ranges: pd.DataFrame,
    heads: Mapping[str, str],
    scene: Scene,
    colours: Mapping[str, str],
    caption: Caption,
    files: Sequence[Path],
) -> None:
    """Draw boxes and contexts as ``boxes_figure`` does, and save the figure; the suffixes of files are the formats."""
    save(boxes_figure(ranges, heads, scene, colours, caption), caption, files)


def boxes_figure(
    ranges: pd.DataFrame, heads: Mapping[str, str], scene: Scene, colours: Mapping[str, str], caption: Caption
) -> Any:
    """Return a figure of boxes and contexts, without its title.

    ranges: one row per box and limited condition: box, row, low, high (shares of all contexts below the limits), text
    (the limits in their units). heads: heading of each box. colours: by box, and by kind of dot.
    """
    set_style()
    rows = {name: int((ranges["box"] == name).sum()) for name in heads}
    tall = max(sum(HEAD + (ROW * n or BARE) for n in rows.values()) + 0.1, SIDE + KEY)
    width = NAMES + TRACK + GAP + SIDE + RIGHT
    top = MARGIN + LINE * title_lines(caption.title, width) + TOP
    height = top + tall + FOOT
    figure, axes = new_figure(1, 2, (width, height))
    left, right = axes[0]
    left.set_position((NAMES / width, FOOT / height, TRACK / width, tall / height))
    side = min(SIDE, tall - KEY)
    right.set_position(((width - RIGHT - SIDE) / width, FOOT / height, SIDE / width, side / height))
    _ranges(left, ranges, heads, colours, tall)
    draw_scene(right, scene, colours)
    left.set_xlabel(caption.x)
    return figure


def _ranges(ax: Any, ranges: pd.DataFrame, heads: Mapping[str, str], colours: Mapping[str, str], tall: float) -> None:
    """Draw the ranges of the boxes below each other; the vertical axis is in inches."""
    ax.set(xlim=(0.0, 1.0), ylim=(tall, 0.0), xticks=(0.0, 0.25, 0.5, 0.75, 1.0))
    ax.set_xticks((0.0, 0.25, 0.5, 0.75, 1.0), ("0", "25", "50", "75", "100 %"))
    ax.spines["left"].set_visible(False)
    ticks, names, y = [], [], 0.0
    for name, words in heads.items():
        y += HEAD
        ax.text(-NAMES / TRACK + 0.03, y - 0.02, fill(words, LETTERS), va="bottom", fontsize=9, clip_on=False)
        rows = ranges[ranges["box"] == name]
        for row in rows.itertuples():
            middle = y + ROW / 2
            ax.plot((0.0, 1.0), (middle, middle), color=RAIL, linewidth=9, solid_capstyle="butt", zorder=1)
            ends = (row.low, row.high)
            ax.plot(ends, (middle, middle), color=colours[name], linewidth=9, solid_capstyle="butt", zorder=2)
            beside, offset = ("left", 5) if row.high <= 0.6 else ("right", -5)
            foot = row.high if beside == "left" else row.low
            inside = row.low < 0.35 and beside == "right"
            ax.annotate(
                row.text,
                ((row.low + row.high) / 2 if inside else foot, middle),
                (0 if inside else offset, 0),
                textcoords="offset points",
                ha="center" if inside else beside,
                va="center_baseline",
                fontsize=8.4,
                color="white" if inside else INK,
                weight="bold" if inside else "normal",
                zorder=3,
            )
            ticks.append(middle)
            names.append(fill(row.row, 34))
            y += ROW
        y += 0 if len(rows) else BARE
    ax.set_yticks(ticks, names, fontsize=8.8)
    ax.tick_params(axis="y", length=0)
    ax.grid(False)


def _jitter(x: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """Return the jitter that keeps dots of few levels from hiding each other, (n,); 0 if there are many levels."""
    levels = np.unique(x)
    if not 1 < len(levels) <= FEW:
        return np.zeros(len(x))
    return np.asarray((np.arange(len(x)) * step % 1.0 - 0.5) * 0.6 * np.diff(levels).min())


def _sample(n: int) -> NDArray[np.int64]:
    """Return the indices of the dots to draw: at most ``DOTS``, evenly spread and aperiodic."""
    return np.sort(np.argsort(np.arange(n) * GOLDEN % 1.0)[:DOTS])


def draw_scene(ax: Any, scene: Scene, colours: Mapping[str, str]) -> None:
    """Draw the contexts as dots and the outline of the box."""
    dots = scene.dots.iloc[_sample(len(scene.dots))].copy()
    for offset, name in enumerate("xy"):
        dots[name] += _jitter(dots[name].to_numpy(float), GOLDEN / (1 + offset))
    kinds = list(dict.fromkeys(sorted(dots["kind"])))
    for shape, kind in zip(SHAPES * len(kinds), kinds, strict=False):
        rows = dots[dots["kind"] == kind]
        ax.scatter(rows["x"], rows["y"], s=9, marker=shape, color=colours[kind], alpha=0.75, linewidths=0, label=kind)
    edges = (dots["x"].min(), dots["x"].max(), dots["y"].min(), dots["y"].max())
    margins = (0.02 * (edges[1] - edges[0]), 0.02 * (edges[3] - edges[2]))
    ax.set(xlim=(edges[0] - margins[0], edges[1] + margins[0]), ylim=(edges[2] - margins[1], edges[3] + margins[1]))
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    a, b = max(scene.across[0], x0), min(scene.across[1], x1)
    c, d = max(scene.up[0], y0), min(scene.up[1], y1)
    ax.plot((a, b, b, a, a), (c, c, d, d, c), color=INK, linewidth=1.8, clip_on=False, zorder=5)
    ax.grid(False)
    ax.set(xlabel=scene.x, ylabel=scene.y)
    ax.set_title(scene.title, pad=24)
    ax.legend(
        loc="lower left", bbox_to_anchor=(-0.03, 0.995), ncols=2, fontsize=8.8, markerscale=1.8, handletextpad=0.1
    )
