"""Colours and line styles of policies, distinguishable by colour-blind readers and in black and white."""

from collections.abc import Sequence
from typing import Any

# Okabe & Ito (2008), a palette for colour-blind readers; line styles differ as well, for print in black and white
COLOURS = {
    "status_quo": "#a0a0a0",
    "push": "#d55e00",
    "pull": "#0072b2",
    "lead": "#009e73",
    "mission_command": "#000000",
    "push_lead": "#8c2d04",
    "pull_lead": "#56b4e9",
    "tell_and_sell": "#e69f00",
    "laissez_faire": "#cc79a7",
}
SPARE = ("#5d3a9b", "#8c564b", "#b8a000", "#4d4d4d")
DASHES = ("solid", (0, (5, 1.5)), (0, (1, 1)), (0, (5, 1.5, 1, 1.5)), (0, (8, 2)), (0, (3, 1, 1, 1, 1, 1)))
INK = "#222222"


def policy_styles(policies: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return colour and line style of each policy; status quo is always grey and dotted.

    >>> policy_styles(["push"])["push"]["color"]
    '#d55e00'
    """
    spare = iter(SPARE * len(policies))
    dashes = iter(DASHES * len(policies))
    if "status_quo" not in policies:
        next(dashes, None)
    styles: dict[str, dict[str, Any]] = {}
    for name in policies:
        style: Any = (0, (1, 1)) if name == "status_quo" else "solid"
        if name not in ("status_quo", "push"):
            style = next(d for d in dashes if d not in ("solid", (0, (1, 1))))
        styles[name] = {"color": COLOURS.get(name) or next(spare), "linestyle": style}
    return styles
