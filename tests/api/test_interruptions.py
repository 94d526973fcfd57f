"""Long calls survive their end: after ``kill -9`` or Ctrl-C the same command completes, with the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import simalign
from simalign.api import checkpoints
from simalign.compiled import cache_home
from simalign.simulation import Simulation

COMPARE = "compare -p push,pull -n 2000 --set organisation.size=20 --set warmup=8 --weeks 26 --seed 5 --json"
DECIDE = "decide -p push,pull --set organisation.size=2000 --set warmup=8 --weeks 26 --seed 5 --json"
SIGNALS = (signal.SIGKILL, signal.SIGINT, signal.SIGTERM)


def unfinished() -> Path:
    """Where interrupted work is stored."""
    return cache_home() / "unfinished"


def stored() -> set[Path]:
    """All chunks that interrupted work has stored."""
    return set(unfinished().rglob("*.npz"))


def started(line: str, folder: Path) -> subprocess.Popen[bytes]:
    """A command under way."""
    words = [sys.executable, "-m", "simalign", *line.split()]
    out = ["--out", "out"] if line.startswith("compare") else []
    return subprocess.Popen([*words, *out], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def finished(line: str, folder: Path) -> tuple[bytes, dict[str, bytes]]:
    """What a command prints and writes when nothing interrupts it."""
    process = started(line, folder)
    printed, said = process.communicate(timeout=500)
    assert process.returncode == 0, said.decode()
    files = sorted((folder / "out").iterdir()) if (folder / "out").is_dir() else []
    return printed, {file.name: file.read_bytes() for file in files}


def interrupted(line: str, folder: Path, after: float, number: signal.Signals) -> str:
    """Start a command and send it a signal so many seconds after it stored its first chunk: what it says."""
    before = stored()
    process = started(line, folder)
    while process.poll() is None and not stored() - before:
        time.sleep(0.02)
    time.sleep(after)
    process.send_signal(number)
    return process.communicate(timeout=120)[1].decode()


def survives(line: str, folders: Path, moments: Sequence[tuple[float, signal.Signals]]) -> None:
    """Interrupt a command at some moments, each in a folder of its own, and compare with an uninterrupted one."""
    whole = finished(line, made(folders / "whole"))
    assert not stored()  # finished work leaves nothing
    for n, (after, number) in enumerate(moments):
        folder = made(folders / str(n))
        said = interrupted(line, folder, after, number)
        if number != signal.SIGKILL and stored():
            assert "the same command or call with seed 5 continues from there" in said
            assert "Traceback" not in said
        assert finished(line, folder) == whole
        assert not stored()


def made(folder: Path) -> Path:
    """A new folder."""
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of its own for what is stored, which takes the compiled code from the usual one."""
    usual, own = cache_home(), tmp_path / "cache"
    own.mkdir()
    for compiled in usual.glob("compiled-*"):
        (own / compiled.name).symlink_to(compiled)
    monkeypatch.setenv("SIMALIGN_CACHE", str(own))


def test_a_comparison_survives(tmp_path: Path) -> None:
    chance = random.Random(11)
    survives(COMPARE, tmp_path / "folders", [(chance.uniform(0, 3), number) for number in SIGNALS])


def test_a_decision_survives(tmp_path: Path) -> None:
    survives(DECIDE, tmp_path / "folders", [(1.0, signal.SIGKILL)])


@pytest.mark.slow
@pytest.mark.parametrize("line", [COMPARE, DECIDE], ids=["compare", "decide"])
def test_long_calls_survive_ten_moments(line: str, tmp_path: Path) -> None:
    chance = random.Random(13)
    moments = [(chance.uniform(0, 8), chance.choice(SIGNALS)) for _ in range(10)]
    survives(line, tmp_path / "folders", moments)


def test_an_interrupted_call_computes_only_the_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In Python, too; and what a call stored is gone when it returns."""
    monkeypatch.setattr(checkpoints, "WORTHWHILE", 0)
    monkeypatch.setattr("simalign.simulation.resume.CHUNK", 1)
    small = {"organisation.size": 8, "warmup": 2, "weeks": 4}
    real, runs, most = Simulation.run, [0], [10**9]

    def run(self: Simulation, *arguments: Any) -> Any:
        runs[0] += 1
        if runs[0] > most[0]:
            raise KeyboardInterrupt
        return real(self, *arguments)

    def call(limit: int) -> simalign.Comparison:
        runs[0], most[0] = 0, limit
        return simalign.compare(policies="push", replications=6, seed=1, factors=small, workers=1, progress=False)

    monkeypatch.setattr(Simulation, "run", run)
    whole, in_full = call(10**9).series, runs[0]
    with pytest.raises(KeyboardInterrupt) as stopped:
        call(in_full - 3)
    assert "with seed 1 continues" in stopped.value.__notes__[0]
    assert stored()
    assert call(in_full).series.equals(whole)
    assert not stored()
    assert runs[0] < in_full / 2


def test_small_work_stores_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    small = {"organisation.size": 8, "warmup": 2, "weeks": 4}
    simalign.compare(policies="push", replications=2, seed=1, factors=small, progress=False)
    assert not unfinished().exists()


def test_what_was_stored_stays_until_it_is_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "WORTHWHILE", 0)
    small = {"organisation.size": 8, "warmup": 2, "weeks": 4}
    with checkpoints.until_saved():
        simalign.compare(policies="push", replications=2, seed=1, factors=small, progress=False)
        assert stored()
    assert not stored()


def test_what_nobody_continues_is_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints, "WORTHWHILE", 0)
    old, recent = made(unfinished() / "compare-old"), made(unfinished() / "compare-recent")
    month_ago = time.time() - checkpoints.LONGEST_KEPT - 60
    os.utime(old, (month_ago, month_ago))
    small = {"organisation.size": 8, "warmup": 2, "weeks": 4}
    simalign.compare(policies="push", replications=2, seed=1, factors=small, progress=False)
    assert recent.exists() and not old.exists()
