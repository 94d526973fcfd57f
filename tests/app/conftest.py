"""The page in Chromium, against a server of its own on this machine, which is stopped at the end."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.app.pages import watched
from tests.browser import CHROMIUM
from tests.patience import PATIENCE

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the page is: ``http://127.0.0.1:PORT/``."""
    command = [sys.executable, "-m", "simalign", "app", "--port", "0", "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        found = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
        assert found
        yield found[0]
    finally:
        server.terminate()
        assert server.wait(PATIENCE) is not None
        server.stdout and server.stdout.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET), timeout=1000 * PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A fresh page; the test fails where it complained or asked anybody but our server for anything."""
    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield watched(context, problems, (address,))
    context.close()
    assert problems == []
