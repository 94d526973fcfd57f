"""Units in which effects are published, each a function of the cases that were observed.

``data[o][a][y]`` holds outcome y of the cases in arm a of organisation o: an array (cases,). An organisation is the
unit of sampling: sums over organisations come first, quotients last, so that no organisation's own ratio is averaged.
Organisations without a case are left out of means, those with fewer than two out of spreads. What cannot be worked
out (a quotient by nothing, the spread of one case) is NaN, never a number that looks like a finding.
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
    """Mean over organisations of an arm's mean outcome there."""
    means = [float(np.mean(cases)) for organisation in data if len(cases := organisation[arm][0])]
    return float(np.mean(means)) if means else math.nan


def _step(data: Data, first: int, second: int) -> float:
    """Mean over organisations of what an arm's mean outcome is above another's, where both have cases."""
    pairs = [(organisation[first][0], organisation[second][0]) for organisation in data]
    steps = [float(np.mean(b) - np.mean(a)) for a, b in pairs if len(a) and len(b)]
    return float(np.mean(steps)) if steps else math.nan


def _variance(data: Data, arms: Sequence[int]) -> float:
    """Variance across the cases of an organisation under an arm: its mean over organisations, then over arms."""
    spreads = [[np.var(_steps(o[arm][0]), ddof=1) for o in data if len(o[arm][0]) > 1] for arm in arms]
    return float(np.mean([np.mean(some) for some in spreads])) if all(spreads) else math.nan


def _steps(x: Values) -> Values:
    """Values counted from the first, so that the spread of equal ones is 0 to the last digit."""
    return np.asarray(x - x[0])


def _over(above: float, below: float) -> float:
    """A quotient; NaN where there is nothing to divide by."""
    return above / below if below else math.nan


def cohen_d(data: Data) -> float:
    """Difference of the second arm from the first over the standard deviation across cases within arms, pooled.

    Cohen (1988). The standard deviation is that between cases of one organisation, not of paired differences. NaN
    where cases do not differ.

    >>> cohen_d([[[np.array([1.0, 3.0])], [np.array([2.0, 4.0])]]])
    0.7071067811865475
    """
    return _over(_step(data, 0, 1), math.sqrt(_variance(data, (0, 1))))


def correlation_of_arms(data: Data) -> float:
    """Point-biserial correlation of outcome and arm, for arms of one size: d / sqrt(d^2 + 4).

    >>> round(correlation_of_arms([[[np.array([1.0, 3.0])], [np.array([2.0, 4.0])]]]), 4)
    0.3333
    """
    d = cohen_d(data)
    return d / math.sqrt(d * d + 4.0)


def difference(data: Data) -> float:
    """Mean of the second arm minus that of the first.

    >>> difference([[[np.array([1.0, 3.0])], [np.array([2.0, 4.0])]]])
    1.0
    """
    return _step(data, 0, 1)


def percent_change(data: Data) -> float:
    """Mean of the second arm over that of the first, as a change in percent.

    >>> percent_change([[[np.array([1.0, 3.0])], [np.array([2.0, 4.0])]]])
    50.0
    """
    return 100.0 * (ratio(data) - 1.0)


def ratio(data: Data) -> float:
    """Mean of the second arm over that of the first.

    >>> ratio([[[np.array([1.0, 3.0])], [np.array([2.0, 4.0])]]])
    1.5
    """
    return _over(_mean(data, 1), _mean(data, 0))


def order(data: Data) -> float:
    """The smallest step from an arm to the next: above 0 when the arms stand in the order that is given.

    >>> order([[[np.array([1.0])], [np.array([2.0])], [np.array([4.0])]]])
    1.0
    """
    steps = [_step(data, arm, arm + 1) for arm in range(len(data[0]) - 1)]
    return math.nan if any(math.isnan(step) for step in steps) else min(steps)


def level(data: Data) -> float:
    """Mean over the cases of one arm; of shares, the share.

    >>> level([[[np.array([1.0, 0.0, 0.0, 1.0])]]])
    0.5
    """
    return _mean(data, 0)


