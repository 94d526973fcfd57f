"""Figure of an organisation as its reporting tree: discs coloured by what members do, rims by what they want."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any, NamedTuple

import numpy as np
from matplotlib.collections import LineCollection
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.figures.units import Units, units_of
from simalign.analysis.text import words
from simalign.errors import printable

TITLE, HEADING, FOOT = 0.4, 0.52, 0.78  # inches: heights of the title, a heading, the colour bar
SIDE, NAME = 0.95, 18  # inches for department names beside a picture, and characters that fit
ACROSS = 2  # pictures per row, one more if there are many
FEW, MANY = 3.2, 5.4  # inches, side of a picture of few people and of many
LEAST = 6.6  # inches, the width of the title
LARGEST, SMALLEST = 14.0, 3.0  # points, diameter of a person
CROWDED = 10  # percentile of the distances between people that sets the size of discs
RIM = 1.08  # factor of the picture's edge, so that names fit above and below
RIMMED = 6.0  # points, diameter of a person from which a rim is drawn
ROOMY, ROWS, SPREAD = 0.45, 4, 0.6  # ring distances: space of a person; most rows per ring, and their total depth
SHADES = "YlGnBu"
APART = 0.35  # radians between the names of two departments


class Overlaps(NamedTuple):
    """Overlaps of what members do and want with their part of the strategy, (N,) each: the colours of one picture.

    NaN: the position does not exist under this policy, and its place stays empty.
    """

    do: NDArray[np.float64]
    want: NDArray[np.float64]


class Tree(NamedTuple):
    """Reporting lines and departments of the members, (N,) each, and height and width of a picture in inches."""

    manager: NDArray[np.int32]
    departments: Sequence[str]
    panel: float
    width: float


def positions(manager: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the positions of members, (N, 2): on rings by depth, the head in the centre, teams side by side.

    Several heads are on a ring around the empty centre. Members without reports get equal arcs of their ring. A crowded
    ring is split into several rows.

    >>> positions(np.array([0, 0, 0], np.int32)).shape
    (3, 2)
    >>> np.hypot(*positions(np.array([0, 1, 0], np.int32)).T)  # two heads, one with a report
    array([1., 1., 2.])
    """
    heads = np.flatnonzero(manager == np.arange(len(manager)))
    if len(heads) > 1:
        below = np.where(manager == np.arange(len(manager)), len(manager), manager)
        return positions(np.append(below, len(manager)).astype(np.int32))[:-1]
    N, head = len(manager), int(heads[0])
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
    start, angle = np.zeros(N), np.zeros(N)
    for i in order:
        angle[i] = 2 * np.pi * (start[i] + width[i] / 2) / width[head]
        ends = np.cumsum([0.0, *width[reports[i]]])
        start[reports[i]] = start[i] + (width[i] - ends[-1]) / 2 + ends[:-1]
    for d in range(1, int(depth.max()) + 1):
        ring = np.flatnonzero(depth == d)
        ring = ring[np.argsort(angle[ring], kind="stable")]
        spacing = d * np.median(np.diff(angle[ring])) if len(ring) > 1 else ROOMY
        rows = int(np.clip(round(ROOMY / spacing), 1, ROWS))
        depth[ring] += SPREAD * (np.arange(len(ring)) % rows / max(1, rows - 1) - 0.5) if rows > 1 else 0.0
    return np.column_stack([depth * np.cos(angle), depth * np.sin(angle)])


def disc(xy: NDArray[np.float64], edge: float, panel: float) -> float:
    """Return the diameter of a disc in points, so that few discs overlap.

    xy: positions, (N, 2), in a picture that spans -edge to edge and ``panel`` inches.

    >>> disc(np.zeros((1, 2)), 1.0, 3.0)
    14.0
    """
    distances, _ = cKDTree(xy).query(xy, k=2)
    space = 0.95 * np.percentile(distances[:, 1], CROWDED) * 72 * panel / (2 * edge) if len(xy) > 1 else LARGEST
    return float(np.clip(space, SMALLEST, LARGEST))


