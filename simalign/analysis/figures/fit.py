"""Figures of a calibration: evidence under prior and posterior, families, parameters, and rank statistics."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.ticker import NullFormatter
from scipy import stats

from simalign.analysis.figures.palette import INK
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.text import words

PRIOR, POSTERIOR, WITHOUT, PUBLISHED = "#9a9a9a", "#0072b2", "#d55e00", "#f0e442"
COLUMNS = 6  # panels in a row
LIMIT = 6.0  # half-widths at which long intervals are cut
SCORES = (0.1, 0.2, 0.5, 1.0)  # ticks of the axis of scores


def draw_evidence(evidence: pd.DataFrame, files: Sequence[Path], title: str, ax: Any | None = None) -> Any:
    """Draw every published interval with the effects that the priors, the fit, and a fit without its family give.

    evidence: as returned by ``calibration.tables.evidence``; effects of which only a sign was published are left out.
    ax: axes to draw into; None makes, saves and returns a figure.
    """
    rows = evidence[evidence["published_low"].notna()].sort_values(["family", "effect"], kind="stable")
    if ax is not None:
        _effects(ax, rows)
        return None
    set_style()
    height = 1.8 + 0.24 * len(rows)
    figure, axes = new_figure(1, 1, (10.6, height))
    ax = axes[0, 0]
    figure.subplots_adjust(left=0.4, right=0.975, top=1 - 1.05 / height, bottom=0.62 / height)
    _effects(ax, rows)
    handles = ax.get_legend_handles_labels()
    place = (0.005, 1 - 0.6 / height)
    figure.legend(*handles, ncols=4, loc="upper left", bbox_to_anchor=place, fontsize=9)
    return finish(figure, title, files)


def _effects(ax: Any, rows: pd.DataFrame) -> None:
    """Draw one row per published interval into axes."""
    half = (rows["published_high"] - rows["published_low"]) / 2
    middle = (rows["published_high"] + rows["published_low"]) / 2
    y = np.arange(len(rows))[::-1]
    ax.axvspan(-1, 1, color=PUBLISHED, alpha=0.35, linewidth=0, label="published interval")
    shown = (
        ("without", WITHOUT, 0.0, 5.0, "forecast by a fit without its family"),
        ("prior", PRIOR, 0.22, 2.4, "priors"),
        ("posterior", POSTERIOR, -0.22, 2.4, "fit"),
    )
    for name, colour, shift, line_width, label in shown:
        low, mid, top = ((rows[column] - middle) / half for column in (f"{name}_low", name, f"{name}_high"))
        ends = low.clip(-LIMIT, LIMIT), top.clip(-LIMIT, LIMIT)
        alpha = 0.35 if name == "without" else 0.95
        ax.hlines(y + shift, *ends, color=colour, linewidth=line_width, alpha=alpha, label=label)
        inside = mid.abs() < LIMIT
        ax.plot(mid[inside], (y + shift)[inside], "o", color=colour, markersize=3.4, markeredgecolor="white")
        for beyond, end, arrow in ((mid >= LIMIT, LIMIT - 0.07, ">"), (mid <= -LIMIT, 0.07 - LIMIT, "<")):
            ax.plot([end] * int(beyond.sum()), (y + shift)[beyond], arrow, color=colour, markersize=4, clip_on=False)
    ax.axvline(0, color=INK, linewidth=0.6)
    ax.set_xlim(-LIMIT, LIMIT)
    ax.set_ylim(-0.7, len(rows) - 0.3)
    labels = [f"{row.effect} ({row.family})".replace("_", " ") for row in rows.itertuples()]
    ax.set_yticks(y, labels, fontsize=7.5)
    ax.set_xlabel("effect, in half-widths of the published interval from its middle (middle 95% and median)")


def draw_families(families: pd.DataFrame, files: Sequence[Path], title: str) -> Any:
    """Draw the score of each left-out family by the fit, beside those of the prior and of two constants.

    The score is the CRPS in common units. families: as returned by ``calibration.tables.families``.
    """
    set_style()
    rows = families.dropna(subset=["crps_fit"]).sort_values("crps_fit")
    height = 1.9 + 0.36 * len(rows)
    figure, axes = new_figure(1, 1, (8.2, height))
    ax = axes[0, 0]
    figure.subplots_adjust(left=0.2, right=0.975, top=1 - 1.1 / height, bottom=0.62 / height)
    y = np.arange(len(rows))
    looks = {"fit": (POSTERIOR, "o", "fit to the other families"), "prior": (PRIOR, "s", "priors")}
    looks |= {"constant": (WITHOUT, "^", "a constant with the published sign"), "zero": (INK, "x", "zero")}
    for kind, (colour, marker, label) in looks.items():
        ax.plot(rows[f"crps_{kind}"], y, marker, color=colour, markersize=6, label=label)
    ax.set_yticks(y, [f"{row.family} ({row.effects})" for row in rows.itertuples()])
    ax.set_xscale("log")
    ax.set_xticks(SCORES, [f"{score:g}" for score in SCORES])
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xlabel("error of forecasts (CRPS in common units; smaller is better)")
    ax.grid(axis="x")
    handles = ax.get_legend_handles_labels()
    figure.legend(*handles, ncols=4, loc="upper left", bbox_to_anchor=(0.005, 1 - 0.6 / height), fontsize=8.5)
    return finish(figure, title, files)


def draw_marginals(draws: pd.DataFrame, parameters: pd.DataFrame, files: Sequence[Path], title: str) -> None:
    """Draw histograms of the parameters about which the evidence is most informative, over the ranges of their priors.

    draws: one column per parameter; parameters: as returned by ``calibration.tables.parameters``.
    """
    set_style()
    chosen = parameters.sort_values("removed", ascending=False, kind="stable").head(6 * COLUMNS)
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
