"""Cells that begin like formulas reach no exported cell as formulas, and are read back as they were."""

import csv
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import simalign
from simalign.cli import app
from simalign.files.spreadsheet import FORMULA, NUMBER, neutral, original
from simalign.organisation.members import read_members
from simalign.organisation.ties import read_ties

CELLS = ("=1+1", "+cmd", "-2+3", "@SUM(1)", "＝1", '=HYPERLINK("x";"y")', "-5.5", "'quoted", "plain")
ROWS = [(cell, "", "" if row == 0 else CELLS[0], f"@dept{row % 2}", "x") for row, cell in enumerate(CELLS)]


def formulas(file: Path) -> list[str]:
    with file.open(encoding="utf-8", newline="") as source:
        cells = [cell for row in csv.reader(source) for cell in row]
    return [cell for cell in cells if FORMULA.match(cell) and not NUMBER.fullmatch(cell)]


@pytest.mark.parametrize("cell", [*CELLS, "\t=1", "\r=1", "\n=1"])
def test_a_neutral_cell_is_no_formula_and_comes_back(cell: str) -> None:
    assert not FORMULA.match(neutral(cell)) or NUMBER.fullmatch(neutral(cell))
    assert original(neutral(cell)) == cell


@pytest.fixture
def export(tmp_path: Path) -> Path:
    file = tmp_path / "export.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([("id", "name", "manager", "department", "=column"), *ROWS])
    (tmp_path / "who.csv").write_text("source,target\n=1+1,+cmd\n-2+3,@SUM(1)\n", encoding="utf-8")
    return file


def test_what_org_saves(export: Path, tmp_path: Path) -> None:
    assert len(formulas(export)) > 20
    arguments = ["org", str(export), "--ties", str(tmp_path / "who.csv"), "--save", str(tmp_path / "saved.yaml")]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert formulas(tmp_path / "saved-members.csv") == formulas(tmp_path / "saved-ties.csv") == []
    before, _ = read_members(export)
    after, _ = read_members(tmp_path / "saved-members.csv")
    assert before.ids == after.ids == CELLS
    assert before.departments == after.departments == ("@dept0", "@dept1")
    assert (before.manager == after.manager).all()
    ties, _ = read_ties(tmp_path / "saved-ties.csv", after.ids)
    assert len(ties.target) == 4


def test_what_a_run_writes(export: Path, tmp_path: Path) -> None:
    people = pd.read_csv(export, dtype=str, keep_default_na=False)[["id", "manager", "department"]]
    organisation = simalign.load_organisation(people)
    assert organisation.ids == CELLS
    run = ["run", "default", "-g", str(export), "--weeks", "1", "--seed", "1", "--out", str(tmp_path / "run")]
    done = CliRunner().invoke(app, run)
    assert done.exit_code == 0, done.output
    written = list((tmp_path / "run").rglob("*.csv"))
    assert len(written) >= 3
    assert {file.name: formulas(file) for file in written} == {file.name: [] for file in written}
