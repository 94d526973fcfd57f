"""Every view of the page as it looks on a laptop, in the dark, on a phone and on a projector; as a program, pictures.

    uv run python -m tests.app.screenshots --out screenshots

One file a view and screen, and ``all.png``, which has them all beside each other. Look at them after a change of looks.
"""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import gettempdir

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.app.conftest import address
from tests.app.crowd import Class, served
from tests.app.pages import opened, seek
from tests.app.test_lessons import predict
from tests.app.test_upload import MEMBERS, choose
from tests.conftest import chromium

SCREENS = {
    "laptop": (1280, 900, "light"),
    "dark": (1280, 900, "dark"),
    "phone": (360, 740, "light"),
    "projector": (1920, 1080, "light"),
}
STATE = "#scenario=default&size=120&weeks=156&seed=3&replications=10&p=push;@78;monitoring=0&p=pull"
PEOPLE = Path(__file__).parents[2] / "configs" / "organisations" / "workshop" / "members.csv"
SMALL = 480  # pixels across, of one picture in all.png; as high as wide, from its top
APART = 12


def compared(page: Page, place: str) -> None:
    seek(opened(page, place, STATE), 52)


def story(page: Page, place: str) -> None:
    seek(opened(page, place, f"{STATE}&person=11"), 52)
    page.locator("#story-title").scroll_into_view_if_needed()


def levers(page: Page, place: str) -> None:
    compared(page, place)
    page.get_by_role("button", name="Change levers").first.click()
    page.locator("#levers-title").scroll_into_view_if_needed()


def curves(page: Page, place: str) -> None:
    compared(page, place)
    page.locator("#curves-title").scroll_into_view_if_needed()


def taking(page: Page, place: str) -> None:
    compared(page, place)
    page.get_by_role("button", name="Export", exact=True).click()


def setup(page: Page, place: str) -> None:
    compared(page, place)
    page.locator("#setup summary").click()


def opening(page: Page, place: str) -> None:
    page.goto(place)
    expect(page.get_by_role("button", name="Your turn to predict")).to_be_visible(timeout=60_000)


def predicted(page: Page, place: str) -> None:
    opening(page, place)
    page.get_by_role("button", name="Your turn to predict").click()
    page.locator("#opening .choices button").first.click()
    expect(page.get_by_role("button", name="Now you try")).to_be_visible()


def saved(page: Page, place: str) -> None:
    taking(page, place)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save page").click()
    file = Path(gettempdir()) / "simalign saved page.html"
    download.value.save_as(file)
    page.goto(file.as_uri())
    page.wait_for_selector("body[data-ready=yes]")


def lessons(page: Page, place: str) -> None:
    opened(page, place, "#view=lessons")
    expect(page.locator(".cards li").last).to_be_visible()


def lesson(page: Page, place: str) -> None:
    lessons(page, place)
    page.get_by_role("link", name="The mandate trap").click()
    predict(page)
    expect(page.locator(".question")).to_be_visible()


def upload(page: Page, place: str) -> None:
    opened(page, place, "#view=own")
    choose(page, "members", MEMBERS.replace("dee,bo", "dee,bob").replace("id,manager", "id,Reports to"))
    page.get_by_role("button", name="Use these columns").click()
    expect(page.locator(".wrongs")).to_contain_text("line 5")
    page.locator(".wrongs").evaluate("place => place.scrollIntoView({block: 'center'})")


def decided(page: Page, place: str) -> None:
    opened(page, place, "#view=own")
    choose(page, "members", PEOPLE.read_text(encoding="utf-8"))
    page.get_by_role("button", name="Which is best?").click()
    expect(page.get_by_role("button", name="Report for a board")).to_be_enabled(timeout=120_000)


def join(page: Page, own: Class) -> None:
    page.goto(f"http://127.0.0.1:{own.port}/")
    expect(page.locator("#code")).to_be_focused()


def seated(browser: Browser, own: Class) -> StorageState:
    """The host's cookie; hosts are few."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"http://127.0.0.1:{own.port}/join#code={own.host_code}")
    page.wait_for_selector("body[data-ready=yes]")
    found = context.storage_state()
    context.close()
    return found


def game(page: Page, place: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    opened(page, place, "#view=game&game=7&cards=example.why.help")
    page.wait_for_selector("#game[data-quarter='3']")


def held(page: Page, own: Class, participant: StorageState) -> None:
    """The host's screen, before anything is revealed."""
    page.context.add_cookies(participant["cookies"])  # type: ignore[arg-type]
    page.goto(f"http://127.0.0.1:{own.port}/#view=class")
    expect(page.get_by_role("img", name="QR code")).to_be_visible()


VIEWS: tuple[Callable[[Page, str], None], ...] = (
    compared, opening, predicted, setup, story, levers, curves, taking, saved, lessons, lesson, game, upload, decided
)  # fmt: skip


def taken(browser: Browser, place: str, own: Class, folder: Path) -> None:
    """A file for every view on every screen, and all of them in one."""
    views = {view.__name__: partial(view, place=place) for view in VIEWS}
    views |= {"join": partial(join, own=own), "held": partial(held, own=own, participant=seated(browser, own))}
    across, down = len(views), len(SCREENS)
    step = SMALL + APART
    whole = Image.new("RGB", (across * step + APART, down * step + APART), "#888")
    for row, (screen, (width, height, scheme)) in enumerate(SCREENS.items()):
        for column, (name, view) in enumerate(views.items()):
            context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)  # type: ignore[arg-type]
            page = context.new_page()
            view(page)
            page.wait_for_timeout(400)  # until fonts and marks have settled
            file = folder / f"{name}_{screen}.png"
            page.screenshot(path=file)
            page.screenshot(path=file.with_stem(f"{file.stem}_whole"), full_page=True)
            context.close()
            with Image.open(file) as shot:
                scale = min(SMALL / shot.width, SMALL / shot.height)
                size = round(scale * shot.width), round(scale * shot.height)
                whole.paste(shot.convert("RGB").resize(size), (APART + column * step, APART + row * step))
    whole.save(folder / "all.png", optimize=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=Path("screenshots"), help="folder")
    chosen = parser.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    server, shown = (fixture.__wrapped__() for fixture in (address, chromium))  # type: ignore[attr-defined]
    try:
        with served() as own:
            taken(next(shown), next(server), own, chosen.out)
    finally:
        for one in (shown, server):
            next(one, None)
