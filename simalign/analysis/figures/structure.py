"""Figure of the structure of an organisation: its reporting tree on rings, coloured by department."""

from collections.abc import Mapping, Sequence
from itertools import cycle, product
from pathlib import Path
from textwrap import fill
from typing import Any, NamedTuple

import numpy as np
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from simalign.analysis.figures.organisation import disc, positions
from simalign.analysis.figures.palette import COLOURS, INK, SPARE
from simalign.analysis.figures.style import finish, new_figure, set_style, title_height
from simalign.analysis.figures.units import Units, units_of
from simalign.errors import printable
from simalign.texts.catalogue import ENGLISH, Texts

PANEL, WIDEST = 5.4, 8.0  # inches, width of the picture of up to ``WIDE`` discs, and of the largest picture
WIDE = 400
THINNEST, THICKEST = 0.3, 0.7  # points, lines between discs
LOWEST = 1.6  # inches, height of the picture of a chain
WRAPPED = 30  # characters in a line of the legend
LINE = 0.15  # inches, height of a line of the legend
PER_COLUMN = 30  # lines in a column of the legend
LETTER, SIGN = 0.072, 0.75  # inches, width of a letter in the legend, and of a disc and the space beside it
SWATCH = 40.0  # square points, area of a disc in the legend
MARKERS = "osD^v"  # forms of discs, one after another when colours repeat
MOST_NAMED = 60  # departments with a form and colour of their own; the others share a grey disc
OTHERS = "#c9c9c9"


class Picture(NamedTuple):
    """The positions of units, (U, 2), the ends of the picture (left, right, bottom, top), and its width in inches."""

    units: Units
    xy: NDArray[np.float64]
    ends: tuple[float, float, float, float]
    width: float


def picture_of(manager: NDArray[np.int32], department: NDArray[np.int64], width: float | None = None) -> Picture:
    """Place the members, or the units of a large organisation, and crop the picture to them.

    manager: (N,) index of each member's manager, the head's own; department: (N,) codes. width: of the picture in
    inches; if None, it grows with the number of units.
    """
    units = units_of(manager, department)
    xy = positions(units.manager)
    margin = 0.08 * (max(1.0, float(np.ptp(xy, axis=0).max())) + 0.25) + 0.15
    (left, bottom), (right, top) = xy.min(axis=0) - margin, xy.max(axis=0) + margin
    across = float(np.clip(PANEL * np.sqrt(len(xy) / WIDE), PANEL, WIDEST)) if width is None else width
    return Picture(units, xy, (float(left), float(right), float(bottom), float(top)), across)


def height_of(picture: Picture) -> float:
    """Return the height of a picture in inches."""
    left, right, bottom, top = picture.ends
    width = picture.width
    return float(np.clip(width * (top - bottom) / (right - left), LOWEST, 1.3 * width))


def draw_picture(ax: Any, picture: Picture, names: Sequence[str], texts: Texts = ENGLISH) -> None:
    """Draw units into axes; names: of the departments, by code."""
    units, xy, (left, right, bottom, top), width = picture
    lines = [(xy[i], xy[above]) for i, above in enumerate(units.manager.tolist())]
    thickness = float(np.clip(90 / len(xy), THINNEST, THICKEST))
    ax.add_collection(LineCollection(lines, colors="#c4c4c4", linewidths=thickness, zorder=1))
    scale = min(width / (right - left), height_of(picture) / (top - bottom))  # inches per unit of distance
    size = disc(xy, 1.0, 2.0 * scale)
    area = size**2 * (np.sqrt(units.people / units.people.max()) if units.aggregated else np.ones(len(xy)))
    area = np.maximum(area, 9.0)
    for code, style in _styles(units, names, texts).items():
        chosen = units.department == code
        ax.scatter(*xy[chosen].T, s=area[chosen], linewidths=0, zorder=2, clip_on=False, **style)
    ax.set(aspect="equal", xlim=(left, right), ylim=(bottom, top))
    ax.axis("off")


