"""The page in Chromium, against a server of its own on this machine, which is stopped at the end."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.app.pages import opened, watched
from tests.patience import PATIENCE


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
def modules(chromium: Browser, address: str) -> Iterator[Page]:
    """A page that stays open for tests which call its modules and leave it as it is."""
    problems: list[str] = []
    context = chromium.new_context()
    yield opened(watched(context, problems, (address,)), address)
    context.close()
    assert problems == []


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """A fresh page; the test fails where it complained or asked anybody but our server for anything."""
    problems: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield watched(context, problems, (address,))
    context.close()
    assert problems == []
