"""Commands, files and Python in the README and the guides work as they stand there, and links lead somewhere."""

import re
import shutil
from pathlib import Path

import pytest

from docs.site.reference import PAGES as REFERENCE
from simalign import load_policy
from tests.docs.pages import blocks, run_line, run_page, small_sweep

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [
    ROOT / "README.md",
    ROOT / "LICENSE-texts.md",
    ROOT / "experiments" / "README.md",
    ROOT / "simalign" / "app" / "README.md",
    ROOT / ".github" / "CONTRIBUTING.md",
    *sorted((ROOT / "configs").rglob("README.md")),
    *sorted((ROOT / "docs").rglob("*.md")),
]
SHOWING = [page for page in PAGES if blocks(page.read_text(encoding="utf-8"))]
SLOW = ("docs/stores.md", "docs/surveys.md", "docs/tutorials/cluster.md")  # their commands are run in slow tests
WORKSHOP = ROOT / "configs" / "organisations" / "workshop"
LINK = re.compile(r"\]\(([^)#]+)\)")
WORDS = 900
GENERATED = {ROOT / "docs" / page for page in [*REFERENCE, "page/index.html"]}  # pages of the site that are no files
MINE = "name: mine\nlevers: {voice: 0.8}\n"
STUDY = "weekly_feedback.yaml"  # an example of the guide to studies


def name(page: Path) -> str:
    """Return the path of a page in the repository."""
    return page.relative_to(ROOT).as_posix()


def prepare(page: Path, folder: Path, execute: bool) -> None:
    """Write the files of the reader's that a page mentions, and those that it takes from other pages."""
    for file in ("people.csv", "members.csv"):
        shutil.copyfile(WORKSHOP / "members.csv", folder / file)
    shutil.copyfile(WORKSHOP / "ties.csv", folder / "ties.csv")
    if "configs" in page.parts or page.name == "README.md":
        (folder / "mine.yaml").write_text(MINE, encoding="utf-8")
    if name(page) == "configs/facts/README.md":
        text = page.read_text(encoding="utf-8")
        (folder / "my_study.yaml").write_text(next(b.text for b in blocks(text) if b.file == STUDY), encoding="utf-8")
    if name(page) == "docs/stores.md":
        (folder / "mine.yaml").write_text(MINE, encoding="utf-8")
        text = (ROOT / "configs" / "sweeps" / "README.md").read_text(encoding="utf-8")
        sweep = next(b.text for b in blocks(text) if b.file == "trust.yaml").replace("weeks: 104", "weeks: 52\nseed: 1")
        (folder / "trust.yaml").write_text(small_sweep(sweep), encoding="utf-8")
        run_line("simalign sweep trust.yaml --out trust", folder, execute)


def test_the_readme_fits_on_two_screens() -> None:
    assert len(README.split()) <= WORDS


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_to_files(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    missing = [link for link in links if not (page.parent / link).exists()]
    assert [link for link in missing if (page.parent / link).resolve() not in GENERATED] == []


@pytest.mark.parametrize("page", SHOWING, ids=name)
def test_what_a_page_shows_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(page, tmp_path, monkeypatch, execute=name(page) not in SLOW)


@pytest.mark.slow
@pytest.mark.parametrize("page", [page for page in SHOWING if name(page) in SLOW], ids=name)
def test_what_a_slow_page_shows_runs(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run(page, tmp_path, monkeypatch, execute=True)


def run(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, execute: bool) -> None:
    """Run a page in a folder with the reader's files."""
    monkeypatch.chdir(folder)
    monkeypatch.setenv("SLURM_ARRAY_TASK_ID", "2")
    prepare(page, folder, execute)
    run_page(page.read_text(encoding="utf-8"), folder, execute)


def test_policy_example_is_a_policy(tmp_path: Path) -> None:
    """The policy file of the README, with its phase, rule and department."""
    (text,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    policy = load_policy(file)
    assert policy.name == "motivate then measure"
    assert [phase.start for phase in policy.phases] == [26]
    assert policy.rules[0].levers.mandate == 0.1
    assert policy.departments["operations"].autonomy == 0.3
