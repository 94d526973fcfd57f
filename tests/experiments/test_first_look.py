"""The first look: its tables are what its command writes, and its README holds them and states no other result."""

import re
import runpy
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from simalign.cli import app
from simalign.experiments.readme import filled, outside

FOLDER = Path(__file__).parents[2] / "experiments" / "first_look"
TABLES = ("summary.csv", "pairs.csv", "percent.csv")
COMMAND = ["compare", "--uncertainty", "posterior", "--seed", "1", "--out"]


def test_the_readme_has_the_table_and_its_prose_no_result() -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    table = runpy.run_path(str(FOLDER.parent / "refresh.py"), run_name="refresh")["first_look"]
    answer = table(FOLDER)
    assert answer.count("\n") > 10
    assert filled(text, {"answer": answer}) == text, "run experiments/refresh.py"
    assert " ".join(COMMAND) in text
    assert not re.findall(r"\d+\.\d+", outside(text))


@pytest.mark.slow
def test_the_command_writes_the_tables(tmp_path: Path) -> None:
    """On another machine, too, but for last bits of means."""
    done = CliRunner().invoke(app, [*COMMAND, str(tmp_path / "first_look")])
    assert done.exit_code == 0, done.output
    for name in TABLES:
        here, there = (pd.read_csv(folder / name) for folder in (FOLDER, tmp_path / "first_look"))
        pd.testing.assert_frame_equal(here, there, rtol=0, atol=1e-9)
