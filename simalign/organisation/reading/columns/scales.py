"""Survey answers on a scale that the name of their column states, such as ``trust (1-5)``."""

import re

from simalign.organisation.reading.columns.synonyms import BRACKETS, meaning

MODELLED = ("trust", "skill", "reactance")  # survey answers that are starting values of the model
SURVEYED = (*MODELLED, "engagement", "satisfaction", "recommendation")
SCALE = re.compile(r"(-?\d{1,3})\s*(?:-|\u2013|\.\.|to|bis|à|a|tot)\s*(\d{1,3})", re.IGNORECASE)
LIKELIHOOD = "recommendation"  # how likely people recommend their employer, always from 0 to 10


def scale_of(text: str) -> tuple[float, float] | None:
    """Return the ends of a scale; None for another text.

    >>> scale_of("1-5"), scale_of("0 to 10"), scale_of("5-1"), scale_of("high")
    ((1.0, 5.0), (0.0, 10.0), None, None)
    """
    match = SCALE.fullmatch(text.strip())
    return (float(match[1]), float(match[2])) if match and int(match[1]) < int(match[2]) else None


def scale_in(column: str) -> tuple[float, float] | None:
    """Return the ends of the scale in the name of a column; None without one.

    >>> scale_in("Trust (1-5)"), scale_in("trust")
    ((1.0, 5.0), None)
    """
    return next((scale for part in BRACKETS.findall(column) if (scale := scale_of(part[1:-1]))), None)


def surveyed(column: str) -> str | None:
    """Return what a column with a scale in its name asks for; None for another column.

    >>> surveyed("Vertrauen (1 bis 5)"), surveyed("trust"), surveyed("eNPS")
    ('trust', None, 'recommendation')
    """
    name = meaning(column)
    return name if name in SURVEYED and (name == LIKELIHOOD or scale_in(column)) else None
