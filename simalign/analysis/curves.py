"""Know, want, do and value over time, policies side by side, and their paired differences from status quo."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from simalign.analysis.findings import headline
from simalign.analysis.paired import bands
from simalign.analysis.style import INK, finish, look, new_figure, set_style, words

PANELS = {
    "know": ("Know", "overlap with the strategy"),
    "want": ("Want", "overlap with the strategy"),
    "do": ("Do", "overlap with the strategy"),
    "value": ("Value", "weeks per member-week"),
}
YEAR = 52


def _curves(ax: Any, data: pd.DataFrame, policies: Sequence[str]) -> None:
    looks = look(policies)
    for name in policies:
        own = data[data["policy"] == name]
        ax.fill_between(
            own["week"], own["low"], own["high"], color=looks[name]["color"], alpha=0.2, linewidth=0
        )
        ax.plot(own["week"], own["mean"], label=words(name), **looks[name])
    ax.axvline(0, color=INK, linewidth=0.8, linestyle=(0, (2, 2)))
    ax.margins(x=0)


def _weeks(ax: Any, table: pd.DataFrame) -> None:
    first, last = int(table["week"].min()), int(table["week"].max())
    step = YEAR if last >= 2 * YEAR else max(1, round(last / 4))
    ax.set_xticks([w for w in range(-(-first // step) * step, last + 1, step)])


def draw_curves(
    table: pd.DataFrame, policies: Sequence[str], base: str, weeks: int, files: Sequence[Path], note: str
) -> None:
    """Draw the figure of a comparison into files, whose suffixes say the format.

    table: tidy series of one basis. Top row: means over replications; bottom row: paired differences from ``base``;
    bands are 95% intervals over replications.
    """
    set_style()
    figure, axes = new_figure(2, 4, (12.4, 6.6), sharex=True)
    figure.subplots_adjust(left=0.05, right=0.99, top=0.87, bottom=0.135, wspace=0.3, hspace=0.08)
    for column, (measure, (title, unit)) in enumerate(PANELS.items()):
        top, bottom = axes[:, column]
        _curves(top, bands(table, measure), policies)
        _curves(bottom, bands(table[table["week"] >= 0], measure, base), [n for n in policies if n != base])
        bottom.axhline(0, color=look([base])[base]["color"], linewidth=1.2, linestyle=(0, (1, 1)))
        top.set_title(title)
        top.set_ylabel(unit)
        bottom.set_ylabel(f"minus {words(base)}")
        bottom.set_xlabel("weeks since the policy started")
        _weeks(bottom, table)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="lower left", ncols=len(labels), fontsize=10, handlelength=3.2)
    figure.text(0.99, 0.02, note, ha="right", va="bottom", fontsize=8, color="#555555")
    finish(figure, headline(table, weeks, [name for name in policies if name != base]), files)
