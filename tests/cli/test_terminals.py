"""Terminals that cannot show every character, and words that are not text."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import QUICK
from tests.patience import PATIENCE

ASCII = (
    {"PYTHONIOENCODING": "ascii"},
    {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
)


def ran(folder: Path, *arguments: str | bytes, **environment: str) -> subprocess.CompletedProcess[bytes]:
    known = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "PYTHON"))}
    command = [sys.executable, "-m", "simalign", *arguments]
    return subprocess.run(command, cwd=folder, env=known | environment, capture_output=True, timeout=PATIENCE)


@pytest.mark.parametrize("environment", ASCII, ids=["PYTHONIOENCODING", "LC_ALL"])
def test_what_a_terminal_cannot_show_is_replaced(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,manager,department\na,,Größe\nb,a,Größe\n", encoding="utf-8")
    full = ran(tmp_path, "org", "people.csv", PYTHONIOENCODING="utf-8")
    done = ran(tmp_path, "org", "people.csv", **environment)
    assert (done.returncode, done.stderr) == (full.returncode, full.stderr) == (0, b"")
    assert "Größe" in full.stdout.decode()
    assert b"Gr??e" in done.stdout
    assert done.stdout.isascii()


def test_results_are_shown_after_the_work_by_a_terminal_of_ascii(tmp_path: Path) -> None:
    done = ran(tmp_path, "compare", "-n", "2", *QUICK, "--out", "out", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert b"95% intervals" in b" ".join(done.stdout.split()) and done.stdout.isascii()
    assert (tmp_path / "out" / "manifest.json").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([b"run", *QUICK, b"--out", b"r\xff"], rb"--out: is not UTF-8 (given: 'r\udcff')"),
        ([b"run", *QUICK, b"--out=r\xff"], rb"--out: is not UTF-8 (given: 'r\udcff')"),
        ([b"compare", *QUICK, b"-p", b"push,\xe4.yaml"], rb"-p: is not UTF-8 (given: 'push,\udce4.yaml')"),
        ([b"sweep", b"\xe4.yaml"], rb"is not UTF-8 (given: '\udce4.yaml')"),
        ([b"org", b"--\xe4"], rb"is not UTF-8 (given: '--\udce4')"),
    ],
)
def test_words_that_are_not_utf8_are_refused_before_anything_is_run(
    words: list[str | bytes], said: bytes, tmp_path: Path
) -> None:
    done = ran(tmp_path, *words, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.replace(b"\r", b"") == b"error: " + said + b"; allowed: text and file names in UTF-8\n"
    assert list(tmp_path.iterdir()) == []
