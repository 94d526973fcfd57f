"""Every limit holds in the package and in the independent reading of ODD.md."""

import pytest

from tests.limits.made import Engine, independent, package


@pytest.fixture(params=[package, independent], ids=["package", "reference"])
def engine(request: pytest.FixtureRequest) -> Engine:
    return request.param
