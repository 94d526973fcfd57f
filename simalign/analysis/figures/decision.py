"""A decision: the gain of each policy over status quo."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simalign.analysis.figures.palette import INK, look
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.text import words


def draw_gains(ax: Any, standings: Sequence[Mapping[str, Any]]) -> None:
    """Draw into axes the the gain of each policy over status quo with the range of nine in ten draws, the best on top.

    standings: records with policy, gain, low, high (shares of status quo's worth) and best (share of draws).
    """
    looks = look([one["policy"] for one in standings])
    for row, one in enumerate(standings):
        colour = looks[one["policy"]]["color"]
        ax.hlines(row, 100 * one["low"], 100 * one["high"], color=colour, linewidth=2.0)
        ax.plot(100 * one["gain"], row, "o", color=colour, markersize=6)
    ax.axvline(0.0, color=INK, linewidth=0.9)
    ax.set_ylim(len(standings) - 0.5, -0.5)
    labels = [f"{words(one['policy'])}\nbest in {one['best']:.0%}" for one in standings]
    ax.set_yticks(range(len(standings)), labels)
    ax.set_xlabel("gain in worth over status quo, %; bar: nine in ten draws")


def draw_decision(standings: Sequence[Mapping[str, Any]], title: str, files: Sequence[Path] = ()) -> Any:
    """Draw the figure of a decision, save it in files, and return it; arguments as in ``draw_gains``."""
    set_style()
    high = 1.9 + 0.6 * len(standings)
    figure, axes = new_figure(1, 1, (7.2, high))
    draw_gains(axes[0, 0], standings)
    figure.subplots_adjust(left=0.24, right=0.97, top=1 - 0.95 / high, bottom=0.62 / high)
    return finish(figure, title, files)
