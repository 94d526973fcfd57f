"""Stein's two stages cover as often as they say; stopping when the interval looks narrow does not."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from simalign.analysis.intervals import interval
from simalign.analysis.power import needed, needs

from .made import table


def stein(x: np.ndarray, mean: float, first: int, half: float) -> bool:
    """Whether the interval after two stages holds the mean."""
    found = interval(x[: needed(x[:first], half)], first=first)
    return found.low <= mean <= found.high


def naive(x: np.ndarray, mean: float, first: int, half: float) -> bool:
    """The same where values are added one by one until Student's interval is narrow."""
    n = np.arange(first, len(x) + 1)
    total, squares = x.cumsum()[first - 1 :], (x**2).cumsum()[first - 1 :]
    sd = np.sqrt((squares - total**2 / n) / (n - 1))
    at = int(np.argmax(stats.t.ppf(0.975, n - 1) * sd / np.sqrt(n) <= half))
    return bool(abs(total[at] / n[at] - mean) <= half)


def test_two_stages_cover_where_stopping_when_narrow_does_not() -> None:
    """2,000 normal sweeps, first stage 3, standard error 0.005: exactly 95% must be within 4 of these.

    False alarm: one in 16,000 seeds; this one is fixed. The naive rule, measured at 91.7%, must be below 93.5%: a false
    alarm in 500.
    """
    x = np.random.default_rng(1).normal(size=(2000, 6000))
    ours = np.mean([stein(own, 0.0, 3, 0.4) for own in x])
    theirs = np.mean([naive(own, 0.0, 3, 0.4) for own in x[:, :400]])
    assert abs(ours - 0.95) < 0.0195
    assert theirs < 0.935


@pytest.mark.parametrize("kind", ["exponential", "beta"])
def test_two_stages_cover_skewed_and_u_shaped_values(kind: str) -> None:
    """1,000 sweeps, first stage 30, standard error 0.0078: not below 93.5%, nor above 96.5%, by more than 3 of these.

    Truly on an end of the band, it fails once in 740 seeds; this one is fixed.
    """
    rng = np.random.default_rng(2)
    x = rng.exponential(size=(1000, 3000)) if kind == "exponential" else rng.beta(0.3, 0.3, size=(1000, 1500))
    mean, half = (1.0, 0.2) if kind == "exponential" else (0.5, 0.05)
    covered = np.mean([stein(own, mean, 30, half) for own in x])
    assert 0.935 - 0.0234 <= covered <= 0.965 + 0.0234


def test_needed_by_hand() -> None:
    """Values 1, 2, 3: sd 1, t(.975; 2) = 4.303; (4.303 / 0.5)^2 = 74.06."""
    assert needed([1.0, 2.0, 3.0], 0.5) == 75
    assert needed([1.0, 2.0, 3.0], 10.0) == 3
    assert needed([1.0, 1.0], 0.1) == 2


def test_the_number_needed_gives_the_precision() -> None:
    """As the first stage foresees: with its own skewness, one fewer would reach too far."""
    from simalign.analysis.intervals import reach_of

    for x in (np.random.default_rng(1).normal(size=25), np.random.default_rng(1).lognormal(size=25)):
        n = needed(x, 0.05)
        assert reach_of(x, n) <= 0.05 * (1 + 1e-9) < reach_of(x, n - 1)


@pytest.mark.parametrize(("values", "half"), [([1.0], 0.1), ([1.0, 2.0], 0.0), ([1.0, 2.0], float("nan"))])
def test_what_has_no_answer_is_refused(values: list[float], half: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        needed(values, half)


def test_needs_names_the_pair_that_takes_most() -> None:
    rng = np.random.default_rng(5)
    runs = {name: (spread * rng.normal(size=(5, 1))).tolist() for name, spread in (("a", 0.0), ("b", 1.0), ("c", 0.1))}
    made = table(runs).assign(do_gain=0.0)
    found = needs(made, 1, ["a", "b", "c"], 0.1)
    assert isinstance(made, pd.DataFrame) and len(found) == 3 * 2
    assert found[0].measure == "value" and "b" in (found[0].one, found[0].other)
    assert found[-1].replications == 5 and found[-1].reach == 0
