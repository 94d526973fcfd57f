"""Figure of the structure of an organisation: its reporting tree on rings, coloured by department."""

from collections.abc import Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from simalign.analysis.figures.organisation import disc, positions
from simalign.analysis.figures.palette import COLOURS, SPARE
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.text import words

MOST_NAMED = 12  # departments in the legend
PANEL = 5.4  # inches


def draw_structure(ax: Any, manager: NDArray[np.int32], departments: Sequence[str]) -> None:
    """Draw the reporting tree into axes.

    manager: (N,) index of each member's manager, the head's own; departments: the name of each member's.
    """
    xy = positions(manager)
    edge = 1.08 * (max(1.0, float(np.hypot(*xy.T).max())) + 0.25)
    lines = [(xy[i], xy[above]) for i, above in enumerate(manager.tolist())]
    ax.add_collection(LineCollection(lines, colors="#c4c4c4", linewidths=min(0.7, 90 / len(xy)), zorder=1))
    size = disc(xy, edge, PANEL)
    names = sorted(set(departments))
    for name, colour in zip(names, cycle([*list(COLOURS.values())[1:], *SPARE]), strict=False):
        member = np.array([department == name for department in departments])
        label = words(name) if names.index(name) < MOST_NAMED else None
        ax.scatter(*xy[member].T, s=size**2, color=colour, linewidths=0, zorder=2, label=label)
    ax.set(aspect="equal", xlim=(-edge, edge), ylim=(-edge, edge))
    ax.axis("off")
    ax.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), title="department")


def draw_organisation(
    manager: NDArray[np.int32], departments: Sequence[str], title: str, files: Sequence[Path] = ()
) -> Any:
    """Draw the figure of an organisation, save it in files, and return it; arguments as in ``draw_structure``."""
    set_style()
    figure, axes = new_figure(1, 1, (PANEL + 2.2, PANEL + 0.8))
    draw_structure(axes[0, 0], manager, departments)
    figure.subplots_adjust(left=0.01, right=PANEL / (PANEL + 2.2), top=PANEL / (PANEL + 0.8), bottom=0.01)
    return finish(figure, title, files)
