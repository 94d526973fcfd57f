"""simalign app on the command line."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from simalign.cli.page import listening_at
from simalign.errors import InputError


def test_a_port_that_is_taken_is_said_and_nothing_starts() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        command = [sys.executable, "-m", "simalign", "app", "--no-browser", "--port", str(port)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: --port: cannot be listened on (Address already in use) (given: {port})")
    assert done.stdout == ""


def test_without_a_port_the_next_free_one_is_taken_and_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setattr("simalign.cli.page.USUAL", port)
        with listening_at(None) as found:
            assert found.getsockname()[0] == "127.0.0.1"
            assert port < found.getsockname()[1] < port + 20
        assert capsys.readouterr().err.startswith(f"Port {port} is taken; using ")
        monkeypatch.setattr("simalign.cli.page.TRIED", 1)
        with pytest.raises(InputError):
            listening_at(None)


def test_bad_lessons_are_said_and_nothing_starts(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("title: Mine\nsumary: x\n", encoding="utf-8")
    command = [sys.executable, "-m", "simalign", "app", "--no-browser", "--port", "0", "--lessons"]
    done = subprocess.run([*command, str(tmp_path)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert f"{tmp_path}/mine.yaml:2: sumary: unknown key; did you mean 'summary'?" in done.stderr
    assert "story: is missing" in done.stderr
    assert done.stdout == ""
    done = subprocess.run([*command, "nowhere"], capture_output=True, text=True, timeout=60)
    assert done.stderr == "error: --lessons: is no folder (given: 'nowhere'); allowed: a folder of lesson files\n"


def test_a_class_is_told_where_and_with_which_code() -> None:
    command = [sys.executable, "-m", "simalign", "app", "--no-browser", "--port", "0", "--classroom"]
    server = subprocess.Popen([*command, "--host", "127.0.0.1"], stdout=subprocess.PIPE, text=True, encoding="utf-8")
    assert server.stdout is not None
    try:
        lines: list[str] = []
        while not lines or "encrypted" not in lines[-1]:
            lines.append(server.stdout.readline())
            assert lines[-1]
    finally:
        server.terminate()
        server.wait(20)
        server.stdout.close()
    said = "".join(lines)
    assert lines[0].startswith("simalign is at http://127.0.0.1:")
    assert re.search(r"joins with the code [B-Z]{3}-[B-Z]{3}\n", said)
    assert re.search(r"the host, join with [B-Z]{4}-[B-Z]{4};", said)
    assert sum("\N{FULL BLOCK}" in line for line in lines) > 12


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--host", "127.0.0.1"], "goes with --classroom"),
        (["--classroom", "--host", "nowhere"], "is no address"),
        (["--classroom", "--host", "0.0.0.0"], "is not one address"),
        (["--classroom", "--host", "192.0.2.7"], "is not this machine's"),
    ],
)
def test_an_address_that_makes_no_sense_is_said_and_nothing_starts(given: list[str], said: str) -> None:
    command = [sys.executable, "-m", "simalign", "app", "--no-browser", "--port", "0", *given]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
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
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60).returncode == 0
