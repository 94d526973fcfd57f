"""What people get used to: control, so that reactance fades; stakes and conditions, so that they wear off."""

from typing import Any

import numpy as np
import pytest

from tests.limits.made import OFF, Engine, Outcome, only, organisation, scenario

H, CALM, REACT = 0.02, 0.05, 1e-6  # reactance stays so small that its own ceiling does not count
CHANGE = 3  # the week of the change
FEW = [0, 0, 0, 0]
PEOPLE = {"style": 0.0, "temper": 0.0, "authority": 1.0, "give": 0.8, "habituate": H, "calm": CALM, "react": REACT}


def changed(
    engine: Engine, weeks: int, before: dict[str, Any], after: dict[str, Any], *on: str, **psychology: float
) -> Outcome:
    """Return a run in which the levers change for good after ``CHANGE`` weeks."""
    setting = scenario(
        only(*on),
        PEOPLE | psychology,
        {},
        policy={"levers": OFF | before, "phases": [{"from": CHANGE, "levers": after}]},
        context={"trust": 0.4, "legitimacy": 0.3},
        organisation={"leadership_levels": 1},
    )
    return engine(setting, organisation(FEW), weeks, 1)


@pytest.mark.parametrize("weeks", [1, 10, 35, 200])
def test_people_get_used_to_control(engine: Engine, weeks: int) -> None:
    """The gap falls by the share h a week: (c1 - c0) (1 - h)^t."""
    outcome = changed(engine, CHANGE + weeks, {"mandate": 0.2}, {"mandate": 0.7}, "reactance", "habituation")
    np.testing.assert_allclose(outcome.measure("control")[CHANGE:], 0.7 * 3 / 4, atol=1e-12)  # of 3 in 4 members
    gap = 0.7 - outcome.accustomed[1:]
    np.testing.assert_allclose(gap, 0.5 * (1 - H) ** weeks, atol=1e-12)
    assert outcome.accustomed[0] == 0.0


def test_the_half_life_of_the_gap(engine: Engine) -> None:
    """It is the first t with (1 - h)^t <= 1/2: 35 weeks at two per cent a week."""
    expected = next(t for t in range(1000) if (1 - H) ** t <= 0.5)
    assert expected == 35
    outcome = changed(engine, CHANGE + 60, {}, {"mandate": 1.0}, "reactance", "habituation")
    gap = 0.75 - outcome.measure("accustomed")[CHANGE:]
    halved = next(t for t in range(60) if gap[t] <= 0.75 / 2 + 1e-12)
    assert halved + 1 == expected  # the first of these weeks has closed the gap once


@pytest.mark.parametrize("weeks", [1, 5, 20, 40, 150])
def test_reactance_rises_and_fades_at_two_rates(engine: Engine, weeks: int) -> None:
    """With T the first threat: react * proneness * T * ((1-h)^t - (1-calm)^t) / (calm - h)."""
    outcome = changed(engine, CHANGE + weeks, {"mandate": 0.2}, {"mandate": 0.7}, "reactance", "habituation")
    reasons = 1 - (1 - 0.3) * 1 * 1  # of legitimacy alone
    threat = 0.5 * (1 - 0.4 / 2) * (1 - 0.4 * reasons)
    shape = ((1 - H) ** weeks - (1 - CALM) ** weeks) / (CALM - H)
    expected = REACT * outcome.proneness[1:] * threat * shape
    np.testing.assert_allclose(outcome.reactance[1:], expected, rtol=1e-4)
    assert outcome.reactance[0] == 0.0


