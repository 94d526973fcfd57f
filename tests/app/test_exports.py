"""Links, downloads and the saved page contain what the page showed."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.pages import SMALL, opened, seek, state_of, watched

RICH = (
    "scenario=low_trust&size=25&weeks=26&seed=9007199254740991&replications=2&week=11"
    "&p=lead;voice=0.9;@5;mandate=0;@9;feedback_interval=2&p=push&arrange=tree&person=4"
)


def taken(page: Page, button: str) -> Path:
    """The file that a button of "Take it along" gives."""
    if page.locator("#taking").is_hidden():
        page.get_by_role("button", name="Take it along").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return Path(download.value.path())


def test_a_link_opens_the_very_same_comparison(page: Page, address: str) -> None:
    opened(page, address, f"#{RICH}")
    expect(page.locator("#story-title")).to_have_text(re.compile("Person 5"))
    expect(page.locator("#week-said")).to_have_text("week 11")
    assert state_of(page) == RICH
    shown = page.locator("#curves").inner_html(), page.locator("#finding").inner_text()
    page.goto("about:blank")
    opened(page, address, f"#{RICH}")
    expect(page.locator("#week-said")).to_have_text("week 11")
    assert (page.locator("#curves").inner_html(), page.locator("#finding").inner_text()) == shown


def test_going_back_to_another_link_shows_that_one(page: Page, address: str) -> None:
    opened(page, address)
    with page.expect_response("**/api/run"):
        page.evaluate("location.hash = '#size=20&weeks=12&replications=1&p=pull'")
    expect(page.locator("article.policy")).to_have_count(1)
    expect(page.locator("#curves-said")).to_contain_text("One repetition alone")


@pytest.mark.parametrize("broken", ["#p=nothing", "#p=%E0%A4%A&size=x&week=-3", "#", "#p=push;mandate=;@x"])
def test_a_broken_link_opens_something_that_works_or_says_what_is_wrong(page: Page, address: str, broken: str) -> None:
    page.goto(f"{address}{broken}")
    page.wait_for_selector("body[data-ready=yes]")
    shown = page.locator("#curves svg").count(), page.get_by_role("alert").count()
    assert shown[0] == 6 or shown[1] == 1


def test_a_saved_page_plays_from_disk_without_a_server(
    page: Page, address: str, chromium: Browser, tmp_path: Path
) -> None:
    opened(page, address, f"{SMALL}&week=7&person=3")
    expect(page.locator("#story-title")).to_be_visible()
    shown = page.locator("#curves").inner_html(), page.locator("#finding").inner_text()
    told = page.locator("#story .lives").inner_text()
    file = tmp_path / "saved page.html"
    file.write_bytes(taken(page, "Save page").read_bytes())

    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    saved = watched(context, problems, (file.as_uri(),))
    saved.goto(file.as_uri())
    saved.wait_for_selector("body[data-ready=yes]")
    expect(saved.locator("#story-title")).to_be_visible()
    assert (saved.locator("#curves").inner_html(), saved.locator("#finding").inner_text()) == shown
    assert saved.locator("#story .lives").inner_text() == told
    saved.locator("#speed").select_option("30")
    saved.get_by_role("button", name="Play", exact=True).click()
    expect(saved.locator("#week-said")).to_have_text("week 30")
    expect(saved.get_by_label("Policy 1", exact=True)).to_be_disabled()
    assert taken(saved, "Curves, SVG").read_text().startswith("<svg")
    context.close()
    assert problems == []


def test_figures_are_files_that_open(page: Page, address: str) -> None:
    opened(page, address)
    seek(page, 12)
    for button in ("Picture, SVG", "Curves, SVG"):
        text = taken(page, button).read_text(encoding="utf-8")
        page.evaluate(
            "(text) => { const read = new DOMParser().parseFromString(text, 'image/svg+xml');"
            " if (read.querySelector('parsererror')) throw new Error(read.documentElement.textContent); }",
            text,
        )
        assert "NaN" not in text
    people = taken(page, "Picture, SVG").read_text(encoding="utf-8")
    assert "Disc: what a person does." in people
    rings = len(re.findall('<circle[^>]*fill="none"', people))
    assert people.count("<circle") - rings == 2 * 30  # two policies, thirty people: a disc each
    assert 2 * 30 <= rings <= 2 * 2 * 30  # and a ring, with a halo where it lies on the disc
    for button in ("Picture, PNG", "Curves, PNG"):
        assert taken(page, button).read_bytes().startswith(b"\x89PNG")
