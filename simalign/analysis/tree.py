"""The organisation drawn as its reporting tree, everybody coloured by what they do and rimmed by what they want."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.style import finish, new_figure, set_style, words

PANEL, MARGIN = 3.1, 1.07  # inches a picture; room around it
LEAST = 0.4  # where the colours start: about what agendas alone overlap with a strategy


class Look(NamedTuple):
    """One picture of an organisation: overlaps of deeds and of wants with the strategy, (N,) each."""

    do: NDArray[np.float64]
    want: NDArray[np.float64]


def places(manager: NDArray[np.int32]) -> NDArray[np.float64]:
    """Where each member stands, (N, 2): on rings by depth, the head in the middle, teams side by side.

    Each team gets an arc as wide as the number of people at its ends.

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
    for i in order:
        order.extend(reports[i])
    leaves = np.ones(N)
    depth = np.zeros(N)
    for i in reversed(order):
        leaves[i] = max(1.0, sum(leaves[j] for j in reports[i]))
    start, angle = np.zeros(N), np.zeros(N)
    for i in order:
        angle[i] = start[i] + leaves[i] / 2
        at = start[i]
        for j in reports[i]:
            start[j], depth[j] = at, depth[i] + 1
            at += leaves[j]
    turn = 2 * np.pi * angle / leaves[head]
    return np.column_stack([depth * np.cos(turn), depth * np.sin(turn)])


def _disc(xy: NDArray[np.float64]) -> float:
    """Diameter of a person in points: as large as leaves room between neighbours on the fullest ring."""
    ring, people = np.unique(np.round(np.hypot(*xy.T)), return_counts=True)
    room = min((2 * np.pi * r / n for r, n in zip(ring, people, strict=True) if r > 0), default=1.0)
    return float(min(16.0, 0.92 * room * 72 * PANEL / (2 * MARGIN * max(ring[-1], 1.0))))


def _draw_one(ax: Any, xy: NDArray[np.float64], manager: NDArray[np.int32], seen: Look, title: str) -> Any:
    from matplotlib.collections import LineCollection

    lines = [(xy[i], xy[manager[i]]) for i in range(len(xy))]
    ax.add_collection(LineCollection(lines, colors="#c9c9c9", linewidths=0.6, zorder=1))
    size = _disc(xy) ** 2
    shared = {"cmap": "viridis", "vmin": LEAST, "vmax": 1, "linewidths": 0}
    ax.scatter(*xy.T, s=size, c=seen.want, zorder=2, **shared)
    ax.scatter(*xy.T, s=0.46 * size, c="white", zorder=3, linewidths=0)
    inner = ax.scatter(*xy.T, s=0.34 * size, c=seen.do, zorder=4, **shared)
    ax.set_title(f"{title}\ndo {np.mean(seen.do):.2f}, want {np.mean(seen.want):.2f}", loc="center")
    edge = MARGIN * max(1.0, float(np.abs(xy).max()))
    ax.set(aspect="equal", xlim=(-edge, edge), ylim=(-edge, edge))
    ax.axis("off")
    return inner


def draw_tree(
    manager: NDArray[np.int32], looks: Mapping[str, Look], week: int, files: Sequence[Path]
) -> None:
    """Draw one organisation under several policies, side by side, into files, whose suffixes say the format."""
    set_style()
    xy = places(manager)
    figure, axes = new_figure(1, len(looks), (PANEL * len(looks) + 0.2, 4.6))
    figure.subplots_adjust(left=0.005, right=0.995, top=0.8, bottom=0.15, wspace=0.02)
    for ax, (name, seen) in zip(axes[0], looks.items(), strict=True):
        inner = _draw_one(ax, xy, manager, seen, words(name))
    bar = figure.colorbar(
        inner, cax=figure.add_axes((0.3, 0.115, 0.4, 0.022)), orientation="horizontal", extend="min"
    )
    bar.set_label("overlap with the strategy: disc what is done, rim what is wanted")
    bar.outline.set_visible(False)
    gaps = {name: float(np.mean(seen.do - seen.want)) for name, seen in looks.items()}
    widest = max(gaps, key=lambda name: gaps[name])
    title = f"Doing outruns wanting most under {words(widest)}: by {gaps[widest]:.2f} in week {week}"
    finish(figure, title, files)
