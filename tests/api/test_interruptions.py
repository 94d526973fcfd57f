"""Long calls survive their end: after ``kill -9`` or Ctrl-C the same command completes, with the same bytes."""

import os
import random
import shutil
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
from simalign.errors import InputError
from simalign.files.atomic import host
from simalign.files.folder import OWNER, UNFINISHED, reserve
from simalign.simulation import Simulation
from tests.patience import PATIENCE

SMALL = "--set organisation.size={} --set warmup=8 --weeks 52 --seed 5 --json"
COMPARE = f"compare -p push,pull -n 600 {SMALL.format(60)}"  # four chunks
DECIDE = f"decide -p push,pull {SMALL.format(150)}"
SOBOL = f"sensitivity sobol -f context.trust -b 64 -n 2 {SMALL.format(60)}"  # three chunks
VALIDATE = "validate ../../study.yaml -n 200 --seed 5 --json"  # four chunks
STUDY = """
source: made up for a test
set: {organisation.size: 100, warmup: 8}
arms: {control: {}, push: {policy: push}, pull: {policy: pull}}
effects: [{name: steps, outcome: do, of: whole, unit: order, week: 100}]
"""
LONG = {  # and about how many chunks each stores
    f"compare -p push,pull -n 2000 {SMALL.format(60)}": 13,
    DECIDE: 6,
    f"sensitivity sobol -f context.trust,context.complexity -b 128 -n 4 {SMALL.format(60)}": 12,
    "validate ../../study.yaml -n 900 --seed 5 --json": 18,
}
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
    out = ["--out", "out"] if words[3] in ("compare", "sensitivity") else []
    return subprocess.Popen([*words, *out], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


Outcome = tuple[int, bytes, dict[str, bytes]]  # status, standard output, files


def finished(line: str, folder: Path) -> Outcome:
    """How a command ends, and what it prints and writes, when nothing interrupts it."""
    process = started(line, folder)
    printed, said = process.communicate(timeout=500)
    assert process.returncode in ((0, 1) if line.startswith("validate") else (0,)), said.decode()
    assert printed and b"Traceback" not in said
    files = sorted((folder / "out").iterdir()) if (folder / "out").is_dir() else []
    return process.returncode, printed, {file.name: file.read_bytes() for file in files}


def interrupted(line: str, folder: Path, chunks: int, later: float, number: signal.Signals) -> tuple[int, str]:
    """Send a command a signal when it has stored so many chunks and a little later: its status, what it says."""
    process = started(line, folder)
    while process.poll() is None and len(stored()) < chunks:
        time.sleep(0.02)
    time.sleep(later)
    process.send_signal(number)
    _, said = process.communicate(timeout=120)
    return process.returncode, said.decode()


Moment = tuple[int, float, signal.Signals]  # chunks that are stored, seconds after that, the signal


def survives(line: str, folders: Path, moments: Sequence[Sequence[Moment]]) -> int:
    """Interrupt a command at each of some moments, then let it finish: the same as when nothing interrupts it.

    moments: of one call after the other, each in a folder of its own. Returns how many came before the end of the call.
    """
    whole = finished(line, made(folders / "whole"))
    assert not stored()  # finished work leaves nothing
    stopped = 0
    for n, of_one in enumerate(moments):
        folder = made(folders / str(n))
        for chunks, later, number in of_one:
            status, said = interrupted(line, folder, chunks, later, number)
            assert "Traceback" not in said or status == -signal.SIGINT  # Python itself was still starting
            assert status in (whole[0], -number, 128 + number)
            stopped += status != whole[0]
            print(f"{number.name} at {chunks} chunks + {later:.2f} s: status {status}, {len(stored())} chunks stored")
            if number != signal.SIGKILL and stored():
                assert "the same command or call with seed 5 continues from there" in said
            if status == 0 and (folder / "out").is_dir():  # the signal came too late
                shutil.rmtree(folder / "out")
        assert finished(line, folder) == whole
        assert not stored()
    return stopped


def made(folder: Path) -> Path:
    """A new folder."""
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A study, and a cache of its own for what is stored, which takes the compiled code from the usual one."""
    (tmp_path / "study.yaml").write_text(STUDY)
    usual, own = cache_home(), tmp_path / "cache"
    own.mkdir()
    for compiled in usual.glob("compiled-*"):
        (own / compiled.name).symlink_to(compiled)
    monkeypatch.setenv("SIMALIGN_CACHE", str(own))


def test_a_comparison_survives(tmp_path: Path) -> None:
    """A comparison that is stopped by two different signals ends with the bytes of an uninterrupted one."""
    chance = random.Random(11)
    moments = [(n, chance.random() / 2, number) for n, number in enumerate(SIGNALS[:2], 1)]
    assert survives(COMPARE, tmp_path / "folders", [moments]) >= 1


@pytest.mark.parametrize(
    ("line", "moment"),
    [
        pytest.param(DECIDE, (1, 0.3, signal.SIGKILL), marks=pytest.mark.slow),
        pytest.param(SOBOL, (1, 0.1, signal.SIGINT), marks=pytest.mark.slow),
        pytest.param(VALIDATE, (1, 0.0, signal.SIGKILL), marks=pytest.mark.slow),
    ],
    ids=["decide", "sobol", "validate"],
)
def test_a_long_command_survives(line: str, moment: Moment, tmp_path: Path) -> None:
    assert survives(line, tmp_path / "folders", [[moment]]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("line", LONG, ids=["compare", "decide", "sobol", "validate"])
def test_long_calls_survive_ten_moments(line: str, tmp_path: Path) -> None:
    """Five times ``kill -9``, five times Ctrl-C."""
    chance = random.Random(line)
    moments = [[(chance.randint(0, LONG[line]), chance.random(), SIGNALS[n % 2])] for n in range(10)]
    assert survives(line, tmp_path / "folders", moments) >= 5


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


LOST = """
import signal, time
from simalign import cli

class Interrupting:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

def app(prog_name):
    Interrupting()
    time.sleep(600)

cli.app = app
cli.main()
"""


def test_an_interruption_in_a_callback_is_not_lost() -> None:
    """Where Python ignores exceptions."""
    done = subprocess.run([sys.executable, "-c", LOST], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 128 + signal.SIGINT
    assert done.stderr == "interrupted; nothing was written\n"


ENDED = [sys.executable, "-c", "import os; print(os.getpid())"]
DEAD = subprocess.run(ENDED, capture_output=True, text=True, check=True)


def left_behind(folder: Path, process: str, moved: Sequence[str], names: Sequence[str]) -> None:
    """A folder as a process leaves it that is killed while it moves files of these names to their place."""
    made(folder / UNFINISHED)
    (folder / UNFINISHED / OWNER).write_text("\n".join([f"{host()} {process}", *names]))
    for name in moved:
        (folder / name).write_text("half")


@pytest.mark.parametrize("moved", [[], ["a.csv"]])
def test_a_folder_of_a_process_that_was_killed_is_taken_over(moved: list[str], tmp_path: Path) -> None:
    left_behind(tmp_path / "out", DEAD.stdout.strip(), moved, ["a.csv", "manifest.json"])
    with reserve(tmp_path / "out", "x") as results, results.filling() as unfinished:
        (unfinished / "manifest.json").write_text("{}")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["manifest.json"]


@pytest.mark.parametrize("case", ["alive", "another's file", "all files are there"])
def test_a_folder_that_holds_anything_else_is_not(case: str, tmp_path: Path) -> None:
    names = ["a.csv", "manifest.json"]
    moved = {"alive": ["a.csv"], "another's file": ["mine.txt"], "all files are there": names}[case]
    left_behind(tmp_path / "out", str(os.getpid()) if case == "alive" else DEAD.stdout.strip(), moved, names)
    with pytest.raises(InputError), reserve(tmp_path / "out", "x"):
        pass
    assert all((tmp_path / "out" / name).read_text() == "half" for name in moved)


def test_a_numbered_folder_of_a_process_that_was_killed_is_used_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    left_behind(tmp_path / "simalign-compare", DEAD.stdout.strip(), [], [])
    with reserve(None, "simalign-compare") as results:
        assert results.path == Path("simalign-compare")
