"""Figure of the portrait of an organisation: its picture, and bars for layers and departments."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.figures.palette import INK
from simalign.analysis.figures.structure import (
    LETTER,
    PANEL,
    draw_key,
    draw_picture,
    height_of,
    mark_members,
    picture_of,
    wrapped,
)
from simalign.analysis.figures.style import finish, new_figure, set_style, title_height
from simalign.texts.catalogue import ENGLISH, Texts

BARS = 2.5  # inches, width of the bars of a panel
LEAST_NAMES, NAMES = 1.0, 2.3  # inches for the names of bars, at least and at most
BAR, LINE = 0.2, 0.14  # inches, height of a bar, and of a further line of its name
AROUND = 0.75  # inches for the title and the axis of a panel
MOST_BARS = 12  # bars in a panel
BAR_COLOUR, MARK_COLOUR = "#0072b2", "#d55e00"


class Bars(NamedTuple):
    """A panel of bars. values: shares by name, as bars; marks: shares by name, as lines across, may be empty."""

    title: str
    values: Mapping[str, float]
    marks: Mapping[str, float]
    axis: str


def draw_portrait(
    manager: NDArray[np.int32],
    departments: Sequence[str],
    marked: Mapping[int, str],
    panels: Sequence[Bars],
    title: str,
    files: Sequence[Path] = (),
    across: float | None = None,
    texts: Texts = ENGLISH,
) -> Any:
    """Draw an organisation with marked members and panels of bars, save the figure in files, and return it.

    manager: (N,) index of each member's manager, the head's own; departments: the name of each member's. marked: a
    description of members by index, who get the letters A, B, ... A panel shows its first ``MOST_BARS`` bars.
    across: width of the picture of the organisation in inches; if None, it depends on the number of members.
    """
    set_style()
    names, department = np.unique(np.array(departments, object), return_inverse=True)
    picture = picture_of(manager, department.astype(np.int64), across)
    figure, axes = new_figure(1, 1 + len(panels), (PANEL, PANEL))
    draw_picture(axes[0, 0], picture, names.tolist(), texts)
    letters = {member: chr(ord("A") + number) for number, member in enumerate(marked)}
    mark_members(axes[0, 0], picture, letters)
    key = draw_key(axes[0, 0], picture, texts)
    left, beside = picture.width + key.width, max(map(_names_width, panels), default=0.0)
    width = left + (beside + BARS + 0.2 if panels else 0.0)
    heights = [_bars_height(bars) for bars in panels]
    legend = [wrapped_line(f"{letters[member]}  {text}", width) for member, text in marked.items()]
    below = 0.17 * sum(text.count("\n") + 1 for text in legend) + 0.15
    top, panel = title_height(title, width), height_of(picture)
    inner = max(panel, key.height, sum(heights))
    height = top + inner + below
    figure.set_size_inches(width, height)
    axes[0, 0].set_position((0.0, (below + (inner - panel) / 2) / height, picture.width / width, panel / height))
    figure.text(0.08 / width, (below - 0.05) / height, "\n".join(legend), va="top", fontsize=9)
    end = below + inner
    for ax, bars, space in zip(axes[0, 1:], panels, heights, strict=True):
        end -= space
        size = BARS / width, (space - AROUND) / height
        ax.set_position(((left + beside) / width, (end + 0.42) / height, *size))
        _draw_bars(ax, bars, beside, texts)
    return finish(figure, title, files)


def wrapped_line(text: str, width: float) -> str:
    """Return a line of the legend of marks, wrapped to the width of the figure in inches."""
    letters = int(width * 12)
    return "\n     ".join(text[i : i + letters] for i in range(0, len(text), letters))


def _shown(bars: Bars) -> list[str]:
    return list(bars.values)[:MOST_BARS]


def _names_width(bars: Bars) -> float:
    """Return the width of the names of bars in inches, title included."""
    letters = max(len(line) for name in _shown(bars) for line in wrapped(name).split("\n"))
    return min(NAMES, max(LEAST_NAMES, LETTER * letters + 0.2))


def _bars_height(bars: Bars) -> float:
    lines = sum(wrapped(name).count("\n") for name in _shown(bars))
    return AROUND + BAR * len(_shown(bars)) + LINE * lines


def _draw_bars(ax: Any, bars: Bars, beside: float, texts: Texts) -> None:
    """Draw a panel of bars, the first on top; a bar has the space of its name's lines. beside: inches for names."""
    shown = _shown(bars)
    space = np.array([BAR + LINE * wrapped(name).count("\n") for name in shown])
    y = -(np.cumsum(space) - space / 2)
    values = [bars.values[name] for name in shown]
    ax.barh(y, values, height=0.13, color=BAR_COLOUR, linewidth=0)
    for middle, name in zip(y, shown, strict=True):
        if name in bars.marks:
            ax.plot([bars.marks[name]] * 2, [middle - 0.09, middle + 0.09], color=MARK_COLOUR, linewidth=2)
    ax.set_yticks(y, [wrapped(name) for name in shown], fontsize=8)
    more = len(bars.values) - len(shown)
    title = texts.say("report.special.panel.more", title=bars.title, n=more) if more else bars.title
    ax.set_title(title, loc="left", x=-beside / BARS, fontsize=9.5)
    largest = max([*values, *bars.marks.values(), 0.05])
    ax.set(xlim=(0, min(1.0, 1.15 * largest)), ylim=(-float(space.sum()), 0.0))
    ax.set_xlabel(bars.axis, fontsize=8, color=INK)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.xaxis.set_major_formatter(lambda share, _: texts.figure(f"{share:.0%}"))
