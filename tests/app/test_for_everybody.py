"""The page by keyboard alone, on a phone, on a projector, in light and dark, and for screen readers."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect

from tests.app.pages import SMALL, opened, seek, state_of, watched


def tab_to(page: Page, selector: str, most: int = 80) -> None:
    """Press Tab until an element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab does not come to {selector}")


def test_by_keyboard_alone(page: Page, address: str) -> None:
    opened(page, address)
    tab_to(page, ".policy select")
    page.keyboard.press("l")  # a select goes to the entry that begins so
    expect(page.locator(".policy .text").first).to_contain_text("Set an example")
    tab_to(page, "[aria-controls=levers]")
    page.keyboard.press("Enter")
    expect(page.locator("#levers-title")).to_be_focused()
    tab_to(page, ".timeline button:nth-of-type(2)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("slider", name="Change 1 starts in week")).to_have_attribute("aria-valuenow", "15")
    page.locator("#levers-title").focus()
    tab_to(page, "[role=slider]")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("slider", name="Change 1 starts in week")).to_have_attribute("aria-valuenow", "17")
    page.locator("#levers-title").focus()
    tab_to(page, "#lever-monitoring")
    page.keyboard.press("Home")
    expect(page.locator(".policy .text").first).to_contain_text("from week 17: monitoring 0%")
    assert "p=lead;@17;monitoring=0&" in state_of(page)
    tab_to(page, "#toggle", 120)
    page.keyboard.press("Space")
    expect(page.locator("#week-said")).not_to_have_text("week 0")
    page.keyboard.press("Space")
    tab_to(page, "canvas")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#said")).to_contain_text("Enter for the story")
    page.keyboard.press("Enter")
    expect(page.locator("#story-title")).to_be_focused()


@pytest.mark.parametrize(("width", "height"), [(360, 740), (1920, 1080)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_barrier_and_nothing_sticks_out(
    chromium: Browser, address: str, width: int, height: int, scheme: str
) -> None:
    problems: list[str] = []
    context = chromium.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = opened(watched(context, problems, (address,)), address, f"{SMALL}&person=3")
    seek(page, 9)
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    expect(page.locator("#story-title")).to_be_visible()
    page.get_by_role("button", name="Export", exact=True).click()
    page.locator("#setup summary").click()
    page.get_by_role("button", name="Change levers").nth(1).click()
    page.locator(".more > summary").click()
    page.locator(".families details summary").click()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    bar = page.locator("#play").bounding_box()
    assert bar
    assert bar["height"] < 110
    context.close()
    assert problems == []


def test_the_page_stands_before_the_engine_is_ready(page: Page, address: str) -> None:
    held: list[Route] = []
    page.route("**/engine.wasm", lambda route: held.append(route))
    page.goto(f"{address}#size=120")
    expect(page.get_by_role("status")).to_have_text("Getting ready ...")
    expect(page.get_by_role("heading", name="Push or pull?")).to_be_visible()
    page.get_by_role("button", name="Play", exact=True).click()  # nothing that can be used yet breaks the page
    expect(page.locator("#add")).to_be_hidden()
    expect(page.get_by_role("button", name="Export", exact=True)).to_be_disabled()
    held[0].continue_()
    page.wait_for_selector("body[data-ready=yes]")
    expect(page.get_by_role("status")).to_have_text("")
