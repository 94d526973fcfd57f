"""Joining a class in a browser."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.app.crowd import Class, served
from tests.app.pages import watched


@pytest.fixture(scope="module")
def own() -> Iterator[Class]:
    with served() as found:
        yield found


def test_the_code_is_typed_once(chromium: Browser, own: Class) -> None:
    problems: list[str] = []
    address = f"http://127.0.0.1:{own.port}/"
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = watched(context, problems, (address,))
    page.goto(f"{address}#view=lessons")
    expect(page).to_have_url(re.compile("/join#view=lessons"))
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    page.get_by_label("Code").fill(own.code.lower())
    page.keyboard.press("Enter")
    page.wait_for_selector("body[data-ready=yes]")
    expect(page.locator(".student")).to_contain_text("You are in")
    page.reload()
    page.wait_for_selector("body[data-ready=yes]")
    expect(page.locator(".student")).to_contain_text("You are in")
    context.close()
    assert problems == []


def test_a_wrong_code_is_said_and_the_square_needs_no_typing(chromium: Browser, own: Class) -> None:
    problems: list[str] = []
    address = f"http://127.0.0.1:{own.port}/"
    context = chromium.new_context()
    page = watched(context, problems, (address,))
    page.goto(f"{address}join")
    page.get_by_label("Code").fill("AAA-AAA")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("This is not the code")
    assert [one for one in problems if "403" not in one] == []
    page.goto("about:blank")
    page.goto(f"{address}join#code={own.code}")
    page.wait_for_selector("body[data-ready=yes]")
    assert own.code not in page.url
    context.close()
