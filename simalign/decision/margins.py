"""Margins: the value of one uncertain quantity at which another policy would overtake the first.

In the cases of a decision every uncertain quantity varies. The lead of the first policy over a rival is regressed on
each quantity alone, over cases; the margin is the value at which the fitted line crosses zero. All other quantities
vary as they plausibly do, so a margin says what to expect if this one quantity became known. A line cannot describe a
bent relation, and quantities that vary together share their effect.

A margin is reported only if

- the slope differs from zero at 5% divided by the number of quantities and of rivals (Bonferroni), so that a false
  margin occurs in at most about 5 of 100 decisions in which no quantity matters;
- the crossing is among the middle 90% of the values of the quantity; and
- its 90% percentile bootstrap interval (Efron & Tibshirani 1993, ch. 13) contains neither the assumed value nor values
  beyond those of the cases.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.stats import pearsonr

from simalign.decision.cases import Floats

LEVEL = 0.05  # probability of a false margin, over all quantities
SAMPLES, SEED = 2000, 1  # of the bootstrap
INTERVAL = MIDDLE = (0.05, 0.95)
FEWEST = 20  # cases


class Margin(NamedTuple):
    """The value ``at`` of a quantity at which a rival overtakes the first policy, with its 90% interval.

    key: of the quantity. assumed: its value in the decision. ``at`` is below ``assumed`` if the rival leads below it.
    """

    key: str
    at: float
    low: float
    high: float
    assumed: float


def margins(lead: Floats, quantities: Floats, keys: Sequence[str], assumed: Floats, rivals: int = 1) -> list[Margin]:
    """Return the margins of a lead, the nearest first: in units of the quantity's standard deviation.

    lead: worth of the first policy minus that of the second, (cases,). quantities: (cases, quantities). keys: of the
    quantities. assumed: their values in the decision, (quantities,). rivals: number of policies whose margins are
    sought.

    >>> rng = np.random.default_rng(1)
    >>> x = rng.uniform(0.0, 1.0, (100, 2))
    >>> lead = x[:, 0] - 0.25 + rng.normal(0.0, 0.05, 100)
    >>> [(m.key, round(m.at, 2)) for m in margins(lead, x, ["a", "b"], np.array([0.6, 0.5]))]
    [('a', 0.25)]
    """
    n = len(lead)
    if n < FEWEST or np.ptp(lead) == 0.0:
        return []
    chosen = _significant(lead, quantities, LEVEL / (len(keys) * rivals))
    x, at_start = quantities[:, chosen], assumed[chosen]
    slope, at = (values[0] for values in _line(lead, x, np.ones((1, n))))
    counts = np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), SAMPLES).astype(float)
    low, high = np.quantile(_line(lead, x, counts)[1], INTERVAL, axis=0)
    start, end = np.quantile(x, MIDDLE, axis=0)
    leads = lead.mean() + slope * (at_start - x.mean(axis=0)) > 0.0
    plausible = (start <= at) & (at <= end) & (x.min(axis=0) <= low) & (high <= x.max(axis=0))
    certain = leads & ((high < at_start) | (at_start < low))
    distance = abs(at - at_start) / x.std(axis=0)
    return [
        Margin(keys[chosen[j]], float(at[j]), float(low[j]), float(high[j]), float(at_start[j]))
        for j in sorted(np.flatnonzero(plausible & certain).tolist(), key=lambda j: distance[j])
    ]


def _significant(lead: Floats, quantities: Floats, level: float) -> list[int]:
    """Return the indices of the quantities with a slope that differs from zero."""
    varied = np.flatnonzero(np.ptp(quantities, axis=0) > 0.0)
    x = quantities[:, varied]
    p = pearsonr(x, np.broadcast_to(lead[:, None], x.shape), axis=0).pvalue
    return [int(j) for j in varied[p < level]]


def _line(lead: Floats, quantities: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the slope and the zero crossing of the lead on each quantity, (samples, quantities).

    weights: of the cases in each sample, (samples, cases).
    """
    share = weights / weights.sum(axis=1, keepdims=True)
    centre = quantities.mean(axis=0)
    x = quantities - centre  # for accuracy
    mean_x, mean_lead = share @ x, share @ lead[:, None]
    covariance = share @ (x * lead[:, None]) - mean_x * mean_lead
    variance = share @ x**2 - mean_x**2
    slope = covariance / variance
    return slope, centre + mean_x - mean_lead / slope


def context_margin(key: str, points: Floats, current: float, lead: Floats, change: Floats) -> list[Margin]:
    """Return the nearest margins along a context whose values were simulated: at most one on each side.

    The mean lead is interpolated between neighbouring points.
    points: values of the context in order, (points,). current: the value in the decision, one of the points. lead: at
    the current value, (cases,). change: of the lead from there, in some of the cases, (fewer cases, points).
    A margin is reported if it is found on its side in 95% of the bootstrap samples.

    >>> change = np.array([[0.0, -1.0, -2.0]] * 10)
    >>> [m.at for m in context_margin("context.trust", np.array([0.1, 0.5, 0.9]), 0.1, np.full(30, 1.5), change)]
    [0.7]
    """
    rng = np.random.default_rng(SEED)
    mean = lead.mean() + change.mean(axis=0)
    resampled = _means(rng, lead[:, None]) + _means(rng, change)
    start = int(np.argmin(abs(points - current)))
    found = []
    for side in (slice(start, None, -1), slice(start, None)):
        at = _first_crossing(points[side], mean[None, side])[0]
        samples = _first_crossing(points[side], resampled[:, side])
        if not np.isnan(at) and np.isnan(samples).mean() <= LEVEL:
            low, high = (float(x) for x in np.nanquantile(samples, INTERVAL))
            found.append(Margin(key, round(float(at), 12), low, high, current))
    return found


def _means(rng: np.random.Generator, values: NDArray[np.float64]) -> Floats:
    """Return column means (samples, columns) of bootstrap samples of rows."""
    n = len(values)
    return rng.multinomial(n, np.full(n, 1 / n), SAMPLES) @ values / n


def _first_crossing(points: Floats, lead: Floats) -> Floats:
    """Return where each lead (samples, points) first falls below zero; NaN if it starts there or never does."""
    below = lead < 0.0
    index = below.argmax(axis=1)
    rows = np.flatnonzero(index > 0)  # 0: from the start, or never
    result = np.full(len(lead), np.nan)
    after, before = lead[rows, index[rows]], lead[rows, index[rows] - 1]
    left, right = points[index[rows] - 1], points[index[rows]]
    result[rows] = left + (right - left) * before / (before - after)
    return result