def sectors(manager: NDArray[np.int32], departments: Sequence[str], xy: NDArray[np.float64]) -> dict[str, list[float]]:
    """Return the angles at which departments are named: those of the direct reports of heads who lead one, by name.

    >>> manager = np.array([0, 0, 0], np.int32)
    >>> sectors(manager, ["all", "sales", "sales"], np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]))
    {'sales': [0.0, 1.5707963267948966]}
    """
    angles_of = np.arctan2(xy[:, 1], xy[:, 0])
    heads = [
        i for i in np.argsort(angles_of, kind="stable") if manager[manager[i]] == manager[i] != i and departments[i]
    ]
    angles: dict[str, list[float]] = {}
    last, first = -9.0, angles_of[heads[0]] if heads else 0.0
    for i in heads:
        if angles_of[i] - last >= APART and 2 * np.pi - (angles_of[i] - first) >= APART:
            angles.setdefault(departments[i], []).append(float(angles_of[i]))
            last = angles_of[i]
    return angles


def _name_departments(ax: Any, edge: float, angles_by_name: Mapping[str, Sequence[float]]) -> None:
    for name, angles_of in angles_by_name.items():
        text = fill(printable(name.replace("_", " ")), NAME)
        for angle in angles_of:
            x, y = np.cos(angle), np.sin(angle)
            across = "center" if abs(x) < 0.3 else "left" if x > 0 else "right"
            up = "center" if abs(x) >= 0.3 else "bottom" if y > 0 else "top"
            ax.text(edge * x, edge * y, text, ha=across, va=up, fontsize=8.5, color="#555555", clip_on=False)


def draw_one(
    ax: Any,
    xy: NDArray[np.float64],
    tree: Tree,
    overlap: Overlaps,
    title: str,
    shades: tuple[float, float],
    means: str | None = None,
) -> Any:
    """Draw one picture of people at their positions and return the mappable for a colour bar.

    means: the line below the title; by default, the means of the overlaps.
    """
    edge = max(1.0, float(np.hypot(*xy.T).max())) + 0.25
    lines = [(xy[i], xy[tree.manager[i]]) for i in range(len(xy))]
    ax.add_collection(LineCollection(lines, colors="#c4c4c4", linewidths=min(0.7, 90 / len(xy)), zorder=1))
    size = disc(xy, RIM * edge, tree.panel)
    scale = {"cmap": SHADES, "vmin": shades[0], "vmax": shades[1], "clip_on": False}
    if size >= RIMMED:
        ax.scatter(*xy.T, s=size**2, c=overlap.want, linewidths=0.4, edgecolors="#555555", zorder=2, **scale)
        ax.scatter(*xy.T, s=(0.68 * size) ** 2, c="white", linewidths=0, clip_on=False, zorder=3)
    inner = 0.6 if size >= RIMMED else 1.0
    shown = ax.scatter(*xy.T, s=(inner * size) ** 2, c=overlap.do, linewidths=0, zorder=4, **scale)
    _name_departments(ax, edge, sectors(tree.manager, tree.departments, xy))
    ax.set_title(title, loc="center", fontsize=11.5, pad=15)
    ax.text(0.5, 1.0, means or means_of(overlap), transform=ax.transAxes, ha="center", va="bottom", fontsize=10)
    height = RIM * edge
    ax.set(
        aspect="equal",
        xlim=(-height * tree.width / tree.panel, height * tree.width / tree.panel),
        ylim=(-height, height),
    )
    ax.axis("off")
    return shown


def means_of(overlap: Overlaps) -> str:
    """Return the mean overlaps as text.

    >>> means_of(Overlaps(np.array([0.5, 0.7]), np.array([0.4, np.nan])))
    'do 0.60, want 0.40'
    """
    return f"do {np.nanmean(overlap.do):.2f}, want {np.nanmean(overlap.want):.2f}"