def test_reactance_peaks_and_fades_to_nothing(engine: Engine) -> None:
    """The peak of the closed form is where h (1-h)^t and calm (1-calm)^t cross; nothing is left in the end."""
    outcome = changed(engine, 1500, {}, {"mandate": 1.0, "autonomy": 0.0}, "reactance", "habituation", react=0.5)
    series = outcome.measure("resistance")
    peak = int(np.argmax(series))
    assert not series[:CHANGE].any() and series[peak] > 0.1
    assert (np.diff(series[CHANGE - 1 : peak + 1]) > 0).all() and (np.diff(series[peak : peak + 500]) < 0).all()
    assert series[-1] < 1e-9
    small = changed(engine, 200, {}, {"mandate": 1.0}, "reactance", "habituation").measure("resistance")
    expected = [(1 - H) ** t - (1 - CALM) ** t for t in range(198)]
    assert int(np.argmax(small)) - CHANGE + 1 == int(np.argmax(expected))


@pytest.mark.parametrize("relief", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("weeks", [2, 20, 60])
def test_people_get_used_sooner_to_a_system_that_enables(engine: Engine, relief: float, weeks: int) -> None:
    """Goals within reach add (1 - .6 - .2) to competence at once; from the next week on the pace is h + relief e."""
    outcome = changed(
        engine,
        CHANGE + weeks,
        {"mandate": 0.2, "achievable": 0.0},
        {"mandate": 0.7, "achievable": 1.0},
        *("reactance", "habituation", "experience", "needs"),
        relief=relief,
        adapt=1.0,
    )
    enabling = 1 - 0.6 - 0.2
    gap = 0.5 * (1 - H) * (1 - H - relief * enabling) ** (weeks - 1)
    np.testing.assert_allclose(0.7 - outcome.accustomed[1:], gap, atol=1e-12)


S0, S1, NUMB = 0.3, 0.9, 0.4


@pytest.mark.parametrize("weeks", [1, 10, 100])
def test_stakes_wear_off(engine: Engine, weeks: int) -> None:
    """After t weeks S1 - numb (S1 - (S1 - S0) (1-h)^t): from S1 - numb S0 down to (1 - numb) S1."""
    outcome = changed(engine, CHANGE + weeks, {"mandate": S0}, {"mandate": S1}, "habituation", numb=NUMB)
    pressure = outcome.measure("pressure")
    np.testing.assert_allclose(pressure[:CHANGE], (1 - NUMB) * S0, atol=1e-12)
    t = np.arange(weeks)
    np.testing.assert_allclose(pressure[CHANGE:], S1 - NUMB * (S1 - (S1 - S0) * (1 - H) ** t), atol=1e-12)
    assert pressure[CHANGE] == pytest.approx(S1 - NUMB * S0, abs=1e-12)


def test_stakes_taken_back_leave_less_than_before(engine: Engine) -> None:
    """Back to S0 after long use of S1: max(0, S0 - numb S1), below where it began (Staats et al. 2017)."""
    setting = scenario(
        only("habituation"),
        PEOPLE | {"numb": NUMB, "habituate": 0.5},
        {},
        policy={
            "levers": OFF | {"mandate": S0},
            "phases": [{"from": 5, "levers": {"mandate": S1}}, {"from": 85, "levers": {"mandate": S0}}],
        },
    )
    pressure = engine(setting, organisation(FEW), 200, 1).measure("pressure")
    assert pressure[4] == pytest.approx((1 - NUMB) * S0, abs=1e-12)
    assert pressure[84] == pytest.approx((1 - NUMB) * S1, abs=1e-12)
    assert pressure[85] == pytest.approx(max(0.0, S0 - NUMB * S1), abs=1e-12)
    assert pressure[199] == pytest.approx((1 - NUMB) * S0, abs=1e-12)


def test_nobody_gets_used_to_anything_without_habituation(engine: Engine) -> None:
    """The mechanism off: a standing change stays a threat for ever, and stakes count in full."""
    outcome = changed(engine, 400, {}, {"mandate": 1.0}, "reactance", numb=NUMB, react=0.5)
    assert outcome.measure("pressure")[-1] == pytest.approx(1.0, abs=1e-12)
    assert (outcome.accustomed == 0).all()
    threat = 0.5 * (1 - 0.4 / 2) * (1 - 0.4 * 0.3) * outcome.proneness[1:]
    np.testing.assert_allclose(outcome.reactance[1:], threat / (threat + CALM), atol=1e-9)
