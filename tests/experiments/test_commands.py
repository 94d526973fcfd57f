"""simalign experiments, simalign experiment: what they print, write and refuse."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from simalign.experiments.catalogue import experiments_folder, names


def simalign(*line: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "simalign", *line], capture_output=True, text=True, cwd=cwd)


def test_list_has_every_question(tmp_path: Path) -> None:
    done = simalign("experiments", cwd=tmp_path)
    assert done.returncode == 0
    for name in names():
        assert any(line.startswith(name) and line.endswith("?") for line in done.stdout.splitlines()), name


def test_unknown_name_is_refused_with_what_is_allowed(tmp_path: Path) -> None:
    done = simalign("experiment", "push_or_pul", cwd=tmp_path)
    assert done.returncode == 2
    assert "did you mean 'push_or_pull'?" in done.stderr and "best_of_family" in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_folder_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "run.py").write_text("mine")
    done = simalign("experiment", "when_management_stops", "--quick", "--out", "mine", cwd=tmp_path)
    assert done.returncode == 2 and "nothing was overwritten" in done.stderr
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["run.py"]
    assert (tmp_path / "mine" / "run.py").read_text() == "mine"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of an experiment's folder, after a quick run into it."""
    folder = tmp_path_factory.mktemp("own")
    shutil.copytree(experiments_folder() / "when_management_stops", folder / "mine")
    done = simalign("experiment", "when_management_stops", "--quick", "--seed", "3", "--out", "mine", cwd=folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_own_folder_has_its_results_replaced_and_nothing_else(own: Path) -> None:
    before, after = experiments_folder() / "when_management_stops", own / "mine"
    assert {file.name for file in after.iterdir()} == {file.name for file in before.iterdir() if file.is_file()}
    for name in ("README.md", "run.py", "sweep.yaml"):
        assert (after / name).read_bytes() == (before / name).read_bytes()
    assert (after / "results.csv").read_bytes() != (before / "results.csv").read_bytes()
    manifest = json.loads((after / "manifest.json").read_text())
    assert manifest["quick"] and manifest["seed"] == 3
    table = pd.read_csv(after / "results.csv")
    assert set(table["n"]) == {8}
    assert (
        table.loc[table["smallest"].notna(), ["middle_low", "middle_high", "opposite", "matters"]]
        .notna()
        .all(axis=None)
    )


def test_same_command_goes_on_from_what_is_kept(own: Path) -> None:
    parts = sorted((own / "simalign-experiments").rglob("parts/*.parquet"))
    stamps = {file: file.stat().st_mtime_ns for file in parts}
    done = simalign("experiment", "when_management_stops", "--quick", "--seed", "3", "--out", "again", cwd=own)
    assert done.returncode == 0, done.stderr
    assert stamps and stamps == {file: file.stat().st_mtime_ns for file in parts}
    assert (own / "again" / "results.csv").read_bytes() == (own / "mine" / "results.csv").read_bytes()
    assert (own / "again" / "figure.png").read_bytes() == (own / "mine" / "figure.png").read_bytes()
