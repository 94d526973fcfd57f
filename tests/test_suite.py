"""How the tests themselves run: on which cores, and without a browser."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[1]


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite of a test that needs a browser and of one that does not, with the settings of ours."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\ntestpaths = tests\n", encoding="utf-8")
    for name, text in {
        "conftest.py": (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8"),
        "test_page.py": "import pytest\n@pytest.fixture\ndef chromium(): ...\ndef test_page(chromium): ...\n",
        "test_plain.py": "def test_plain(): ...\n",
    }.items():
        (tmp_path / "tests" / name).write_text(text, encoding="utf-8")
    return tmp_path


def ran(suite: Path, path: Path, *arguments: str) -> tuple[int, str]:
    """Exit status and output of pytest where programs are looked for in ``path`` only."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= {"PYTHONPATH": str(ROOT), "PATH": str(path)}
    command = [sys.executable, "-m", "pytest", "-rs", "-p", "no:cacheprovider", "--basetemp", "made", *arguments]
    done = subprocess.run(command, cwd=suite, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    return done.returncode, done.stdout + done.stderr


def test_without_chromium_pages_are_skipped_with_a_reason(suite: Path, tmp_path: Path) -> None:
    status, output = ran(suite, tmp_path, "tests")
    assert status == 0
    assert "1 passed, 1 skipped" in output
    assert "no chromium on the PATH (Debian: apt-get install chromium)" in output


def test_without_chromium_a_run_that_needs_it_fails(suite: Path, tmp_path: Path) -> None:
    status, output = ran(suite, tmp_path, "tests", "--need-chromium")
    assert status == pytest.ExitCode.USAGE_ERROR
    assert "no chromium on the PATH" in output
    assert "passed" not in output


def test_with_chromium_nothing_is_skipped(suite: Path, tmp_path: Path) -> None:
    (tmp_path / "chromium").touch(0o755)
    status, output = ran(suite, tmp_path, "tests", "--need-chromium")
    assert status == 0
    assert "2 passed" in output and "skipped" not in output


@pytest.mark.parametrize(("arguments", "parallel"), [([], True), (["tests"], False), (["-n", "0"], False)])
def test_only_the_whole_suite_takes_several_cores(suite: Path, arguments: list[str], parallel: bool) -> None:
    status, output = ran(suite, suite, *arguments)
    assert status == 0
    assert ("worker" in output) == parallel


def test_checks_before_a_change_lands_need_the_browser() -> None:
    assert "\nuv run pytest --need-chromium" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
