"""simalign app on the command line."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from simalign.app.classroom.lessons import load_lessons, shipped_lessons
from simalign.app.http.limits import CLASS
from simalign.cli.commands.app import listening_at
from simalign.errors import InputError
from simalign.files.shipped import configs_folder
from tests.cli.conftest import Command
from tests.cli.conftest import command as command
from tests.patience import PATIENCE

APP = ("app", "--no-browser", "--port")


@pytest.fixture
def unserved(command: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command in this process, where it may not start a server."""

    def serve(*_: object) -> None:
        pytest.fail("a server starts")

    monkeypatch.setattr("simalign.cli.commands.app.serve", serve)
    return command


def test_a_port_that_is_taken_is_said_and_nothing_starts(unserved: Command) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = unserved(*APP, str(port))
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: --port: cannot be used (Address already in use) (given: {port})")
    assert done.stdout == ""


def test_without_a_port_the_next_free_one_is_taken_and_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setattr("simalign.cli.commands.app.USUAL", port)
        with listening_at(None) as found:
            assert found.getsockname()[0] == "127.0.0.1"
            assert port < found.getsockname()[1] < port + 20
        assert capsys.readouterr().err.startswith(f"Port {port} is taken; using ")
        monkeypatch.setattr("simalign.cli.commands.app.TRIED", 1)
        with pytest.raises(InputError):
            listening_at(None)


def test_bad_lessons_are_said_and_nothing_starts(unserved: Command, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("title: Mine\nsumary: x\n", encoding="utf-8")
    done = unserved(*APP, "0", "--lessons", str(tmp_path))
    assert done.returncode == 2
    assert f"{tmp_path}/mine.yaml:2: sumary: unknown key; did you mean 'summary'?" in done.stderr
    assert "story: is missing" in done.stderr
    assert done.stdout == ""
    done = unserved(*APP, "0", "--lessons", "nowhere")
    assert done.stderr == "error: --lessons: is not a folder (given: 'nowhere'); allowed: a folder of lesson files\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("size: 96", "size: 301", "run.size: cannot be used (given: 301); allowed: a whole number from 2 to 300"),
        (
            "weeks: 104",
            "weeks: 520",
            "run.weeks: cannot be used (given: 520); allowed: a whole number from 4",
        ),
        ("seed: 15", "replications: 80", "run.replications: cannot be used (given: 80)"),
        (
            "size: 96\n  weeks: 104",
            "size: 290\n  weeks: 260\n  replications: 20",
            "run.replications: is too much for the page of a class: 4,825,600 member-weeks (given: 20)",
        ),
    ],
)
def test_a_lesson_too_large_for_a_class_is_said_at_the_start(
    unserved: Command, tmp_path: Path, old: str, new: str, said: str
) -> None:
    text = (configs_folder() / "lessons" / "silos.yaml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "mine.yaml").write_text(text.replace(f"  {old}\n", f"  {new}\n"), encoding="utf-8")
    assert list(load_lessons(tmp_path)) == ["mine"]  # alone there is room for it
    done = unserved(*APP, "0", "--host", "127.0.0.1", "--classroom", "--lessons", str(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    changed = text.replace(f"  {old}\n", f"  {new}\n").splitlines()
    line = 1 + changed.index(f"  {new.splitlines()[-1].strip()}")
    assert done.stderr.startswith(f"error: {tmp_path}/mine.yaml:{line}: {said}")
    assert "the page of a class" in done.stderr
    assert done.stderr.count("\n") == 1


def test_shipped_lessons_are_small_enough_for_a_class() -> None:
    assert load_lessons(configs_folder() / "lessons", CLASS).keys() == shipped_lessons().keys()


def test_a_class_is_told_where_and_with_which_code() -> None:
    words = [sys.executable, "-m", "simalign", *APP, "0", "--classroom", "--host", "127.0.0.1"]
    server = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert server.stdout is not None
    try:
        lines: list[str] = []
        while not lines or "encrypted" not in lines[-1]:
            lines.append(server.stdout.readline())
            assert lines[-1]
    finally:
        server.terminate()
        server.wait(PATIENCE)
        server.stdout.close()
    said = "".join(lines)
    assert lines[0].startswith("simalign is at http://127.0.0.1:")
    assert re.search(r"The class joins at http://127\.0\.0\.1:\d+/ with the code [B-Z]{4}-[B-Z]{4}\n", said)
    assert re.search(r"for you alone: http://127\.0\.0\.1:\d+/join#code=[B-Z]{5}-[B-Z]{5}\n", said)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--host", "127.0.0.1"], "requires --classroom"),
        (["--classroom", "--host", "nowhere"], "is not an IPv4 address"),
        (["--classroom", "--host", "0.0.0.0"], "is not a single address"),
        (["--classroom", "--host", "192.0.2.7"], "is not an address of this machine"),
    ],
)
def test_an_address_that_makes_no_sense_is_said_and_nothing_starts(
    unserved: Command, given: list[str], said: str
) -> None:
    done = unserved(*APP, "0", *given)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("error: --host: ")
    assert said in done.stderr


def test_help_comes_without_the_page_behind_it() -> None:
    code = (
        "import sys; sys.argv = ['simalign', '--help']\n"
        "from simalign.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "sys.exit(any(name in sys.modules for name in ('starlette', 'uvicorn', 'numba', 'pandas')))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=PATIENCE).returncode == 0
