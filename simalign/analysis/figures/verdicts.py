"""Figure of a validation: simulated effects on the scale of the published intervals."""

from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.figures.palette import INK
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.text import words

COLOURS = {
    "inside": "#0072b2",
    "edge": "#56b4e9",
    "sign only": "#e69f00",
    "outside": "#d55e00",
    "undefined": "#7f7f7f",
    "reported": "#7f7f7f",
}
PUBLISHED = "#f0e442"
FARTHEST = 6.0  # half-widths of the published interval; values beyond are drawn at the edge


def draw_verdicts(ax: Any | None, table: pd.DataFrame, title: str) -> Any:
    """Draw one row per effect: the simulated estimate with its interval, and the published interval shaded.

    table: the columns fact, verdict, simulated, published_low, published_high and the ends of the simulated interval.
    The scale is the distance from the middle of the published interval in half-widths of it. An effect that was
    published as a sign only, or not at all, is scaled by the half-width of its simulated interval, from 0. ax: axes to
    draw into; None makes a figure and returns it.
    """
    if ax is not None:
        _rows(ax, table)
        return None
    set_style()
    high = 1.6 + 0.32 * len(table)
    figure, axes = new_figure(1, 1, (9.6, high))
    figure.subplots_adjust(left=0.3, right=0.975, top=1 - 0.95 / high, bottom=0.6 / high)
    _rows(axes[0, 0], table)
    position = {"loc": "upper left", "bbox_to_anchor": (0.005, 1 - 0.45 / high)}
    figure.legend(*axes[0, 0].get_legend_handles_labels(), ncols=6, fontsize=9, **position)
    return finish(figure, title, [])


def _rows(ax: Any, table: pd.DataFrame) -> None:
    columns = ("simulated", "simulated_low", "simulated_high", "published_low", "published_high")
    value, low, high, published_low, published_high = (table[name].astype(float).to_numpy() for name in columns)
    published = np.isfinite(published_low)
    middle = np.where(published, (published_low + published_high) / 2, 0.0)
    half = np.where(published, (published_high - published_low) / 2, (high - low) / 2)
    half = np.where(half > 0, half, 1.0)
    scaled = [np.clip((numbers - middle) / half, -FARTHEST, FARTHEST) for numbers in (value, low, high)]
    y = np.arange(len(table))[::-1]
    ax.barh(y[published], 2.0, left=-1.0, height=0.7, color=PUBLISHED, alpha=0.4, label="published interval")
    for verdict, colour in COLOURS.items():
        chosen = (table["verdict"] == verdict).to_numpy()
        if chosen.any():
            ax.hlines(y[chosen], scaled[1][chosen], scaled[2][chosen], color=colour, linewidth=2)
            ax.plot(scaled[0][chosen], y[chosen], "o", color=colour, label=verdict)
    ax.axvline(0, color=INK, linewidth=0.6)
    ax.set_xlim(-FARTHEST, FARTHEST)
    ax.set_ylim(-0.7, len(table) - 0.3)
    ax.set_yticks(y, [words(name) for name in table["fact"]])
    ax.set_xlabel("simulated effect, in half-widths of the published interval from its middle (of its own from 0)")
