"""Fast implementation of the peeling phase of PRIM, for resamples; ema_workbench is too slow for hundreds of them.

It uses the same peels and the same objective as ema_workbench: the gain in density per case lost (Kwakkel & Jaxa-Rozen
2016, "Improving scenario discovery for handling heterogeneous uncertainties and multinomial classified outcomes"). It
does not implement pasting. A test compares its boxes with those of ema_workbench.
"""

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.discovery.box import OPEN, Box, Flags, Range

Numbers = NDArray[np.float64]


def peeled(cases: pd.DataFrame, event: Flags, alpha: float, smallest: float) -> list[Box]:
    """Return the boxes of a peeling trajectory, from all cases down to the share ``smallest`` of them.

    cases: one column per condition; event: whether it happens, per case; alpha: share of the remaining cases peeled off
    in each step.

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
    """Return the best peel: the cases that remain (n,), side, column and limit; None if no peel raises the density.

    free: which conditions are not limited yet; ties are won by a condition that is.
    """
    order = np.sort(x, axis=0)
    peel, best_score = None, (0.0, False)
    for column in range(x.shape[1]):
        for side, q in ((1, 1.0 - alpha), (0, alpha)):
            limit = quantile(order[:, column], q)
            kept = x[:, column] <= limit if side else x[:, column] >= limit
            n = int(kept.sum())
            if not 0 < n < len(y):
                continue
            score = (float(y[kept].mean() - y.mean()) / (len(y) - n), not free[column])
            if score[0] > 0 and score > best_score:
                peel, best_score = (kept, side, column, limit), score
    return peel


def quantile(order: Numbers, q: float) -> float:
    """Return a quantile of sorted values, moved past ties so that the peel removes at least one case.

    >>> quantile(np.array([1.0, 1.0, 1.0, 2.0]), 0.1), quantile(np.array([1.0, 2.0, 3.0]), 0.9)
    (1.5, 2.5)
    """
    position = (len(order) - 1) * q
    low, high = math.floor(position), math.ceil(position)
    if q > 0.5:
        while order[low] == order[high] and low > 0:
            low -= 1
    else:
        while order[low] == order[high] and high < len(order) - 1:
            high += 1
    return float(order[low] + order[high]) / 2
