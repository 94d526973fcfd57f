"""The organisation drawn as its reporting tree, everybody coloured by what they do and rimmed by what they want."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from simalign.analysis.style import finish, new_figure, set_style, words

PANEL, TITLE, HEADING, FOOT = 3.1, 0.62, 0.5, 0.75  # inches: a picture, room for the title, a heading, the colour bar
ACROSS = 4  # pictures in a row
LARGEST = 16.0  # points, diameter of a person
ROOMY, ROWS, SPREAD = 0.45, 4, 0.6  # rings apart: enough for a person; most rows on a ring, and their depth together
LEAST = 0.4  # where the colours start: about what agendas alone overlap with a strategy


class Look(NamedTuple):
    """One picture of an organisation: overlaps of deeds and of wants with the strategy, (N,) each."""

    do: NDArray[np.float64]
    want: NDArray[np.float64]


def places(manager: NDArray[np.int32]) -> NDArray[np.float64]:
    """Where each member stands, (N, 2): on rings by depth, the head in the middle, teams side by side.

    Everybody without reports gets the same length of their ring. A full ring stands in several rows.

    >>> places(np.array([0, 0, 0], np.int32)).shape
    (3, 2)
    """
    N = len(manager)
    head = int(np.flatnonzero(manager == np.arange(N))[0])
    reports: list[list[int]] = [[] for _ in range(N)]
    for i in range(N):
        if i != head:
            reports[manager[i]].append(i)
    order = [head]
    depth = np.zeros(N)
    for i in order:
        order.extend(reports[i])
        depth[reports[i]] = depth[i] + 1
    width = np.zeros(N)
    for i in reversed(order):
        width[i] = max(1.0 / max(depth[i], 1.0), sum(width[j] for j in reports[i]))
    start, turn = np.zeros(N), np.zeros(N)
    for i in order:
        turn[i] = 2 * np.pi * (start[i] + width[i] / 2) / width[head]
        ends = np.cumsum([0.0, *width[reports[i]]])
        start[reports[i]] = start[i] + (width[i] - ends[-1]) / 2 + ends[:-1]
    for d in range(1, int(depth.max()) + 1):
        ring = np.flatnonzero(depth == d)
        ring = ring[np.argsort(turn[ring], kind="stable")]
        gap = d * np.median(np.diff(turn[ring])) if len(ring) > 1 else ROOMY
        rows = int(np.clip(round(ROOMY / gap), 1, ROWS))
        depth[ring] += SPREAD * (np.arange(len(ring)) % rows / max(1, rows - 1) - 0.5) if rows > 1 else 0.0
    return np.column_stack([depth * np.cos(turn), depth * np.sin(turn)])


def disc(xy: NDArray[np.float64], edge: float) -> float:
    """Diameter of a person in points, in a picture from -edge to edge: as large as leaves room between all.

    >>> disc(np.zeros((1, 2)), 1.0)
    16.0
    """
    apart, _ = cKDTree(xy).query(xy, k=2)
    return float(min(LARGEST, 0.9 * np.min(apart[:, 1]) * 72 * PANEL / (2 * edge)))


def _draw_one(ax: Any, xy: NDArray[np.float64], manager: NDArray[np.int32], seen: Look, title: str) -> Any:
    from matplotlib.collections import LineCollection

    edge = max(1.0, float(np.hypot(*xy.T).max())) + 0.3
    lines = [(xy[i], xy[manager[i]]) for i in range(len(xy))]
    thin = min(0.6, 60 / len(xy))
    ax.add_collection(LineCollection(lines, colors="#c9c9c9", linewidths=thin, zorder=1))
    size = disc(xy, edge) ** 2
    shared = {"cmap": "viridis", "vmin": LEAST, "vmax": 1, "linewidths": 0, "clip_on": False}
    ax.scatter(*xy.T, s=size, c=seen.want, zorder=2, **shared)
    ax.scatter(*xy.T, s=0.46 * size, c="white", zorder=3, linewidths=0, clip_on=False)
    inner = ax.scatter(*xy.T, s=0.34 * size, c=seen.do, zorder=4, **shared)
    ax.set_title(f"{title}\ndo {np.mean(seen.do):.2f}, want {np.mean(seen.want):.2f}", loc="center")
    ax.set(aspect="equal", xlim=(-edge, edge), ylim=(-edge, edge))
    ax.axis("off")
    return inner


def finding(looks: Mapping[str, Look], week: int) -> str:
    """Where doing and wanting are furthest apart, in one sentence.

    >>> finding({"push": Look(np.array([0.9]), np.array([0.5]))}, 8)
    'One organisation in week 8: doing outruns wanting most under push, by 0.40'
    """
    gaps = {name: float(np.mean(seen.do - seen.want)) for name, seen in looks.items()}
    widest = max(gaps, key=lambda name: abs(gaps[name]))
    ahead = "doing outruns wanting" if gaps[widest] >= 0 else "wanting outruns doing"
    return f"One organisation in week {week}: {ahead} most under {words(widest)}, by {abs(gaps[widest]):.2f}"


def draw_tree(manager: NDArray[np.int32], looks: Mapping[str, Look], week: int, files: Sequence[Path]) -> None:
    """Draw one organisation under several policies, side by side, into files, whose suffixes say the format."""
    set_style()
    xy = places(manager)
    columns = min(ACROSS, len(looks))
    rows = -(-len(looks) // columns)
    wide, high = max(PANEL * columns + 0.2, 6.6), TITLE + rows * (PANEL + HEADING) + FOOT
    figure, axes = new_figure(rows, columns, (wide, high))
    space = {"hspace": HEADING / PANEL, "wspace": 0.02, "left": 0.01, "right": 0.99}
    figure.subplots_adjust(top=1 - (TITLE + HEADING) / high, bottom=FOOT / high, **space)
    for ax in axes.flat[len(looks) :]:
        ax.axis("off")
    for ax, (name, seen) in zip(axes.flat, looks.items(), strict=False):
        inner = _draw_one(ax, xy, manager, seen, words(name))
    place = figure.add_axes((0.5 - 2 / wide, 0.5 / high, 4 / wide, 0.12 / high))
    bar = figure.colorbar(inner, cax=place, orientation="horizontal", extend="min")
    bar.set_label("overlap with the strategy: disc what is done, rim what is wanted")
    bar.outline.set_visible(False)
    finish(figure, finding(looks, week), files)
