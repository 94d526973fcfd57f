"""No cell of a CSV that is written is a formula to a spreadsheet; numbers stay numbers."""

import csv
import json
from os import sep
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from typer.testing import CliRunner

from simalign.cli import app
from simalign.files.spreadsheet import neutral, neutral_arrow, neutral_table

MEMBERS = 'id,manager,name,department\n"=1+1",,"=HYPERLINK(""http://a"",""x"")",=cmd|A1\nb,"=1+1",@SUM(A1),-2+3\n'
POLICY = 'name: "=1+1"\npreset: push\n'


def cells(folder: Path) -> dict[str, list[str]]:
    """All cells of all CSVs in a folder, by file."""
    found = {}
    for file in sorted(folder.glob("*.csv")):
        with file.open(newline="") as lines:
            found[file.name] = [cell for row in csv.reader(lines) for cell in row]
    return found


def is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    "line",
    [["run", "--policy", "p.yaml"], ["compare", "-p", "p.yaml,pull", "-n", "3"], ["decide", "-p", "p.yaml,pull"]],
)
def test_what_runs_write(line: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "m.csv").write_text(MEMBERS)
    (tmp_path / "p.yaml").write_text(POLICY)
    monkeypatch.chdir(tmp_path)
    few = ["--weeks", "4", "--seed", "1", "--set", "warmup=2"]
    done = CliRunner().invoke(app, [*line, "-g", "m.csv", *few, "--out", "o"])
    assert done.exit_code == 0, done.output
    found = cells(tmp_path / "o")
    assert any("'=1+1" in row for row in found.values())
    for file, row in found.items():
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@")) and not is_number(cell)], file
    if line[0] == "run":
        members = pd.read_csv(tmp_path / "o" / "members.csv")
        assert members["id"].tolist() == ["'=1+1", "b"]
        assert members["name"].tolist()[1] == "'@SUM(A1)"
        assert members["trust"].dtype == float
    elif line[0] == "decide":
        table = pd.read_csv(tmp_path / "o" / "table.csv")
        assert set(table["policy"]) == {"'=1+1", "pull", "status_quo"} and table["gain"].dtype == float
        assert {"margins.csv", "contexts.csv"} < set(found) and (tmp_path / "o" / "manifest.json").is_file()
        assert f"Tables, figure and manifest: o{sep}" in done.output
    else:
        again = CliRunner().invoke(app, [*line, "-g", "m.csv", *few, "--out", "p", "--json"])
        told = [pair["difference"] for pair in json.loads(again.stdout)["pairs"]]
        written = pd.read_csv(tmp_path / "o" / "pairs.csv")["difference"]
        assert written.tolist() == told
        assert (written < 0).any()


def test_what_results_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.yaml").write_text(
        "seed: 1\nweeks: 2\nreplications: 2\nset: {organisation.size: 6, warmup: 1}\n"
        'factors:\n  policy: [push, {preset: pull, name: "=1+1"}]\n'
    )
    assert CliRunner().invoke(app, ["sweep", "s.yaml", "--out", "st"]).exit_code == 0
    done = CliRunner().invoke(app, ["results", "st", "--csv", "runs.csv"])
    assert done.exit_code == 0, done.output
    table = pd.read_csv(tmp_path / "runs.csv")
    assert set(table["policy"]) == {"push", "'=1+1"}
    assert table["do_gain"].dtype == float


@pytest.mark.parametrize("text", ["=1", "+a", "-a", "@a", "\t=1", "\r=1", "\n=1", "-1-1", "+1 2"])
def test_formulas_are_marked(text: str) -> None:
    assert neutral(text) == f"'{text}"
    assert neutral_table(pd.DataFrame({text: [text, "b"]})).to_dict("list") == {f"'{text}": [f"'{text}", "b"]}
    assert neutral_arrow(pa.table({"a": [text, "b", None]})).column("a").to_pylist() == [f"'{text}", "b", None]


@pytest.mark.parametrize("text", ["-1", "+1.5", "-.5e-3", "push", "a=1", "", "1+1"])
def test_all_else_stays(text: str) -> None:
    assert neutral(text) == text
    assert neutral_table(pd.DataFrame({"a": [text], "b": [-1.5]})).to_dict("list") == {"a": [text], "b": [-1.5]}
    assert neutral_arrow(pa.table({"a": [text], "b": [-1.5]})).to_pydict() == {"a": [text], "b": [-1.5]}