def colour_bar(figure: Any, shown: Any, bar_axes: Any) -> None:
    """Draw the colour bar of a picture into axes."""
    bar = figure.colorbar(shown, cax=bar_axes, orientation="horizontal", extend="min")
    bar.set_label("disc: does; rim: wants (overlap with their part of the strategy)")
    bar.outline.set_visible(False)


def gap_sentence(overlaps: Mapping[str, Overlaps], week: int) -> str:
    """Return a sentence on the policy under which doing and wanting differ most.

    >>> gap_sentence({"push": Overlaps(np.array([0.9]), np.array([0.5]))}, 8)
    'One organisation in week 8: doing outruns wanting most under push, by 0.40'
    """
    gaps = {name: float(np.nanmean(overlap.do - overlap.want)) for name, overlap in overlaps.items()}
    name = max(gaps, key=lambda policy: abs(gaps[policy]))
    direction = "doing outruns wanting" if gaps[name] >= 0 else "wanting outruns doing"
    return f"One organisation in week {week}: {direction} most under {words(name)}, by {abs(gaps[name]):.2f}"


def _means(units: Units, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of the values (N,) of each unit's members that have one, (U,); NaN for a unit without values."""
    count, valued = len(units.manager), ~np.isnan(values)
    people = np.bincount(units.unit[valued], minlength=count)
    sums = np.bincount(units.unit[valued], values[valued], minlength=count)
    return np.asarray(np.divide(sums, people, out=np.full(count, np.nan), where=people > 0))


def draw_tree(
    manager: NDArray[np.int32],
    departments: Sequence[str],
    overlaps: Mapping[str, Overlaps],
    week: int,
    files: Sequence[Path],
) -> Any:
    """Draw one organisation under several policies, save the figure and return it; suffixes determine the formats.

    manager: (N,) index of each member's manager, the head's own. departments: the name of each member's. overlaps: by
    policy. week: the week shown. Beyond 1,000 members, discs are units with the mean of their members.
    """
    set_style()
    title, means = gap_sentence(overlaps, week), {name: means_of(overlap) for name, overlap in overlaps.items()}
    names, department = np.unique(np.array(departments, object), return_inverse=True)
    units = units_of(manager, department.astype(np.int64))
    if units.aggregated:
        manager, departments = units.manager, names[units.department].tolist()
        overlaps = {name: Overlaps(*(_means(units, values) for values in each)) for name, each in overlaps.items()}
    panel = float(np.clip(0.36 * np.sqrt(len(manager)), FEW, MANY))
    columns = min(ACROSS if len(overlaps) <= 2 * ACROSS else ACROSS + 1, len(overlaps))
    rows = -(-len(overlaps) // columns)
    width = max((panel + 2 * SIDE) * columns, LEAST)
    tree = Tree(manager, departments, panel, width / columns)
    height = TITLE + rows * (panel + HEADING) + FOOT
    figure, axes = new_figure(rows, columns, (width, height))
    space = {"hspace": HEADING / panel, "wspace": 0, "left": 0, "right": 1}
    figure.subplots_adjust(top=1 - (TITLE + HEADING) / height, bottom=FOOT / height, **space)
    for ax in axes.flat[len(overlaps) :]:
        ax.axis("off")
    all_values = np.concatenate([shares for overlap in overlaps.values() for shares in overlap])
    shades = (float(np.floor(10 * np.nanpercentile(all_values, 2)) / 10), 1.0)
    xy = positions(manager)
    for ax, (name, overlap) in zip(axes.flat, overlaps.items(), strict=False):
        shown = draw_one(ax, xy, tree, overlap, words(name), shades, means[name])
    bar_axes = figure.add_axes((0.5 - 2 / width, 0.55 / height, 4 / width, 0.13 / height))
    colour_bar(figure, shown, bar_axes)
    return finish(figure, title, files)
