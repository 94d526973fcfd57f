"""Figure of a decision: the gain of each policy over status quo."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simalign.analysis.figures.palette import INK, policy_styles
from simalign.analysis.figures.style import finish, new_figure, set_style
from simalign.analysis.text import policy_title
from simalign.texts.catalogue import ENGLISH, Texts


def draw_gains(ax: Any, standings: Sequence[Mapping[str, Any]], texts: Texts = ENGLISH) -> None:
    """Draw the gain of each policy over status quo, with the middle 90% of posterior draws, in the order of standings.

    standings: records with policy, gain, low, high (shares of the value under status quo) and best (share of draws).
    """
    styles = policy_styles([standing["policy"] for standing in standings])
    for row, standing in enumerate(standings):
        colour = styles[standing["policy"]]["color"]
        ax.hlines(row, 100 * standing["low"], 100 * standing["high"], color=colour, linewidth=2.0)
        ax.plot(100 * standing["gain"], row, "o", color=colour, markersize=6)
    ax.axvline(0.0, color=INK, linewidth=0.9)
    ax.set_ylim(len(standings) - 0.5, -0.5)
    labels = [
        texts.say(
            "report.figure.best",
            policy=policy_title(standing["policy"], texts),
            share=texts.figure(f"{standing['best']:.0%}"),
        )
        for standing in standings
    ]
    ax.set_yticks(range(len(standings)), labels)
    ax.xaxis.set_major_formatter(lambda value, _: texts.figure(f"{value:g}"))
    ax.set_xlabel(texts.say("report.figure.gain"))


def draw_decision(
    standings: Sequence[Mapping[str, Any]], title: str, files: Sequence[Path] = (), texts: Texts = ENGLISH
) -> Any:
    """Draw the figure of a decision, save it in files, and return it; arguments as in ``draw_gains``.

    title: the figure has no space for a title if it is empty.
    """
    set_style()
    top, foot, row = (0.95, 0.95, 0.6) if title else (0.1, 0.85, 0.37)
    height = top + foot + row * len(standings)
    figure, axes = new_figure(1, 1, (7.2, height))
    draw_gains(axes[0, 0], standings, texts)
    figure.subplots_adjust(left=0.24, right=0.97, top=1 - top / height, bottom=0.62 / height)
    return finish(figure, title, files)
