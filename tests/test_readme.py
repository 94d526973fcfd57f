"""What the README shows works as it stands there."""

import re
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_python_examples_run(block: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each block of Python, on its own."""
    exec(compile(block, "README.md", "exec"), {})


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
