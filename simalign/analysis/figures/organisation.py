"""The organisation drawn as its reporting tree, everybody coloured by what they do, with a rim of what they want."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from matplotlib.collections import LineCollection
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.text import words

TITLE, HEADING, FOOT = 0.4, 0.52, 0.78  # inches: room for the title, a heading, the colour bar
SIDE, NAME = 0.95, 18  # inches for department names on each side of a picture, and letters that fit there
ACROSS = 2  # pictures in a row, or one more where there are many
FEW, MANY = 3.2, 5.4  # inches, a picture of few people and of many
LEAST = 6.6  # inches, the width of the title
LARGEST, SMALLEST = 14.0, 3.0  # points, diameter of a person
CROWDED = 10  # percentile of the room between people that a disc fills
RIM = 1.08  # of a picture's edge, so that names fit above and below
RIMMED = 6.0  # points, diameter of a person from which on there is room for a rim
ROOMY, ROWS, SPREAD = 0.45, 4, 0.6  # rings apart: enough for a person; most rows on a ring, and their depth together
SHADES = "YlGnBu"
APART = 0.35  # radians between the names of two departments


class Look(NamedTuple):
    """One picture of an organisation: overlaps of deeds and of wants with the strategy, (N,) each."""

    do: NDArray[np.float64]
    want: NDArray[np.float64]


class Tree(NamedTuple):
    """Who reports to whom, which department each is of, and how many inches a picture is high and wide."""

    manager: NDArray[np.int32]
    departments: Sequence[str]
    panel: float
    wide: float


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


def disc(xy: NDArray[np.float64], edge: float, panel: float) -> float:
    """Diameter of a person in points, in a picture from -edge to edge of ``panel`` inches: what leaves most some room.

    >>> disc(np.zeros((1, 2)), 1.0, 3.0)
    14.0
    """
    apart, _ = cKDTree(xy).query(xy, k=2)
    room = 0.95 * np.percentile(apart[:, 1], CROWDED) * 72 * panel / (2 * edge) if len(xy) > 1 else LARGEST
    return float(np.clip(room, SMALLEST, LARGEST))


def sectors(manager: NDArray[np.int32], departments: Sequence[str], xy: NDArray[np.float64]) -> dict[str, list[float]]:
    """Where to name departments: the angles of those of the head's direct reports who run one, by its name.

    >>> manager = np.array([0, 0, 0], np.int32)
    >>> sectors(manager, ["all", "sales", "sales"], np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    {'sales': [0.0, 1.5707963267948966]}
    """
    head = int(np.flatnonzero(manager == np.arange(len(manager)))[0])
    turns = np.arctan2(xy[:, 1], xy[:, 0])
    heads = [i for i in np.argsort(turns, kind="stable") if manager[i] == head != i and departments[i]]
    found: dict[str, list[float]] = {}
    last, first = -9.0, turns[heads[0]] if heads else 0.0
    for i in heads:
        if turns[i] - last >= APART and 2 * np.pi - (turns[i] - first) >= APART:
            found.setdefault(departments[i], []).append(float(turns[i]))
            last = turns[i]
    return found


def _name_departments(ax: Any, edge: float, named: Mapping[str, Sequence[float]]) -> None:
    for name, turns in named.items():
        text = words(name)
        text = text if len(text) <= NAME else text[: NAME - 1] + "…"
        for turn in turns:
            x, y = np.cos(turn), np.sin(turn)
            across = "center" if abs(x) < 0.3 else "left" if x > 0 else "right"
            up = "center" if abs(x) >= 0.3 else "bottom" if y > 0 else "top"
            ax.text(edge * x, edge * y, text, ha=across, va=up, fontsize=8.5, color="#555555", clip_on=False)


def draw_one(ax: Any, xy: NDArray[np.float64], tree: Tree, seen: Look, title: str, shades: tuple[float, float]) -> Any:
    """Draw one picture of people at their places; what it returns is what a colour bar needs."""
    edge = max(1.0, float(np.hypot(*xy.T).max())) + 0.25
    lines = [(xy[i], xy[tree.manager[i]]) for i in range(len(xy))]
    ax.add_collection(LineCollection(lines, colors="#c4c4c4", linewidths=min(0.7, 90 / len(xy)), zorder=1))
    size = disc(xy, RIM * edge, tree.panel)
    scale = {"cmap": SHADES, "vmin": shades[0], "vmax": shades[1], "clip_on": False}
    if size >= RIMMED:
        ax.scatter(*xy.T, s=size**2, c=seen.want, linewidths=0.4, edgecolors="#555555", zorder=2, **scale)
        ax.scatter(*xy.T, s=(0.68 * size) ** 2, c="white", linewidths=0, clip_on=False, zorder=3)
    inner = 0.6 if size >= RIMMED else 1.0
    shown = ax.scatter(*xy.T, s=(inner * size) ** 2, c=seen.do, linewidths=0, zorder=4, **scale)
    _name_departments(ax, edge, sectors(tree.manager, tree.departments, xy))
    ax.set_title(title, loc="center", fontsize=11.5, pad=15)
    spoken = f"do {np.mean(seen.do):.2f}, want {np.mean(seen.want):.2f}"
    ax.text(0.5, 1.0, spoken, transform=ax.transAxes, ha="center", va="bottom", fontsize=10)
    high = RIM * edge
    ax.set(aspect="equal", xlim=(-high * tree.wide / tree.panel, high * tree.wide / tree.panel), ylim=(-high, high))
    ax.axis("off")
    return shown


def colour_bar(figure: Any, shown: Any, place: Any) -> None:
    """Say at this place what the colours of a picture mean."""
    bar = figure.colorbar(shown, cax=place, orientation="horizontal", extend="min")
    bar.set_label("disc: what a person does; rim: what they want (overlap with the strategy)")
    bar.outline.set_visible(False)


def finding(looks: Mapping[str, Look], week: int) -> str:
    """Where doing and wanting are furthest apart, in one sentence.

    >>> finding({"push": Look(np.array([0.9]), np.array([0.5]))}, 8)
    'One organisation in week 8: doing outruns wanting most under push, by 0.40'
    """
    gaps = {name: float(np.mean(seen.do - seen.want)) for name, seen in looks.items()}
    widest = max(gaps, key=lambda name: abs(gaps[name]))
    ahead = "doing outruns wanting" if gaps[widest] >= 0 else "wanting outruns doing"
    return f"One organisation in week {week}: {ahead} most under {words(widest)}, by {abs(gaps[widest]):.2f}"


def draw_tree(
    manager: NDArray[np.int32],
    departments: Sequence[str],
    looks: Mapping[str, Look],
    week: int,
    files: Sequence[Path],
) -> Any:
    """Draw one organisation under several policies, save it in files, whose suffixes say the format, and return it.

    departments: the name of each member's.
    """
    set_style()
    panel = float(np.clip(0.36 * np.sqrt(len(manager)), FEW, MANY))
    columns = min(ACROSS if len(looks) <= 2 * ACROSS else ACROSS + 1, len(looks))
    rows = -(-len(looks) // columns)
    wide = max((panel + 2 * SIDE) * columns, LEAST)
    tree = Tree(manager, departments, panel, wide / columns)
    high = TITLE + rows * (panel + HEADING) + FOOT
    figure, axes = new_figure(rows, columns, (wide, high))
    space = {"hspace": HEADING / panel, "wspace": 0, "left": 0, "right": 1}
    figure.subplots_adjust(top=1 - (TITLE + HEADING) / high, bottom=FOOT / high, **space)
    for ax in axes.flat[len(looks) :]:
        ax.axis("off")
    everything = np.concatenate([overlaps for seen in looks.values() for overlaps in seen])
    shades = (float(np.floor(10 * np.percentile(everything, 2)) / 10), 1.0)
    xy = places(manager)
    for ax, (name, seen) in zip(axes.flat, looks.items(), strict=False):
        shown = draw_one(ax, xy, tree, seen, words(name), shades)
    place = figure.add_axes((0.5 - 2 / wide, 0.55 / high, 4 / wide, 0.13 / high))
    colour_bar(figure, shown, place)
    return finish(figure, finding(looks, week), files)
