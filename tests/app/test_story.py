"""The story of one member: its numbers are those of the model, week by week."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest
from numpy.typing import NDArray
from simalign.app.views.people import record_people
from simalign.app.views.snapshots import Snapshots
from simalign.app.views.story import HEARD, LINES, NEW, ROWS, SAW, TALK, record_story

from simalign import Simulation
from simalign.app.views.request import comparison_request
from simalign.measures.catalogue import NAMES

WEEKS = 40
PEOPLE = 20


@cache
def start(policy: str) -> tuple[Snapshots, Simulation]:
    """The replications of a small comparison, and the first one at the start of a policy."""
    request = comparison_request({"size": PEOPLE, "weeks": WEEKS, "policies": [{"preset": policy}], "seed": 3})
    snapshots = Snapshots(request.scenario, request.seed)
    with ThreadPoolExecutor(1) as pool:
        snapshots.fill(1, pool)
    return snapshots, snapshots.branches(request.policies[0], [0])[0]


@cache
def story(policy: str, member: int) -> tuple[dict[str, NDArray[np.float32]], dict[str, NDArray[np.float32]], list[int]]:
    """Lines by name, rows by name, and events of a member."""
    snapshots, simulation = start(policy)
    recorded = record_story(snapshots.branches(simulation.scenario.policy, [0])[0], member, WEEKS)
    lines = dict(zip(LINES, recorded["lines"].T, strict=True))
    rows = dict(zip((*ROWS, "part"), recorded["rows"].transpose(1, 0, 2), strict=True))
    return lines, rows, [int(event) for event in recorded["events"]]


def staff(policy: str) -> list[int]:
    """The members who hear of the strategy from a manager."""
    return [int(i) for i in np.flatnonzero(start(policy)[1].fixed.leader == 0)]


@pytest.mark.parametrize("policy", ["push", "pull"])
def test_the_members_stories_add_up_to_the_measures(policy: str) -> None:
    snapshots, simulation = start(policy)
    series, people, _ = record_people(snapshots.branches(simulation.scenario.policy, [0])[0], WEEKS)
    stories = [story(policy, i)[0] for i in range(PEOPLE)]
    for name in ("know", "want", "do", "resistance", "trust", "needs", "control", "pressure"):
        mean = np.mean([lines[name][1:] for lines in stories], axis=0)
        np.testing.assert_allclose(mean, series[:, NAMES.index(name)], atol=1e-6)
    for name in ("know", "want", "do"):
        told = np.stack([lines[name] for lines in stories], axis=1)
        np.testing.assert_allclose(getattr(people, name) / 255, told, atol=0.51 / 255)


def test_resistance_rises_by_control_that_is_new_and_wears_off_by_a_share_of_itself() -> None:
    calm = start("push")[1].parameters.calm
    risen = 0
    for i in range(PEOPLE):
        lines, _, events = story("push", i)
        for week in range(1, WEEKS + 1):
            rise, fall = lines["rise"][week], lines["fall"][week]
            if events[week] & NEW:
                assert (rise, fall) == (0, 0)
                continue
            before = lines["resistance"][week - 1]
            assert fall == pytest.approx(calm * before, abs=1e-6)
            assert lines["resistance"][week] == pytest.approx(before + rise - fall, abs=1e-6)
            assert (rise > 0) == (lines["control"][week] > lines["accustomed"][week])
            risen += bool(rise > 0)
    assert risen > WEEKS


def test_who_heard_nothing_forgets_and_who_heard_something_does_not() -> None:
    simulation = start("push")[1]
    p, levers = simulation.parameters, simulation.scenario.policy.levers
    assert levers.time_bound is None
    pace = p.fading * (1.0 - p.hold * 0.5)  # at the status quo of clarity
    silent = told = 0
    for i in staff("push"):
        _, rows, events = story("push", i)
        for week in range(1, WEEKS + 1):
            if events[week] & NEW or events[week - 1] & NEW:
                continue
            before, after, wants = rows["knows"][week - 1], rows["knows"][week], rows["wants"][week - 1]
            forgotten = np.allclose(after, before + pace * (wants - before), atol=1e-6)
            heard = bool(events[week] & (HEARD | SAW))
            assert forgotten != heard
            silent, told = silent + (not heard), told + heard
    assert silent > WEEKS
    assert told > WEEKS
    talks = sum(bool(event & TALK) for i in staff("push") for event in story("push", i)[2][1:])
    assert talks >= len(staff("push"))  # one falls due every 26 weeks
