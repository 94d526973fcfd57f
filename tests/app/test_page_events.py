"""Events in the policies of a run: the page says when they happen, and they change the run from then on."""

import numpy as np
import pytest
from playwright.sync_api import Page, Route, expect

from simalign.policies.events import KINDS
from simalign.simulation.events import STRUCTURAL
from tests.app.pages import asked, called, opened, run_of, seek
from tests.simulation.test_events import ONE_OF_EACH

WEEK = 3
STATE = "#size=20&weeks=8&replications=2&seed=5&week=8&p=push&p=pull"
AVAILABLE = [kind for kind in KINDS if kind not in STRUCTURAL]


def test_the_page_says_what_happens_and_when(page: Page, address: str) -> None:
    """No view of the page makes events, so here each policy that it asks for gets one of each kind."""
    events = [{"week": WEEK + n, **ONE_OF_EACH[kind]} for n, kind in enumerate(AVAILABLE)]

    def changed(route: Route) -> None:
        text = route.fetch().text()
        asks = "async run(asked) {"
        assert text.count(asks) == 1
        given = "asked = { ...asked, policies: asked.policies.map((one) => ({ ...one, events: EVENTS })) };"
        given = given.replace("EVENTS", str(events).replace("True", "true"))
        route.fulfill(body=text.replace(asks, f"{asks} {given}"), content_type="text/javascript")

    page.route("**/base/results.js", changed)
    opened(page, address, STATE)
    happened = page.locator("#columns article").first.locator(".happened")
    for n in range(len(AVAILABLE)):
        seek(page, WEEK + n)
        expect(happened).not_to_contain_text(f"Week {WEEK + n}: ")
        seek(page, WEEK + n + 1)
        expect(happened).to_contain_text(f"Week {WEEK + n}: ")


@pytest.mark.parametrize("kind", AVAILABLE)
def test_an_event_changes_the_run_from_its_week_on(modules: Page, kind: str) -> None:
    request = asked(modules, STATE)
    usual = run_of(modules, request)[1]["bands0"]
    request["policies"][0]["events"] = [{"week": WEEK, **ONE_OF_EACH[kind]}]
    run, arrays = run_of(modules, request)
    np.testing.assert_array_equal(arrays["bands0"][:, :, : WEEK + 1], usual[:, :, : WEEK + 1])
    assert (arrays["bands0"][0, :, -1] != usual[0, :, -1]).any()
    assert [event["week"] for event in run["policies"][0]["events"]] == [WEEK]
    assert run["policies"][1]["events"] == []


@pytest.mark.parametrize("kind", STRUCTURAL)
def test_an_event_that_changes_positions_is_refused(modules: Page, kind: str) -> None:
    request = asked(modules, STATE)
    request["policies"][0]["events"] = [{"week": WEEK, **ONE_OF_EACH[kind]}]
    refused = "({ results }, asked) => results.run(asked).then(() => '', (error) => error.message)"
    assert f"{kind} is not available in the browser" in called(modules, "base/results.js", refused, request)
