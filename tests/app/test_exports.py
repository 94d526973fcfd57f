"""Links, downloads, the saved page and the site contain what the page showed, and go on from there."""

import gzip
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from simalign.app.http.assets import FOLDER
from simalign.policies.policy import load_policy
from simalign.scenario import Policy
from tests.app.firefox import FIREFOX, firefox
from tests.app.pages import SMALL, called, opened, seek, shown, state_of, watched
from tests.app.test_side_by_side import drawn
from tests.cli.conftest import Command
from tests.cli.conftest import command as command
from tests.patience import PATIENCE, eventually

FIRST_LOAD = 300_000  # bytes, compressed
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
    expect(page.locator("#story-title")).to_contain_text("Esra")
    expect(page.locator("#week-said")).to_have_text("week 11")
    assert state_of(page) == RICH
    before = lines(page), page.locator("#finding").inner_text()
    page.goto("about:blank")
    opened(page, address, f"#{RICH}")
    expect(page.locator("#week-said")).to_have_text("week 11")
    assert (lines(page), page.locator("#finding").inner_text()) == before


def test_going_back_to_another_link_shows_that_one(page: Page, address: str) -> None:
    opened(page, address)
    with shown(page):
        page.evaluate("location.hash = '#size=20&weeks=12&replications=1&p=pull'")
    expect(page.locator("article.policy")).to_have_count(1)
    expect(page.locator("#curves-said")).to_contain_text("One replication only")


@pytest.mark.parametrize("broken", ["#p=nothing", "#p=%E0%A4%A&size=x&week=-3", "#", "#p=push;mandate=;@x"])
def test_a_broken_link_opens_something_that_works_or_says_what_is_wrong(page: Page, address: str, broken: str) -> None:
    page.goto(f"{address}{broken}")
    page.wait_for_selector("body[data-ready=yes]")
    shown = page.locator("#curves svg").count(), page.get_by_role("alert").count()
    assert shown[0] == 6 or shown[1] == 1


def compared(page: Page) -> tuple[list[str], str, str]:
    """What a comparison says: the gaps, the finding and the story of the person who is open."""
    expect(page.locator("#story-title")).to_be_visible()
    gaps = page.locator(".gaps").all_inner_texts()
    return gaps, page.locator("#finding").inner_text(), page.locator("#story .lives").inner_text()


def moved(page: Page) -> list[float]:
    """What people do under the first policy, once its lever has been moved."""
    with shown(page):
        page.locator("#lever-mandate").fill("0.05")
    expect(page.locator(".policy .text").first).to_contain_text("mandate 5%")
    return list(drawn(page, "do", 0))


def test_a_saved_page_plays_and_computes_from_disk_without_a_server(
    page: Page, address: str, chromium: Browser, tmp_path: Path
) -> None:
    opened(page, address, f"{SMALL}&week=7&person=3")
    said = compared(page)
    file = tmp_path / "saved page.html"
    file.write_bytes(taken(page, "Save page").read_bytes())
    changed = moved(page)

    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    saved = watched(context, problems, (file.as_uri(),))
    saved.goto(file.as_uri())
    saved.wait_for_selector("body[data-ready=yes]")
    assert compared(saved) == said
    assert len(lines(saved)) == 2 * 6  # two policies, six measures
    saved.locator("#speed").select_option("30")
    saved.get_by_role("button", name="Play", exact=True).click()
    expect(saved.locator("#week-said")).to_have_text("week 30")
    assert moved(saved) == changed
    assert taken(saved, "Curves, SVG").read_text().startswith("<svg")
    assert taken(saved, "Scenario and numbers").read_bytes().startswith(b"PK")
    expect(saved.get_by_role("button", name="Save page")).to_be_hidden()  # it is such a page
    saved.get_by_role("link", name="Your organisation").click()
    expect(saved.locator("#own")).to_contain_text("needs the program")
    context.close()
    assert problems == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The folder of a site beside a page that shows it in a frame, and where a plain server has both."""
    folder = tmp_path_factory.mktemp("web")
    words = [sys.executable, "-m", "simalign", "site", "--out", str(folder / "site")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stdout == f"Wrote {folder / 'site' / 'index.html'}\n"
    assert [file.name for file in (folder / "site").iterdir()] == ["index.html"]
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        frame = f'<!doctype html><title>course</title><iframe src="{address}site/" width="1200" height="800"></iframe>'
        (folder / "course.html").write_text(frame, encoding="utf-8")
        yield folder / "site", address
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that writes no log."""

    def log_message(self, *given: object) -> None:
        return


