"""Units of published effects, each a function of the observed cases.

``data[o][a][y]`` holds outcome y of the cases in arm a of organisation o, (cases,). Organisations are the sampling
units: values are averaged over organisations before they are divided, so that ratios of single organisations are never
averaged. Organisations without cases are left out of means, and those with fewer than two cases out of variances. An
effect that cannot be computed (division by 0, the variance of one case) is NaN.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

Values = NDArray[np.float64]
Data = Sequence[Sequence[Sequence[Values]]]


def _mean(data: Data, arm: int) -> float:
    """Return the mean over organisations of the mean outcome of an arm."""
    means = [float(np.mean(cases)) for organisation in data if len(cases := organisation[arm][0])]
    return float(np.mean(means)) if means else math.nan


def _step(data: Data, first: int, second: int) -> float:
    """Return the mean difference of the second arm from the first, over organisations in which both have cases."""
    pairs = [(organisation[first][0], organisation[second][0]) for organisation in data]
    steps = [float(np.mean(b) - np.mean(a)) for a, b in pairs if len(a) and len(b)]
    return float(np.mean(steps)) if steps else math.nan


def _variance(data: Data, arms: Sequence[int]) -> float:
    """Return the variance across the cases of an organisation, averaged over organisations and then over arms."""
    variances = [[np.var(_from_first(o[arm][0]), ddof=1) for o in data if len(o[arm][0]) > 1] for arm in arms]
    return float(np.mean([np.mean(of_arm) for of_arm in variances])) if all(variances) else math.nan


def _from_first(x: Values) -> Values:
    """Subtract the first value, so that equal values have a variance of exactly 0."""
    return np.asarray(x - x[0])


def _quotient(numerator: float, denominator: float) -> float:
    """Divide; NaN if the denominator is 0."""
    return numerator / denominator if denominator else math.nan


def cohen_d(data: Data) -> float:
    """Return Cohen's d: the difference of the second arm from the first over the pooled standard deviation.

    Cohen (1988). The standard deviation is that between the cases of one organisation within arms, not that of paired
    differences. NaN if all cases are equal.

    >>> cohen_d([[[np.array([1.0, 3.0])], [np.array([2.0, 4.0])]]])
    0.7071067811865475
    """
    return _quotient(_step(data, 0, 1), math.sqrt(_variance(data, (0, 1))))


def correlation_of_arms(data: Data) -> float:
    """Return the point-biserial correlation of outcome and arm, for arms of equal size: d / sqrt(d^2 + 4).

    >>> round(correlation_of_arms([[[np.array([1.0, 3.0])], [np.array([2.0, 4.0])]]]), 4)
    0.3333
    """
    d = cohen_d(data)
    return d / math.sqrt(d * d + 4.0)


def difference(data: Data) -> float:
    """Return the mean of the second arm minus that of the first.

    >>> difference([[[np.array([1.0, 3.0])], [np.array([2.0, 4.0])]]])
    1.0
    """
    return _step(data, 0, 1)


def percent_change(data: Data) -> float:
    """Return the change from the mean of the first arm to that of the second, in per cent.

    >>> percent_change([[[np.array([1.0, 3.0])], [np.array([2.0, 4.0])]]])
    50.0
    """
    return 100.0 * (ratio(data) - 1.0)


def ratio(data: Data) -> float:
    """Return the mean of the second arm divided by that of the first.

    >>> ratio([[[np.array([1.0, 3.0])], [np.array([2.0, 4.0])]]])
    1.5
    """
    return _quotient(_mean(data, 1), _mean(data, 0))


def order(data: Data) -> float:
    """Return the smallest difference from an arm to the next: above 0 if outcomes increase in the order of the arms.

    >>> order([[[np.array([1.0])], [np.array([2.0])], [np.array([4.0])]]])
    1.0
    """
    steps = [_step(data, arm, arm + 1) for arm in range(len(data[0]) - 1)]
    return math.nan if any(math.isnan(step) for step in steps) else min(steps)


def level(data: Data) -> float:
    """Return the mean over the cases of one arm.

    >>> level([[[np.array([1.0, 0.0, 0.0, 1.0])]]])
    0.5
    """
    return _mean(data, 0)


def sd_over_mean(data: Data) -> float:
    """Return the coefficient of variation: the standard deviation across the cases of an arm over their mean.

    >>> sd_over_mean([[[np.array([1.0, 3.0])]]])
    0.7071067811865476
    """
    return _quotient(math.sqrt(_variance(data, (0,))), _mean(data, 0))


def correlation_across_cases(data: Data) -> float:
    """Return Pearson's r of two outcomes across the cases of an arm, within organisations.

    Covariance and variances are pooled over organisations before the division.

    >>> correlation_across_cases([[[np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])]]])
    1.0
    """
    return _r(_covariance(data))


def _covariance(data: Data) -> Values:
    """Return the covariance matrix of the outcomes across the cases of the first arm, averaged over organisations."""
    matrices = []
    for organisation in data:
        outcomes = organisation[0]
        if len(outcomes[0]) > 1:
            matrices.append(np.cov([_from_first(outcome) for outcome in outcomes]))
    if not matrices:
        return np.full((len(data[0][0]), len(data[0][0])), math.nan)
    return np.asarray(np.mean(matrices, axis=0))


def standardised_slope(data: Data) -> float:
    """Return the standardised slope of the second outcome on the first, with all further outcomes held constant.

    Covariances are pooled over organisations. For x at an earlier week, y at a later week and y at the earlier week, it
    is the cross-lagged coefficient of a panel (Riketta 2008). NaN if the regressors are collinear.

    >>> x, z = np.array([0.0, 1.0, 2.0, 4.0]), np.array([1.0, 0.0, 1.0, 0.0])
    >>> round(standardised_slope([[[x, x + z, z]]]), 12) == round(float(np.std(x) / np.std(x + z)), 12)
    True
    """
    covariance = _covariance(data)
    regressors = [0, *range(2, len(covariance))]
    inner = covariance[np.ix_(regressors, regressors)]
    if not np.isfinite(covariance).all() or np.linalg.matrix_rank(inner) < len(regressors):
        return math.nan
    slope = float(np.linalg.solve(inner, covariance[regressors, 1])[0])
    return _quotient(slope * math.sqrt(covariance[0, 0]), math.sqrt(covariance[1, 1]))


def half_life(data: Data) -> float:
    """Return the weeks from the peak of the difference of two arms until it is at most half of the peak.

    The peak is that of the mean difference with the sign of its largest size. NaN if the difference is 0, or does not
    fall to a half of its peak within the horizon.

    >>> half_life([[[np.zeros(4)], [np.array([1.0, 4.0, 3.0, 2.0])]]])
    2.0
    """
    path = np.mean([organisation[1][0] - organisation[0][0] for organisation in data], axis=0)
    size = np.abs(path)
    peak = int(np.argmax(size))
    below = np.flatnonzero(path[peak:] * np.sign(path[peak]) <= size[peak] / 2.0)
    return float(below[0]) if len(below) and size[peak] > 0.0 else math.nan


def threshold(data: Data, dose: Sequence[float], reach: float) -> float:
    """Return the dose at which the mean outcome first reaches a value, interpolated between arms of increasing dose.

    NaN if the first arm has reached the value, or the last one has not.

    >>> threshold([[[np.array([0.0])], [np.array([0.25])], [np.array([0.75])]]], [0.0, 0.125, 0.375], 0.5)
    0.25
    """
    means = [_mean(data, arm) for arm in range(len(data[0]))]
    above = [mean >= reach for mean in means]
    if above[0] or not any(above):
        return math.nan
    n = above.index(True)
    share = (reach - means[n - 1]) / (means[n] - means[n - 1])
    return float(dose[n - 1] + share * (dose[n] - dose[n - 1]))


def correlation_across_organisations(data: Data) -> float:
    """Return Pearson's r of the means of two outcomes across organisations; the first can be a varied key.

    >>> correlation_across_organisations([[[np.array([x]), np.array([-x])]] for x in (1.0, 2.0, 4.0)])
    -1.0
    """
    means = np.array([[np.mean(x) for x in organisation[0]] for organisation in data if len(organisation[0][-1])])
    return _r(np.cov((means - means[0]).T)) if len(means) > 2 else math.nan


def _r(covariance: Values) -> float:
    return _quotient(float(covariance[0, 1]), math.sqrt(covariance[0, 0] * covariance[1, 1]))


def bass(data: Data) -> tuple[float, float]:
    """Return the Bass coefficients of innovation p and imitation q per year, fitted to the mean share by week.

    Bass (1969), Management Science 15(5): F(t) = (1 - e^-(p+q)t) / (1 + q/p e^-(p+q)t), by least squares. F is the
    increase over the share of the first week, relative to its final level, which is also fitted. NaN if it is 0.
    """
    share = np.mean([organisation[0][0] for organisation in data], axis=0)
    share, year = share - share[0], np.arange(len(share)) / 52.0
    if not share.max() > 0.0:
        return math.nan, math.nan

    def residuals(logs: Values) -> Values:
        p, q, top = np.exp(logs)
        decay = np.exp(-(p + q) * year)
        return np.asarray(top * (1.0 - decay) / (1.0 + q / p * decay) - share)

    fit = least_squares(residuals, np.log([0.03, 0.38, max(float(share.max()), 0.01)]))
    p, q, _ = np.exp(fit.x)
    return float(p), float(q)


def bass_innovation(data: Data) -> float:
    """Return the Bass coefficient of innovation p per year, of shares by week."""
    return bass(data)[0]


def bass_imitation(data: Data) -> float:
    """Return the Bass coefficient of imitation q per year, of shares by week."""
    return bass(data)[1]


SHARE = 0.25  # approximate standard deviation of a share between cases


class Unit(NamedTuple):
    """A unit: its function ``of`` the data, and the numbers of arms and outcomes that it takes.

    null: value of no effect (equal arms, uncorrelated outcomes); None if the unit has none. spread: whether it requires
    cases that differ. across: whether its cases are organisations. series: whether it uses all weeks
    up to the horizon. dosed: whether it takes the dose of each arm and the value to reach. scale: the approximate worth
    of a standardised difference of 1 in the unit, to compare effects in different units; None if the effect is in the
    unit of its outcome, whose scale then counts.
    """

    of: Callable[..., float]
    arms: int | None  # None: two or more
    outcomes: tuple[int, ...] = (1,)
    null: float | None = 0.0
    spread: bool = False
    across: bool = False
    series: bool = False
    dosed: bool = False
    scale: float | None = None


UNITS: dict[str, Unit] = {
    "cohen_d": Unit(cohen_d, 2, spread=True, scale=1.0),
    "correlation_of_arms": Unit(correlation_of_arms, 2, spread=True, scale=0.5),
    "difference": Unit(difference, 2),
    "percent_change": Unit(percent_change, 2, scale=40.0),
    "ratio": Unit(ratio, 2, null=1.0, scale=0.4),
    "order": Unit(order, None),
    "threshold": Unit(threshold, None, null=None, dosed=True, scale=SHARE),
    "level": Unit(level, 1, null=None),
    "sd_over_mean": Unit(sd_over_mean, 1, null=None, spread=True, scale=SHARE),
    "correlation_across_cases": Unit(correlation_across_cases, 1, (2,), spread=True, scale=0.5),
    "standardised_slope": Unit(standardised_slope, 1, (2, 3, 4, 5), spread=True, scale=0.5),
    "correlation_across_organisations": Unit(correlation_across_organisations, 1, (1, 2), across=True, scale=0.5),
    "half_life": Unit(half_life, 2, null=None, series=True, scale=26.0),
    "bass_innovation": Unit(bass_innovation, 1, null=None, series=True, scale=0.05),
    "bass_imitation": Unit(bass_imitation, 1, null=None, series=True, scale=SHARE),
}
