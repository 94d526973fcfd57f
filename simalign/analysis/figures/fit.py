"""Figures of a calibration: facts under prior and posterior, parameters, their correlations, and rank statistics."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from scipy import stats

from simalign.analysis.figures.palette import INK
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.text import words

PRIOR, POSTERIOR, WITHOUT, PUBLISHED = "#9a9a9a", "#0072b2", "#d55e00", "#f0e442"
COLUMNS = 6  # panels in a row


def draw_facts(facts: pd.DataFrame, files: Sequence[Path], title: str, ax: Any | None = None) -> Any:
    """Draw every fact on the scale of its published interval: under the prior, the posterior, and a fit without it.

    facts: as returned by ``calibration.tables.facts``. ax: axes to draw into; None makes, saves and returns a figure.
    """
    if ax is not None:
        _facts(ax, facts)
        return None
    set_style()
    rows = len(facts)
    height = 1.7 + 0.36 * rows
    figure, axes = new_figure(1, 1, (9.6, height))
    ax = axes[0, 0]
    figure.subplots_adjust(left=0.25, right=0.975, top=1 - 1.05 / height, bottom=0.62 / height)
    _facts(ax, facts)
    figure.legend(
        *ax.get_legend_handles_labels(),
        ncols=4,
        loc="upper left",
        bbox_to_anchor=(0.005, 1 - 0.62 / height),
        fontsize=9,
    )
    return finish(figure, title, files)


def _facts(ax: Any, facts: pd.DataFrame) -> None:
    """Draw one row per fact into axes."""
    rows = len(facts)
    half = (facts["published_high"] - facts["published_low"]) / 2
    middle = (facts["published_high"] + facts["published_low"]) / 2
    y = np.arange(rows)[::-1]
    ax.axvspan(-1, 1, color=PUBLISHED, alpha=0.35, linewidth=0, label="published interval")
    shown = [("prior", PRIOR, 0.0, "priors"), ("posterior", POSTERIOR, 0.2, "fit")]
    if "without" in facts:
        shown.append(("without", WITHOUT, -0.2, "fit without this fact"))
    for name, colour, shift, label in shown:
        low, mid, top = ((facts[column] - middle) / half for column in (f"{name}_low", name, f"{name}_high"))
        line_width = {"prior": 5.0, "posterior": 2.2, "without": 1.4}[name]
        ax.hlines(
            y + shift, low.clip(-6, 6), top.clip(-6, 6), color=colour, linewidth=line_width, alpha=0.9, label=label
        )
        inside = mid.abs() < 6
        ax.plot(mid[inside], (y + shift)[inside], "o", color=colour, markersize=4.2, markeredgecolor="white")
        for beyond, end, arrow in ((mid >= 6, 5.93, ">"), (mid <= -6, -5.93, "<")):
            ax.plot([end] * int(beyond.sum()), (y + shift)[beyond], arrow, color=colour, markersize=5, clip_on=False)
    ax.axvline(0, color=INK, linewidth=0.6)
    ax.set_xlim(-6, 6)
    ax.set_ylim(-0.7, rows - 0.3)
    ax.set_yticks(y, [words(name) for name in facts["fact"]])
    ax.set_xlabel("simulated effect, in half-widths of the published interval from its middle (5 to 95 % and median)")


def draw_marginals(draws: pd.DataFrame, parameters: pd.DataFrame, files: Sequence[Path], title: str) -> None:
    """Draw histograms of the parameters about which the facts are most informative, over the ranges of their priors.

    draws: one column per parameter; parameters: as returned by ``calibration.tables.parameters``.
    """
    set_style()
    chosen = parameters.sort_values("shift_p", kind="stable").head(6 * COLUMNS)
    rows = -(-len(chosen) // COLUMNS)
    height = 1.3 + 1.45 * rows
    figure, axes = new_figure(rows, COLUMNS, (12.4, height))
    figure.subplots_adjust(
        left=0.03, right=0.985, top=1 - 0.85 / height, bottom=0.62 / height, wspace=0.18, hspace=0.75
    )
    for ax in axes.flat[len(chosen) :]:
        ax.set_visible(False)
    for ax, (_, row) in zip(axes.flat, chosen.iterrows(), strict=False):
        low, top = _range(row["prior"], draws[row["parameter"]])
        ax.hist(draws[row["parameter"]], bins=np.linspace(low, top, 16), density=True, color=POSTERIOR, alpha=0.75)
        ax.axhline(1 / (top - low), color=PRIOR, linewidth=1.6)
        ax.axvline(row["median"], color=INK, linewidth=1.0, linestyle=(0, (3, 2)))
        ax.set_title(words(row["parameter"]), fontsize=9.5)
        ax.set_yticks([])
        ax.set_xlim(low, top)
        ax.grid(False)
    figure.text(0.985, 0.06 / height, "grey: prior; dashes: median, the default", ha="right", fontsize=8.5)
    finish(figure, title, files)


def _range(prior: str, values: pd.Series) -> tuple[float, float]:
    name, _, numbers = prior.partition(" ")
    if name == "uniform":
        low, high = (float(x) for x in numbers.strip("[]").split(","))
        return low, high
    return float(values.min()), float(values.max())


def strongest(draws: pd.DataFrame, names: Sequence[str]) -> tuple[str, str, float]:
    """Return the two parameters with the strongest rank correlation over posterior draws, and the correlation.

    >>> strongest(pd.DataFrame({"a": [1, 2, 3], "b": [3, 2, 1], "c": [1, 3, 2]}), ["a", "b", "c"])
    ('a', 'b', -1.0)
    """
    table = draws[list(names)].corr(method="spearman").to_numpy() - np.eye(len(names))
    first, second = sorted(int(index) for index in np.unravel_index(np.argmax(np.abs(table)), table.shape))
    return names[first], names[second], float(table[first, second])


def draw_correlations(draws: pd.DataFrame, names: Sequence[str], files: Sequence[Path], title: str) -> None:
    """Draw the rank correlations of parameters over posterior draws."""
    set_style()
    table = draws[list(names)].corr(method="spearman").rename(index=words, columns=words)
    side = 2.6 + 0.34 * len(names)
    figure, axes = new_figure(1, 1, (side + 1.0, side))
    ax = axes[0, 0]
    figure.subplots_adjust(left=1.75 / (side + 1.0), right=0.98, top=1 - 0.8 / side, bottom=1.6 / side)
    mask = np.triu(np.ones(table.shape, bool))
    bar: dict[str, Any] = {"label": "Spearman's rank correlation over draws", "shrink": 0.7}
    sns.heatmap(table, mask=mask, vmin=-1, vmax=1, cmap="RdBu_r", square=True, ax=ax, cbar_kws=bar, linewidths=0.4)
    ax.grid(False)
    finish(figure, title, files)


def draw_ranks(table: pd.DataFrame, files: Sequence[Path], title: str) -> None:
    """Draw the distribution of ranks minus the uniform one, one line per parameter, with a pointwise 95% band."""
    set_style()
    figure, axes = new_figure(1, 1, (8.2, 4.4))
    ax = axes[0, 0]
    figure.subplots_adjust(left=0.1, right=0.975, top=0.84, bottom=0.13)
    draws = int(table["draws"].iloc[0])
    grid = (np.arange(draws + 1) + 1) / (draws + 1)
    fits = table["fit"].nunique()
    low, high = (stats.binom.ppf(q, fits, grid) / fits - grid for q in (0.025, 0.975))
    ax.fill_between(grid, low, high, color=PUBLISHED, alpha=0.4, linewidth=0, label="95 % of uniform ranks")
    for _, ranks in table.groupby("parameter", sort=False):
        share = np.searchsorted(np.sort(ranks["rank"]), np.arange(draws + 1), side="right") / fits
        ax.step(grid, share - grid, where="post", color=POSTERIOR, alpha=0.25, linewidth=0.8)
    ax.axhline(0, color=INK, linewidth=0.6)
    ax.set_xlabel("rank of the true value among the draws of its posterior (share)")
    ax.set_ylabel("cumulated share of fits, less rank")
    ax.legend(loc="upper right")
    finish(figure, title, files)
