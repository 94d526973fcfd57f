"""Figure of a measure against each factor of a design: mean over the runs at each value, with its 95% interval."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from simalign.analysis.figures.curves import panel_of
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.text import words

COLUMNS = 4
COLOUR = "#0072b2"
BINS = 12  # of a factor with more values


def draw_responses(runs: pd.DataFrame, factors: Sequence[str], measure: str, title: str) -> Any:
    """Draw one panel per factor and return the figure; runs: one row per run, with factors and measure as columns."""
    set_style()
    columns = min(COLUMNS, len(factors))
    rows = -(-len(factors) // columns)
    height = 0.9 + 3.0 * rows
    figure, axes = new_figure(rows, columns, (max(6.4, 3.3 * columns), height))
    figure.subplots_adjust(left=0.11, right=0.98, top=1 - 0.85 / height, bottom=0.6 / height, wspace=0.3, hspace=0.4)
    for ax in axes.flat[len(factors) :]:
        ax.set_visible(False)
    for ax, factor in zip(axes.flat, factors, strict=False):
        draw_response(ax, runs, factor, measure)
    return finish(figure, title, [])


def draw_response(ax: Any, runs: pd.DataFrame, factor: str, measure: str) -> None:
    """Draw the mean of a measure at each value of a factor, averaged over all other factors."""
    values = runs[factor]
    numeric = pd.api.types.is_numeric_dtype(values) and values.dtype != bool
    if numeric and values.nunique() > BINS:
        values = values.groupby(pd.cut(values, BINS), observed=True).transform("mean")
    groups = runs[measure].groupby(values, sort=numeric)
    mean, count = groups.mean(), groups.count()
    half = stdtrit(np.maximum(count - 1, 1), 0.975) * groups.std() / np.sqrt(count)
    x = mean.index.to_numpy() if numeric else np.arange(len(mean))
    ax.errorbar(x, mean, yerr=half, fmt="o-" if numeric else "o", color=COLOUR, linewidth=1.4)
    if not numeric:
        ax.set_xticks(x, [words(str(name)) for name in mean.index], rotation=20, ha="right")
    ax.set_xlabel(words(factor.rpartition(".")[2]))
    ax.set_ylabel(panel_of(measure)[0])
