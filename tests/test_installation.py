"""The distribution beside another that installs a package of the same name, as PyPI's `simalign` does."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Callable
from importlib.metadata import metadata
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import simalign
from simalign.errors import InputError
from simalign.installation import DISTRIBUTION, require
from tests.patience import PATIENCE

ALIGNER = {"__init__.py": "from .simalign import SentenceAligner\n", "simalign.py": "class SentenceAligner: ...\n"}
REMEDY = "pip uninstall -y simalign simalign-abm, then pip install simalign-abm"
Python = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder of installed packages that holds a copy of ours."""
    ours = Path(simalign.__file__).parent
    shutil.copytree(ours, tmp_path / "site" / "simalign", ignore=shutil.ignore_patterns("__pycache__", "static"))
    return tmp_path / "site"


@pytest.fixture
def python(site: Path, tmp_path: Path) -> Python:
    """Run Python in another folder, with the installed packages and those that they need, but not the checkout."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        path = os.pathsep.join([str(site), sysconfig.get_path("purelib")])
        environment = os.environ | {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-S", *arguments]  # without .pth files, which lead to the checkout
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=PATIENCE)

    return run


def put(site: Path, *names: str) -> None:
    for name in names:
        (site / "simalign" / name).write_text(ALIGNER[name], encoding="utf-8")


def test_alone_nothing_is_said(python: Python) -> None:
    done = python("-m", "simalign", "--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, metadata(DISTRIBUTION)["Version"] + "\n", "")


def test_installed_over_the_word_aligner_it_works_and_warns(site: Path, python: Python) -> None:
    put(site, "simalign.py")
    done = python("-c", "from simalign import InputError; print(InputError.__module__)")
    assert (done.returncode, done.stdout) == (0, "simalign.errors\n")
    assert f"{site}/simalign also holds files of `simalign`, a word aligner by other authors" in done.stderr
    assert done.stderr.count(REMEDY) == 1
    assert done.stderr.startswith("<string>:1: UserWarning: ")  # of the line that imports, not one of ours


def test_under_the_word_aligner_the_command_refuses(site: Path, python: Python) -> None:
    put(site, "simalign.py", "__init__.py")
    done = python("-m", "simalign", "policies")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {site}/simalign: simalign cannot work: its __init__.py belongs to another")
    assert done.stderr.count("\n") == done.stderr.count(REMEDY) == 1


def test_after_the_word_aligner_was_removed_the_command_refuses(site: Path, python: Python) -> None:
    (site / "simalign" / "__init__.py").unlink()
    done = python("-m", "simalign", "policies")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"error: {site}/simalign: simalign cannot work: its __init__.py is missing")
    assert done.stderr.count("\n") == done.stderr.count(REMEDY) == 1


def test_messages_name_our_distribution(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(InputError, match=r"^--sql needs duckdb, .*: pip install 'simalign-abm\[sql\]'$"):
        require("--sql", "sql", "duckdb", "numpy")
    root = Path(simalign.__file__).parents[1]
    files = [root / "README.md", *(file for name in ("simalign", "configs") for file in (root / name).rglob("*"))]
    texts = {file: file.read_bytes() for file in files if file.is_file() and file.suffix != ".pyc"}
    assert len(texts) > 100
    assert [
        file for file, text in texts.items() if re.search(rb"pip install .?simalign\b(?!-abm)|simalign\[", text)
    ] == []


def test_the_description_for_a_package_index_has_no_link_into_the_repository() -> None:
    """As `hatch-fancy-pypi-readme` makes it of the README."""
    root = Path(simalign.__file__).parents[1]
    hook = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["metadata"]["hooks"]
    description = (root / "README.md").read_text(encoding="utf-8")
    assert inward(description)
    for step in hook["fancy-pypi-readme"]["substitutions"]:
        description = re.sub(step["pattern"], step["replacement"], description)
    assert inward(description) == []
    assert description.startswith("# simalign\n")
    assert "]()" not in description


def inward(text: str) -> list[str]:
    """Targets of links and pictures that are not on the web nor on the same page: Markdown's kinds, and HTML's."""
    kinds = (r"\]\(\s*([^)\s]*)", r"(?:src|href)=[\"']([^\"']*)", r"(?m)^\[[^]]+\]:\s*(\S+)")
    targets = [target for kind in kinds for target in re.findall(kind, text)]
    return [target for target in targets if not target.startswith(("https://", "#"))]


def test_the_citation_is_of_this_version() -> None:
    """A citation file of version 1.2.0 of the format: what it requires, and what pyproject.toml says too."""
    root = Path(simalign.__file__).parents[1]
    cited = YAML(typ="safe").load((root / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cited["cff-version"] == "1.2.0" and cited["message"] and cited["type"] == "software"
    assert cited["title"].startswith("simalign: ")
    assert (cited["version"], cited["license"]) == (project["version"], project["license"])
    assert cited["authors"] == project["authors"]
    assert project["authors"][0]["name"].removeprefix("The ") in (root / "LICENSE").read_text(encoding="utf-8")
