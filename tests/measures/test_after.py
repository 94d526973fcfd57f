"""After-measures against series whose answers are plain to see."""

import math

import numpy as np
import pytest

from simalign.measures.series import area_under, remains, time_to_reach


def test_time_to_reach_is_the_first_week_at_the_level() -> None:
    assert time_to_reach([0.1, 0.5, 0.2, 0.9], 0.5) == 2
    assert time_to_reach([0.5], 0.5) == 1
    assert math.isnan(time_to_reach([0.1, 0.2], 0.5))


def test_area_of_a_straight_line_is_that_of_the_trapezoid() -> None:
    line = np.linspace(0.0, 1.0, 101)
    assert area_under(line) == pytest.approx(50.5, abs=1e-12)


def test_what_remains_of_a_decay_is_the_decay() -> None:
    decay = 0.2 + 0.6 * 0.9 ** np.arange(30)
    assert remains(decay, stop=1, weeks=10, before=0.2) == pytest.approx(0.9**10)
    assert remains(decay, stop=5, weeks=0, before=0.2) == 1.0
    assert math.isnan(remains([0.1, 0.1], stop=1, weeks=1, before=0.1))


@pytest.mark.parametrize("call", [lambda: remains([1.0], 1, 1), lambda: remains([1.0], 0, 0), lambda: area_under([])])
def test_what_is_out_of_reach_is_refused(call: object) -> None:
    with pytest.raises(ValueError):
        call()  # type: ignore[operator]
