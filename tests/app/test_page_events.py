"""Runs with events on the page: positions that come and go, departments that change, and what the page says of them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect
from simalign.app.views.comparison import block, run_policy
from simalign.app.views.payload import unpacked
from simalign.app.views.people import GONE as NO_GOAL
from simalign.app.views.people import record_people
from simalign.app.views.snapshots import Snapshots
from simalign.app.views.story import GONE, LINES, OTHER_BOSS, packed_story, record_story

from simalign import InputError, Scenario
from simalign.app.views.request import ComparisonRequest, comparison_request
from simalign.measures.catalogue import NAMES
from simalign.policies.events import KINDS
from simalign.simulation.events import STRUCTURAL
from tests.simulation.test_events import ONE_OF_EACH

WEEK, WEEKS, SIZE = 3, 8, 40
MEANS = ("know", "want", "do", "resistance")


def with_events(body: dict[str, Any], *kinds: str) -> tuple[ComparisonRequest, Snapshots]:
    """A request as the page makes it, in a scenario with events, and its replications at the start of the policy."""
    request = comparison_request(body)
    events = [{"week": WEEK, **ONE_OF_EACH[kind]} for kind in kinds]
    scenario = request.scenario.unchecked_copy(events=Scenario(events=events).events)
    request = replace(request, scenario=scenario)
    snapshots = Snapshots(scenario, request.seed)
    with ThreadPoolExecutor(1) as pool:
        snapshots.fill(request.replications, pool)
    return request, snapshots


def small(*kinds: str) -> tuple[ComparisonRequest, Snapshots]:
    """A small request, with one policy and one replication."""
    return with_events(
        {"size": SIZE, "weeks": WEEKS, "policies": [{"preset": "push"}], "seed": 5, "replications": 1}, *kinds
    )


@pytest.mark.parametrize("kind", KINDS)
def test_people_are_followed_by_their_positions(kind: str) -> None:
    """In each week those of the start who are still there, and those who came, have the means of the measures."""
    request, snapshots = small(kind)
    simulation = snapshots.branches(request.policies[0], [0])[0]
    keys = simulation.organisation.key
    series, people, _ = record_people(simulation, WEEKS)
    again = snapshots.branches(request.policies[0], [0])[0]
    assert again.run(WEEKS).tobytes() == series.tobytes()
    gone, last = people.do_goal == NO_GOAL, simulation.organisation
    assert not gone[: WEEK + 1].any() and not people.added[: WEEK + 1].any()
    assert set(keys[~gone[-1]]) == set(keys) & set(last.key)
    assert people.added[-1] == len(set(last.key) - set(keys))
    assert (gone == (people.want_goal == NO_GOAL)).all() and (gone[WEEK + 1 :] == gone[-1]).all()
    assert gone.any() == (kind in ("layoffs", "remove_layer")) and (people.added[-1] > 0) == (kind == "hire")
    for week in range(1, WEEKS + 1):
        if not people.added[week]:
            for name in MEANS:
                mean = getattr(people, name)[week, ~gone[week]].mean() / 255
                assert mean == pytest.approx(series[week - 1, NAMES.index(name)], abs=0.51 / 255)


@pytest.mark.parametrize("kind", KINDS)
def test_stories_follow_positions_and_end_with_them(kind: str) -> None:
    request, snapshots = small(kind)
    policy = request.policies[0]
    ended = 0
    simulation = snapshots.branches(policy, [0])[0]
    _, people, _ = record_people(simulation, WEEKS)
    managers = dict(zip(simulation.organisation.key, simulation.organisation.manager, strict=True))
    for member in range(SIZE):
        before = snapshots.displayed
        story = record_story(snapshots.branches(policy, [0])[0], member, WEEKS)
        lines = dict(zip(LINES, story["lines"].T, strict=True))
        gone = people.do_goal[:, member] == NO_GOAL
        assert ((story["events"] & GONE > 0) == gone).all()
        for name in ("know", "want", "do"):
            expected = getattr(people, name)[~gone, member] / 255
            np.testing.assert_allclose(lines[name][~gone], expected, atol=0.51 / 255)
        change = np.diff(lines["resistance"])[~gone[1:]] - (lines["rise"] - lines["fall"])[1:][~gone[1:]]
        moved = (story["events"][1:][~gone[1:]] & 8) > 0  # a newcomer's resistance starts at 0
        np.testing.assert_allclose(change[~moved], 0, atol=1e-6)
        key = before.key[member]
        if key in managers:
            other = simulation.organisation.key[managers[key]] != before.key[before.manager[member]]
            assert (story["events"][-1] & OTHER_BOSS > 0) == other
        ended += bool(gone.any())
    assert (ended > 0) == (kind in ("layoffs", "remove_layer"))


def test_the_block_names_the_events_in_order() -> None:
    request, snapshots = small("trust", "layoffs")
    with ThreadPoolExecutor(1) as pool:
        runs = [run_policy(snapshots, policy, 1, pool) for policy in request.policies]
    header, arrays = unpacked(block(request, snapshots, runs))
    assert header["policies"][0]["events"] == [
        {"week": WEEK, "text": "The trust of everybody becomes about 0.1.", "structural": False},
        {"week": WEEK, "text": "25% of the positions are cut, drawn at random.", "structural": True},
    ]
    assert (arrays["do_goal0"][-1] == NO_GOAL).sum() == SIZE // 4


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_plays_a_run_with_an_event(page: Page, address: str, kind: str) -> None:
    """The server's answers are made here, from the page's own requests, as no shipped scenario has events."""

    def answer(route: Route) -> None:
        body = route.request.post_data_json
        member, _ = body.pop("member", None), (body.pop("holds", None), body.pop("window", None))
        request, snapshots = with_events(body, kind)
        with ThreadPoolExecutor(1) as pool:
            runs = [run_policy(snapshots, policy, request.replications, pool) for policy in request.policies]
        content = block(request, snapshots, runs) if member is None else packed_story(request, snapshots, member)
        route.fulfill(body=content, content_type="application/octet-stream")

    page.route("**/api/run", answer)
    page.route("**/api/story", answer)
    page.goto(f"{address}#size={SIZE}&weeks={WEEKS}&replications=2&week={WEEKS}")
    told = page.locator("#columns article").first.locator(".happened")
    expect(told).to_contain_text(f"Week {WEEK}: ")
    assert ("keeps the positions, managers and departments of the start" in told.inner_text()) == (kind in STRUCTURAL)
    if kind in ("layoffs", "remove_layer"):
        expect(told).to_contain_text("no longer exist")
        request, snapshots = small(kind)
        people = record_people(snapshots.branches(request.policies[0], [0])[0], WEEKS)[1]
        gone = int(np.flatnonzero(people.do_goal[-1] == NO_GOAL)[0])
        page.goto("about:blank")  # the page does not write its own address over the next one
        page.goto(f"{address}#size={SIZE}&weeks={WEEKS}&replications=2&seed=5&week={WEEKS}&person={gone}")
        expect(page.locator("#story .life").first).to_contain_text(f"The position was cut in week {WEEK}.")
    if kind == "hire":
        expect(told).to_contain_text("7 new positions are not shown.")


def test_an_event_that_does_not_fit_is_refused() -> None:
    request = comparison_request({"size": 4, "weeks": 8, "policies": [{"preset": "push"}], "replications": 1})
    events = Scenario(events=[{"week": 1, "remove_layer": 9}]).events
    with pytest.raises(InputError, match="does not have this level in week 1"), ThreadPoolExecutor(1) as pool:
        Snapshots(request.scenario.unchecked_copy(events=events), 1).fill(1, pool)
