"""Archives of three kinds of stores, each checked in a new environment in which only the wheel is installed.

Slow, because each environment compiles the model: some minutes each.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from simalign.sweeps import create, execute, load_sweep, write_archive
from simalign.sweeps.running.worker import IN_PROCESS
from tests.patience import PATIENCE
from tests.test_wheel import uv, wheel

__all__ = ["wheel"]  # a fixture
pytestmark = pytest.mark.slow
COMMON = "weeks: 4\nreplications: 3\nseed: 5\nset: {warmup: 2, organisation.size: 12}\nkeep: {final: [do, value]}\n"
PLAIN = COMMON + "factors: {policy: [push, ./mine.yaml], context.trust: {uniform: [0.2, 0.8]}}\nsample: {points: 2}\n"
OWN = PLAIN.replace("[do, value]", "[value, weekday]") + "uncertainty: posterior\n"
IMPORTED = (
    COMMON.replace("organisation.size: 12", "organisation: {members: people.csv}") + "factors: {policy: [pull]}\n"
)
PEOPLE = "id,manager,department\nann,,management\nbob,ann,operations\ncarl,ann,operations\ndora,bob,operations\n"


def archived(text: str, folder: Path, **functions: object) -> Path:
    (folder / "people.csv").write_text(PEOPLE)
    (folder / "mine.yaml").write_text("name: mine\nlevers: {voice: 0.8}\n")
    (folder / "sweep.yaml").write_text(text)
    store = create(load_sweep(folder / "sweep.yaml"), folder / "store", 4, 60.0, **functions)  # type: ignore[arg-type]
    execute(store, 1, start_method=IN_PROCESS)
    write_archive(store.path, folder / "archive.zip")
    return folder / "archive.zip"


@pytest.mark.parametrize(
    ("text", "functions", "runs"),
    [
        (PLAIN, {}, 12),
        (IMPORTED, {}, 3),
        (OWN, {"measures": {"weekday": lambda f, s, p, t: float(t % 7)}}, 12),
    ],
    ids=["plain", "imported organisation", "posterior draws and own measure"],
)
def test_an_archive_is_checked_and_made_again_in_a_new_environment(
    text: str,
    functions: dict[str, object],
    runs: int,
    wheel: Path,
    tmp_path: Path,
) -> None:
    (tmp_path / "author").mkdir()
    archive = archived(text, tmp_path / "author", **functions)
    reviewer = tmp_path / "reviewer"
    reviewer.mkdir()
    uv("venv", "--python", sys.executable, reviewer / "environment")
    uv("pip", "install", "--python", reviewer / "environment/bin/python", wheel)
    archive.rename(reviewer / "archive.zip")
    (tmp_path / "author").rename(tmp_path / "away")
    hidden = {"PYTHONPATH", "VIRTUAL_ENV", "SIMALIGN_CACHE"}
    environment = {key: value for key, value in os.environ.items() if key not in hidden} | {"HOME": str(reviewer)}

    def run(*words: str) -> str:
        command = [str(reviewer / "environment/bin" / words[0]), *words[1:]]
        done = subprocess.run(command, cwd=reviewer, capture_output=True, text=True, timeout=PATIENCE, env=environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    checked = json.loads(run("simalign", "reproduce", "--check", "archive.zip", "--json", "--run-code"))
    assert (checked["passed"], checked["checked"], checked["differing"], checked["altered"]) == (True, runs, [], [])
    run("python", "-m", "zipfile", "-e", "archive.zip", ".")
    words = json.loads((reviewer / "reproduce.json").read_text())["sweep"]
    assert (words is None) == bool(functions)
    if words is not None:
        run(*words)
        parts, again = (
            {f.name: f.read_bytes() for f in (reviewer / s / "parts").iterdir()} for s in ("store", "again")
        )
        assert again == parts
