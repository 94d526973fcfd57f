"""Figure of a power analysis: smallest detectable difference by number of replications, one line per measure."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from matplotlib.ticker import NullFormatter, StrMethodFormatter

from simalign.analysis.figures.curves import panel_of
from simalign.analysis.figures.palette import DASHES, SPARE
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.power import smallest

NUMBERS = (5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1000)  # of replications
POWER = 0.8


def draw_detectable(ax: Any, spreads: Mapping[str, float], replications: int) -> None:
    """Draw the smallest difference that a number of replications detects with 80% power.

    spreads: standard deviation of the paired differences by measure, above 0; replications: a number to mark.
    """
    standardised = [smallest(1.0, n, POWER) for n in NUMBERS]
    for (measure, sd), colour, dashes in zip(
        spreads.items(), SPARE * len(spreads), DASHES * len(spreads), strict=False
    ):
        ax.plot(
            NUMBERS,
            [sd * difference for difference in standardised],
            color=colour,
            linestyle=dashes,
            label=panel_of(measure)[0],
        )
    ax.axvline(replications, color="#7f7f7f", linewidth=0.8, linestyle=(0, (2, 2)))
    ax.set(xscale="log", yscale="log", xlabel="replications", ylabel="smallest difference detected")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(StrMethodFormatter("{x:g}"))
        axis.set_minor_formatter(NullFormatter())
    ax.set_title(f"Detectable with {POWER:.0%} power")
    ax.legend()


def draw_power(spreads: Mapping[str, float], replications: int, title: str, files: Sequence[Path] = ()) -> Any:
    """Draw the figure of a power analysis, save it in files, and return it; arguments as in ``draw_detectable``."""
    set_style()
    figure, axes = new_figure(1, 1, (6.4, 4.6))
    draw_detectable(axes[0, 0], spreads, replications)
    figure.subplots_adjust(left=0.13, right=0.97, top=0.78, bottom=0.12)
    return finish(figure, title, files)
