"""Figure of means over a long horizon: one panel per measure, with the week in which each policy settles."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from simalign.analysis.figures.palette import INK, policy_styles
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.text import words
from simalign.measures.catalogue import NAMES
from simalign.measures.catalogue import measure as measure_of
from simalign.sensitivity.long_run import MEASURED, YEAR, Settling, label_of

HIGH, ROW = 7.9, 3.3  # inches: of a figure of two rows, and of each further row
COLUMNS = 3


def draw_long_run(
    series: NDArray[np.float64],
    policies: Sequence[str],
    settled: Sequence[Settling],
    warmup: int,
    ends: Sequence[int],
    files: Sequence[Path],
    title: str,
    note: str,
    measured: Sequence[str] = MEASURED,
) -> Any:
    """Draw the means of every measure, save the figure in files, whose suffixes set the format, and return it.

    series: (replications, policies, weeks, measures), from the first week of the warm-up. ends: weeks of policy that
    are marked. Bands are 95% intervals of means over replications. Dots show the week of settling for the last end.
    """
    set_style()
    rows = max(2, -(-len(measured) // COLUMNS))
    high = HIGH + ROW * (rows - 2)
    figure, axes = new_figure(rows, COLUMNS, (13.0, high))
    figure.subplots_adjust(left=0.062, right=0.985, top=1 - 1.5 / high, bottom=0.78 / high, wspace=0.24, hspace=0.34)
    for ax in axes.flat[len(measured) :]:
        ax.set_visible(False)
    for m, (ax, measure) in enumerate(zip(axes.flat, measured, strict=False)):
        draw_panel(ax, series[..., m], policies, [s for s in settled if s.measure == measure], warmup, ends)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    place = {"loc": "upper left", "bbox_to_anchor": (0.0065, 1 - 0.8 / high), "borderaxespad": 0}
    figure.legend(handles, labels, ncols=len(labels), handlelength=3.0, fontsize=9.5, **place)
    figure.text(0.985, 0.1 / high, note, ha="right", va="bottom", fontsize=8, color="#555555")
    return finish(figure, title, files)


def draw_panel(
    ax: Any,
    series: NDArray[np.float64],
    policies: Sequence[str],
    settled: Sequence[Settling],
    warmup: int,
    ends: Sequence[int],
) -> None:
    """Draw one measure. series: (replications, policies, weeks). settled: results for that measure."""
    half = stdtrit(len(series) - 1, 0.975) * series.std(axis=0, ddof=1) / np.sqrt(len(series))
    mean = series.mean(axis=0)
    weeks = np.arange(1, series.shape[2] + 1) - warmup
    for p, policy in enumerate(policies):
        style = policy_styles(policies)[policy]
        ax.fill_between(weeks, (mean - half)[p], (mean + half)[p], color=style["color"], alpha=0.2, linewidth=0)
        ax.plot(weeks, mean[p], label=words(policy), **(style | {"linewidth": 1.3}))
    _settled(ax, [settling for settling in settled if settling.end == ends[-1]], policies)
    _frame(ax, settled[0].measure, warmup, ends)


def _settled(ax: Any, settlings: Sequence[Settling], policies: Sequence[str]) -> None:
    """Draw the week in which each policy settles, with its interval, in a strip below the curves."""
    looks: Mapping[str, Mapping[str, Any]] = policy_styles(policies)
    low, high = ax.get_ylim()
    ax.set_yticks([tick for tick in ax.get_yticks() if low <= tick <= high])  # no ticks in the strip
    step = 0.045 * (high - low)
    for n, settling in enumerate(settlings, start=1):
        colour, y = looks[settling.policy]["color"], low - n * step
        if settling.week is None:
            continue
        last = settling.end if settling.week_high is None else settling.week_high
        ax.hlines(y, settling.week_low or settling.week, last, color=colour, linewidth=1.4)
        ax.plot(settling.week, y, "o", color=colour, markersize=4)
    ax.set_ylim(low - (len(settlings) + 1) * step, high)


def _frame(ax: Any, measure: str, warmup: int, ends: Sequence[int]) -> None:
    """Draw title, units, and lines at the start of the policy and at the ends."""
    label = label_of(measure)
    ax.set_title(f"{label[0].upper()}{label[1:]}")
    ax.set_ylabel(measure_of(measure).unit if measure in NAMES else "")
    ax.set_xlabel("weeks since the policy started")
    for week in (0, *ends[:-1]):
        ax.axvline(week, color=INK, linewidth=0.8, linestyle=(0, (2, 2)))
    step = YEAR * max(1, ends[-1] // (5 * YEAR))
    ax.set_xticks([*range(0, ends[-1] + 1, step)])
    ax.set_xlim(-warmup, ends[-1])
