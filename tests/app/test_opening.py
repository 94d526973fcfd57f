"""The opening: it is there within a second, its claim is the run's, and it leads to a prediction and to the page."""

import re

import numpy as np
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from simalign.app.views.payload import unpacked

from tests.app.pages import watched
from tests.patience import PATIENCE

STOP, WEEKS = 18, 26


def claimed(body: bytes) -> dict[str, np.ndarray]:
    """Means over replications of what people do and want in the opening's run, in whole per cent."""
    header, arrays = unpacked(body)
    bands = arrays["bands0"][0]
    return {name: np.floor(100 * bands[header["measures"].index(name)] + 0.5) for name in ("do", "want")}


def test_the_scene_claims_what_its_run_shows(chromium: Browser, address: str) -> None:
    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, reduced_motion="reduce")
    page = watched(context, problems, (address,))
    with page.expect_response(
        lambda r: r.url.endswith("/api/run") and '"from":18' in (r.request.post_data or "")
    ) as answer:
        page.goto(address)
        expect(page.locator("#opening")).to_be_visible()
    run = claimed(answer.value.body())
    gained = run["do"][STOP] - run["do"][0]
    weeks = int(np.flatnonzero(run["do"][STOP + 1 :] <= run["do"][0])[0]) + 1
    assert gained >= 4  # orders, checking and a bonus move what people do
    assert weeks <= 8  # and within weeks nothing is left
    assert run["do"][WEEKS] - run["do"][0] <= 1
    assert abs(run["want"] - run["want"][0]).max() <= 2  # while what they want hardly moves
    said = page.locator("#opening .claim")
    expect(said).to_have_text(re.compile(f"^Within {weeks} weeks nothing is left of the {gained:.0f} points"))
    numbers = page.locator("#opening .numbers dd")
    expect(numbers).to_have_text([str(WEEKS), f"{run['do'][WEEKS]:.0f}%", f"{run['want'][WEEKS]:.0f}%"])
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.get_by_role("button", name="Your turn to predict").click()
    page.locator("#opening").get_by_role("button", name=re.compile("^pull")).click()
    expect(page.get_by_role("status").last).to_contain_text("In the end people want it")
    page.get_by_role("button", name="Now you try").click()
    expect(page.locator("#opening")).to_be_hidden()
    expect(page.locator("article.policy")).to_have_count(3)
    expect(page.get_by_role("heading", name="Push or pull?")).to_be_visible()
    context.close()
    assert problems == []


def test_the_prediction_is_judged_by_the_run(page: Page, address: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    with page.expect_response(
        lambda r: r.url.endswith("/api/run") and "status_quo" in (r.request.post_data or "")
    ) as answer:
        page.goto(address)
    header, arrays = unpacked(answer.value.body())
    m = header["measures"].index("want")
    mean, low, high = (np.array([arrays[f"bands{n}"][part, m, -1] for n in range(3)]) for part in range(3))
    first = int(mean.argmax())
    draw = any(high[n] >= low[first] for n in range(3) if n != first)
    page.get_by_role("button", name="Your turn to predict").click(timeout=1000 * PATIENCE)
    page.locator("#opening .choices button").nth(first).click()
    verdict = page.locator("#opening .verdict")
    expect(verdict).to_have_text(re.compile("^Too close" if draw else "^Right: "))
    for n, name in enumerate(("push", "pull", "status quo")):
        expect(verdict).to_contain_text(f"{np.floor(100 * mean[n] + 0.5):.0f}% under {name}")


def test_it_plays_for_twelve_seconds_and_can_be_skipped(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("#opening")).to_be_visible()
    expect(page.locator("#opening .claim")).to_contain_text("People do more", timeout=1000 * PATIENCE)
    page.keyboard.press("Escape")
    expect(page.locator("#opening")).to_be_hidden()
    page.get_by_role("button", name="Opening").click()
    page.get_by_role("button", name="Skip").click()
    expect(page.locator("#opening")).to_be_hidden()
    page.get_by_role("link", name="Lessons").click()
    expect(page.locator("#title")).to_have_text("Lessons")


def test_a_link_to_something_opens_that_at_once(page: Page, address: str) -> None:
    page.goto(f"{address}#size=20&weeks=12&replications=1&p=pull")
    page.wait_for_selector("body[data-ready=yes]")
    expect(page.locator("#opening")).to_be_hidden()
