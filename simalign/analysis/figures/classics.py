"""Figures of classic models: curves over the published numbers, and this model's arms in the order of the classic."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from simalign.analysis.figures.palette import DASHES, INK
from simalign.analysis.figures.panels import Caption, legend, new_sheet, save
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.text import words

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#8c564b", "#5d3a9b")
MARKERS = {"published": "D", "closed form": "s", "replication": "o", "independent program": "v"}
VERDICTS = {"reproduced": "#0072b2", "undecided": "#e69f00", "not reproduced": "#d55e00", "not found": "#c8c8c8"}
NOTE = "bands and bars: 95 % intervals of means over simulations"
PANEL = (3.7, 3.1)  # inches


class PanelText(NamedTuple):
    """A panel: the quantity that it shows, its heading, and the labels of its axes with their units."""

    quantity: str
    title: str
    x: str
    y: str


class AlikeText(NamedTuple):
    """The panel of this model's arms: its heading and the label of its horizontal axis with the unit."""

    title: str
    x: str


def draw_classic(
    title: str,
    panels: Sequence[PanelText],
    curves: pd.DataFrame,
    checks: pd.DataFrame,
    arms: tuple[AlikeText, pd.DataFrame] | None,
    files: Sequence[Path] = (),
) -> Any:
    """Draw a classic: ours as lines or dots, numbers from elsewhere as open markers, and the arms of this model.

    curves: columns quantity, series, x, ours, error. checks: the same with published, above, below and kind. arms:
    columns x, ours, low and high, in the order of the classic from the highest outcome to the lowest.
    """
    named = any(isinstance(x, str) for x in curves["x"][curves["quantity"].isin([p.quantity for p in panels])])
    gap = 1.75 if named or arms is not None else 0.8
    left = 1.75 if _is_named(curves, panels[0]) else 0.72
    figure, axes, top = new_sheet(len(panels) + (arms is not None), PANEL, title, 1, left, gap)
    for ax, panel in zip(axes, panels, strict=False):
        shown = curves[curves["quantity"] == panel.quantity]
        numbers = checks[(checks["quantity"] == panel.quantity) & (checks["kind"] != "not found")]
        (_named_panel if _is_named(curves, panel) else _numeric_panel)(ax, shown, numbers)
        ax.set(xlabel=panel.x, ylabel="" if _is_named(curves, panel) else panel.y)
        ax.set_title(panel.title)
    if arms is not None:
        _arms_panel(axes[-1], *arms)
    kinds = [
        kind for kind in MARKERS if kind in set(checks["kind"][checks["quantity"].isin([p.quantity for p in panels])])
    ]
    handles = [axes[0].plot([], [], color=INK, label="ours")[0]] + [
        axes[0].plot([], [], MARKERS[kind], mfc="none", mec=INK, ls="none", label=kind)[0] for kind in kinds
    ]
    legend(figure, (handles, [handle.get_label() for handle in handles]), top, len(handles))
    save(figure, Caption(title, NOTE, ""), files)
    return figure


def _is_named(curves: pd.DataFrame, panel: PanelText) -> bool:
    """Return whether the places of a panel have names instead of numbers."""
    return any(isinstance(x, str) for x in curves["x"][curves["quantity"] == panel.quantity])


def _numeric_panel(ax: Any, curves: pd.DataFrame, numbers: pd.DataFrame) -> None:
    """Draw curves with their bands, and numbers from elsewhere as open markers; triangles point to what is claimed."""
    series = list(dict.fromkeys(curves["series"]))
    for place, name in enumerate(series):
        line = curves[curves["series"] == name].sort_values("x", key=lambda column: column.astype(float))
        x, y, half = (line[column].to_numpy(float) for column in ("x", "ours", "error"))
        colour = COLOURS[place % len(COLOURS)]
        marker = "." if len(x) < 2 else "None"
        ax.plot(x, y, marker=marker, color=colour, linestyle=DASHES[place % len(DASHES)], label=name or None)
        ax.fill_between(x, y - 1.96 * half, y + 1.96 * half, color=colour, alpha=0.2, linewidth=0)
        own = numbers[numbers["series"] == name]
        for kind, group in own[own["published"].notna()].groupby("kind", sort=False):
            ax.plot(group["x"].astype(float), group["published"], MARKERS[kind], mfc="none", mec=colour, mew=1.2, ms=6)
        for bound, caret in (("above", 6), ("below", 7)):  # carets that point up and down
            claimed = own[own[bound].notna()]
            ax.plot(claimed["x"].astype(float), claimed[bound], ls="none", marker=caret, color=INK, ms=7)
    if len(series) > 1 or series[0]:
        ax.legend(fontsize=8, handlelength=2.8, labelspacing=0.3)
    ax.margins(y=0.08)


