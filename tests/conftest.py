"""Settings of all tests.

Properties are tried on the same examples each time, however slow the machine; ``--hypothesis-profile thorough`` tries
ten times as many. Tests of the pages are skipped where Chromium is missing, unless ``--need-chromium`` is given. The
whole suite, ``pytest`` without a path, runs on up to four cores; a path runs in one process. ``-n`` overrides both.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from tests.browser import CHROMIUM, MISSING, QUIET
from tests.patience import PATIENCE

for profile, examples in (("simalign", 30), ("thorough", 300)):
    settings.register_profile(
        profile,
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],  # it judges by the clock, and so the load
        derandomize=True,
        database=None,
    )
settings.load_profile("simalign")

PROCESSES = 4  # more compete for memory
COMPILING = "tests/limits/test_nothing_is_dead.py"  # its process compiles the model for all of them
PLAIN = ("tests/analysis/", "tests/files/", "tests/scenario/")  # without the model, for the others meanwhile


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option of a machine on which no test of a page may be skipped."""
    text = "refuse to run where Chromium is missing, instead of skipping the tests of the pages"
    parser.addoption("--need-chromium", action="store_true", help=text)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Run the whole suite on several cores, the tests of a file on one."""
    if hasattr(config, "workerinput"):  # one of the processes already
        return
    if config.args_source is pytest.Config.ArgsSource.TESTPATHS and config.option.numprocesses is None:
        config.option.numprocesses = "auto"
        config.option.maxprocesses = config.option.maxprocesses or PROCESSES
        config.option.dist = "loadfile"
        config.option.loadscopereorder = False  # files in the order below, with the many short ones of doctests last


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to run without the browser where it is needed."""
    if config.getoption("--need-chromium") and CHROMIUM is None:
        raise pytest.UsageError(MISSING)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET), timeout=1000 * PATIENCE)
        yield browser
        browser.close()


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save empty files in place of figures, for tests of numbers and words: figures take most of a small comparison."""

    def touched(figure: Any, file: Path, **options: Any) -> None:
        file.touch()

    monkeypatch.setattr("matplotlib.figure.Figure.savefig", touched)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort the files, and skip the tests of the pages where the browser is missing, before they start a server."""
    items.sort(key=lambda item: (not item.nodeid.startswith(COMPILING), not item.nodeid.startswith(PLAIN)))
    if CHROMIUM is None:
        for item in items:
            if "chromium" in getattr(item, "fixturenames", ()):
                item.add_marker(pytest.mark.skip(reason=MISSING))
