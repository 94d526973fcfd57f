"""The emulator on functions that are known."""

import numpy as np
import pytest

from simalign import InputError
from simalign.calibration.emulator import Emulator, learn

PARAMETERS = 6


def quadratic(u: np.ndarray) -> np.ndarray:
    """1 + 2 x0 - x1 + .5 x0 x1 + .75 x2^2 of inputs on -1 to 1; the other three do nothing."""
    x = 2.0 * u - 1.0
    return 1 + 2 * x[:, 0] - x[:, 1] + 0.5 * x[:, 0] * x[:, 1] + 0.75 * x[:, 2] ** 2


@pytest.fixture(scope="module")
def exact() -> Emulator:
    u = np.random.default_rng(1).random((200, PARAMETERS))
    return learn(u, quadratic(u)[:, None])


def test_a_quadratic_is_recovered(exact: Emulator) -> None:
    """But for what the lasso's smallest penalty, a thousandth of the largest, shrinks: .05 at most of a range of 6."""
    fresh = np.random.default_rng(2).random((500, PARAMETERS))
    missed = exact.at(fresh)[:, 0] - quadratic(fresh)
    assert np.abs(missed).max() < 0.05
    assert exact.explained[0] > 0.999
    assert exact.constant[0] == pytest.approx(1.0, abs=0.03)
    assert exact.linear[:, 0] == pytest.approx([2, -1, 0, 0, 0, 0], abs=0.03)


def test_the_error_of_noise_is_that_of_fresh_noise() -> None:
    """Out of sample, not in sample: noise of .3 is stated as .3 within a tenth, and found again on fresh runs."""
    rng = np.random.default_rng(3)
    u, fresh = rng.random((400, PARAMETERS)), rng.random((4000, PARAMETERS))
    noisy = learn(u, (quadratic(u) + 0.3 * rng.standard_normal(400))[:, None])
    again = np.std(noisy.at(fresh)[:, 0] - quadratic(fresh) - 0.3 * rng.standard_normal(4000))
    assert noisy.error[0] == pytest.approx(0.3, rel=0.1)
    assert noisy.error[0] == pytest.approx(again, rel=0.1)


def test_pure_noise_is_not_explained() -> None:
    """With 6 inputs and 120 runs an in-sample fit of 27 terms would claim a fifth; the stated error claims nothing."""
    rng = np.random.default_rng(4)
    u = rng.random((120, PARAMETERS))
    found = learn(u, rng.standard_normal((120, 3)))
    assert (found.explained < 0.1).all()
    assert found.error == pytest.approx(np.ones(3), rel=0.2)


def test_facts_are_learnt_apart(exact: Emulator) -> None:
    u = np.random.default_rng(1).random((200, PARAMETERS))
    both = learn(u, np.stack([u[:, 5], quadratic(u)], axis=1))
    assert np.allclose(both.only([1]).at(u), exact.at(u), atol=1e-12)
    assert set(both.only([0]).active) == {5} and {0, 1, 2} <= set(exact.active)


def test_runs_without_a_fact_are_left_out_of_it() -> None:
    u = np.random.default_rng(5).random((200, PARAMETERS))
    y = np.stack([quadratic(u), quadratic(u)], axis=1)
    y[:40, 1] = np.nan
    found = learn(u, y)
    assert np.allclose(found.at(u)[:, 0], learn(u, y[:, :1]).at(u)[:, 0], atol=1e-12)
    assert np.abs(found.at(u)[:, 1] - quadratic(u)).max() < 0.05
    y[:120, 1] = np.nan
    with pytest.raises(InputError, match="fact 2: cannot be computed in more than half of the runs"):
        learn(u, y)
