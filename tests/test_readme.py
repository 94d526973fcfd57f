"""What the README shows works as it stands there."""

import re
import runpy
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


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

    text, _ = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "mine.yaml"
    file.write_text(text, encoding="utf-8")
    policy = load_policy(file)
    assert policy.name == "motivate then measure"
    assert [phase.start for phase in policy.phases] == [26]
    assert policy.rules[0].levers.mandate == 0.1
    assert policy.departments["operations"].autonomy == 0.3
