"""Lines with bands: means over weeks, or over the levels of what is varied, a panel a measure."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

import pandas as pd

from simalign.analysis.figures.palette import COLOURS, INK, look
from simalign.analysis.figures.panels import Caption, legend, new_sheet, save

WIDE, HIGH = 3.15, 2.75  # inches of a panel
YEAR = 52
NAMED = 5  # names in a row of the legend
LETTERS = 36  # of what is up, in a line
# for lines that are no policies: those of Okabe & Ito (2008) that differ most from each other, first
OTHERS = ("#009e73", "#cc79a7", "#e69f00", "#000000", "#56b4e9", "#0072b2", "#d55e00")


def looks_of(names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Colour and line style by name: policies have their own, others what is free.

    >>> looks_of(["push", "push then pull"])["push then pull"]["color"]
    '#009e73'
    """
    keys = {name: name.replace(" ", "_") for name in names}
    used = {COLOURS[key] for key in keys.values() if key in COLOURS}
    free = iter([colour for colour in OTHERS if colour not in used] * len(keys))
    styles = look(list(keys.values()))
    return {name: styles[key] | {"color": COLOURS[key] if key in COLOURS else next(free)} for name, key in keys.items()}


def draw_lines(
    table: pd.DataFrame,
    axes: Mapping[str, str],
    caption: Caption,
    files: Sequence[Path],
    marks: Mapping[float, str] | None = None,
    weeks: bool = False,
    log: bool = False,
) -> None:
    """Draw means with their 95% bands into files, whose suffixes say the format.

    table: a row a panel, line and x: panel, line, x, mean, low, high. axes: what is up, with its unit, by panel.
    marks: words for places along x. weeks: x is weeks, ticked at years where there are two or more; log: its steps are
    factors. A line where 0 is among what is shown.
    """
    names = list(dict.fromkeys(table["line"]))
    panels = list(axes)
    rows = -(-len(names) // NAMED) if len(names) > 1 else 0
    figure, places, top = new_sheet(len(panels), (WIDE, HIGH), caption.title, rows, left=1.06, gap=1.06)
    looks = looks_of(names)
    for ax, panel in zip(places, panels, strict=True):
        own = table[table["panel"] == panel]
        for name in names:
            line = own[own["line"] == name].sort_values("x")
            ax.fill_between(line["x"], line["low"], line["high"], color=looks[name]["color"], alpha=0.18, linewidth=0)
            dots = {} if weeks or len(line) > 30 else {"marker": "o", "markersize": 3.6}
            ax.plot(line["x"], line["mean"], label=name.replace("_", " "), **looks[name], **dots)
        ax.set_title(panel)
        ax.set_ylabel(fill(axes[panel], LETTERS))
        ax.set_xlabel(caption.x)
        _frame(ax, own, marks or {}, weeks, log)
    if rows:
        legend(figure, places[0].get_legend_handles_labels(), top, NAMED)
    save(figure, caption, files)


def _frame(ax: Any, own: pd.DataFrame, marks: Mapping[float, str], weeks: bool, log: bool) -> None:
    """The ends of x, its ticks, the line at 0, and the marks."""
    first, last = float(own["x"].min()), float(own["x"].max())
    room = 0.0 if weeks else 0.03 * (last - first)
    if log:
        ax.set_xscale("log", base=2)
        levels = sorted(own["x"].unique())
        ax.set_xticks(levels, [f"{level:g}" for level in levels])
        ax.minorticks_off()
    else:
        ax.set_xlim(first - room, last + room)
    if weeks:
        step = YEAR if last >= 2 * YEAR else YEAR // 4
        ax.set_xticks(range(0, int(last) + 1, step))
    if own["low"].min() < 0 < own["high"].max():
        ax.axhline(0.0, color=INK, linewidth=0.9)
    for place, text in marks.items():
        ax.axvline(place, color=INK, linewidth=0.8, linestyle=(0, (2, 2)))
        high = ax.get_ylim()[1]
        ax.annotate(
            text, (place, high), (3, -2), textcoords="offset points", ha="left", va="top", fontsize=8, color=INK
        )
