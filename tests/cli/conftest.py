"""The command line: in this process, or as a process of its own, as people start it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from simalign.cli import main
from tests.patience import PATIENCE

QUICK = ["--set", "organisation.size=8", "--set", "warmup=2", "--weeks", "4", "--seed", "1"]
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run ``simalign`` in an empty folder and in this process, which saves the seconds that its imports take."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)  # ``main`` sets another one, and signal handlers

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["simalign", *arguments])
        handlers = {number: signal.getsignal(number) for number in SIGNALS}
        capsys.readouterr()
        try:
            with pytest.raises(SystemExit) as left:
                main()
        finally:
            for number, handler in handlers.items():
                signal.signal(number, handler)
        assert left.value.code is None or isinstance(left.value.code, int)
        return subprocess.CompletedProcess(arguments, left.value.code or 0, *capsys.readouterr())

    return run


@pytest.fixture
def process(tmp_path: Path) -> Command:
    """Run ``simalign`` as a process in an empty folder; ``shell`` follows the arguments, like ``| head -1``."""

    def run(*arguments: str, shell: str = "") -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "simalign", *arguments]
        line = ["bash", "-c", f'set -o pipefail; "$@" {shell}', "bash", *words] if shell else words
        environment = os.environ | {"PYTHONWARNINGS": "error::RuntimeWarning"}
        return subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE, env=environment)

    return run
