"""Every limit must hold in the package and in the independent reference."""

import pytest

from tests.limits.made import Engine, independent, package


@pytest.fixture(params=[pytest.param(package, id="package"), pytest.param(independent, id="reference")])
def engine(request: pytest.FixtureRequest) -> Engine:
    """The function that runs a scenario: the package or the independent reference."""
    return request.param
