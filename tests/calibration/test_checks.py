"""Ranks of true values among draws: even where they should be, and a wrong posterior is caught."""

import numpy as np
import pytest
from scipy import stats

from simalign.calibration.adjustment import Spread
from simalign.calibration.checks import Ranks, rank, refit, synthetic
from tests.calibration.linear import ROWS, blank, linear

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


def test_synthetic_data_have_the_errors_that_were_assumed() -> None:
    """Over 4,000 data sets the standard deviations of two rows of a study, and their covariance by a common dose."""
    rng, targets = np.random.default_rng(1), blank(3)
    spread = Spread(np.full(3, 0.2), 0.5)
    true = np.array([1.0, -2.0, 0.0])
    values = np.array([synthetic(true, targets, spread, rng).value for _ in range(4000)])
    noise = 0.1**2 + 0.2**2
    assert values.mean(axis=0) == pytest.approx(true, abs=5 * 1.1 / np.sqrt(4000))
    moves = 0.5 * np.tanh(true)
    assert values.std(axis=0) == pytest.approx(np.sqrt(moves**2 + noise), rel=5 / np.sqrt(8000))
    assert np.cov(values.T)[0, 1] == pytest.approx(moves[0] * moves[1], abs=0.06)


@pytest.mark.parametrize("signs", [0, 6])
def test_fits_of_own_data_are_even_and_one_that_is_too_sure_is_caught(signs: int) -> None:
    """False alarms at 1%; the wrong fit assumes a model without errors and studies with the right dose."""
    spread = Spread(np.full(ROWS, 0.2), 0.2)
    model = linear(1, spread, signs)
    fit = (model.z, model.effects, model.targets, spread)
    assert refit(*fit, spread, FITS, DRAWS, 1).uneven() > 0.01
    assert refit(*fit, Spread(np.full(ROWS, 0.02), 0.0), FITS, DRAWS, 1).uneven() < 0.01