def sd_over_mean(data: Data) -> float:
    """Standard deviation across the cases of an arm over their mean.

    >>> sd_over_mean([[[np.array([1.0, 3.0])]]])
    0.7071067811865476
    """
    return _over(math.sqrt(_variance(data, (0,))), _mean(data, 0))


def correlation_across_cases(data: Data) -> float:
    """Pearson's r of two outcomes across the cases of an arm, within organisations.

    Covariance and variances are pooled over organisations before they are divided.

    >>> correlation_across_cases([[[np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0])]]])
    1.0
    """
    both = np.zeros((2, 2))
    for organisation in data:
        x, y = organisation[0]
        if len(x) > 1:
            both += np.cov(_steps(x), _steps(y))
    return _r(both)


def correlation_across_organisations(data: Data) -> float:
    """Pearson's r across organisations, of the means of two outcomes; the first may be what organisations differ in.

    >>> correlation_across_organisations([[[np.array([x]), np.array([-x])]] for x in (1.0, 2.0, 4.0)])
    -1.0
    """
    means = np.array([[np.mean(x) for x in organisation[0]] for organisation in data if len(organisation[0][-1])])
    return _r(np.cov((means - means[0]).T)) if len(means) > 2 else math.nan


def _r(covariance: Values) -> float:
    return _over(float(covariance[0, 1]), math.sqrt(covariance[0, 0] * covariance[1, 1]))


def bass(data: Data) -> tuple[float, float]:
    """Coefficients of innovation and imitation, a year, of shares by week (weeks,) that are averaged first.

    Bass (1969), Management Science 15(5): F(t) = (1 - e^-(p+q)t) / (1 + q/p e^-(p+q)t), by least squares, F being the
    share that comes on top of the first week's, scaled to what is reached in the end. NaN where nothing comes on top.
    """
    share = np.mean([organisation[0][0] for organisation in data], axis=0)
    share, year = share - share[0], np.arange(len(share)) / 52.0
    if not share.max() > 0.0:
        return math.nan, math.nan

    def misses(logs: Values) -> Values:
        p, q, top = np.exp(logs)
        decay = np.exp(-(p + q) * year)
        return np.asarray(top * (1.0 - decay) / (1.0 + q / p * decay) - share)

    found = least_squares(misses, np.log([0.03, 0.38, max(float(share.max()), 0.01)]))
    p, q, _ = np.exp(found.x)
    return float(p), float(q)


def bass_innovation(data: Data) -> float:
    """Bass coefficient p a year, of shares by week."""
    return bass(data)[0]


def bass_imitation(data: Data) -> float:
    """Bass coefficient q a year, of shares by week."""
    return bass(data)[1]


class Unit(NamedTuple):
    """A unit: its function, how many arms and outcomes it takes, and what its cases are.

    ``null``: what it is when the arms do not differ, or outcomes do not go together; None where nothing is that.
    ``spread``: it needs cases that differ. ``across``: its cases are organisations; ``series``: the weeks up to the
    horizon.
    """

    of: Callable[[Data], float]
    arms: int | None  # None: two or more
    outcomes: tuple[int, ...] = (1,)
    null: float | None = 0.0
    spread: bool = False
    across: bool = False
    series: bool = False


UNITS: dict[str, Unit] = {
    "cohen_d": Unit(cohen_d, 2, spread=True),
    "correlation_of_arms": Unit(correlation_of_arms, 2, spread=True),
    "difference": Unit(difference, 2),
    "percent_change": Unit(percent_change, 2),
    "ratio": Unit(ratio, 2, null=1.0),
    "order": Unit(order, None),
    "level": Unit(level, 1, null=None),
    "sd_over_mean": Unit(sd_over_mean, 1, null=None, spread=True),
    "correlation_across_cases": Unit(correlation_across_cases, 1, (2,), spread=True),
    "correlation_across_organisations": Unit(correlation_across_organisations, 1, (1, 2), across=True),
    "bass_innovation": Unit(bass_innovation, 1, null=None, series=True),
    "bass_imitation": Unit(bass_imitation, 1, null=None, series=True),
}
