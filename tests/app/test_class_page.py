"""A class of three on the screens of its host and two students, from the lobby to the export."""

import csv
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.app.pages import watched
from tests.patience import PATIENCE

CARDS = {"ann": "why.example.help.pass.pass.pass.pass", "bob": "order.check.pay.pass.pass.pass.pass"}


class Invited(NamedTuple):
    """A class: its address, and the codes of the host and of the students."""

    address: str
    host: str
    student: str


@pytest.fixture(scope="module")
def invited() -> Iterator[Invited]:
    """A class on a free port of this machine."""
    command = [sys.executable, "-m", "simalign", "app", "--classroom", "--host", "127.0.0.1", "--port", "0"]
    server = subprocess.Popen([*command, "--no-browser"], stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert server.stdout is not None
    try:
        said = "".join(server.stdout.readline() for _ in range(4))
        found = re.search(r"(http://127\.0\.0\.1:\d+/)join#code=(\S+)\n.*with the code (\S+)\n", said, re.DOTALL)
        assert found, said
        yield Invited(*found.groups())
    finally:
        server.terminate()
        server.wait(PATIENCE)
        server.stdout.close()


@contextmanager
def joined(
    chromium: Browser, invited: Invited, code: str, width: int, height: int, locale: str = "en-GB"
) -> Iterator[Page]:
    """The page of somebody who has joined with a code."""
    problems: list[str] = []
    size: ViewportSize = {"width": width, "height": height}
    context = chromium.new_context(viewport=size, reduced_motion="reduce", locale=locale)
    page = watched(context, problems, (invited.address,))
    page.goto(f"{invited.address}join#code={code}")
    page.wait_for_selector("body[data-ready=yes]")
    yield page
    context.close()
    assert problems == []


def without_barrier(page: Page, width: int) -> None:
    """Assert that axe finds nothing, and that nothing sticks out."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def stage(host: Page, name: str) -> None:
    """Open a stage on the host's screen."""
    host.get_by_role("button", name=name, exact=True).click()
    expect(host.locator(f".host[data-stage={name.lower()}]")).to_be_visible()


def test_a_class_of_three_from_the_lobby_to_the_export(chromium: Browser, invited: Invited, tmp_path: Path) -> None:
    with ExitStack() as stack:
        host = stack.enter_context(joined(chromium, invited, invited.host, 1440, 900))
        students = {name: stack.enter_context(joined(chromium, invited, invited.student, 390, 844)) for name in CARDS}
        expect(host.locator(".seats")).to_have_text("2 seats of 60 filled")
        expect(host.get_by_role("img", name="QR code")).to_be_visible()
        expect(host.locator(".invitation")).to_contain_text(invited.student)
        assert invited.host not in host.content()
        without_barrier(host, 1440)
        for page in students.values():
            expect(page.locator(".student")).to_contain_text("You are in")
            expect(page.locator("#views")).to_be_hidden()
            assert invited.student not in page.content()
        predicted(host, students)
        revealed(host, students)
        played(host, students)
        discussed(host, students)
        exported(host, tmp_path)
        begun_again(host, students)


def test_the_pages_of_a_class_may_be_in_several_languages(chromium: Browser, invited: Invited) -> None:
    with ExitStack() as stack:
        host = stack.enter_context(joined(chromium, invited, invited.host, 1440, 900))
        student = stack.enter_context(joined(chromium, invited, invited.student, 390, 844, "de-DE"))
        stage(host, "Predict")
        student.get_by_role("radio", name="Fragen und erklären").check()
        for slider in student.get_by_role("slider").all():
            slider.fill("60")
        for _ in range(2):  # once sent, what was chosen is shown as chosen
            expect(student.get_by_role("radio", name="Fragen und erklären")).to_be_checked()
            student.locator(".predict button").click()
            expect(student.locator(".predict")).to_contain_text("Gesendet")
        stage(host, "Reveal")
        expect(host.locator(".votes")).to_contain_text("ask and explain: 1")
        expect(student.locator(".votes")).to_contain_text("Fragen und erklären: 1")
        expect(student.locator(".outcomes-said")).to_contain_text("Sie sagten „Fragen und erklären“")
        host.get_by_role("button", name="Begin again").click()
        host.get_by_role("button", name="Delete and begin again").click()
        expect(host.locator(".host[data-stage=lobby]")).to_be_visible()


def predicted(host: Page, students: dict[str, Page]) -> None:
    """Each student has one vote, which can be changed, and sees no result."""
    stage(host, "Predict")
    for page in students.values():
        expect(page.locator(".predict")).to_be_visible()
        without_barrier(page, 390)
    for n, page in enumerate(students.values()):
        for _ in range(2):
            page.get_by_role("radio").nth(n).check()
            for slider in page.get_by_role("slider").all():
                slider.fill("60")
            page.locator(".predict button").click()
            expect(page.locator(".predict")).to_contain_text("Sent")
        expect(page.locator("#class-figures")).to_have_count(0)
    expect(host.locator(".count-said")).to_have_text("2 of 2 have predicted")


def revealed(host: Page, students: dict[str, Page]) -> None:
    """The result appears everywhere at once: on the host's screen with the guesses of all."""
    expect(host.locator("#class-figures")).to_have_count(0)
    stage(host, "Reveal")
    expect(host.locator("#class-figures [data-crowd]")).to_have_count(2)  # of the number that was asked for
    expect(host.locator("#class-figures [data-drawn=class]")).to_have_count(2)
    expect(host.locator(".votes .truth")).to_be_visible()
    expect(host.locator(".outcomes-said")).to_contain_text("2 curves, in grey in the figure above")
    without_barrier(host, 1440)
    for page in students.values():
        expect(page.locator("[data-guess]").first).to_be_visible()
        expect(page.locator(".outcomes-said")).to_contain_text("You said")


def played(host: Page, students: dict[str, Page]) -> None:
    """Each student plays one game, the number of the host; its score is not shown yet."""
    host.get_by_label("Game number").fill("7")
    host.get_by_label("Game number").press("Enter")
    stage(host, "Play")
    for name, page in students.items():
        page.wait_for_selector("#class-board[data-quarter='0']")
        page.evaluate("(cards) => sessionStorage.setItem('game 7', JSON.stringify(cards))", CARDS[name].split("."))
        page.reload()  # a game goes on where it was
        page.wait_for_selector("#class-board[data-quarter='7']")
        page.get_by_label("Name of your team").fill(f"={name}")
        page.locator("[data-card=pass]").click()
        expect(page.locator(".student")).to_contain_text("Your game is in")
    expect(host.locator(".count-said")).to_have_text("2 of 2 have finished")
    expect(host.locator("[data-standing]")).to_have_count(0)


def discussed(host: Page, students: dict[str, Page]) -> None:
    """The leaderboard is on the host's screen, and the whole page is open to the students."""
    stage(host, "Discuss")
    expect(host.locator("[data-standing='=ann']")).to_be_visible()
    assert host.locator("[data-standing]").count() == 2 + 4
    without_barrier(host, 1440)
    expect(students["ann"].locator("#views")).to_be_visible()


def exported(host: Page, folder: Path) -> None:
    """The export has a row per seat, with the score that the leaderboard shows."""
    with host.expect_download() as saving:
        host.get_by_role("button", name="Export results").click()
    saving.value.save_as(folder / "class.csv")
    rows = list(csv.DictReader(io.StringIO((folder / "class.csv").read_text(encoding="utf-8"))))
    assert [(row["seat"], row["team"], row["game"]) for row in rows] == [("1", "'=ann", "7"), ("2", "'=bob", "7")]
    assert rows[0]["cards"] == f"{CARDS['ann'].replace('.', ' ')} pass"
    assert all(float(row["low"]) < float(row["gain"]) < float(row["high"]) for row in rows)


def begun_again(host: Page, students: dict[str, Page]) -> None:
    """Beginning again asks first, and deletes everything."""
    host.get_by_role("button", name="Begin again").click()
    dialog = host.get_by_role("dialog")
    expect(dialog).to_contain_text("This deletes 2 predictions and 2 games")
    dialog.get_by_role("button", name="Keep everything").click()
    expect(host.locator(".host[data-stage=discuss]")).to_be_visible()
    host.get_by_role("button", name="Begin again").click()
    dialog.get_by_role("button", name="Delete and begin again").click()
    for page in students.values():
        expect(page.locator(".student")).to_contain_text("You are in")
    stage(host, "Predict")
    expect(host.locator(".count-said")).to_have_text("0 of 2 have predicted")
