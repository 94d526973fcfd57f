"""Examples in the README and the guides work as they stand there, and their links lead somewhere."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDES = [
    ROOT / name
    for name in (
        "README.md",
        "configs/README.md",
        "configs/sweeps/README.md",
        "configs/classics/README.md",
        "docs/classics.md",
        "docs/organisations.md",
        "LICENSE-texts.md",
        "docs/publishing.md",
        "docs/python.md",
        "docs/scale.md",
        "docs/sensitivity.md",
        "docs/stores.md",
        "docs/surveys.md",
        "docs/uncertainty.md",
        "simalign/app/README.md",
        ".github/CONTRIBUTING.md",
    )
]
BLOCKS = [
    pytest.param(block, id=f"{guide.relative_to(ROOT)}-{n}")
    for guide in GUIDES
    for n, block in enumerate(re.findall(r"```python\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL))
]
LINK = re.compile(r"\]\(([^)#]+)\)")
WORDS = 900


def test_the_readme_fits_on_two_screens() -> None:
    assert len(README.split()) <= WORDS


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: str(guide.relative_to(ROOT)))
def test_links_lead_to_files(guide: Path) -> None:
    links = [link for link in LINK.findall(guide.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (guide.parent / link).exists()] == []


@pytest.mark.parametrize("block", BLOCKS)
def test_python_examples_run(
    block: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each block of Python, as a file of its own in an empty folder."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "example.py"
    file.write_text(block, encoding="utf-8")
    runpy.run_path(str(file), run_name="__main__")


def test_policy_example_is_a_policy(tmp_path: Path) -> None:
    """The policy file of the README, with its phase, rule and department."""
    from simalign import load_policy

    (text,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    policy = load_policy(file)
    assert policy.name == "motivate then measure"
    assert [phase.start for phase in policy.phases] == [26]
    assert policy.rules[0].levers.mandate == 0.1
    assert policy.departments["operations"].autonomy == 0.3
