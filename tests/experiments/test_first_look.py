"""The first look: its tables are what its command writes, and its words hold no number that is not in them."""

import re
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from simalign.cli import app

FOLDER = Path(__file__).parents[2] / "experiments" / "first_look"
TABLES = ("summary.csv", "pairs.csv")


def test_every_number_of_the_answer_is_in_the_tables() -> None:
    """Means, differences and half widths as printed, and shares of them as the prose says."""
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    answer = text[text.index("**What came out**") : text.index("**How far to trust it.**")]
    tables = [pd.read_csv(FOLDER / name) for name in TABLES]
    known: set[float] = set()
    for table in tables:
        numbers = table.select_dtypes("number").copy()
        numbers["half"] = (table["high"] - table["low"]) / 2
        known |= set(numbers.to_numpy().ravel().tolist())
    said = re.findall(r"\d+\.\d+", answer)
    assert len(said) > 10
    for number in said:
        digits = len(number.split(".")[1])
        assert any(round(abs(value), digits) == float(number) for value in known), number


@pytest.mark.slow
def test_the_command_writes_the_tables(tmp_path: Path) -> None:
    """On another machine, too, but for last bits of means."""
    done = CliRunner().invoke(app, ["compare", "--seed", "1", "--out", str(tmp_path / "first_look")])
    assert done.exit_code == 0, done.output
    for name in TABLES:
        here, there = (pd.read_csv(folder / name) for folder in (FOLDER, tmp_path / "first_look"))
        pd.testing.assert_frame_equal(here, there, rtol=0, atol=1e-9)
