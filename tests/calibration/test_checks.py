"""Ranks of true values among draws: even where they should be, and a wrong posterior is caught."""

import numpy as np
import pytest
from scipy import stats

from simalign.calibration.checks import Ranks, rank, refit, synthetic_targets
from simalign.calibration.emulator import Emulator
from simalign.calibration.evaluate import Targets
from simalign.calibration.sampling import TO_SD

FITS, DRAWS, PARAMETERS = 40, 63, 6


def conjugate(seed: int, width: float = 1.0, shift: float = 0.0) -> Ranks:
    """Truth from N(0, 1), one observation with a standard deviation of 1: the posterior is N(y / 2, 1 / 2)."""
    rng = np.random.default_rng(seed)
    truths = rng.standard_normal((FITS, PARAMETERS))
    seen = truths + rng.standard_normal((FITS, PARAMETERS))
    sd = np.sqrt(0.5)
    posteriors = [y / 2 + shift * sd + width * sd * rng.standard_normal((DRAWS, PARAMETERS)) for y in seen]
    return rank(truths, posteriors)


def test_a_right_posterior_is_rarely_called_uneven() -> None:
    """At 5%, of 200 calibrations of 40 fits and 6 parameters: 5% within four binomial standard errors, .0154 each."""
    alarms = np.mean([conjugate(seed).uneven(seed, 199) < 0.05 for seed in range(200)])
    assert alarms == pytest.approx(0.05, abs=4 * 0.0154)


@pytest.mark.parametrize(("width", "shift"), [(0.5, 0.0), (2.0, 0.0), (1.0, 0.7), (1.0, -0.7)])
def test_a_wrong_posterior_is_caught(width: float, shift: float) -> None:
    """Too narrow, too wide, or shifted by .7 of its standard deviation: in each of 50 calibrations, at 5%."""
    assert all(conjugate(seed, width, shift).uneven(seed, 199) < 0.05 for seed in range(50))


def test_ranks_that_hang_together_are_not_called_uneven_for_it() -> None:
    """Six parameters that are one and the same: 5% again, where Fisher's method would alarm three times as often."""
    alarms = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        one = Ranks(np.repeat(rng.integers(DRAWS + 1, size=(FITS, 1)), PARAMETERS, axis=1), DRAWS)
        alarms.append((one.uneven(seed, 199) < 0.05, stats.chi2.sf(one.unevenness(), 2 * PARAMETERS) < 0.05))
    own, fisher = np.mean(alarms, axis=0)
    assert own == pytest.approx(0.05, abs=4 * 0.0154) and fisher > 0.12


def test_one_wrong_parameter_of_six_is_named() -> None:
    rng = np.random.default_rng(1)
    truths = rng.random((FITS, PARAMETERS))
    posteriors = [rng.random((DRAWS, PARAMETERS)) for _ in range(FITS)]
    for draws in posteriors:
        draws[:, 4] *= 0.4
    p = rank(truths, posteriors).p_values()
    assert p.argmin() == 4 and p[4] < 1e-6 and (np.delete(p, 4) > 0.001).all()


def test_ranks_are_counted_from_below() -> None:
    ranks = rank(np.array([[0.5, 2.0]]), [np.array([[0.1, 0.1], [0.7, 0.7], [0.2, 0.2]])])
    assert ranks.ranks.tolist() == [[2, 3]] and ranks.draws == 3


def test_own_data_is_the_truth_with_the_error_that_was_published() -> None:
    """As wide as published; off by half-widths over 1.96; over 4,000, within four standard errors."""
    published = Targets(("a", "b"), np.array([0.0, 1.0]), np.array([0.2, 5.0]))
    rng = np.random.default_rng(1)
    some = [synthetic_targets(published, np.array([3.0, -1.0]), rng) for _ in range(4000)]
    middles = np.array([t.middle for t in some])
    sd = np.array([0.1, 2.0]) / TO_SD
    assert some[0].half == pytest.approx([0.1, 2.0]) and some[0].names == ("a", "b")
    assert np.abs(middles.mean(axis=0) - [3.0, -1.0]) / sd == pytest.approx([0, 0], abs=4 / np.sqrt(4000))
    assert middles.std(axis=0) == pytest.approx(sd, rel=4 / np.sqrt(8000))


@pytest.mark.slow
def test_fits_of_own_data_are_even_and_too_sure_an_emulator_is_caught() -> None:
    """Facts that are linear in parameters; then facts off by what is said to be no error."""
    matrix = np.array([[1.0, 0.3], [-0.4, 1.2], [0.5, 0.5]])
    none = np.zeros((0, 3))
    emulator = Emulator(np.zeros(3), matrix.T, none[:, :2].astype(int), none, np.full(3, 1e-6), np.ones(3))
    published = Targets(("a", "b", "c"), np.full(3, -0.3), np.full(3, 0.3))
    rng = np.random.default_rng(2)
    truths = rng.random((FITS, 2))
    made = emulator.at(truths)
    right = rank(truths, refit(emulator, published, truths, made, 1, DRAWS, 400))
    assert right.uneven() > 0.01
    off = made + 0.5 * rng.standard_normal(made.shape)
    wrong = rank(truths, refit(emulator, published, truths, off, 1, DRAWS, 400))
    assert wrong.uneven() < 0.002
