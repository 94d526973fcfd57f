"""Figures of a policy search: the gain of each policy, what each lever adds, and gain against cost and trust."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from simalign.analysis.figures.palette import COLOURS, INK
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.text import words

FOUND, GIVEN, BAND = COLOURS["lead"], "#7a7a7a", "#e4e4e4"
FAMILIES = {"push": COLOURS["push"], "pull": COLOURS["pull"], "lead": COLOURS["lead"], "design": "#5d3a9b"}
FAMILY_NAMES = {"push": "push", "pull": "pull", "lead": "leadership", "design": "design of goals"}
Record = Mapping[str, Any]
Label = Callable[[str], str]


def draw_gains(ax: Any, rows: Sequence[Record], label: Label, found: Sequence[str] = ()) -> None:
    """Draw the gain of each policy over the status quo: mean, its 95% interval, and nine of ten cases.

    rows: the policies of a record. found: names of those that were found, which have another colour.
    """
    shown = [row for row in rows if row["policy"] != "status_quo"]
    for n, row in enumerate(shown):
        colour = FOUND if row["policy"] in found else GIVEN
        ax.hlines(n, 100 * row["low"], 100 * row["high"], color=colour, linewidth=1.0)
        ax.hlines(n, 100 * row["mean_low"], 100 * row["mean_high"], color=colour, linewidth=4.5)
        ax.plot(100 * row["gain"], n, "o", color=colour, markersize=5.5, markeredgecolor="white")
    ax.axvline(0.0, color=INK, linewidth=0.9)
    ax.set_ylim(len(shown) - 0.5, -0.5)
    ax.set_yticks(range(len(shown)), [_labelled(row, label) for row in shown])
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    ax.set_xlabel("gain over carrying on as now, %\nthick: 95% interval of the mean; thin: nine of ten cases")


def _labelled(row: Record, label: Label) -> str:
    return label(row["policy"]) + ("" if row["share"] == 1.0 else f" at {row['share']:.0%}")


def draw_levers(ax: Any, rows: Sequence[Record], matters: float) -> None:
    """Draw what is lost if each lever of the best policy is put back to the status quo, with 95% intervals.

    rows: the levers of a record. matters: the smallest effect that matters, as a share.
    """
    shown = [row for row in rows if row["verdict"] != "unchanged"]
    ax.axvspan(-100 * matters, 100 * matters, color=BAND, linewidth=0)
    for n, row in enumerate(shown):
        colour = FAMILIES[row["family"]]
        ax.hlines(n, 100 * row["low"], 100 * row["high"], color=colour, linewidth=2.0)
        ax.plot(100 * row["effect"], n, "o", color=colour, markersize=5.0)
    ax.axvline(0.0, color=INK, linewidth=0.9)
    ax.set_ylim(len(shown) - 0.5, -0.5)
    ax.set_yticks(
        range(len(shown)), [f"{words(row['lever'])} {row['value']:g} ({row['status_quo']:g})" for row in shown]
    )
    ax.tick_params(axis="y", labelsize=8)
    ax.grid(False, axis="y")
    ax.grid(True, axis="x")
    families = list(dict.fromkeys(row["family"] for row in shown))
    for family in families:
        ax.plot([], [], "o", color=FAMILIES[family], label=FAMILY_NAMES[family])
    if families:
        ax.legend(loc="lower right", fontsize=7.5, handletextpad=0.1)
    ax.set_xlabel(f"gain lost if this lever alone is put back, %\ngrey: less than {matters:.1%}, too little to matter")


def draw_front(ax: Any, scale_ax: Any, record: Record) -> None:
    """Draw gain against cost for the Pareto front, coloured by trust, with the reported policies beside it.

    scale_ax: axes of the colour scale.
    """
    front, policies = record["front"], record["policies"]
    trusts = [row["trust"] for row in (*front, *policies)]
    scale = {"cmap": "viridis", "vmin": min(trusts), "vmax": max(trusts)}
    for row in front:
        at = [100 * row["extra"]] * 2
        ax.plot(at, [100 * row["mean_low"], 100 * row["mean_high"]], color=GIVEN, linewidth=1.0, zorder=1)
    points = ax.scatter(
        [100 * row["extra"] for row in front],
        [100 * row["gain"] for row in front],
        c=[row["trust"] for row in front], s=52, zorder=3, label="Pareto front", **scale,
    )  # fmt: skip
    ax.scatter(
        [100 * row["extra"] for row in policies],
        [100 * row["gain"] for row in policies],
        c=[row["trust"] for row in policies], s=40, marker="s", zorder=2, label="policies above, and as now", **scale,
    )  # fmt: skip
    ax.axvline(100 * record["budget"], color=INK, linewidth=0.9, linestyle=(0, (4, 2)))
    ax.annotate("budget", (100 * record["budget"], 0.02), xycoords=("data", "axes fraction"), fontsize=8, ha="right")
    ax.legend(loc="lower left", fontsize=8)
    ax.get_figure().colorbar(points, cax=scale_ax, label="trust at the end, 0 to 1")
    ax.set_xlabel("time and pay besides what management takes as now, % of working time")
    ax.set_ylabel("gain over carrying on as now, %")


def draw_advice(record: Record, title: str, label: Label, files: Sequence[Path] = (), front: bool = True) -> Any:
    """Draw a policy search, save the figure in files, and return it.

    title: the figure has no space for a title if it is empty. front: whether to draw the Pareto front as well.
    """
    set_style()
    rows = max(len(record["policies"]) - 1, sum(row["verdict"] != "unchanged" for row in record["levers"]), 4)
    top, panel, below, low = 0.8 if title else 0.1, 0.26 * rows, 0.75, 2.9 if front else 0.0
    height = top + panel + below + (low + 0.6 if front else 0.0)
    figure, axes = new_figure(1, 2, (9.6, height))
    left, right = axes[0]
    draw_gains(left, record["policies"], label, list(record["definitions"]))
    draw_levers(right, record["levers"], record["matters"])
    bottom = 1 - (top + panel) / height
    left.set_position((0.165, bottom, 0.31, panel / height))
    right.set_position((0.7, bottom, 0.28, panel / height))
    if front:
        ax = figure.add_axes((0.075, 0.55 / height, 0.8, low / height))
        draw_front(ax, figure.add_axes((0.9, 0.55 / height, 0.018, low / height)), record)
    return finish(figure, title, files)
