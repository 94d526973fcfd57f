"""Figures of classic models: curves over the published numbers, and this model's arms in the order of the classic."""

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from simalign.analysis.figures.palette import DASHES, INK
from simalign.analysis.figures.panels import Caption, legend, new_sheet, save
from simalign.analysis.text import words

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000", "#8c564b", "#5d3a9b")
MARKERS = {"published": "D", "closed form": "s", "replication": "o", "independent program": "v"}
CARETS = {"above": 6, "below": 7}  # Matplotlib markers that point up and down
VERDICTS = {"reproduced": "#0072b2", "undecided": "#e69f00", "not reproduced": "#d55e00", "not found": "#c8c8c8"}
NOTE = "bands and bars: 95 % intervals of means over simulations, of this model within replications"
PANEL = (3.7, 3.1)  # inches
LABEL = 44  # characters in a line of the label of a vertical axis
RESCALED: dict[str, Any] = {
    "color": "#8a8a8a",
    "linestyle": (0, (4, 2)),
    "linewidth": 1.4,
    "marker": "d",
    "mfc": "white",
    "ms": 5,
}


class PanelText(NamedTuple):
    """A panel: the quantity that it shows, its heading, and the labels of its axes with their units."""

    quantity: str
    title: str
    x: str
    y: str


class AlikeText(NamedTuple):
    """The panel of this model's arms: its heading, and the labels of the arms and of their outcome with its unit."""

    title: str
    arms: str
    outcome: str


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
    columns x, ours, low, high and classic_mean.
    """
    names = [_names(curves["x"][curves["quantity"] == panel.quantity]) for panel in panels]
    names += [] if arms is None else [_names(arms[1]["x"])]
    left, *gaps = (_room(each) for each in names)
    figure, axes, top = new_sheet(len(names), PANEL, title, 1, left, max(gaps, default=0.8))
    for ax, panel, named in zip(axes, panels, names, strict=False):
        shown = curves[curves["quantity"] == panel.quantity]
        numbers = checks[(checks["quantity"] == panel.quantity) & (checks["kind"] != "not found")]
        (_named_panel if named else _numeric_panel)(ax, shown, numbers)
        ax.set(xlabel=panel.x, ylabel="" if named else fill(panel.y, LABEL))
        ax.set_title(panel.title)
    if arms is not None:
        _arms_panel(axes[-1], *arms)
    in_panels = checks["quantity"].isin([panel.quantity for panel in panels])
    kinds = [kind for kind in MARKERS if kind in set(checks["kind"][in_panels])]
    handles = [axes[0].plot([], [], color=INK, label="our program")[0]] + [
        axes[0].plot([], [], MARKERS[kind], mfc="none", mec=INK, ls="none", label=kind)[0] for kind in kinds
    ]
    shown = checks[in_panels]
    for bound, caret in CARETS.items():
        if shown[bound].notna().any():
            claim = axes[0].plot([], [], ls="none", marker=caret, color=INK, ms=6, label=f"claimed {bound}")
            handles += claim
    if arms is not None:
        handles.append(axes[0].plot([], [], **RESCALED, label="the classic, on the range of this model")[0])
    legend(figure, (handles, [handle.get_label() for handle in handles]), top, len(handles))
    save(figure, Caption(title, NOTE, ""), files)
    return figure


def _names(places: pd.Series) -> list[str]:
    """Return the places of a panel that have names; none if they are numbers."""
    return [x for x in places if isinstance(x, str)]


def _room(names: Sequence[str]) -> float:
    """Return the inches left of a panel for the names of its places, or for the numbers and label of an axis."""
    return 0.35 + 0.078 * max(map(len, names)) if names else 0.95


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
        for bound, caret in CARETS.items():
            claimed = own[own[bound].notna()]
            ax.plot(claimed["x"].astype(float), claimed[bound], ls="none", marker=caret, color=INK, ms=7)
    if len(series) > 1 or series[0]:
        ax.legend(fontsize=8, handlelength=2.8, labelspacing=0.3)
    if (curves["x"].astype(float) % 1 == 0).all():
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
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
    """Draw this model's outcome in each arm over the classic's, which is moved and stretched to the same range."""
    ours, low, high, classic = (arms[name].to_numpy(float) for name in ("ours", "low", "high", "classic_mean"))
    rescaled = ours.min() + (classic - classic.min()) / (np.ptp(classic) or 1.0) * np.ptp(ours)
    style = {"fmt": "o", "color": INK, "ms": 4.5, "elinewidth": 1.4}
    ax.set_title(text.title)
    if not _names(arms["x"]):
        x = arms["x"].to_numpy(float)
        ax.plot(x, rescaled, **RESCALED)
        ax.errorbar(x, ours, yerr=[ours - low, high - ours], **style)
        ax.set(xlabel=text.arms, ylabel=fill(text.outcome, LABEL))
        return
    order = np.argsort(classic, kind="stable")
    y = np.arange(len(arms))
    ax.plot(rescaled[order], y, **RESCALED)
    ax.errorbar(ours[order], y, xerr=[(ours - low)[order], (high - ours)[order]], **style)
    ax.set_yticks(y, list(arms["x"].iloc[order]))
    ax.set_ylim(-0.6, len(arms) - 0.4)
    ax.grid(True, axis="x")
    ax.set_xlabel(text.outcome)
    ax.margins(x=0.08)


def draw_overview(ax: Any | None, summary: pd.DataFrame, title: str) -> Any:
    """Draw one row per classic: its numbers by verdict, and the rank agreement of this model with its interval.

    summary: columns title, one per verdict, contained, tau, low and high. ax: axes for the numbers alone; None makes a
    figure and returns it.
    """
    if ax is not None:
        _verdict_bars(ax, summary)
        return None
    figure, axes, top = new_sheet(2, (4.2, 0.3 + 0.36 * len(summary)), title, 1, 2.35, 0.3)
    _verdict_bars(axes[0], summary)
    _agreements(axes[1], summary)
    legend(figure, axes[0].get_legend_handles_labels(), top, len(VERDICTS))
    save(figure, Caption(title, "not found: no source of the number could be found; it does not count", ""), [])
    return figure


def _verdict_bars(ax: Any, summary: pd.DataFrame) -> None:
    """Draw the number of each verdict as stacked bars, one row per classic."""
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
    ax.set_title("Reproduction")
    ax.set_xlabel("numbers and claims to compare with (count)")


def _agreements(ax: Any, summary: pd.DataFrame) -> None:
    """Draw Kendall's tau with its interval; a classic that this model contains exactly has no interval."""
    y = np.arange(len(summary))[::-1]
    tau, low, high = (summary[name].to_numpy(float) for name in ("tau", "low", "high"))
    known = np.isfinite(tau)
    bars = [(tau - low)[known], (high - tau)[known]]
    ax.errorbar(tau[known], y[known], xerr=bars, fmt="o", color=INK, elinewidth=1.6)
    for row in np.flatnonzero(summary["contained"].to_numpy(bool)):
        ax.text(0.04, y[row], "contained exactly", va="center", fontsize=9)
    ax.axvline(0, color=INK, linewidth=0.8)
    ax.set(xlim=(-1.08, 1.08), ylim=(-0.6, len(summary) - 0.4), xticks=[-1, -0.5, 0, 0.5, 1])
    ax.set_yticks([])
    ax.grid(True, axis="x")
    ax.set_title("This model set up alike")
    ax.set_xlabel("order of arms against the classic's (Kendall's τ, 95 % interval)")
