"""The sampler against posteriors in closed form, and what it says of chains that are stuck."""

import numpy as np
import pytest

from simalign.calibration.emulator import Emulator
from simalign.calibration.evaluate import Targets
from simalign.calibration.sampling import TO_SD, Posterior, log_likelihood, r_hat, sample

MATRIX = np.array([[1.0, 0.3], [-0.4, 1.2], [0.5, 0.5]])  # facts by parameters, on -1 to 1
SD = np.array([0.1, 0.12, 0.15])
MIDDLE = np.array([0.2, -0.1, 0.1])
PARAMETERS = 4


def linear(error: float = 0.0) -> Emulator:
    """Facts that are linear in parameters 1 and 3 of four."""
    weights = np.zeros((PARAMETERS, 3))
    weights[[1, 3]] = MATRIX.T
    none = np.zeros((0, 3))
    return Emulator(np.zeros(3), weights, none[:, :2].astype(int), none, np.full(3, error), np.ones(3))


def targets() -> Targets:
    return Targets(("a", "b", "c"), MIDDLE - TO_SD * SD, MIDDLE + TO_SD * SD)


def closed_form(variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation on the unit cube; its sides are more than five standard deviations away."""
    precision = MATRIX.T @ np.diag(1 / variance) @ MATRIX
    mean = np.linalg.solve(precision, MATRIX.T @ (MIDDLE / variance))
    sd = np.sqrt(np.diag(np.linalg.inv(precision)))
    assert (np.abs(mean) + 5 * sd < 1).all()
    return (mean + 1) / 2, sd / 2


@pytest.fixture(scope="module")
def found() -> Posterior:
    return sample(linear(), targets(), PARAMETERS, 2000, 1, 4000)


def test_a_gaussian_posterior(found: Posterior) -> None:
    """2,000 draws of chains with an autocorrelation: counted as 400, four Monte Carlo errors either side."""
    mean, sd = closed_form(SD**2)
    draws = found.draws[:, [1, 3]]
    assert draws.mean(axis=0) == pytest.approx(mean, abs=4 * sd.max() / np.sqrt(400))
    assert draws.std(axis=0) == pytest.approx(sd, rel=4 / np.sqrt(2 * 400))
    assert found.converged < 1.05


def test_what_matters_to_no_fact_keeps_its_prior(found: Posterior) -> None:
    """Uniform: mean .5 and sd .289 within four standard errors of 2,000 independent draws."""
    for n in (0, 2):
        assert found.draws[:, n].mean() == pytest.approx(0.5, abs=4 * 0.2887 / np.sqrt(2000))
        assert found.draws[:, n].std() == pytest.approx(0.2887, abs=4 * 0.1291 / np.sqrt(2000))


@pytest.mark.parametrize(("error", "temper"), [(0.12, 1.0), (0.0, 1.5)])
def test_error_and_temper_widen_it(error: float, temper: float) -> None:
    _, sd = closed_form((temper * SD) ** 2 + error**2)
    wide = sample(linear(error), targets(), PARAMETERS, 2000, 2, 3000, temper)
    assert wide.draws[:, [1, 3]].std(axis=0) == pytest.approx(sd, rel=4 / np.sqrt(2 * 400))


def test_the_seed_decides(found: Posterior) -> None:
    short = [sample(linear(), targets(), PARAMETERS, 50, seed, 200).draws for seed in (1, 1, 2)]
    assert np.array_equal(short[0], short[1]) and not np.array_equal(short[0], short[2])
    assert ((found.draws >= 0) & (found.draws <= 1)).all()


def test_the_likelihood_is_the_normal_density() -> None:
    """One fact, two standard deviations off: -2 - log of the standard deviation."""
    one = Targets(("a",), np.array([-TO_SD]), np.array([TO_SD]))
    assert log_likelihood(np.array([[2.0]]), one, np.zeros(1))[0] == pytest.approx(-2.0)
    assert log_likelihood(np.array([[2.0]]), one, np.zeros(1), 2.0)[0] == pytest.approx(-0.5 - np.log(2.0))


def test_r_hat_of_chains_that_agree_and_of_chains_that_are_stuck() -> None:
    rng = np.random.default_rng(1)
    good = rng.standard_normal((400, 20, 3))
    assert r_hat(good) < 1.01
    stuck = good.copy()
    stuck[:, :10, 1] += 5.0  # half of the walkers in another mode, in one parameter
    assert r_hat(stuck) > 2.0
    drifting = good.copy()
    drifting[200:, :, 2] += 5.0
    assert r_hat(drifting) > 2.0
