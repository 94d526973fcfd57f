"""The signs of theory: which properties of the context favour pull, push, monitoring and pay.

Contrasts of contrasts under common random numbers; see ``contrasts`` for noise. Each is at least .001 of value.
"""

from typing import Any

import pytest

from tests.model.contrasts import LEAD, PULL, PUSH, Contrast, mean_of, paired


def interaction(
    first: dict[str, Any], second: dict[str, Any], low: dict[str, Any], high: dict[str, Any], replications: int = 16
) -> Contrast:
    """Return how much more the first set of levers is ahead of the second in the high setting than in the low one."""
    ahead = (
        mean_of("value", first, replications=replications, **setting)
        - mean_of("value", second, replications=replications, **setting)
        for setting in (high, low)
    )
    return paired(*ahead)


@pytest.mark.parametrize(
    ("key", "low", "high", "bound", "replications"),
    [
        ("variety", 0.0, 1.0, 0.001, 32),  # customers who differ from team to team (Dessein & Santos 2006)
        ("turbulence", 0.0, 0.3, 0.001, 64),  # markets that move (Burns & Stalker 1961)
        ("interdependence", 0.0, 1.0, -0.001, 16),  # work that must fit together (Dessein & Santos 2006)
    ],
)
def test_what_favours_pull(key: str, low: float, high: float, bound: float, replications: int) -> None:
    low_setting, high_setting = ({"context": {key: value}} for value in (low, high))
    assert interaction(PULL | LEAD, PUSH | LEAD, low_setting, high_setting, replications).beyond(bound)


def test_misaligned_agendas_favour_push() -> None:
    """The more of their time people would give to goals of their own (Aghion & Tirole 1997)."""
    aligned, misaligned = ({"role_share": share} for share in (0.1, 0.7))
    assert interaction(PULL | LEAD, PUSH | LEAD, aligned, misaligned).beyond(-0.001)


@pytest.mark.parametrize("lever", ["monitoring", "incentive"])
def test_complex_work_disfavours_monitoring_and_pay(lever: str) -> None:
    """What is hard to see and to measure (Holmstrom & Milgrom 1991)."""
    simple, complex_work = ({"context": {"complexity": value}} for value in (0.0, 1.0))
    assert interaction({lever: 1.0}, {lever: 0.0}, simple, complex_work).beyond(-0.001)
