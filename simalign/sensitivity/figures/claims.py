"""Figure of claims against variants: the difference in the full model, and its change under each variant."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import ListedColormap

from simalign.analysis.figures.palette import INK
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.sensitivity.robustness import FLIPS, HOLDS, UNDECIDED, Cell, of_claim

ROW, COLUMN = 0.44, 0.33  # inches
LEFT, FOREST, BAR = 3.5, 2.3, 1.5  # inches: text of the claims, their differences, the scale
HEAD, NAMES, FOOT = 0.7, 1.25, 0.85
WIDE = 46  # characters of a claim in a line
PALE = (0.14, 0.86)  # range of the colour map, without colours too dark to show marks
BLANK = "#dddddd"
MARKS = {UNDECIDED: ("o", "none"), FLIPS: ("X", INK)}
COLOURS = {HOLDS: "#0072b2", UNDECIDED: "#7f7f7f", FLIPS: "#d55e00"}


def draw_matrix(cells: Sequence[Cell], files: Sequence[Path], title: str, note: str) -> Any:
    """Draw claims (rows) against variants (columns), save the figure in files, and return it.

    Left: the mean difference in the full model with its 95% interval. Right: colours show the change of the difference
    as a share of it, towards the claim (purple) or away from it (orange), limited to 100%, and white if the interval of
    the change contains 0. Marks show where the claim is undecided or flips. A claim that fails in the full model
    is grey.
    """
    set_style()
    rows = list(of_claim(cells).values())
    variants = [cell.variant for cell in rows[0][1:]]
    wide = LEFT + FOREST + 0.3 + COLUMN * len(variants) + BAR
    high = HEAD + NAMES + ROW * len(rows) + FOOT
    figure, axes = new_figure(1, 3, (wide, high))
    top, bottom = 1 - (HEAD + NAMES) / high, FOOT / high
    matrix_left = LEFT + FOREST + 0.3
    axes[0, 0].set_position((LEFT / wide, bottom, FOREST / wide, top - bottom))
    axes[0, 1].set_position((matrix_left / wide, bottom, COLUMN * len(variants) / wide, top - bottom))
    axes[0, 2].set_position(((wide - BAR + 0.12) / wide, bottom, 0.15 / wide, top - bottom))
    draw_forest(axes[0, 0], rows)
    image = _shares(axes[0, 1], rows, variants)
    bar = figure.colorbar(image, cax=axes[0, 2])
    bar.set_label("change of the difference, as a share of it\n(white: its interval holds 0)", fontsize=8.5)
    bar.set_ticks([-1, -0.5, 0, 0.5, 1], labels=["all lost", "−50%", "0", "+50%", "doubled"], fontsize=8)
    figure.text(1 - 0.1 / wide, 0.1 / high, note, ha="right", va="bottom", fontsize=8, color="#555555")
    return finish(figure, title, files)


def draw_forest(ax: Any, rows: Sequence[Sequence[Cell]]) -> None:
    """Draw the difference of each claim in the full model with its interval; rows: cells by claim, full model first."""
    for row, (full, *_) in enumerate(rows):
        d, colour = full.difference, COLOURS[full.verdict]
        ax.hlines(row, d.low, d.high, color=colour, linewidth=1.6)
        ax.plot(d.mean, row, "o", color=colour, markersize=4.6)
    ax.axvline(0.0, color=INK, linewidth=0.8)
    ax.set_yticks(range(len(rows)), [fill(full.claim.sentence, WIDE) for full, *_ in rows], fontsize=8.2)
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.grid(True, axis="x")
    ax.grid(False, axis="y")
    ax.locator_params(axis="x", nbins=4)
    ax.tick_params(axis="y", length=0)
    ax.set_xlabel("difference in the measure,\n95% interval of the mean", fontsize=8.8)
    ax.set_title("Full model", pad=6)


def _shares(ax: Any, rows: Sequence[Sequence[Cell]], variants: Sequence[str]) -> Any:
    """Draw the matrix: shares as colours, and marks where a claim does not hold."""
    shares = np.array([[_share(full, cell) for cell in others] for full, *others in rows])
    colours = ListedColormap(colormaps["PuOr"](np.linspace(*PALE, 255))).with_extremes(bad=BLANK)
    image = ax.imshow(shares, cmap=colours, vmin=-1.0, vmax=1.0, aspect="auto")
    for row, (_, *others) in enumerate(rows):
        for column, cell in enumerate(others):
            if cell.verdict in MARKS:
                shape, face = MARKS[cell.verdict]
                ax.plot(column, row, shape, color=INK, markerfacecolor=face, markersize=5.5, linestyle="none")
    ax.set_xticks(range(len(variants)), [name.replace("_", " ") for name in variants], rotation=55, ha="left")
    ax.xaxis.tick_top()
    ax.tick_params(axis="x", length=0, labelsize=8.2, pad=2)
    ax.set_yticks(np.arange(len(rows)) - 0.5, minor=True)
    ax.set_xticks(np.arange(len(variants)) - 0.5, minor=True)
    ax.grid(False, which="major")
    ax.grid(True, which="minor", axis="both", color="white", linewidth=1.2)
    ax.tick_params(which="minor", length=0)
    ax.set_yticks([])
    for side in ("left", "bottom", "top", "right"):
        ax.spines[side].set_visible(False)
    for verdict, (shape, face) in MARKS.items():
        style = {"color": INK, "markerfacecolor": face, "markersize": 5.5, "linestyle": "none"}
        ax.plot([], [], shape, label=verdict, **style)
    if np.isnan(shares).any():
        ax.plot([], [], "s", color=BLANK, markersize=9, label="does not hold in the full model", linestyle="none")
    ax.plot([], [], linestyle="none", label="no mark: holds")
    ax.legend(loc="upper left", bbox_to_anchor=(0.0, -0.02), ncols=4, fontsize=8.8, borderaxespad=0.2)
    return image


def _share(full: Cell, cell: Cell) -> float:
    """Return the change towards the claim as a share of the full model's difference; NaN if the claim fails there."""
    if full.verdict != HOLDS:
        return float("nan")
    if cell.change.low <= 0.0 <= cell.change.high:
        return 0.0
    return float(np.clip(full.claim.sign * cell.change.mean / abs(full.difference.mean), -1.0, 1.0))
