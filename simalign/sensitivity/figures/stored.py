"""Figure of sensitivity indices from stored runs: one row of panels per outcome, with its factors and its pairs."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.ticker import PercentFormatter

from simalign.analysis.figures.style import finish, new_figure, set_style, title_height
from simalign.analysis.text import words
from simalign.sensitivity.figures.indices import Mark, draw_panel, heading
from simalign.sensitivity.ranking import factor_words

Panel = tuple[dict[str, Any], pd.DataFrame, pd.DataFrame | None, float]
MARKS = {
    "sobol": (
        Mark("total", "total index", "total_low", "total_high"),
        Mark("first", "first-order index", "first_low", "first_high"),
    ),
    "morris": (Mark("mu_star", "mu*: mean absolute effect", "low", "high"), Mark("sigma", "sigma", None, None)),
}
AXES = {
    "sobol": "share of the variance of the outcome",
    "morris": "change over the whole range, in units of the outcome",
}
SECOND = (Mark("second", "second-order index", "second_low", "second_high"),)
SHOWN = 10  # factors or pairs in a panel
LINE, WIDTH = 0.3, 7.6  # inches: the height of a row of a panel, and the width of the figure


def draw_stored(panels: Sequence[Panel], method: str, title: str, note: str, ax: Any | None = None) -> Any:
    """Draw the indices of each outcome and return the figure; with axes, only those of the first outcome, into them.

    panels: by outcome, the values of the listed factors and the outcome, the table of its factors, that of its pairs,
    and the threshold of replication noise.
    """
    if ax is not None:
        _draw(ax, panels[0], method)
        return None
    set_style()
    columns = 2 if any(pairs is not None for _, _, pairs, _ in panels) else 1
    rows = min(SHOWN, max(max(len(table), 0 if pairs is None else len(pairs)) for _, table, pairs, _ in panels))
    width, panel = WIDTH * (1.6 if columns == 2 else 1.0), 0.8 + LINE * rows
    top = title_height(title, width) + 0.75
    height = top + len(panels) * (panel + 0.65) + 0.25
    figure, axes = new_figure(len(panels), columns, (width, height))
    figure.subplots_adjust(
        left=1.6 / width, right=1 - 0.2 / width, top=1 - top / height, bottom=0.85 / height,
        wspace=0.62, hspace=0.75 / panel,
    )  # fmt: skip
    for row, (cell, table, pairs, threshold) in zip(axes, panels, strict=True):
        _draw(row[0], (cell, table, pairs, threshold), method)
        row[0].set_title(_heading(cell))
        if pairs is not None:
            names = [
                f"{factor_words(a)} × {factor_words(b)}" for a, b in zip(pairs["factor"], pairs["with"], strict=True)
            ]
            draw_panel(row[1], pairs.assign(factor=[name.replace(".", " ") for name in names]), 0.0, SECOND)
            row[1].set_title("Pairs of factors, beyond each alone")
            row[1].set_xlabel(AXES[method])
            row[1].xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    entries: dict[str, Any] = {}
    for each in axes.flat:
        handles, labels = each.get_legend_handles_labels()
        entries |= dict(zip(labels, handles, strict=True))
    entries.pop("second-order index within replication noise", None)
    place = {"loc": "upper left", "bbox_to_anchor": (0.0065, 1 - (top - 0.62) / height), "borderaxespad": 0}
    figure.legend(entries.values(), entries.keys(), ncols=4, handlelength=1.6, fontsize=9, **place)
    figure.text(1 - 0.1 / width, 0.1 / height, note, ha="right", va="bottom", fontsize=8, color="#555555")
    return finish(figure, title, [])


def _draw(ax: Any, panel: Panel, method: str) -> None:
    cell, table, _, threshold = panel
    draw_panel(ax, table, threshold, MARKS[method])
    ax.set_title(_heading(cell))
    ax.set_xlabel(AXES[method])
    if method == "sobol":
        ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))


def _heading(cell: dict[str, Any]) -> str:
    """Return the title of an outcome, with the values of the listed factors."""
    listed = [words(str(value)) for key, value in cell.items() if key != "outcome"]
    return ", ".join([heading(cell["outcome"].replace("_", " ")), *listed])