def _named_panel(ax: Any, curves: pd.DataFrame, numbers: pd.DataFrame) -> None:
    """Draw one row for each named place: ours as dots with intervals, numbers from elsewhere as open markers."""
    first = curves[curves["series"] == curves["series"].iloc[0]]
    places = list(first.sort_values("ours", ascending=True, kind="stable")["x"])
    series = list(dict.fromkeys(curves["series"]))
    for place, name in enumerate(series):
        line = curves[curves["series"] == name]
        shift = 0.24 * ((len(series) - 1) / 2 - place)
        colour = COLOURS[place % len(COLOURS)]
        y = np.array([places.index(x) for x in line["x"]]) + shift
        error = 1.96 * line["error"].to_numpy(float)
        ax.errorbar(line["ours"], y, xerr=error, fmt=".", color=colour, ms=6, elinewidth=1.4, label=name or None)
        own = numbers[(numbers["series"] == name) & numbers["published"].notna()]
        for kind, group in own.groupby("kind", sort=False):
            rows = np.array([places.index(x) for x in group["x"]]) + shift
            ax.plot(group["published"], rows, MARKERS[kind], mfc="none", mec=colour, mew=1.2, ms=6)
    ax.set_yticks(range(len(places)), [str(place) for place in places])
    ax.set_ylim(-0.6, len(places) - 0.4)
    ax.grid(True, axis="x")
    if len(series) > 1:
        ax.legend(fontsize=8, loc="lower right", labelspacing=0.3, title="peers" if len(series) > 2 else None)
    ax.margins(x=0.08)


def _arms_panel(ax: Any, text: AlikeText, arms: pd.DataFrame) -> None:
    """Draw this model's outcome in each arm, with the classic's best arm on top: agreement runs down to the left."""
    y = np.arange(len(arms))[::-1]
    ours, low, high = (arms[name].to_numpy(float) for name in ("ours", "low", "high"))
    ax.errorbar(ours, y, xerr=[ours - low, high - ours], fmt="o", color=INK, ms=4.5, elinewidth=1.4)
    ax.set_yticks(y, [x if isinstance(x, str) else f"{x:g}" for x in arms["x"]])
    ax.set_ylim(-0.6, len(arms) - 0.4)
    ax.grid(True, axis="x")
    ax.set_title(text.title)
    ax.set_xlabel(text.x)
    ax.margins(x=0.08)


def draw_overview(ax: Any | None, summary: pd.DataFrame, title: str) -> Any:
    """Draw one row per classic: its numbers by verdict, and the rank agreement of this model with its interval.

    summary: columns title, one per verdict, contained, tau, low and high. ax: axes for the numbers alone; None makes a
    figure and returns it.
    """
    if ax is not None:
        _verdict_bars(ax, summary)
        return None
    set_style()
    height = 1.9 + 0.42 * len(summary)
    figure, axes = new_figure(1, 2, (10.4, height))
    figure.subplots_adjust(left=0.235, right=0.98, top=1 - 1.25 / height, bottom=0.68 / height, wspace=0.08)
    _verdict_bars(axes[0, 0], summary)
    _agreements(axes[0, 1], summary)
    position = {"loc": "upper left", "bbox_to_anchor": (0.005, 1 - 0.62 / height)}
    figure.legend(*axes[0, 0].get_legend_handles_labels(), ncols=4, fontsize=9, **position)
    return finish(figure, title, [])


def _verdict_bars(ax: Any, summary: pd.DataFrame) -> None:
    y = np.arange(len(summary))[::-1]
    start = np.zeros(len(summary))
    for verdict, colour in VERDICTS.items():
        counts = summary[verdict].to_numpy(float)
        if counts.any():
            ax.barh(y, counts, left=start, color=colour, height=0.62, label=verdict)
        start += counts
    ax.set_yticks(y, [words(name) for name in summary["title"]])
    ax.set_ylim(-0.6, len(summary) - 0.4)
    ax.grid(True, axis="x")
    ax.grid(False, axis="y")
    ax.set_xlabel("published numbers and claims, closed forms, other programs (number)")


def _agreements(ax: Any, summary: pd.DataFrame) -> None:
    """Draw Kendall's tau with its interval; a classic that this model contains exactly has no interval."""
    y = np.arange(len(summary))[::-1]
    tau, low, high = (summary[name].to_numpy(float) for name in ("tau", "low", "high"))
    known = np.isfinite(tau)
    ax.errorbar(
        tau[known], y[known], xerr=[(tau - low)[known], (high - tau)[known]], fmt="o", color=INK, elinewidth=1.6
    )
    for row in np.flatnonzero(summary["contained"].to_numpy(bool)):
        ax.text(0.04, y[row], "contained exactly", va="center", fontsize=9)
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.set_xlim(-1.08, 1.08)
    ax.set_ylim(-0.6, len(summary) - 0.4)
    ax.set_yticks([])
    ax.grid(True, axis="x")
    ax.set_xlabel("order of arms, this model against the classic (Kendall's tau, 95 % interval)")