def test_a_link_opens_on_the_site_and_on_the_server_alike(
    page: Page, address: str, chromium: Browser, site: tuple[Path, str]
) -> None:
    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    other = opened(watched(context, problems, (site[1],)), f"{site[1]}site/", f"#{RICH}")
    opened(page, address, f"#{RICH}")
    assert state_of(other) == state_of(page) == RICH
    assert compared(other) == compared(page)
    assert lines(other) == lines(page)
    moved(other)
    link = state_of(other)
    other.goto("about:blank")
    page.goto("about:blank")
    assert lines(opened(page, address, f"#{link}")) == lines(opened(other, f"{site[1]}site/", f"#{link}"))
    assert moved(page) == moved(other)
    context.close()
    assert problems == []


def test_a_site_works_in_a_frame_of_another_page(chromium: Browser, site: tuple[Path, str]) -> None:
    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    elsewhere = site[1].replace("127.0.0.1", "localhost")  # for a browser, another site
    page = watched(context, problems, (site[1], elsewhere))
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    page.goto(f"{elsewhere}course.html")
    frame = page.frame_locator("iframe")
    frame.get_by_role("button", name="Skip").click()
    expect(frame.locator("article.policy")).to_have_count(3)
    frame.locator("#lever-mandate").fill("0.05")
    expect(frame.locator(".policy .text").first).to_contain_text("mandate 5%")
    frame.get_by_role("link", name="Lessons").click()
    expect(frame.locator(".cards li").first).to_be_visible()
    context.close()
    assert problems == []


@pytest.mark.skipif(FIREFOX is None, reason="Firefox is not installed")
def test_a_site_opens_from_disk_in_firefox(page: Page, address: str, site: tuple[Path, str], tmp_path: Path) -> None:
    state = f"{SMALL}&week=7"
    opened(page, address, state)
    with firefox(tmp_path) as browser:
        browser.command("WebDriver:Navigate", url=f"{(site[0] / 'index.html').as_uri()}{state}")
        eventually(lambda: browser.evaluate("document.body.dataset.ready") == "yes")
        said = browser.evaluate("document.querySelector('#finding').textContent")
        assert said == page.locator("#finding").inner_text()
        drawn_there = browser.evaluate("[...document.querySelectorAll('path[data-measure]')].length")
        assert drawn_there == len(lines(page)) == 2 * 6  # two policies, six measures
        assert browser.evaluate("document.querySelector('#problems').hidden")


def test_the_file_of_a_site_is_small_and_has_the_licences_of_its_libraries(site: tuple[Path, str]) -> None:
    content = (site[0] / "index.html").read_bytes()
    assert len(gzip.compress(content, 9)) < FIRST_LOAD
    banners = b"".join(file.read_bytes().splitlines()[1] for file in (FOLDER / "vendor").glob("*.js"))
    libraries = re.findall(rb"(?:// |, )([a-z0-9-]+) \d", banners)
    assert len(libraries) >= 7
    for library in libraries:
        assert b"\n" + library + b"\n=" in content
    assert content.count(b"Permission") >= 3


def test_a_site_overwrites_nothing(site: tuple[Path, str], command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (site[0] / "index.html").read_bytes()
    monkeypatch.chdir(site[0].parent)
    for folder in ("site", "site/index.html"):
        done = command("site", "--out", folder)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith(f"error: --out: is not empty (given: '{folder}')")
    assert (site[0] / "index.html").read_bytes() == before


def test_a_policy_of_ones_own_reads_back_as_the_same(modules: Page, tmp_path: Path) -> None:
    given = {
        "name": '=cmd() "ü"',
        "preset": "pull",
        "levers": {"voice": 0.1, "feedback_interval": "never"},
        "phases": [{"from": 6, "levers": {"focus": 2}}],
    }
    file = tmp_path / "mine.yaml"
    text = called(modules, "base/command.js", "({ policyText }, one) => policyText(one)", given)
    file.write_text(text, encoding="utf-8")
    assert load_policy(file) == Policy(**given)


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
