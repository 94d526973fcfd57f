"""Line plots with confidence bands: means over weeks or over the levels of a factor, one panel per measure."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib.transforms import ScaledTranslation

from simalign.analysis.figures.palette import COLOURS, INK, policy_styles
from simalign.analysis.figures.panels import Caption, legend, new_sheet, save

WIDTH, HEIGHT = 3.15, 2.75  # inches, width and height of a panel
YEAR = 52
NAMED = 5  # names per row of the legend
LETTERS = 36  # characters per line of a vertical label
APART = 3.0  # points between the lines of the middle 95% of draws
BANDS, MIDDLE = "bands: 95% intervals of means", "middle 95% of draws (plausible people)"
# for lines that are not policies: colours of Okabe & Ito (2008), most distinct first
OTHERS = ("#009e73", "#cc79a7", "#e69f00", "#000000", "#56b4e9", "#0072b2", "#d55e00")


def line_styles(names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return colour and line style by name: policies have fixed colours, other lines get unused ones.

    >>> line_styles(["push", "push then pull"])["push then pull"]["color"]
    '#009e73'
    """
    keys = {name: name.replace(" ", "_") for name in names}
    used = {COLOURS[key] for key in keys.values() if key in COLOURS}
    free = iter([colour for colour in OTHERS if colour not in used] * len(keys))
    styles = policy_styles(list(keys.values()))
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
    """Draw means with 95% intervals of the mean and save the figure; the suffixes of files determine the formats.

    table: one row per panel, line and x: panel, line, x, mean, low, high, middle_low, middle_high (ends of the middle
    95% of draws, drawn as pale vertical lines). axes: vertical label with its unit, by panel.
    marks: texts at positions along x. weeks: x is in weeks, with ticks at years if there are two or more. log:
    logarithmic x axis. Zero is marked by a line if it lies within the bands.
    """
    names = list(dict.fromkeys(table["line"]))
    panels = list(axes)
    rows = -(-len(names) // NAMED) if len(names) > 1 else 0
    figure, plots, top = new_sheet(len(panels), (WIDTH, HEIGHT), caption.title, rows, left=1.06, gap=1.06)
    styles = line_styles(names)
    for ax, panel in zip(plots, panels, strict=True):
        panel_rows = table[table["panel"] == panel]
        for n, name in enumerate(names):
            line = panel_rows[panel_rows["line"] == name].sort_values("x")
            _draw_middle(ax, line, styles[name]["color"], n, len(names), weeks)
            ax.fill_between(line["x"], line["low"], line["high"], color=styles[name]["color"], alpha=0.22, linewidth=0)
            dots = {} if weeks or len(line) > 30 else {"marker": "o", "markersize": 3.6}
            ax.plot(line["x"], line["mean"], label=name.replace("_", " "), **styles[name], **dots)
        ax.set_title(panel)
        ax.set_ylabel(fill(axes[panel], LETTERS))
        ax.set_xlabel(caption.x)
        _frame(ax, panel_rows, marks or {}, weeks, log)
    if rows:
        legend(figure, plots[0].get_legend_handles_labels(), top, -(-len(names) // rows))
    key = f"{BANDS}; pale lines{' at the right, last week' if weeks else ''}: {MIDDLE}"
    save(figure, caption._replace(note=f"{key}\n{caption.note}"), files)


def _draw_middle(ax: Any, line: pd.DataFrame, colour: str, n: int, lines: int, weeks: bool) -> None:
    """Draw the middle 95% of draws of line ``n`` of ``lines``, at each x or, for weeks, right of the last one."""
    shown = line.tail(1) if weeks else line
    shift = APART * (n + 2 if weeks else n - (lines - 1) / 2)
    moved = ax.transData + ScaledTranslation(shift / 72, 0, ax.figure.dpi_scale_trans)
    low, high = shown["middle_low"], shown["middle_high"]
    ax.vlines(shown["x"], low, high, colors=colour, alpha=0.55, linewidth=1.5, transform=moved)
    ax.update_datalim([*zip(shown["x"], low, strict=True), *zip(shown["x"], high, strict=True)])


def _frame(ax: Any, panel_rows: pd.DataFrame, marks: Mapping[float, str], weeks: bool, log: bool) -> None:
    """Set the limits and ticks of x, and draw the line at 0 and the marks."""
    first, last = float(panel_rows["x"].min()), float(panel_rows["x"].max())
    room = APART * (panel_rows["line"].nunique() + 3) / (72 * WIDTH)  # right of the last week
    left, right = (0.0, room) if weeks else (0.03, 0.03)
    if log:
        ax.set_xscale("log", base=2)
        levels = sorted(panel_rows["x"].unique())
        ax.set_xticks(levels, [f"{level:g}" for level in levels])
        ax.minorticks_off()
    else:
        ax.set_xlim(first - left * (last - first), last + right * (last - first))
    if weeks:
        step = YEAR if last >= 2 * YEAR else YEAR // 4
        ax.set_xticks(range(0, int(last) + 1, step))
    if panel_rows["low"].min() < 0 < panel_rows["high"].max():
        ax.axhline(0.0, color=INK, linewidth=0.9)
    for x, text in marks.items():
        ax.axvline(x, color=INK, linewidth=0.8, linestyle=(0, (2, 2)))
        top = ax.get_ylim()[1]
        ax.annotate(text, (x, top), (3, -2), textcoords="offset points", ha="left", va="top", fontsize=8, color=INK)
