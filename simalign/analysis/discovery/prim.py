"""PRIM, the patient rule induction method, by ema_workbench: boxes from everything down to the densest few per cent.

Friedman & Fisher (1999), "Bump hunting in high-dimensional data", Statistics and Computing 9; Kwakkel (2017), "The
Exploratory Modeling Workbench", Environmental Modelling & Software 96. Of the boxes on the way, ``chosen`` takes one by
a rule, where PRIM leaves the choice to whoever looks; ``pruned`` frees every condition whose limits earn too little.
"""

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd

from simalign.analysis.discovery.box import OPEN, Box, Flags, Range, coverage, density
from simalign.analysis.discovery.peel import peeled

PEEL = 0.06  # of the cases that are left, peeled off at a time
LEAST, SMALLEST = 10, 0.05  # cases and share of all cases that a box holds at least
AIM = 0.8  # density that a box is to have; where the event is common, half of the cases without it must go
EARN, ERRORS = 0.03, 2.0  # density that limits on a condition must be worth, and so many of its standard errors
MOST = 3  # conditions that a box may limit


def trajectory(cases: pd.DataFrame, event: Flags) -> list[Box]:
    """The boxes that PRIM goes through, the first of them everything; only that where there is nothing to find.

    cases: a row a case, a column a condition, numbers. Raises ImportError where ema_workbench is not installed.
    """
    everything = Box({})
    if least(cases) >= 1.0 or event.all() or not event.any():
        return [everything]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of other extras that it lacks
        from ema_workbench.analysis.prim import Prim

        found = Prim(cases.astype(float), event.astype(float), peel_alpha=PEEL, mass_min=least(cases)).find_box()
    if found is None:
        return [everything]
    first = found.box_lims[0]
    return [_box(limits, first) for limits in found.box_lims]


def _box(limits: pd.DataFrame, first: pd.DataFrame) -> Box:
    """The limits that ema_workbench gives, low and high in two rows, without those that are none."""
    ranges = {}
    for name in limits.columns:
        (low, high), (start, end) = limits[name].tolist(), first[name].tolist()
        if low > start or high < end:
            ranges[str(name)] = Range(float(low) if low > start else -OPEN, float(high) if high < end else OPEN)
    return Box(ranges)


def aim(base: float) -> float:
    """The density that a box is to have where the event happens in so many cases.

    >>> aim(0.2), aim(0.9)
    (0.8, 0.95)
    """
    return max(AIM, 1.0 - (1.0 - base) / 2.0)


def chosen(boxes: Sequence[Box], cases: pd.DataFrame, event: Flags) -> Box:
    """The box that best tells the event from the rest, of those that reach the density aimed at, or else of all.

    Best by coverage of the event minus coverage of what is not it (Youden 1950, "Index for rating diagnostic tests").
    """
    inside = [box.inside(cases) for box in boxes]
    dense = [n for n, there in enumerate(inside) if density(there, event) >= aim(float(event.mean()))]
    told = {n: coverage(inside[n], event) - coverage(inside[n], ~event) for n in dense or range(len(boxes))}
    return boxes[max(told, key=lambda n: told[n])]


def pruned(box: Box, cases: pd.DataFrame, event: Flags) -> Box:
    """The box with every condition free whose limits are not worth it, those that matter most first.

    One at a time, the least worthy first: by the density that is lost without it.
    """
    while box.limits:
        worth = {name: worth_of(name, box, cases, event) for name in box.limits}
        idle = min(worth, key=lambda name: worth[name])
        there = box.inside(cases)
        p = density(there, event)
        enough = max(EARN, ERRORS * float(np.sqrt(p * (1.0 - p) / max(1, int(there.sum())))))
        if worth[idle] >= enough and len(box.limits) <= MOST:
            order = sorted(worth, key=lambda name: -worth[name])
            return Box({name: box.limits[name] for name in order})
        box = box.without(idle)
    return box


def worth_of(name: str, box: Box, cases: pd.DataFrame, event: Flags) -> float:
    """The density that a box loses where one of its conditions is free."""
    return density(box.inside(cases), event) - density(box.without(name).inside(cases), event)


def densest(cases: pd.DataFrame, event: Flags) -> Box:
    """The box that is found; without limits where there is none.

    >>> densest(pd.DataFrame({"a": np.arange(4.0)}), np.array([True, False, True, False]))
    Box(limits={})
    """
    return pruned(chosen(trajectory(cases, event), cases, event), cases, event)


def densest_fast(cases: pd.DataFrame, event: Flags) -> Box:
    """The same by our own peeling, a hundred times as fast, without pasting: for resamples."""
    boxes = peeled(cases, event, PEEL, least(cases))
    return pruned(chosen(boxes, cases, event), cases, event)


def least(cases: pd.DataFrame) -> float:
    """The share of the cases that a box holds at least."""
    return max(SMALLEST, LEAST / len(cases))
