"""Pictures of a running model: its members, and the time series so far. PNG as bytes, without a screen or pyplot."""

from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd

from simalign.analysis.figures.curves import weeks_axis
from simalign.analysis.figures.organisation import Overlaps, Tree, colour_bar, draw_one, positions
from simalign.analysis.figures.palette import DASHES, SPARE
from simalign.analysis.figures.style import new_figure, set_style
from simalign.analysis.text import words
from simalign.measures.catalogue import measure
from simalign.viz.model import PageModel

WIDTH, HEIGHT = 5.0, 5.0  # inches, of each picture
PANEL = 3.55  # inches, of the tree
SHADES = (0.2, 1.0)  # range of overlaps on the colour scale, the same in all weeks; uninformed members are below
DPI = 130
PANELS = (
    (("do", "want", "know"), "share of working time"),
    (("value",), "working weeks\nper member-week"),
    (("resistance", "trust"), "mean, 0 to 1"),
)
SHOWN = tuple(name for names, _ in PANELS for name in names)


def people(model: PageModel) -> bytes:
    """Draw the organisation as its reporting tree: disc for what a person does, rim for what they want."""
    set_style()
    figure, axes = new_figure(1, 1, (WIDTH, HEIGHT))
    figure.subplots_adjust(left=0, right=1, top=1 - 0.5 / HEIGHT, bottom=0.85 / HEIGHT)
    organisation = model.organisation
    departments = [organisation.departments[d] for d in organisation.department]
    overlaps = Overlaps(*model.simulation.overlaps())
    xy = positions(organisation.manager)
    shown = draw_one(
        axes[0, 0], xy, Tree(organisation.manager, departments, PANEL, WIDTH), overlaps, words(model.title), SHADES
    )
    bar_axes = figure.add_axes((0.5 - 2 / WIDTH, 0.55 / HEIGHT, 4 / WIDTH, 0.13 / HEIGHT))
    colour_bar(figure, shown, bar_axes)
    bar_axes.xaxis.label.set_fontsize(9)
    return _png(figure)


def weeks(model: PageModel) -> bytes:
    """Draw the measures of the data collector by week, on an axis over all weeks of the run."""
    set_style()
    scenario = model.simulation.scenario
    table = model.datacollector.get_model_vars_dataframe()
    table = table.set_index(np.arange(len(table)) + 1 - scenario.warmup)
    first = max(-scenario.warmup, -scenario.weeks)  # show at most as many weeks of the warm-up as follow it
    figure, axes = new_figure(len(PANELS), 1, (WIDTH, HEIGHT), sharex=True)
    figure.subplots_adjust(left=0.165, right=0.975, top=0.985, bottom=0.1, hspace=0.14)
    for ax, (names, unit) in zip(axes.flat, PANELS, strict=True):
        _panel(ax, table.loc[first:], names, unit)
        weeks_axis(ax, first, scenario.weeks)
    axes[-1, 0].set_xlabel("weeks since the policy started")
    figure.align_ylabels(axes)
    return _png(figure)


def _panel(ax: Any, table: pd.DataFrame, names: tuple[str, ...], unit: str) -> None:
    """Draw measures of one unit into axes, with a legend."""
    for name, colour, dashes in zip(names, SPARE, DASHES, strict=False):
        ax.plot(table.index, table[name], label=measure(name).label, color=colour, linestyle=dashes)
    high = measure(names[0]).high
    ax.set_ylim(0, high if np.isfinite(high) else 1.1 * table[list(names)].to_numpy().max(initial=1.0))
    ax.set_ylabel(unit)
    ax.legend(loc="upper left", ncols=len(names), handlelength=2.6, borderaxespad=0.1)


def _png(figure: Any) -> bytes:
    file = BytesIO()
    figure.savefig(
        file, format="png", dpi=DPI, pil_kwargs={"compress_level": 1}
    )  # fast, as it is only sent on this machine
    return file.getvalue()
