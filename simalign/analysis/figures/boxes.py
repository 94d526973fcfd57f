"""Boxes of conditions: as ranges on axes that run over all contexts, and the contexts themselves over two of them."""

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

NAMES, TRACK, GAP, SIDE, RIGHT = 2.25, 3.0, 0.95, 3.7, 0.22  # inches: names of conditions, axes, between, dots, margin
ROW, HEAD, BARE = 0.34, 0.66, 0.0  # inches of a range, of the words over a box, and of a box without limits
FOOT, TOP, KEY = 0.86, 0.1, 0.36  # inches below, above, and for what dots are
LETTERS, DOTS, FEW = 76, 1500, 20  # of the words over a box, in a line; dots at most; levels that are spread
RAIL = "#e6e6e6"
GOLDEN = 0.6180339887498949  # multiples of it fill the unit interval evenly
SHAPES = ("o", "D")


class Scene(NamedTuple):
    """The contexts over two conditions: x, y and kind; what is along both; the limits of the box there, in units."""

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
    """Draw boxes and contexts into files, whose suffixes say the format.

    ranges: a row a box and limited condition: box, row, low, high (shares of all contexts below the limits), text (the
    limits in their units). heads: what is said over each box; colours: by box, and by kind of dot.
    """
    set_style()
    rows = {name: int((ranges["box"] == name).sum()) for name in heads}
    tall = max(sum(HEAD + (ROW * n or BARE) for n in rows.values()) + 0.1, SIDE + KEY)
    wide = NAMES + TRACK + GAP + SIDE + RIGHT
    head = MARGIN + LINE * title_lines(caption.title, wide) + TOP
    high = head + tall + FOOT
    figure, axes = new_figure(1, 2, (wide, high))
    left, right = axes[0]
    left.set_position((NAMES / wide, FOOT / high, TRACK / wide, tall / high))
    side = min(SIDE, tall - KEY)
    right.set_position(((wide - RIGHT - SIDE) / wide, FOOT / high, SIDE / wide, side / high))
    _ranges(left, ranges, heads, colours, tall)
    _scene(right, scene, colours)
    left.set_xlabel(caption.x)
    save(figure, caption, files)


def _ranges(ax: Any, ranges: pd.DataFrame, heads: Mapping[str, str], colours: Mapping[str, str], tall: float) -> None:
    """One box under the other; the vertical axis is in inches."""
    ax.set(xlim=(0.0, 1.0), ylim=(tall, 0.0), xticks=(0.0, 0.25, 0.5, 0.75, 1.0))
    ax.set_xticks((0.0, 0.25, 0.5, 0.75, 1.0), ("0", "25", "50", "75", "100 %"))
    ax.spines["left"].set_visible(False)
    ticks, names, at = [], [], 0.0
    for name, words in heads.items():
        at += HEAD
        ax.text(-NAMES / TRACK + 0.03, at - 0.02, fill(words, LETTERS), va="bottom", fontsize=9, clip_on=False)
        own = ranges[ranges["box"] == name]
        for row in own.itertuples():
            middle = at + ROW / 2
            ax.plot((0.0, 1.0), (middle, middle), color=RAIL, linewidth=9, solid_capstyle="butt", zorder=1)
            ends = (row.low, row.high)
            ax.plot(ends, (middle, middle), color=colours[name], linewidth=9, solid_capstyle="butt", zorder=2)
            beside, place = ("left", 5) if row.high <= 0.6 else ("right", -5)
            foot = row.high if beside == "left" else row.low
            inside = row.low < 0.35 and beside == "right"
            ax.annotate(
                row.text,
                ((row.low + row.high) / 2 if inside else foot, middle),
                (0 if inside else place, 0),
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
            at += ROW
        at += 0 if len(own) else BARE
    ax.set_yticks(ticks, names, fontsize=8.8)
    ax.tick_params(axis="y", length=0)
    ax.grid(False)


def _spread(x: NDArray[np.float64], step: float) -> NDArray[np.float64]:
    """How far dots of few levels are moved aside, so that they do not hide each other; 0 where there are many."""
    levels = np.unique(x)
    if not 1 < len(levels) <= FEW:
        return np.zeros(len(x))
    return np.asarray((np.arange(len(x)) * step % 1.0 - 0.5) * 0.6 * np.diff(levels).min())


def _some(n: int) -> NDArray[np.int64]:
    """Which dots are drawn: all, or so many, spread evenly and in step with no cycle that the contexts may have."""
    return np.sort(np.argsort(np.arange(n) * GOLDEN % 1.0)[:DOTS])


def _scene(ax: Any, scene: Scene, colours: Mapping[str, str]) -> None:
    """The contexts, and the box as what is not shaded."""
    dots = scene.dots.iloc[_some(len(scene.dots))].copy()
    for place, name in enumerate("xy"):
        dots[name] += _spread(dots[name].to_numpy(float), GOLDEN / (1 + place))
    kinds = list(dict.fromkeys(sorted(dots["kind"])))
    for shape, kind in zip(SHAPES * len(kinds), kinds, strict=False):
        own = dots[dots["kind"] == kind]
        ax.scatter(own["x"], own["y"], s=9, marker=shape, color=colours[kind], alpha=0.75, linewidths=0, label=kind)
    edges = (dots["x"].min(), dots["x"].max(), dots["y"].min(), dots["y"].max())
    rooms = (0.02 * (edges[1] - edges[0]), 0.02 * (edges[3] - edges[2]))
    ax.set(xlim=(edges[0] - rooms[0], edges[1] + rooms[0]), ylim=(edges[2] - rooms[1], edges[3] + rooms[1]))
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
