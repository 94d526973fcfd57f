"""How many replications show a paired difference, and how small a one so many show: the paired t test's power.

Two-sided, from the noncentral t distribution, exact for normal differences (Cohen 1988, "Statistical Power Analysis for
the Behavioral Sciences", 2nd ed., ch. 2; there d is the difference over the standard deviation of the differences).
"""

from math import sqrt

from scipy import optimize, stats

LARGEST = 10**9  # replications beyond which nothing is counted


def power(difference: float, sd: float, replications: int, alpha: float = 0.05) -> float:
    """Chance that a paired t test at level ``alpha`` shows a true difference.

    difference, sd: true mean and standard deviation of the paired differences, in one unit, sd above 0.
    Raises ValueError for fewer than two replications, or an sd that is not above 0.

    >>> round(power(0.5, 1.0, 34), 2)
    0.81
    """
    if replications < 2 or not sd > 0:
        raise ValueError(f"it takes two replications and an sd above 0, not {replications} and {sd}")
    df = replications - 1
    critical = float(stats.t.ppf(1 - alpha / 2, df))
    shift = abs(difference) / sd * sqrt(replications)
    if shift > 1000:
        return 1.0  # beyond what scipy's noncentral t computes
    wrong = 0.0 if shift > 8 else float(stats.nct.cdf(-critical, df, shift))  # shown with the wrong sign
    return float(stats.nct.sf(critical, df, shift)) + wrong


def replications_for(difference: float, sd: float, wanted: float, alpha: float = 0.05) -> int | None:
    """Fewest replications that show a difference with the power wanted; None where that is more than can be counted.

    Raises ValueError as ``power`` does, for a difference of 0 and a power that is not from alpha to 1.

    >>> replications_for(0.5, 1.0, 0.8)
    34
    """
    if difference == 0 or not alpha < wanted < 1:
        raise ValueError(f"no number shows a difference of {difference} with a power of {wanted}")
    few, many = 1, 2
    while power(difference, sd, many, alpha) < wanted:
        few, many = many, 2 * many
        if many > LARGEST:
            return None
    while many - few > 1:
        middle = (few + many) // 2
        few, many = (middle, many) if power(difference, sd, middle, alpha) < wanted else (few, middle)
    return many


def smallest(sd: float, replications: int, wanted: float, alpha: float = 0.05) -> float:
    """The smallest difference that so many replications show with the power wanted, in the unit of ``sd``.

    Raises ValueError as ``power`` does, and for a power that is not from alpha to 1.

    >>> round(smallest(1.0, 34, 0.8), 2)
    0.5
    """
    if not alpha < wanted < 1:
        raise ValueError(f"no difference has a power of {wanted}")
    power(0.0, sd, replications, alpha)
    standard = 1.0
    while power(standard, 1.0, replications, alpha) < wanted:
        standard *= 2
    found = optimize.brentq(lambda d: power(d, 1.0, replications, alpha) - wanted, 0.0, standard, xtol=1e-10)
    return float(found) * sd


def spread_factors(pilot: int, confidence: float = 0.95) -> tuple[float, float]:
    """By what the variance, so the numbers needed, may really differ from a pilot's: low and high factor (chi-squared).

    >>> [round(factor, 2) for factor in spread_factors(20)]
    [0.58, 2.13]
    """
    tail = (1 - confidence) / 2
    low, high = (float((pilot - 1) / stats.chi2.ppf(p, pilot - 1)) for p in (1 - tail, tail))
    return low, high
