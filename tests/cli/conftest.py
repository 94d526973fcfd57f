"""The command line as a process of its own, as people start it."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.patience import PATIENCE

QUICK = ["--set", "organisation.size=8", "--set", "warmup=2", "--weeks", "4", "--seed", "1"]
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Run ``simalign`` in an empty folder; ``shell`` replaces what comes after the arguments, like ``| head -1``."""

    def run(*arguments: str, shell: str = "") -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "simalign", *arguments]
        line = ["bash", "-c", f'set -o pipefail; "$@" {shell}', "bash", *words] if shell else words
        environment = os.environ | {"PYTHONWARNINGS": "error::RuntimeWarning"}
        return subprocess.run(line, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE, env=environment)

    return run
