"""The peeling of PRIM as ema_workbench does it, for the many resamples for which ema_workbench takes too long.

The same peels by the same objective: the gain in density over the cases that are lost (Kwakkel & Jaxa-Rozen 2016,
"Improving scenario discovery for handling heterogeneous uncertainties and multinomial classified outcomes"). It does no
pasting. A test holds its boxes against those of ema_workbench.
"""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.discovery.box import OPEN, Box, Flags, Range

Numbers = NDArray[np.float64]


def peeled(cases: pd.DataFrame, event: Flags, alpha: float, smallest: float) -> list[Box]:
    """The boxes from everything down to the share ``smallest`` of the cases, ``alpha`` of those left peeled at a time.

    >>> boxes = peeled(pd.DataFrame({"a": np.arange(40.0)}), np.arange(40) < 10, 0.1, 0.2)
    >>> boxes[-1]
    Box(limits={'a': Range(low=-inf, high=8.5)})
    """
    names, table, y = list(cases.columns), cases.to_numpy(float), event.astype(float)
    ends = np.array([[-OPEN] * len(names), [OPEN] * len(names)])
    inside = np.arange(len(y))
    boxes = [Box({})]
    while True:
        best = _best(table[inside], y[inside], alpha, np.isinf(ends).all(axis=0))
        if best is None:
            return boxes
        kept, side, column, limit = best
        if kept.sum() < smallest * len(y):
            return boxes
        ends[side, column] = limit
        inside = inside[kept]
        boxes.append(Box({n: Range(*e) for n, e in zip(names, ends.T.tolist(), strict=True) if np.isfinite(e).any()}))


def _best(x: Numbers, y: Numbers, alpha: float, free: Flags) -> tuple[Flags, int, int, float] | None:
    """Which cases (n,) the best peel keeps, and its limit; None where none gains. Ties: conditions limited already."""
    order = np.sort(x, axis=0)
    found, most = None, (0.0, False)
    for column in range(x.shape[1]):
        for side, q in ((1, 1.0 - alpha), (0, alpha)):
            limit = quantile(order[:, column], q)
            kept = x[:, column] <= limit if side else x[:, column] >= limit
            n = int(kept.sum())
            if not 0 < n < len(y):
                continue
            score = (float(y[kept].mean() - y.mean()) / (len(y) - n), not free[column])
            if score[0] > 0 and score > most:
                found, most = (kept, side, column, limit), score
    return found


def quantile(order: Numbers, q: float) -> float:
    """A quantile of sorted values, moved on past equal ones, so that something is peeled.

    >>> quantile(np.array([1.0, 1.0, 1.0, 2.0]), 0.1), quantile(np.array([1.0, 2.0, 3.0]), 0.9)
    (1.5, 2.5)
    """
    place = (len(order) - 1) * q
    low, high = math.floor(place), math.ceil(place)
    if q > 0.5:
        while order[low] == order[high] and low > 0:
            low -= 1
    else:
        while order[low] == order[high] and high < len(order) - 1:
            high += 1
    return float(order[low] + order[high]) / 2
