"""Stages deliver the precision and cover as often as they say; stopping when the interval looks narrow does not."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from simalign.analysis.intervals import Interval, interval
from simalign.analysis.power import needed, needs

from .made import table


def stages(x: np.ndarray, first: int, half: float) -> Interval:
    """The interval after as many stages as it takes."""
    size = first
    while (more := needed(x[:size], half, first)) > size:
        assert more <= len(x)
        size = more
    return interval(x[:size], first=first)


def stein(x: np.ndarray, mean: float, first: int, half: float) -> bool:
    """Whether the interval after all stages holds the mean."""
    found = stages(x, first, half)
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


DRAWN = {
    "normal": (lambda rng, size: rng.normal(size=size), 0.0, 1.0),
    "exponential": (lambda rng, size: rng.exponential(size=size), 1.0, 1.0),
    "lognormal": (lambda rng, size: rng.lognormal(0, 0.5, size), float(np.exp(0.125)), 0.604),
    "gamma": (lambda rng, size: rng.gamma(0.5, size=size), 0.5, 0.707),
    "difference": (lambda rng, size: rng.exponential(size=size) - rng.exponential(size=size), 0.0, 1.414),
    "two values": (lambda rng, size: (rng.random(size) < 0.3) * 1.0, 0.3, 0.458),
}


@pytest.mark.parametrize(
    ("kind", "first", "share", "covers"),
    [
        ("normal", 10, 0.4, 0.95),
        ("normal", 30, 0.2, 0.95),
        ("exponential", 30, 0.2, 0.935),
        pytest.param("exponential", 10, 0.4, 0.87, marks=pytest.mark.slow),
        pytest.param("lognormal", 30, 0.2, 0.93, marks=pytest.mark.slow),
        pytest.param("gamma", 30, 0.4, 0.95, marks=pytest.mark.slow),
        pytest.param("difference", 30, 0.2, 0.945, marks=pytest.mark.slow),
        pytest.param("two values", 30, 0.2, 0.945, marks=pytest.mark.slow),
    ],
)
def test_the_precision_is_delivered(kind: str, first: int, share: float, covers: float) -> None:
    """2,000 sweeps, a half-width of 0.4 or 0.2 standard deviations: none ends wider, which no chance can change.

    Coverage, standard error 0.0050 to 0.0075, must not be below what is given by more than 4 of these: if it is truly
    as given, a false alarm in 30,000 seeds; this one is fixed. A first stage of 10 from a skewed measure covers less
    often, and is warned of in every sweep.
    """
    draw, mean, sd = DRAWN[kind]
    rng = np.random.default_rng([3, first, *kind.encode()])
    found = [stages(draw(rng, 4000), first, share * sd) for _ in range(2000)]
    assert max(own.reach for own in found) <= share * sd * (1 + 1e-9)
    covered = np.mean([own.low <= mean <= own.high for own in found])
    assert covered > covers - 4 * np.sqrt(covers * (1 - covers) / 2000)
    assert first >= 20 or all("too few" in own.warning for own in found)


def test_two_stages_alone_end_wider_now_and_then() -> None:
    """The reason for further stages: of exponential sweeps, nearly half are more skewed than their first stage."""
    rng = np.random.default_rng(0)
    wide = 0
    for _ in range(200):
        x = rng.exponential(size=2000)
        wide += interval(x[: needed(x[:30], 0.2)], first=30).reach > 0.2 * 1.001
    assert 60 < wide < 130  # 0.467 of 2,000 sweeps: a false alarm in 10,000 seeds at least


def test_needed_by_hand() -> None:
    """Values 1, 2, 3: sd 1, t(.975; 2) = 4.303; (4.303 / 0.5)^2 = 74.06."""
    assert needed([1.0, 2.0, 3.0], 0.5) == 75
    assert needed([1.0, 2.0, 3.0], 10.0) == 3
    assert needed([1.0, 1.0], 0.1) == 2
    later = [1.0, 2.0, 3.0, 2.0]  # with the first stage's variance: 4.303 / sqrt(4) = 2.15
    assert needed(later, 2.2, first=3) == 4
    assert needed(later, 2.1, first=3) == 5
    assert needed(later, 0.5, first=3) == 75


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
    found = needs(made, 1, ["a", "b", "c"], 0.1, 5)
    assert isinstance(made, pd.DataFrame) and len(found) == 3 * 2
    assert found[0].measure == "value" and "b" in (found[0].one, found[0].other)
    assert found[-1].replications == 5 and found[-1].reach == 0
