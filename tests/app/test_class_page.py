"""The predictions of a class on the screens of the host and of the pupils."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from simalign.app.classroom.lessons import shipped_lessons
from tests.app.crowd import Class, served
from tests.app.pages import watched
from tests.app.test_lessons import predict

HIDE = "(hidden) => Object.defineProperty(document, 'hidden', {get: () => hidden, configurable: true})"


@pytest.fixture(scope="module")
def own() -> Iterator[Class]:
    with served() as found:
        yield found


@contextmanager
def joined(chromium: Browser, own: Class, code: str) -> Iterator[Page]:
    problems: list[str] = []
    address = f"http://127.0.0.1:{own.port}/"
    context = chromium.new_context(reduced_motion="reduce")
    page = watched(context, problems, (address,))
    page.goto(f"{address}join#code={code}")
    page.wait_for_selector("body[data-ready=yes]")
    page.get_by_role("link", name="Lessons").click()
    page.get_by_role("link", name="Silos").click()
    yield page
    context.close()
    assert problems == []


def test_pupils_predict_before_they_see_and_the_host_says_when(chromium: Browser, own: Class) -> None:
    seen = "What the class predicted"
    with joined(chromium, own, own.host_code) as host, joined(chromium, own, own.code) as pupil:
        host.get_by_role("link", name=seen).click()
        expect(host.locator(".results")).to_contain_text("Nobody has predicted yet")
        expect(pupil.locator(".predict")).to_be_visible()
        expect(pupil.get_by_role("link", name=seen)).to_have_count(0)
        predict(pupil)
        pupil.get_by_role("link", name=seen).click()
        for page in (host, pupil):
            expect(page.locator(".results")).to_contain_text("1 prediction so far. The results are not shown yet.")
            expect(page.locator(".truth")).to_have_count(0)
            expect(page.locator("svg.dots")).not_to_have_attribute("aria-label", "came to")
        expect(pupil.get_by_role("button", name="Show the results")).to_have_count(0)
        host.get_by_role("button", name="Show the results").click()
        for page in (host, pupil):
            expect(page.locator(".truth").first).to_be_visible()
            expect(page.locator(".results")).not_to_contain_text("not shown yet")
        expect(host.get_by_role("button", name="Show the results")).to_have_count(0)


def test_results_go_on_after_an_error_and_after_being_out_of_sight(chromium: Browser, own: Class) -> None:
    with joined(chromium, own, own.host_code) as host:
        answer = {
            "people": 1,
            "guesses": [[] for _ in shipped_lessons()["silos"].lesson.predict],
            "host": True,
            "shown": False,
        }

        def told(route: Route) -> None:
            if answer["people"] == 2:
                route.fulfill(status=422, json={"problems": ["Not now."]})
            else:
                route.fulfill(json=answer)

        host.route("**/api/results", told)
        host.get_by_role("link", name="What the class predicted").click()
        expect(host.locator(".results")).to_contain_text("1 prediction so far")
        answer["people"] = 2
        expect(host.get_by_role("alert")).to_contain_text("Not now.")
        answer["people"] = 3
        expect(host.locator(".results")).to_contain_text("3 predictions so far")
        expect(host.get_by_role("alert")).to_be_hidden()
        host.evaluate(HIDE, True)
        host.wait_for_timeout(3500)
        answer["people"] = 4
        host.evaluate(HIDE, False)
        host.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(host.locator(".results")).to_contain_text("4 predictions so far")


def test_a_class_before_one_screen_sees_what_it_predicted(chromium: Browser, own: Class) -> None:
    with joined(chromium, own, own.host_code) as host:
        seen = host.get_by_role("link", name="What the class predicted")
        seen.click()
        host.get_by_role("button", name="Reset").click()
        sure = host.get_by_role("button", name=re.compile(r"Delete \d+ predictions?\?"))  # those of other tests
        if sure.count():
            sure.click()
        expect(host.locator(".results")).to_contain_text("Nobody has predicted yet")
        host.get_by_role("link", name="To the lesson").click()
        predict(host)
        host.get_by_role("button", name="Somebody else predicts").click()
        predict(host)
        seen.click()
        expect(host.locator(".results")).to_contain_text("2 predictions so far")
        host.get_by_role("button", name="Show the results").click()
        assert Axe().run(host).violations_count == 0
        votes = host.locator(".votes").first
        expect(votes.locator("li")).to_have_text(
            ["each its own: 2", re.compile("all together: 0 ✓ came out ahead"), "status quo: 0"]
        )
        assert [row.locator("circle").count() for row in votes.locator("li").all()] == [2, 0, 0]
        expect(votes.locator(".truth")).to_have_count(1)
        picture = host.locator("svg.dots")
        expect(picture).to_have_attribute("aria-label", re.compile(r"2 guesses from \d+% to \d+%; it came to \d+%\."))
        expect(host.locator(".dots circle")).to_have_count(2)
