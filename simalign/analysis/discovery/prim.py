"""PRIM, the patient rule induction method: a trajectory of boxes from all cases down to the densest few per cent.

Friedman & Fisher (1999), "Bump hunting in high-dimensional data", Statistics and Computing 9; Kwakkel (2017), "The
Exploratory Modeling Workbench", Environmental Modelling & Software 96. The trajectory is computed by
ema_workbench. PRIM leaves the choice of a box to the analyst; here ``chosen`` selects one by a rule. ``pruned`` then
removes the limits on every condition that contribute too little density.
"""

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd

from simalign.analysis.discovery.box import OPEN, Box, Flags, Range, coverage, density
from simalign.analysis.discovery.peel import peeled

PEEL = 0.06  # share of the remaining cases peeled off in each step
LEAST, SMALLEST = 10, 0.05  # minimum number and share of cases in a box
MIN_DENSITY = 0.8  # density to reach; if the event is common, half of the cases without it must be excluded
MIN_GAIN, ERRORS = (
    0.03,
    2.0,
)  # density that limits on a condition must contribute, also in standard errors of the density
MOST = 3  # conditions that a box limits at most


def trajectory(cases: pd.DataFrame, event: Flags) -> list[Box]:
    """Return the boxes of PRIM's trajectory. The first has no limits; it is the only one if no limits can be found.

    cases: one row per case, one numeric column per condition. Raises ImportError without ema_workbench.
    """
    everything = Box({})
    if least(cases) >= 1.0 or event.all() or not event.any():
        return [everything]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about optional packages of ema_workbench that are not installed
        from ema_workbench.analysis.prim import Prim

        result = Prim(cases.astype(float), event.astype(float), peel_alpha=PEEL, mass_min=least(cases)).find_box()
    if result is None:
        return [everything]
    first = result.box_lims[0]
    return [_box(limits, first) for limits in result.box_lims]


def _box(limits: pd.DataFrame, first: pd.DataFrame) -> Box:
    """Convert limits of ema_workbench, in two rows low and high, to a box; limits equal to the first ones are open."""
    ranges = {}
    for name in limits.columns:
        (low, high), (start, end) = limits[name].tolist(), first[name].tolist()
        if low > start or high < end:
            ranges[str(name)] = Range(float(low) if low > start else -OPEN, float(high) if high < end else OPEN)
    return Box(ranges)


def required_density(base: float) -> float:
    """Return the density that a box must reach if the event happens in the share ``base`` of all cases.

    >>> required_density(0.2), required_density(0.9)
    (0.8, 0.95)
    """
    return max(MIN_DENSITY, 1.0 - (1.0 - base) / 2.0)


def chosen(boxes: Sequence[Box], cases: pd.DataFrame, event: Flags) -> Box:
    """Select the box that best separates the event, of those with ``required_density``, or of all if none has it.

    The criterion is the coverage of the event minus the coverage of its absence (Youden 1950, "Index for rating
    diagnostic tests").
    """
    inside = [box.inside(cases) for box in boxes]
    dense = [n for n, flags in enumerate(inside) if density(flags, event) >= required_density(float(event.mean()))]
    separation = {n: coverage(inside[n], event) - coverage(inside[n], ~event) for n in dense or range(len(boxes))}
    return boxes[max(separation, key=lambda n: separation[n])]


def pruned(box: Box, cases: pd.DataFrame, event: Flags) -> Box:
    """Remove the limits on conditions that contribute too little density; order the remaining ones by contribution.

    Conditions are removed one at a time, the one with the smallest contribution first.
    """
    while box.limits:
        contributions = {name: contribution(name, box, cases, event) for name in box.limits}
        weakest = min(contributions, key=lambda name: contributions[name])
        flags = box.inside(cases)
        p = density(flags, event)
        enough = max(MIN_GAIN, ERRORS * float(np.sqrt(p * (1.0 - p) / max(1, int(flags.sum())))))
        if contributions[weakest] >= enough and len(box.limits) <= MOST:
            order = sorted(contributions, key=lambda name: -contributions[name])
            return Box({name: box.limits[name] for name in order})
        box = box.without(weakest)
    return box


def contribution(name: str, box: Box, cases: pd.DataFrame, event: Flags) -> float:
    """Return the density that a box loses without its limits on one condition."""
    return density(box.inside(cases), event) - density(box.without(name).inside(cases), event)


def densest(cases: pd.DataFrame, event: Flags) -> Box:
    """Find a box with PRIM; it has no limits if there is nothing to find.

    >>> densest(pd.DataFrame({"a": np.arange(4.0)}), np.array([True, False, True, False]))
    Box(limits={})
    """
    return pruned(chosen(trajectory(cases, event), cases, event), cases, event)


def densest_fast(cases: pd.DataFrame, event: Flags) -> Box:
    """Find a box like ``densest``, a hundred times as fast, by ``peel`` without pasting; used for resamples."""
    boxes = peeled(cases, event, PEEL, least(cases))
    return pruned(chosen(boxes, cases, event), cases, event)


def least(cases: pd.DataFrame) -> float:
    """Return the minimum share of the cases in a box."""
    return max(SMALLEST, LEAST / len(cases))
