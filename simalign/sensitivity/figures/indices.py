"""Figure of sensitivity indices: one panel per outcome, one row per factor, with replication noise shaded."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from simalign.analysis.figures.palette import INK
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.sensitivity.ranking import factor_words, spoken
from simalign.sensitivity.studies import VERSUS

SHOWN = 10  # maximum number of factors per panel
MAIN, SIDE, SHADE = "#0072b2", "#d55e00", "#ececec"
PANEL = 2.35  # inches for a row of ten factors, without its head
HEAD = 1.15  # inches for the title and the legend


class Mark(NamedTuple):
    """A column of the table that is drawn, and the columns ``low`` and ``high`` of its interval, if it has one."""

    column: str
    label: str
    low: str | None
    high: str | None


def draw_dots(
    table: pd.DataFrame,
    thresholds: Mapping[str, float],
    marks: Sequence[Mark],
    axis: str,
    files: Sequence[Path],
    title: str,
    note: str,
) -> Any:
    """Draw the leading factors of every outcome, save the figure in files, and return it.

    The suffix of a file sets its format. The outcomes are the measures of the table, and push minus pull in each.

    table: one row per outcome and factor. marks: at most two; factors are ordered by the first. thresholds: by outcome,
    the value that the first mark must exceed to be distinguished from replication noise.
    """
    set_style()
    measured = [name for name in table["outcome"].unique() if not name.startswith(VERSUS)]
    rows = min(SHOWN, table["factor"].nunique())
    panel = 0.6 + PANEL * rows / SHOWN
    high = HEAD + 2 * (panel + 0.62) + 0.2
    figure, axes = new_figure(2, len(measured), (14.2 if len(measured) > 3 else 1.0 + 3.6 * len(measured), high))
    figure.subplots_adjust(
        left=0.118, right=0.988, top=1 - (HEAD + 0.25) / high, bottom=0.82 / high, wspace=0.94, hspace=0.42
    )
    for row, start in zip(axes, ("", VERSUS), strict=True):
        for ax, name in zip(row, measured, strict=True):
            outcome = start + name
            draw_panel(ax, table[table["outcome"] == outcome], thresholds[outcome], marks, rows)
            ax.set_title(heading(outcome), x=-0.62)
            ax.set_xlabel(axis)
    handles = axes[0, 0].get_legend_handles_labels()
    place = {"loc": "upper left", "bbox_to_anchor": (0.0065, 1 - 0.72 / high), "borderaxespad": 0}
    figure.legend(*handles, ncols=4, handlelength=1.6, fontsize=9.5, **place)
    figure.text(0.985, 0.1 / high, note, ha="right", va="bottom", fontsize=8, color="#555555")
    return finish(figure, title, files)


def heading(outcome: str) -> str:
    """Return the title of an outcome."""
    text = spoken(outcome)
    return f"{text[0].upper()}{text[1:]}"


def draw_panel(ax: Any, table: pd.DataFrame, threshold: float, marks: Sequence[Mark], rows: int = SHOWN) -> None:
    """Draw one outcome with its leading factors from top to bottom."""
    shown = table.sort_values([marks[0].column, "factor"], ascending=[False, True])[:rows]
    ax.axvspan(
        0.0,
        threshold,
        color=SHADE,
        linewidth=0,
        label=f"{marks[0].label.partition(':')[0]} within replication noise",
        zorder=0,
    )
    for mark, colour, shape, shift in zip(marks, (MAIN, SIDE), ("o", "D"), (0.14, -0.14), strict=False):
        ys = [len(shown) - 1 - n + shift * (len(marks) > 1) for n in range(len(shown))]
        if mark.low and mark.high:
            ax.hlines(ys, shown[mark.low], shown[mark.high], color=colour, linewidth=1.3)
        face = colour if shape == "o" else "white"
        ax.plot(shown[mark.column], ys, shape, color=colour, markerfacecolor=face, markersize=4.4, label=mark.label)
    ax.set_yticks(range(len(shown)), [factor_words(key) for key in reversed(shown["factor"].tolist())])
    ax.set_ylim(-0.7, len(shown) - 0.3)
    ax.axvline(0.0, color=INK, linewidth=0.8)
    ax.grid(True, axis="x")
    ax.locator_params(axis="x", nbins=4)
    ax.tick_params(axis="y", length=0, labelsize=8.5)
