"""Time series of measures by policy, and their paired differences from status quo."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.transforms import ScaledTranslation

from simalign.analysis.figures.palette import INK, policy_styles
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.paired import bands
from simalign.analysis.text import words
from simalign.measures.catalogue import NAMES
from simalign.measures.catalogue import measure as measure_of

PANELS = {
    "know": ("Know", "overlap with one's part"),
    "want": ("Want", "overlap with one's part"),
    "do": ("Do", "overlap with one's part"),
    "value": ("Value", "weeks per member-week"),
}
YEAR = 52
LEGEND = 12.2  # inches, the width of a row of the legend
HEAD = 0.72  # inches, the height of the title
COLUMN = 3.1  # inches, the width of one measure
FEW = 20  # replications from which their middle 95% is drawn
AXIS = 2.2  # inches, the width of axes
APART = 3.0  # points between the bars of the middle 95%
BARS = "bars at the right: middle 95% of replications in the last week"


def panel_of(measure: str) -> tuple[str, str, float, float]:
    """Return title, unit, smallest and largest value of a measure; a custom measure has no unit and no limits.

    >>> panel_of("do"), panel_of("head_trust")
    (('Do', "overlap with one's part", 0, 1), ('head trust', '', -inf, inf))
    """
    if measure not in NAMES:
        return words(measure), "", float("-inf"), float("inf")
    shipped = measure_of(measure)
    title, unit = PANELS.get(measure, (shipped.label.capitalize(), shipped.unit))
    return title, unit, shipped.low, shipped.high


def _curves(ax: Any, data: pd.DataFrame, policies: Sequence[str], ends: tuple[float, float]) -> None:
    """Draw the mean and band of each policy; bands are clipped to the possible values of the measure."""
    styles = policy_styles(policies)
    for name in policies:
        rows = data[data["policy"] == name]
        low, high = rows["low"].clip(*ends), rows["high"].clip(*ends)
        ax.fill_between(rows["week"], low, high, color=styles[name]["color"], alpha=0.2, linewidth=0)
        dot = "o" if len(rows) == 1 else None
        ax.plot(rows["week"], rows["mean"], marker=dot, label=words(name), **styles[name])


def _draw_middle(ax: Any, data: pd.DataFrame, measure: str, policies: Sequence[str], base: str) -> None:
    """Draw, right of the last week, the middle 95% of the paired differences of each policy from ``base``."""
    week, styles = data["week"].max(), policy_styles(policies)
    wide = data[data["week"] == week].pivot(index="replication", columns="policy", values=measure)
    for n, name in enumerate(policies):
        low, high = (wide[name] - wide[base]).quantile([0.025, 0.975])
        moved = ax.transData + ScaledTranslation(APART * (n + 1) / 72, 0, ax.figure.dpi_scale_trans)
        colour = styles[name]["color"]
        ax.vlines(week, low, high, colors=colour, alpha=0.55, linewidth=1.5, transform=moved)
        ax.update_datalim([(week, low), (week, high)])
    ax.autoscale_view()
    ax.set_xlim(right=week * (1 + APART * (len(policies) + 2) / (72 * AXIS)))


def weeks_axis(ax: Any, first: int, last: int) -> None:
    """Set ticks of a week axis at full years, or at about four round weeks, and mark the start of the policy."""
    step = YEAR * max(1, last // (4 * YEAR)) if last >= 2 * YEAR else max(1, round(last / 4))
    ax.set_xticks(range(-(-first // step) * step, last + 1, step))
    ax.set_xlim(min(first, 0), last + (first == last))
    if first < 0:
        ax.axvline(0, color=INK, linewidth=0.8, linestyle=(0, (2, 2)))


def _share_range(axes: Sequence[Any]) -> None:
    """Give axes of the same unit the same range."""
    ends = [end for ax in axes for end in ax.get_ylim()]
    for ax in axes:
        ax.set_ylim(min(ends) - 0.02 * (max(ends) - min(ends)), max(ends))


def _column(
    top: Any, bottom: Any, table: pd.DataFrame, measure: str, policies: Sequence[str], base: str, first: int | None
) -> None:
    """Draw one measure: means in the top axes, differences from ``base`` in the bottom axes."""
    name, unit, low, high = panel_of(measure)
    after = table[table["week"] >= 0]
    _curves(top, bands(table, measure, None, first), policies, (low, high))
    _curves(bottom, bands(after, measure, base, first), [n for n in policies if n != base], (low - high, high - low))
    bottom.axhline(0, color=policy_styles([base])[base]["color"], linewidth=1.2, linestyle=(0, (1, 1)))
    top.set_title(name)
    top.set_ylabel(unit)
    bottom.set_ylabel(f"difference from {words(base)}")
    bottom.set_xlabel("weeks since the policy started")
    weeks_axis(top, int(table["week"].min()), int(table["week"].max()))
    weeks_axis(bottom, int(after["week"].min()), int(after["week"].max()))
    if after["replication"].nunique() >= FEW:
        _draw_middle(bottom, after, measure, [n for n in policies if n != base], base)


def draw_measure(ax: Any, table: pd.DataFrame, measure: str, policies: Sequence[str], first: int | None = None) -> None:
    """Draw one measure into axes: means over replications by week, with 95% bands.

    table: tidy series of a single basis; first: size of the first stage, as in ``intervals.interval``.
    """
    title, unit, low, high = panel_of(measure)
    table = table[table["week"] >= -table["week"].max()]
    _curves(ax, bands(table, measure, None, first), policies, (low, high))
    ax.set_title(title)
    ax.set_ylabel(unit)
    ax.set_xlabel("weeks since the policy started")
    weeks_axis(ax, int(table["week"].min()), int(table["week"].max()))
    ax.legend()


def draw_curves(
    table: pd.DataFrame,
    policies: Sequence[str],
    base: str,
    files: Sequence[Path],
    title: str,
    note: str,
    first: int | None = None,
    further: Sequence[str] = (),
) -> Any:
    """Draw the figure of a comparison, save it and return it; the suffixes of files determine the formats.

    table: tidy series of a single basis. The top row shows means over replications, the bottom row paired differences
    from ``base``, both with 95% confidence bands, and the middle 95% of replications beside the differences.
    first: size of the first stage, as in ``intervals.interval``.
    further: measures in additional columns. The warm-up is shown for at most as many weeks as follow it.
    """
    set_style()
    table = table[table["week"] >= -table["week"].max()]
    measures = tuple(dict.fromkeys((*PANELS, *further)))
    width = COLUMN * len(measures)
    narrow = len(PANELS) / len(measures)  # how much narrower a column is, as a share of the figure
    longest = max(len(words(name)) for name in policies)
    names = min(len(policies), max(1, int(LEGEND / narrow / (0.8 + 0.08 * longest))))  # in a row
    head = HEAD + 0.22 * -(-len(policies) // names)  # inches
    high = head + 6.2
    figure, axes = new_figure(2, len(measures), (width, high))
    left, right = 0.066 * narrow, 1 - 0.015 * narrow
    top, bottom = 1 - (head + 0.3) / high, 0.72 / high
    figure.subplots_adjust(left=left, right=right, top=top, bottom=bottom, wspace=0.36, hspace=0.16)
    for (top, bottom), measure in zip(axes.T, measures, strict=True):
        _column(top, bottom, table, measure, policies, base, first)
    for row in axes:
        _share_range(row[:3])
    figure.align_ylabels(axes)
    shown = axes[0, 0].get_legend_handles_labels()
    position = {"loc": "upper left", "bbox_to_anchor": (0.0065, 1 - HEAD / high), "borderaxespad": 0}
    figure.legend(*shown, ncols=names, handlelength=3.2, **position)
    note = f"{note}; {BARS}" if table["replication"].nunique() >= FEW else note
    figure.text(right, 0.1 / high, note, ha="right", va="bottom", fontsize=8, color="#555555")
    return finish(figure, title, files)
