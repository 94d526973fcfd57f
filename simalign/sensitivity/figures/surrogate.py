"""Figure of a surrogate: the main effect of each factor with its band."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.figures.curves import panel_of
from simalign.analysis.figures.style import finish, new_figure, set_style, title_height
from simalign.analysis.text import words
from simalign.sensitivity.ranking import factor_words

COLUMNS, SHOWN = 3, 9
COLOUR = "#0072b2"


class Effect(NamedTuple):
    """A main effect: the mean of the outcome and the half-width of its band at the settings of a factor."""

    factor: str
    categorical: bool
    settings: list[Any]
    mean: NDArray[np.float64]
    half: NDArray[np.float64]


def draw_effects(effects: Sequence[Effect], measure: str, title: str, note: str, ax: Any | None = None) -> Any:
    """Draw the widest effects and return the figure; with axes, only the widest one, into them."""
    if ax is not None:
        _draw(ax, effects[0])
        ax.set_ylabel(_axis(measure))
        return None
    set_style()
    shown = effects[:SHOWN]
    columns = min(COLUMNS, len(shown))
    rows = -(-len(shown) // columns)
    width = max(6.4, 3.2 * columns)
    top = title_height(title, width) + 0.2
    height = top + 2.7 * rows + 0.35
    figure, axes = new_figure(rows, columns, (width, height))
    figure.subplots_adjust(
        left=1.0 / width, right=0.98, top=1 - top / height, bottom=0.85 / height, wspace=0.28, hspace=0.42
    )
    low = min(float((effect.mean - effect.half).min()) for effect in effects)
    high = max(float((effect.mean + effect.half).max()) for effect in effects)
    for n, each in enumerate(axes.flat):
        if n >= len(shown):
            each.set_visible(False)
            continue
        _draw(each, shown[n])
        each.set_ylim(low - 0.04 * (high - low), high + 0.04 * (high - low))
        if n % columns == 0:
            each.set_ylabel(_axis(measure))
    figure.text(1 - 0.1 / width, 0.1 / height, note, ha="right", va="bottom", fontsize=8, color="#555555")
    return finish(figure, title, [])


def _axis(measure: str) -> str:
    """Return the label of the axis of a measure, with its unit on a line of its own."""
    title, unit, *_ = panel_of(measure)
    return f"{title}\n({unit})" if unit else title


def _draw(ax: Any, effect: Effect) -> None:
    if effect.categorical:
        x = np.arange(len(effect.settings))
        ax.errorbar(x, effect.mean, yerr=effect.half, fmt="o", color=COLOUR, linewidth=1.4)
        ax.set_xticks(x, [words(str(value)) for value in effect.settings], rotation=15, ha="right")
        ax.set_xlim(-0.6, len(x) - 0.4)
    else:
        ax.fill_between(effect.settings, effect.mean - effect.half, effect.mean + effect.half, color=COLOUR, alpha=0.25)
        ax.plot(effect.settings, effect.mean, color=COLOUR)
    ax.set_xlabel(factor_words(effect.factor))
