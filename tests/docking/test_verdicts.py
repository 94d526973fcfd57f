"""Verdicts: exact bounds, and the stated rate of false alarms."""

import numpy as np
import pytest

from simalign.docking.published import Target
from simalign.docking.record import fixed
from simalign.docking.verdicts import FALSE_ALARM, NOT_FOUND, NOT_REPRODUCED, REPRODUCED, UNDECIDED, checks, verdict

NUMBER = Target("knowledge", "", 1.0, "published", 0.5, None, None, 0.01, 0.0, "source")
CLAIM = NUMBER._replace(value=None, above=0.0, tolerance=0.0)


@pytest.mark.parametrize(
    ("ours", "expected"), [(0.5, REPRODUCED), (0.509, REPRODUCED), (0.511, NOT_REPRODUCED), (0.489, NOT_REPRODUCED)]
)
def test_a_number_without_randomness_has_the_tolerance_and_no_more(ours: float, expected: str) -> None:
    assert verdict(NUMBER, ours, 0.0) == expected


@pytest.mark.parametrize(
    ("claim", "ours", "error", "expected"),
    [
        (CLAIM, 0.1, 0.0, REPRODUCED),
        (CLAIM, 0.0, 0.0, NOT_REPRODUCED),
        (CLAIM, 0.1, 0.05, UNDECIDED),
        (CLAIM, -0.1, 0.05, UNDECIDED),
        (CLAIM, -0.1, 0.01, NOT_REPRODUCED),
        (CLAIM._replace(above=None, below=0.5), 0.4, 0.01, REPRODUCED),
        (CLAIM._replace(above=None, below=0.5), 0.6, 0.01, NOT_REPRODUCED),
    ],
)
def test_a_claim_is_decided_beyond_chance(claim: Target, ours: float, error: float, expected: str) -> None:
    assert verdict(claim, ours, error) == expected


def test_false_alarms_are_as_rare_as_stated_and_misses_are_seen() -> None:
    """Of 200,000 numbers at the edge of the tolerance about 10 are called wrong: at most 28 (false alarm under 1e-6).

    At the edge only one side can exceed the allowance, so the rate is half of the stated one. Numbers that are eight
    standard errors beyond the tolerance are called wrong.
    """
    error = 0.01
    edge = NUMBER.value + NUMBER.tolerance + error * np.random.default_rng(1).standard_normal(200_000)
    wrong = sum(verdict(NUMBER, float(ours), error) == NOT_REPRODUCED for ours in edge)
    assert 0 < wrong <= 28
    assert FALSE_ALARM * len(edge) / 2 == pytest.approx(10)
    assert verdict(NUMBER, 0.51 + 8 * error, error) == NOT_REPRODUCED


def test_a_number_that_was_not_found_counts_for_nothing() -> None:
    missing = NUMBER._replace(kind="not found", value=None)
    (check,) = checks([missing], [])
    assert (check.verdict, check.ours, check.false_alarm) == (NOT_FOUND, None, 0.0)


def test_a_target_that_no_program_computes_is_an_error() -> None:
    with pytest.raises(KeyError):
        checks([NUMBER], [fixed("knowledge", "", 2.0, 0.5)])
