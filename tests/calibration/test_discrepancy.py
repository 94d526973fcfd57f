"""The discrepancies of families, recovered from data that were made with them."""

import numpy as np
import pytest

from simalign.calibration.adjustment import Spread
from simalign.calibration.checks import synthetic
from simalign.calibration.discrepancy import USUAL, learn
from tests.calibration.linear import blank, linear


@pytest.mark.parametrize("true", [0.1, 0.3, 0.9])
def test_a_common_discrepancy_is_recovered(true: float) -> None:
    """Six families of five rows, drawn towards .3 by the prior: the mean logarithm of eight data sets is within .3."""
    found = [
        np.log(learn(m.effects, m.targets, 0.0).common)
        for m in (linear(n, Spread(np.full(30, true), 0.0)) for n in range(8))
    ]
    assert np.mean(found) == pytest.approx(np.log(true), abs=0.3)


def test_a_family_that_the_model_misses_has_a_larger_discrepancy() -> None:
    rng = np.random.default_rng(2)
    targets = blank(120)
    worse = np.array([name == "family 4" for name in targets.families])
    data = synthetic(np.zeros(120), targets, Spread(np.where(worse, 1.0, 0.1), 0.0), rng)
    effects = 0.05 * rng.standard_normal((500, 120))
    found = learn(effects, data, 0.0)
    others = [value for name, value in found.families.items() if name != "family 4"]
    assert found.families["family 4"] > 0.6 and max(others) < 0.2
    assert found.of(data)[worse] == pytest.approx(found.families["family 4"])


def test_without_intervals_it_is_the_prior_median() -> None:
    signs = blank(3, signs=3)
    found = learn(np.zeros((10, 3)), signs)
    assert (found.common, found.families) == (USUAL, {})
    assert found.of(signs) == pytest.approx(np.full(3, USUAL))
