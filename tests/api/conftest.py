"""Small calls that every test of the public functions can afford."""

from typing import Any

import pytest

import simalign
from simalign import Comparison

SMALL: dict[str, Any] = {"organisation.size": 8, "warmup": 2, "weeks": 4}
QUIET: dict[str, Any] = {"seed": 1, "progress": False}
AS_TYPED = ["--set", "organisation.size=8", "--set", "warmup=2", "--weeks", "4", "--seed", "1"]  # the same, typed


@pytest.fixture(scope="session")
def comparison() -> Comparison:
    """A small comparison with an own measure."""

    def head_trust(fixed: Any, state: Any, parameters: Any, week: int) -> float:
        return float(state.trust[0])

    measures = [head_trust, "retention"]
    return simalign.compare(policies=["push", "pull"], replications=3, factors=SMALL, measures=measures, **QUIET)
