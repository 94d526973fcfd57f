"""Links, downloads and the saved page contain what the page showed."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.app.pages import SMALL, opened, seek, state_of, watched

RICH = (
    "scenario=low_trust&size=25&weeks=26&seed=9007199254740991&replications=2&week=11"
    "&p=lead;voice=0.9;@5;mandate=0;@9;feedback_interval=2&p=push&person=4"
)


def taken(page: Page, button: str) -> Path:
    """The file that a button of "Export" gives."""
    if page.locator("#taking").is_hidden():
        page.get_by_role("button", name="Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=button).click()
    return Path(download.value.path())


def lines(page: Page) -> list[str]:
    """All curves as they are drawn."""
    paths: list[str] = page.locator("path[data-measure]").evaluate_all("all => all.map((one) => one.outerHTML)")
    assert paths
    return paths


def test_a_link_opens_the_very_same_comparison(page: Page, address: str) -> None:
    opened(page, address, f"#{RICH}")
    expect(page.locator("#story-title")).to_have_text(re.compile("Person 5"))
    expect(page.locator("#week-said")).to_have_text("week 11")
    assert state_of(page) == RICH
    shown = lines(page), page.locator("#finding").inner_text()
    page.goto("about:blank")
    opened(page, address, f"#{RICH}")
    expect(page.locator("#week-said")).to_have_text("week 11")
    assert (lines(page), page.locator("#finding").inner_text()) == shown


def test_going_back_to_another_link_shows_that_one(page: Page, address: str) -> None:
    opened(page, address)
    with page.expect_response("**/api/run"):
        page.evaluate("location.hash = '#size=20&weeks=12&replications=1&p=pull'")
    expect(page.locator("article.policy")).to_have_count(1)
    expect(page.locator("#curves-said")).to_contain_text("One replication only")


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
    shown = page.locator(".gaps").all_inner_texts(), page.locator("#finding").inner_text()
    told = page.locator("#story .lives").inner_text()
    file = tmp_path / "saved page.html"
    file.write_bytes(taken(page, "Save page").read_bytes())

    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    saved = watched(context, problems, (file.as_uri(),))
    saved.goto(file.as_uri())
    saved.wait_for_selector("body[data-ready=yes]")
    expect(saved.locator("#story-title")).to_be_visible()
    assert (saved.locator(".gaps").all_inner_texts(), saved.locator("#finding").inner_text()) == shown
    assert len(lines(saved)) == 2 * 6  # two policies, six measures
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
    marks = {
        shape: re.findall(f'<path d="([^"]*)"[^>]*data-marks="{shape}"', people) for shape in ("circle", "triangle")
    }
    drawn = {shape: sum(path.count("M") for path in paths) for shape, paths in marks.items()}
    assert sum(drawn.values()) == 2 * 30 + 2 * 2  # two policies, thirty people, and the key with two marks
    assert min(drawn.values()) > 2
    for button in ("Picture, PNG", "Curves, PNG"):
        assert taken(page, button).read_bytes().startswith(b"\x89PNG")