def _styles(units: Units, names: Sequence[str], texts: Texts) -> dict[int, dict[str, Any]]:
    """Return colour, form and label in the legend for each department; the smallest of very many share a grey."""
    people = np.bincount(units.department, units.people, minlength=len(names))
    codes = [int(code) for code in np.argsort(-people, kind="stable") if people[code]]
    named = sorted(codes if len(codes) <= MOST_NAMED else codes[: MOST_NAMED - 1], key=lambda code: names[code])
    looks = product(MARKERS, [*list(COLOURS.values())[1:], *SPARE])
    styles: dict[int, dict[str, Any]] = {
        code: {"color": colour, "marker": marker, "label": wrapped(names[code])}
        for code, (marker, colour) in zip(named, cycle(looks), strict=False)
    }
    for number, code in enumerate(code for code in codes if code not in styles):
        label = texts.say("report.special.panel.smaller", n=len(codes) - len(named)) if not number else None
        styles[code] = {"color": OTHERS, "marker": "o", "label": label}
    return styles


def wrapped(name: str) -> str:
    r"""Return a name with blanks for underscores, in lines of at most ``WRAPPED`` characters; nothing is cut off.

    >>> wrapped("marketing_and_sales_of_the_northern_region")
    'marketing and sales of the\nnorthern region'
    """
    return fill(printable(name.replace("_", " ")), WRAPPED) or name


class Key(NamedTuple):
    """The size of a legend: its columns, and its width and height in inches."""

    columns: int
    width: float
    height: float


def key_of(labels: Sequence[str], texts: Texts = ENGLISH) -> Key:
    """Return the size of a legend with these labels."""
    lines = sum(label.count("\n") + 1 for label in labels) + 2
    columns = max(1, -(-lines // PER_COLUMN))
    longest = max([label.count("\n") + 1 for label in labels], default=1)
    letters = max([len(line) for label in labels for line in label.split("\n")], default=0)
    width = SIGN + LETTER * max(letters, len(texts.say("report.special.panel.area")))
    return Key(columns, columns * width, LINE * (-(-lines // columns) + longest))


def draw_structure(ax: Any, manager: NDArray[np.int32], departments: Sequence[str]) -> None:
    """Draw the reporting tree, and a legend of its departments, into axes.

    manager: (N,) index of each member's manager, the head's own; departments: the name of each member's. Beyond 1,000
    members, units are drawn.
    """
    names, department = np.unique(np.array(departments, object), return_inverse=True)
    picture = picture_of(manager, department.astype(np.int64))
    draw_picture(ax, picture, names.tolist())
    draw_key(ax, picture)


def draw_key(ax: Any, picture: Picture, texts: Texts = ENGLISH) -> Key:
    """Draw the legend of departments beside a picture, and return its size."""
    labels = ax.get_legend_handles_labels()[1]
    key = key_of(labels, texts)
    area = f"\n{texts.say('report.special.panel.area')}" if picture.units.aggregated else ""
    title = texts.say("report.special.panel.department") + area
    legend = ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), title=title, ncols=key.columns, alignment="left")
    for handle in legend.legend_handles:
        handle.set_sizes([SWATCH])
    return key


def draw_organisation(
    manager: NDArray[np.int32], departments: Sequence[str], title: str, files: Sequence[Path] = ()
) -> Any:
    """Draw the figure of an organisation, save it in files, and return it; arguments as in ``draw_structure``."""
    set_style()
    names, department = np.unique(np.array(departments, object), return_inverse=True)
    picture = picture_of(manager, department.astype(np.int64))
    figure, axes = new_figure(1, 1, (PANEL, PANEL))
    draw_picture(axes[0, 0], picture, names.tolist())
    key = draw_key(axes[0, 0], picture)
    across = picture.width
    width = across + key.width
    panel, top = height_of(picture), title_height(title, width)
    height = top + max(panel, key.height) + 0.1
    figure.set_size_inches(width, height)
    middle = 0.05 + (height - top - 0.1) / 2
    axes[0, 0].set_position((0.0, (middle - panel / 2) / height, across / width, panel / height))
    return finish(figure, title, files)


def mark_members(ax: Any, picture: Picture, marks: Mapping[int, str]) -> None:
    """Mark the units of members with letters; marks: letter by the index of a member."""
    for member, letter in marks.items():
        x, y = picture.xy[picture.units.unit[member]]
        look = {"boxstyle": "circle,pad=0.25", "facecolor": "white", "edgecolor": INK, "linewidth": 1.1}
        ax.text(x, y, letter, ha="center", va="center", fontsize=8, weight="bold", zorder=5, bbox=look)
