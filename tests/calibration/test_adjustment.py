"""Adjusted draws against posteriors in closed form, and probabilities of signs."""

import numpy as np
import pytest
from scipy import stats

from simalign.calibration.adjustment import (
    Learnt,
    Spread,
    adjust,
    effective_size,
    error_covariance,
    learnt,
    probability_of_sign,
    resampled,
)
from simalign.calibration.targets import compress
from tests.calibration.linear import DRAWS, PARAMETERS, ROWS, blank, linear

SPREAD = Spread(np.full(ROWS, 0.2), 0.0)


def test_a_linear_model_gives_the_posterior_in_closed_form() -> None:
    """Means within five standard errors of 2,000 draws, and standard deviations likewise."""
    model = linear(1, SPREAD)
    noise = np.eye(ROWS) * (0.1**2 + 0.2**2)
    precision = np.eye(PARAMETERS) + model.matrix @ np.linalg.inv(noise) @ model.matrix.T
    mean = np.linalg.solve(precision, model.matrix @ np.linalg.inv(noise) @ model.targets.value)
    sd = np.sqrt(np.diag(np.linalg.inv(precision)))
    fitted = adjust(model.z, model.effects, model.targets, np.arange(ROWS), SPREAD, 1)
    assert sd.max() < 0.7
    np.testing.assert_array_less(np.abs(fitted.z.mean(axis=0) - mean), 5 * sd / np.sqrt(DRAWS))
    assert fitted.z.std(axis=0) == pytest.approx(sd, rel=5 / np.sqrt(2 * DRAWS))
    np.testing.assert_allclose(fitted.effects, fitted.z @ model.matrix, atol=1e-9)


def test_nothing_is_learnt_from_no_row() -> None:
    model = linear(1, SPREAD)
    fitted = adjust(model.z, model.effects, model.targets, np.arange(0), SPREAD, 1)
    assert np.sort(fitted.z, axis=0) == pytest.approx(np.sort(model.z, axis=0))
    assert fitted.effective == pytest.approx(DRAWS)


def test_a_sign_weights_draws_by_its_probability() -> None:
    """A parameter that is the effect: its posterior mean by numerical integration, within five standard errors."""
    rng = np.random.default_rng(3)
    z = rng.standard_normal((20_000, 1))
    sign = blank(1, signs=1)
    fitted = adjust(z, z, sign, np.arange(1), Spread(np.array([0.3]), 0.0), 1)
    x = np.linspace(-8, 8, 40_001)
    density = stats.norm.pdf(x) * stats.norm.cdf((x - 0.05) / 0.3)
    mean = np.trapezoid(x * density, x) / np.trapezoid(density, x)
    assert fitted.z.mean() == pytest.approx(mean, abs=5 * 0.62 / np.sqrt(fitted.effective))
    square = np.trapezoid(stats.norm.pdf(x) * stats.norm.cdf((x - 0.05) / 0.3) ** 2, x)
    assert fitted.effective == pytest.approx(20_000 * np.trapezoid(density, x) ** 2 / square, rel=0.03)


def test_probabilities_of_the_three_signs_sum_to_one() -> None:
    effect = np.linspace(-1, 1, 21)[:, None]
    total = np.zeros(21)
    for sign in (-1.0, 0.0, 1.0):
        row = blank(1, signs=1)
        row.sign[0] = sign
        total += probability_of_sign(effect, row, np.array([0.2]))[:, 0]
    assert total == pytest.approx(np.ones(21))


def test_a_wrong_dose_multiplies_all_effects_of_a_study() -> None:
    """The covariance that simulated doses give, over 200,000 draws, within five standard errors.

    A compressed effect moves by its hyperbolic tangent, as doses of 99 and 101 % of an effect of 10 show.
    """
    ends = compress(np.array([9.9, 10.1]))
    assert ends[1] - ends[0] == pytest.approx(0.02 * np.tanh(compress(np.array(10.0))), rel=1e-3)
    targets, rng = blank(6), np.random.default_rng(5)
    effects = rng.normal([0.5, -0.2, 0.1, 0.4, 0.4, 0.0], 0.3, (200_000, 6))
    dose = 0.4 * rng.standard_normal((200_000, 2))
    errors = np.tanh(effects) * dose[:, [0, 0, 0, 1, 1, 1]]
    expected = error_covariance(targets, effects, Spread(np.zeros(6), 0.4)) - np.eye(6) * 0.01
    assert errors.T @ errors / 200_000 == pytest.approx(expected, abs=5 * 0.16 * 0.4 / np.sqrt(200_000) * 2)


def test_resampling_is_in_proportion() -> None:
    weights = np.array([0.5, 0.25, 0.25, 0.0])
    assert np.bincount(resampled(np.tile(weights / 100, 100), np.random.default_rng(1)) % 4, minlength=4).tolist() == [
        200, 100, 100, 0,
    ]  # fmt: skip
    assert effective_size(weights) == pytest.approx(1 / 0.375)


def test_variance_that_was_removed_is_counted_net_of_chance() -> None:
    """By hand: shares of .5, .2 and .1, where shuffled parameters lose .1 to .3, and .6 in total."""
    known = Learnt(np.array([0.5, 0.2, 0.1]), np.array([[0.1, 0.2, 0.3], [0.3, 0.2, 0.1]]))
    assert known.informed.tolist() == [True, False, False]
    assert known.chance == pytest.approx(0.6) and known.net == pytest.approx(0.2)


def test_the_informed_parameters_are_those_that_the_effects_depend_on() -> None:
    """Half of eight parameters act. In 10 data sets all of these count, and of the other 40 at most 3 (p < .001)."""
    false_alarms, nets = 0, []
    for seed in range(10):
        model = linear(seed, SPREAD, draws=400)
        acting = np.random.default_rng([seed, 7]).standard_normal((400, 4))
        z = np.concatenate([model.z[:, :4], acting], axis=1)
        effects = model.z[:, :4] @ np.kron(np.eye(4), np.full((1, ROWS // 4), 0.5)) @ np.eye(28, ROWS)
        fitted = adjust(z, effects, model.targets, np.arange(ROWS), SPREAD, seed)
        known = learnt(z, effects, model.targets, SPREAD, fitted, seed)
        assert known.informed[:4].all()
        false_alarms += int(known.informed[4:].sum())
        nets.append(known.net)
    assert false_alarms <= 3
    exact = 4 * (1 - 1 / (1 + 7 * 0.25 / (0.1**2 + 0.2**2)))  # seven rows of slope .5 per parameter
    assert np.mean(nets) == pytest.approx(exact, abs=0.2)
