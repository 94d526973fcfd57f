"""Resistance answers a threat to one's freedom of decision; it fades, sooner and with better grace where rules help."""

import numpy as np
import pytest

from simalign import Scenario, Simulation
from simalign.measures.catalogue import NAMES
from tests.design import DESIGN
from tests.model.contrasts import PUSH

HELP = {"support": 1.0, "feedback_interval": 2, "transparency": 0.8}
NO_HELP = {"support": 0.0, "feedback_interval": "never", "transparency": 0.0}
WARM_UP, WEEKS, SEEDS = 52, 208, range(4)


def imposed(help_given: dict[str, object], replication: int, **psychology: float) -> tuple[np.ndarray, Simulation]:
    """Return resistance in each week of push, and the simulation at its end; nobody leaves."""
    setting = Scenario(policy={"levers": PUSH | help_given}, context={"turnover": 0.0}, psychology=DESIGN | psychology)
    simulation = Simulation(setting, 1, replication)
    return simulation.run(WARM_UP + WEEKS)[:, NAMES.index("resistance")], simulation


def half_life(series: np.ndarray) -> int:
    """Return the weeks from the peak to half of it."""
    peak = int(np.argmax(series))
    return next(t for t in range(peak, len(series)) if series[t] <= series[peak] / 2) - peak


@pytest.mark.parametrize("replication", SEEDS)
def test_resistance_rises_after_the_introduction_and_fades(replication: int) -> None:
    series, simulation = imposed({}, replication)
    before, after = series[:WARM_UP], series[WARM_UP:]
    peak = int(np.argmax(after))
    assert after[peak] > before[-1] + 0.2
    assert 5 <= peak <= 52
    assert after[-1] < after[peak] / 4
    leaders = simulation.fixed.leader == 1
    assert not simulation.state.reactance[leaders].any()  # least among authors


@pytest.mark.parametrize("replication", SEEDS)
def test_it_fades_sooner_where_the_system_helps(replication: int) -> None:
    helped, alone = (half_life(imposed(levers, replication)[0][WARM_UP:]) for levers in (HELP, NO_HELP))
    assert helped < 0.75 * alone


@pytest.mark.parametrize("relief", [0.0, 0.3])
def test_it_fades_at_the_slower_of_two_paces(relief: float) -> None:
    """Long after the peak, without help, by habituation at h = .02 a week, as calming down (.05) is faster.

    The closed form is in the limits; here with everything else at work, over the last year: within 5 % of the pace.
    """
    series, _ = imposed(NO_HELP, 0, calm=0.08, habituate=0.02, relief=relief)
    pace = (series[-1] / series[-53]) ** (1 / 52)
    assert pace == pytest.approx(1 - 0.02, abs=0.001)


@pytest.mark.parametrize("replication", SEEDS)
def test_most_who_resisted_later_find_that_it_helps_where_it_does(replication: int) -> None:
    """Of all who ever resisted, a majority is more competent than before with help, and a minority without it."""
    shares = []
    for levers in (HELP, NO_HELP):
        _, simulation = imposed(levers, replication, react=0.6)
        state = simulation.state
        resisted = state.defied > 0
        assert resisted.sum() >= 10
        shares.append(np.mean(state.needs[resisted, 1] > state.before[resisted]))
    assert shares[0] > 0.5 > shares[1]
