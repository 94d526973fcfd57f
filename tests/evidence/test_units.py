"""Units of effect: answers worked out by hand."""

import math

import numpy as np
import pytest

from simalign.evidence.units import UNITS, Data, bass


def of(unit: str, *organisations: list[list[list[float]]]) -> float:
    """A unit of outcomes as lists: organisations, arms, outcomes, cases."""
    data: Data = [[[np.array(y, float) for y in arm] for arm in arms] for arms in organisations]
    return UNITS[unit].of(data)


# First organisation: arms 1, 2, 3 and 3, 4, 8: means 2 and 5, variances 1 and 7. Second: 4, 6 and 5, 7: means 5 and 6,
# variances 2 and 2. Over organisations: means 3.5 and 5.5, step (3 + 1) / 2 = 2, variances 1.5 and 4.5, pooled 3.
FIRST = [[[1, 2, 3]], [[3, 4, 8]]]
SECOND = [[[4, 6]], [[5, 7]]]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("cohen_d", 1.1547005383792515),  # 2 / sqrt(3)
        ("correlation_of_arms", 0.5),  # (2 / sqrt 3) / sqrt(4/3 + 4) = 2 / sqrt(16)
        ("difference", 2.0),
        ("ratio", 1.5714285714285714),  # 11 / 7
        ("percent_change", 57.142857142857146),
        ("order", 2.0),
    ],
)
def test_two_arms(unit: str, expected: float) -> None:
    assert of(unit, FIRST, SECOND) == pytest.approx(expected, rel=1e-12)


def test_one_arm() -> None:
    assert of("level", FIRST[:1], SECOND[:1]) == 3.5
    assert of("sd_over_mean", FIRST[:1], SECOND[:1]) == pytest.approx(1.224744871391589 / 3.5, rel=1e-12)  # sqrt 1.5


def test_order_is_the_smallest_step() -> None:
    three = [[[0, 2]], [[3, 5]], [[3, 4]]]  # means 1, 4, 3.5
    assert of("order", three) == -0.5
    assert of("order", [three[0], three[2], three[1]]) == 0.5


def test_correlation_across_cases_is_within_organisations() -> None:
    """x 1, 2, 3 with y 1, 3, 2: covariance .5, variances 1. Levels of organisations do not enter; pooled 2 to 1."""
    x, y = [1, 2, 3], [1, 3, 2]
    assert of("correlation_across_cases", [[x, y]]) == pytest.approx(0.5)
    assert of("correlation_across_cases", [[x, y]], [[[11, 12, 13], [-1, 1, 0]]]) == pytest.approx(0.5)
    # covariances .5 and -1, variances 1 and 1 of x, 1 and 1 of y: (.5 - 1) / 2
    assert of("correlation_across_cases", [[x, y]], [[[1, 2, 3], [3, 2, 1]]]) == pytest.approx(-0.25)


def test_correlation_across_organisations() -> None:
    """Means 1, 2, 3 and 1, 3, 2 over organisations: r = .5, whatever their members' spread."""
    some = [[[[m - 1, m + 1], [n - 5, n + 5]]] for m, n in ((1, 1), (2, 3), (3, 2))]
    assert of("correlation_across_organisations", *some) == pytest.approx(0.5)


def test_a_known_covariance_is_recovered() -> None:
    """4,000 organisations with r = .2: within four standard errors, (1 - r^2) / sqrt(n) = .0152, of it."""
    rng = np.random.default_rng(1)
    both = rng.multivariate_normal([0, 0], [[1.0, 0.4], [0.4, 4.0]], 4000)  # r = .4 / (1 * 2)
    data = [[[np.array([x]), np.array([y])]] for x, y in both]
    assert UNITS["correlation_across_organisations"].of(data) == pytest.approx(0.2, abs=4 * 0.0152)


@pytest.mark.parametrize(("p", "q", "weeks"), [(0.03, 0.38, 520), (0.2, 0.8, 156), (0.5, 3.0, 156)])
def test_exact_bass_curves_give_their_coefficients(p: float, q: float, weeks: int) -> None:
    """Also scaled, on top of what was there from the start."""
    year = np.arange(weeks) / 52.0
    share = 0.1 + 0.6 * (1 - np.exp(-(p + q) * year)) / (1 + q / p * np.exp(-(p + q) * year))
    assert bass([[[share]]]) == pytest.approx((p, q), rel=1e-3)


@pytest.mark.parametrize("unit", ["cohen_d", "correlation_of_arms"])
def test_no_spread_is_no_number(unit: str) -> None:
    """Also where 0.1 a third time is not 0.1 to the last digit on average."""
    assert math.isnan(of(unit, [[[0.1, 0.1, 0.1]], [[0.3, 0.3, 0.3]]]))
    assert math.isnan(of(unit, [[[0.1, 0.1, 0.1]], [[0.1, 0.1, 0.1]]]))
    assert math.isnan(of(unit, [[[1]], [[2]]]))


def test_quotients_by_nothing_are_no_number() -> None:
    nothing, something = [[0, 0]], [[1, 3]]
    assert math.isnan(of("ratio", [nothing, something]))
    assert math.isnan(of("percent_change", [nothing, something]))
    assert math.isnan(of("sd_over_mean", [[[-1, 1]]]))
    assert math.isnan(of("correlation_across_cases", [[[0.1, 0.1, 0.1], [1, 2, 3]]]))
    assert math.isnan(of("bass_imitation", [[[0.0] * 60]]))
    assert math.isnan(of("correlation_across_organisations", [[[1], [2]]], [[[3], [4]]]))


def test_organisations_without_cases_are_left_out() -> None:
    empty = [[[]], [[]]]
    for unit in ("cohen_d", "difference", "ratio", "order"):
        assert of(unit, FIRST, empty, SECOND) == of(unit, FIRST, SECOND)
        assert math.isnan(of(unit, empty, empty))
    lone = [[[2]], [[5]]]  # steps 3 and 3, spreads of the first organisation alone: 3 / sqrt((1 + 7) / 2)
    assert of("cohen_d", FIRST, lone) == pytest.approx(1.5)
