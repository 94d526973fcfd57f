"""The page in Chromium, against a server of its own on this machine, which is stopped at the end."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.app.pages import watched
from tests.patience import PATIENCE

SMALL = "extends: default\norganisation: {size: 12}\nwarmup: 2\nweeks: 4\n"
SOLARAS_OWN = (
    "Failed to evaluate Vue script and find module.exports"  # it says so of a component of its own, and goes on
)


@pytest.fixture(scope="session")
def scenario(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of a small scenario."""
    file: Path = tmp_path_factory.mktemp("viz") / "small.yaml"
    file.write_text(SMALL, encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def server(scenario: Path) -> Iterator[subprocess.Popen[str]]:
    """The page's server: the small scenario under push with seed 3."""
    options = ["--scenario", str(scenario), "--policy", "push", "--seed", "3", "--port", "0", "--no-browser"]
    command = [sys.executable, "-m", "simalign", "viz", *options]
    process = subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    yield process
    process.terminate()
    process.wait(PATIENCE)
    for pipe in (process.stdout, process.stderr):
        pipe and pipe.close()


@pytest.fixture(scope="session")
def address(server: subprocess.Popen[str]) -> str:
    """Where the page is: ``http://127.0.0.1:PORT/``."""
    assert server.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
    assert found
    return found[0]


def opened(context: BrowserContext, problems: list[str], address: str) -> Page:
    """The page of a session, shown."""
    page = watched(context, problems, (address, address.replace("http", "ws")))
    page.goto(address)
    page.get_by_text("Week 0 of 4").wait_for()
    return page


@pytest.fixture
def visit(chromium: Browser, address: str) -> Iterator[Callable[[], Page]]:
    """Open the page as somebody new; the test fails where it complained or asked anybody but our server."""
    problems: list[str] = []
    contexts: list[BrowserContext] = []

    def somebody() -> Page:
        contexts.append(chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme="light"))
        return opened(contexts[-1], problems, address)

    yield somebody
    for context in contexts:
        context.close()
    assert [problem for problem in problems if SOLARAS_OWN not in problem] == []
