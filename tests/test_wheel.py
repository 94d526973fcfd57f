"""The wheel as people install it, here with the lowest version of each package that pyproject.toml allows.

Slow, because it compiles the model for packages in a new place; `.ci/run` runs it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import urllib.request
import zipfile
from collections.abc import Callable
from email import message_from_bytes
from pathlib import Path

import pytest

from simalign.experiments.catalogue import names
from tests.model.golden import FILE
from tests.patience import PATIENCE
from tests.test_installation import inward

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[1]
LARGEST = 2_000_000  # bytes
EXTRAS = ("advise", "screening", "surrogate", "cluster", "discover", "sql", "polars", "report")
SWEEP = """
weeks: 4
replications: 2
seed: 1
set: {organisation.size: 12, warmup: 2}
factors: {policy: [push, pull], context.trust: {uniform: [0.2, 0.8]}}
sample: {points: 2, method: sobol}
keep: {final: [do_gain, value]}
"""
Program = Callable[..., str]


def uv(*arguments: str | Path) -> None:
    program = os.environ.get("UV") or shutil.which("uv")
    assert program, "uv builds and installs the wheel"
    environment = os.environ | {"UV_COMPILE_BYTECODE": "0"}
    subprocess.run([program, "--quiet", *arguments], env=environment, check=True, timeout=PATIENCE)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built."""
    folder = tmp_path_factory.mktemp("wheel")
    uv("build", "--wheel", "--python", sys.executable, "--out-dir", folder, ROOT)
    (file,) = folder.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment in which the wheel is installed."""
    folder = tmp_path_factory.mktemp("installed") / "environment"
    python = folder / "bin" / "python"
    extras = [word for extra in EXTRAS for word in ("--extra", extra)]
    uv("venv", "--python", sys.executable, folder)
    lowest = ("--resolution", "lowest-direct", "--requirements", ROOT / "pyproject.toml")
    uv("pip", "install", "--python", python, *lowest, *extras)
    uv("pip", "install", "--python", python, "--no-deps", wheel)
    return folder / "bin"


@pytest.fixture
def simalign(programs: Path, tmp_path: Path) -> Program:
    """Run a command of the installed package in an empty folder; what it prints."""

    def run(*arguments: str | Path, program: str = "simalign") -> str:
        command = [programs / program, *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=PATIENCE)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_it_is_small_and_holds_no_figures(wheel: Path) -> None:
    assert wheel.stat().st_size < LARGEST
    with zipfile.ZipFile(wheel) as archive:
        held = archive.namelist()
    assert [name for name in held if name.endswith((".png", ".pyc"))] == []
    assert (
        "simalign/ODD.md" in held and "simalign/py.typed" in held and "simalign/configs/scenarios/default.yaml" in held
    )


def test_its_description_has_no_link_into_the_repository(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (file,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        about = message_from_bytes(archive.read(file))
    assert (about["Name"], about["Description-Content-Type"]) == ("simalign-abm", "text/markdown")
    description = about.get_payload()
    assert isinstance(description, str)
    assert description.startswith("# simalign\n")
    assert inward(description) == []


def test_numbers_are_those_of_the_newest_versions(simalign: Program) -> None:
    found = json.loads(simalign(ROOT / "tests" / "model" / "golden.py", program="python"))
    stored = json.loads(FILE.read_text(encoding="utf-8"))
    assert found == {kind: stored[kind] for kind in ("states", "measures")}


def test_experiments_are_listed_and_run(simalign: Program, tmp_path: Path) -> None:
    listed = json.loads(simalign("experiments", "--json"))
    assert tuple(one["name"] for one in listed) == names()
    simalign("experiment", "walking_the_talk", "--quick", "--seed", "1", "--out", "out")
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        "results.csv",
        "finding.txt",
        "figure.png",
        "manifest.json",
    }


def test_policies_are_compared_and_figures_drawn(simalign: Program, tmp_path: Path) -> None:
    printed = simalign("compare", "--replications", "2", "--seed", "1", "--weeks", "8", "--out", "out")
    assert "95% intervals" in " ".join(printed.split())
    assert (tmp_path / "out" / "curves.png").stat().st_size > 10_000


def test_a_sampled_sweep_is_run_and_queried(simalign: Program, tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(SWEEP, encoding="utf-8")
    simalign("sweep", "small.yaml", "--out", "store")
    (row,) = json.loads(simalign("results", "store", "--json", "--sql", "select count(*) as runs from runs"))
    assert row == {"runs": 8}


def test_parameters_are_screened(simalign: Program) -> None:
    quick = ("--quick", "--seed", "1", "--weeks", "4", "--set", "organisation.size=12", "--set", "warmup=2")
    assert "mu*" in simalign("sensitivity", "morris", "--factors", "context", *quick)


def test_a_decision_is_reported_in_every_format(simalign: Program, tmp_path: Path) -> None:
    small = ("--set", "organisation.size=8", "--set", "warmup=1", "--weeks", "2", "-p", "push", "--seed", "1")
    for suffix in ("html", "docx", "pptx", "pdf"):
        simalign("decide", *small, "--report", f"board.{suffix}")
        assert (tmp_path / f"board.{suffix}").stat().st_size > 10_000


def test_the_page_starts(simalign: Program, programs: Path, tmp_path: Path) -> None:
    assert "Example: simalign app" in simalign("app", "--help")
    command = [programs / "simalign", "app", "--no-browser", "--port", "0"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            address = re.search(r"http://127\.0\.0\.1:\d+/", server.stdout.readline())
            assert address
            with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address[0]) as answer:
                assert b"simalign" in answer.read()
        finally:
            server.terminate()
