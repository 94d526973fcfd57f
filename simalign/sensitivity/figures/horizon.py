"""Means over a long horizon as a figure: a panel a measure, with where each policy settled."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from simalign.analysis.figures.palette import INK, look
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.text import words
from simalign.measures.catalogue import measure as measure_of
from simalign.sensitivity.horizon import MEASURED, YEAR, Settling

HIGH = 7.9  # inches


def draw_long_run(
    series: NDArray[np.float64],
    policies: Sequence[str],
    settled: Sequence[Settling],
    warmup: int,
    ends: Sequence[int],
    files: Sequence[Path],
    title: str,
    note: str,
) -> None:
    """Draw the means of every measure into files, whose suffixes say the format.

    series: (replications, policies, weeks, measures), from the first week of the warm-up on; ends: weeks of the report
    that are marked. Bands are 95% intervals over replications, dots where a mean settled with the last end in view.
    """
    set_style()
    figure, axes = new_figure(2, 3, (13.0, HIGH))
    figure.subplots_adjust(left=0.062, right=0.985, top=1 - 1.5 / HIGH, bottom=0.78 / HIGH, wspace=0.24, hspace=0.34)
    half = stats.t.ppf(0.975, len(series) - 1) * series.std(axis=0, ddof=1) / np.sqrt(len(series))
    mean = series.mean(axis=0)
    weeks = np.arange(1, series.shape[2] + 1) - warmup
    for m, (ax, measure) in enumerate(zip(axes.flat, MEASURED, strict=True)):
        for p, policy in enumerate(policies):
            style = look(policies)[policy]
            ax.fill_between(
                weeks, (mean - half)[p, :, m], (mean + half)[p, :, m], color=style["color"], alpha=0.2, linewidth=0
            )
            ax.plot(weeks, mean[p, :, m], label=words(policy), **(style | {"linewidth": 1.3}))
        _settled(ax, [one for one in settled if one.measure == measure and one.end == ends[-1]], policies)
        _frame(ax, measure, warmup, ends)
    handles, labels = axes[0, 0].get_legend_handles_labels()
    place = {"loc": "upper left", "bbox_to_anchor": (0.0065, 1 - 0.8 / HIGH), "borderaxespad": 0}
    figure.legend(handles, labels, ncols=len(labels), handlelength=3.0, fontsize=9.5, **place)
    figure.text(0.985, 0.1 / HIGH, note, ha="right", va="bottom", fontsize=8, color="#555555")
    finish(figure, title, files)


def _settled(ax: Any, found: Sequence[Settling], policies: Sequence[str]) -> None:
    """A dot and its interval in a strip under the curves, where each policy settled."""
    looks: Mapping[str, Mapping[str, Any]] = look(policies)
    low, high = ax.get_ylim()
    ax.set_yticks([tick for tick in ax.get_yticks() if low <= tick <= high])  # none in the strip
    step = 0.045 * (high - low)
    for n, one in enumerate(found, start=1):
        colour, place = looks[one.policy]["color"], low - n * step
        if one.week is None:
            continue
        last = one.end if one.week_high is None else one.week_high
        ax.hlines(place, one.week_low or one.week, last, color=colour, linewidth=1.4)
        ax.plot(one.week, place, "o", color=colour, markersize=4)
    ax.set_ylim(low - (len(found) + 1) * step, high)


def _frame(ax: Any, measure: str, warmup: int, ends: Sequence[int]) -> None:
    """Title, units, and lines at the start of the report and the ends."""
    about = measure_of(measure)
    ax.set_title(f"{about.label[0].upper()}{about.label[1:]}")
    ax.set_ylabel(about.unit)
    ax.set_xlabel("weeks since the policy started")
    for week in (0, *ends[:-1]):
        ax.axvline(week, color=INK, linewidth=0.8, linestyle=(0, (2, 2)))
    step = YEAR * max(1, ends[-1] // (5 * YEAR))
    ax.set_xticks([*range(0, ends[-1] + 1, step)])
    ax.set_xlim(-warmup, ends[-1])
