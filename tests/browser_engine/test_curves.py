"""Curves of the page's promises, computed in Web Workers of Chromium, against those of an ensemble in Python."""

import numpy as np
import pytest
from playwright.sync_api import Browser

from simalign import Policy, Simulation, load_scenario
from simalign.analysis.intervals import band
from simalign.measures.catalogue import NAMES
from tests.browser import CHROMIUM, MISSING
from tests.browser_engine.pages import CURVES, REFUSED, evaluated

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=MISSING)
REPLICATIONS, WEEKS, SIZE = 5, 12, 40
POLICY = {"preset": "push", "levers": {"voice": 0.6}, "phases": [{"from": 6, "levers": {"monitoring": 0.0}}]}


@pytest.mark.parametrize("workers", [0, 2])
def test_curves_are_those_of_python(chromium: Browser, workers: int) -> None:
    request = {
        **{"scenario": "complex_work", "changes": {"size": SIZE}, "policy": POLICY, "seed": 3},
        **{"replications": REPLICATIONS, "weeks": WEEKS},
    }
    curves = evaluated(chromium, CURVES, [request, workers])
    base = load_scenario("complex_work")
    scenario = base.unchecked_copy(organisation=base.organisation.unchecked_copy(size=SIZE), policy=Policy(**POLICY))
    runs = [Simulation(scenario, seed=3, replication=replication) for replication in range(REPLICATIONS)]
    series = np.stack([run.run(scenario.warmup + WEEKS)[-WEEKS - 1 :] for run in runs])
    assert curves["weeks"] == WEEKS
    for column, name in enumerate(NAMES):
        for end, expected in zip(curves["measures"][name], band(series[:, :, column].T), strict=True):
            assert np.allclose(end, expected, rtol=1e-9, atol=1e-12), name


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"policy": {"levers": {"voise": 1}}}, "no lever is called voise"),
        ({"policy": {"preset": "shove"}}, "no policy is called shove"),
        ({"scenario": "nowhere"}, "no scenario is called nowhere"),
        ({"changes": {"height": 3}}, "no number of a scenario is called height"),
        ({"policy": {"rules": [{"while": "mood > 1", "levers": {"voice": 1}}]}}, "not a condition: mood > 1"),
    ],
)
def test_unknown_names_are_refused(chromium: Browser, request_: dict[str, object], message: str) -> None:
    assert message in evaluated(chromium, REFUSED, request_)
