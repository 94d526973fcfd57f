"""simalign sensitivity, as people use it."""

import json
import re
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from simalign.cli import app
from simalign.errors import InputError

from .made import CLAIMS_FILE, RIVALS_FILE, TINY

INDICES = ["--factors", "context.trust,context.complexity", *TINY, "-n", "2"]
LINES = {
    "sobol": ["sobol", *INDICES, "--base", "4"],
    "morris": ["morris", *INDICES, "--trajectories", "3"],
    "ablations": ["ablations", "--claims", "claims.yaml", *TINY, "-n", "2"],
    "rivals": ["rivals", "--claims", "claims.yaml", "--rivals", "rivals.yaml", *TINY, "-n", "2"],
    "horizon": ["horizon", *TINY, "--set", "warmup=13", "--set", "weeks=60", "--long", "70", "-n", "2", "-p", "push"],
}
WRITTEN = {
    "sobol": {"indices.csv", "noise.csv", "points.csv", "factors.csv", "sobol.png"},
    "morris": {"indices.csv", "noise.csv", "points.csv", "factors.csv", "morris.png"},
    "ablations": {"claims.csv", "sentences.txt", "ablations.png"},
    "rivals": {"claims.csv", "sentences.txt", "rivals.png"},
    "horizon": {"warmup.csv", "settling.csv", "sentences.txt", "horizon.png"},
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder but for claims and rivals."""
    (tmp_path / "claims.yaml").write_text(CLAIMS_FILE)
    (tmp_path / "rivals.yaml").write_text(RIVALS_FILE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def invoked(line: list[str]) -> str:
    """What a command prints that does not fail."""
    result = CliRunner().invoke(app, ["sensitivity", *line])
    assert result.exit_code == 0, (result.exception, result.output)
    return result.stdout


@pytest.mark.parametrize("name", LINES)
def test_the_same_seed_gives_the_same_files_and_words(name: str, folder: Path) -> None:
    told = [invoked([*LINES[name], "--out", out]).replace(out, "") for out in ("first-out", "second-out")]
    assert told[0] == told[1]
    assert "Repeat: --seed 1" in told[0]
    files = {file.name for file in (folder / "first-out").iterdir()}
    assert files == {*WRITTEN[name], "manifest.json", "scenario.yaml"}
    for file in WRITTEN[name]:
        assert (folder / "first-out" / file).read_bytes() == (folder / "second-out" / file).read_bytes(), file
    kept = json.loads((folder / "first-out" / "manifest.json").read_text())
    assert (kept["seed"], kept["replications"]) == (1, 2)
    assert kept["finding"] in " ".join(told[0].split("\n"))


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in ("sobol", "ablations") else pytest.mark.slow) for name in LINES]
)
def test_json_and_a_seed_that_is_drawn(name: str, folder: Path) -> None:
    line = [word for n, word in enumerate(LINES[name]) if "--seed" not in LINES[name][max(0, n - 1) : n + 1]]
    result = CliRunner().invoke(app, ["sensitivity", *line, "--json"])
    record = json.loads(result.stdout)
    assert f"Seed drawn: {record['seed']}" in result.stderr
    assert record["out"] == f"simalign-{name}"
    assert record["runs"] > 0
    again = json.loads(invoked([*line, "--json", "--seed", str(record["seed"])]))
    assert again.pop("out") == f"simalign-{name}-2"
    record.pop("out")
    assert again == record


@pytest.mark.usefixtures("undrawn")
def test_each_index_has_its_interval_and_luck_stands_beside(folder: Path) -> None:
    invoked([*LINES["sobol"], "--out", "out"])
    table = pd.read_csv(folder / "out" / "indices.csv")
    assert set(table["factor"]) == {"context.trust", "context.complexity", "replication noise"}
    for kind in ("first", "total"):
        assert (table[f"{kind}_low"] <= table[f"{kind}_high"]).all()
    noise = pd.read_csv(folder / "out" / "noise.csv")
    assert {"noise_share", "threshold_first", "threshold_total"} <= set(noise)


@pytest.mark.usefixtures("undrawn")
def test_ranges_of_a_file_are_those_that_are_kept(folder: Path) -> None:
    (folder / "ranges.yaml").write_text("factors: {context.trust: {uniform: [0.4, 0.5]}}")
    invoked([*LINES["morris"], "--ranges", "ranges.yaml", "--out", "out"])
    kept = pd.read_csv(folder / "out" / "factors.csv").set_index("factor")
    assert kept.loc["context.trust", "numbers"] == "[0.4, 0.5]"
    assert pd.read_csv(folder / "out" / "points.csv")["context.trust"].between(0.4, 0.5).all()


@pytest.mark.usefixtures("undrawn")
def test_people_are_screened_over_what_they_were_fitted_in(folder: Path) -> None:
    line = ["morris", "-f", "psychology.kappa,psychology.image_pace", "--ranges", "priors", "--trajectories", "2"]
    invoked([*line, "--replications", "2", "--weeks", "4", "--seed", "1", "--out", "out"])
    kept = pd.read_csv(folder / "out" / "factors.csv").set_index("factor")["numbers"]
    assert kept["psychology.kappa"] == "[0.05, 0.5]"
    assert kept["psychology.image_pace"] == "[0.05, 0.15]"  # not fitted, so half to one and a half times its value


@pytest.mark.usefixtures("undrawn")
def test_a_quick_look_says_that_it_is_one(folder: Path) -> None:
    told = invoked(["rivals", "--claims", "claims.yaml", "--rivals", "rivals.yaml", "--quick", "--seed", "1"])
    assert "A quick look, not to be cited. default: 40 members, 4 weeks of policy, 8 replications" in told


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["sobol", "--factors", "levrs"], "--factors: no such factor; did you mean 'levers'"),
        (["sobol", "--base", "12"], "--base: is not a power of two .given: 12.; allowed: 8 or 16"),
        (["sobol", "-n", "1"], "a whole number from 2"),
        (["sobol", "--ranges", "nosuch.yaml"], "nosuch.yaml: no such file"),
        (["sobol", "nosuch"], "no scenario of that name"),
        (["sobol", "--set", "policy.phases=[{from: 3, levers: {voice: 1}}]"], "policy: has phases"),
        (["morris", "--trajectories", "1"], "a whole number from 2"),
        (
            ["morris", "-f", "context.trust", "--ranges", "endless.yaml"],
            "endless.yaml:1: factors.context.trust: has no bounds",
        ),
        (
            ["morris", "-f", "context.trust", "--ranges", "far.yaml"],
            "far.yaml:1: factors.context.trust: is out of range .given: {'uniform': .0, 5.}",
        ),
        (
            ["morris", "-f", "context.trust", "--ranges", "list.yaml"],
            "list.yaml:1: factors: is a list, not a mapping of keys to values .given: .1..",
        ),
        (["morris", "-f", "context", "--ranges", "priors"], "--ranges: has no factor with a prior"),
        (["ablations", "--claims", "nosuch"], "--claims: no claims of that name"),
        (["rivals", "--rivals", "nosuch"], "--rivals: no rivals of that name"),
        (["morris", "-f", "context,context.trust"], "--factors: is listed twice"),
        (["ablations", "--out", "held"], "is not empty.*held"),
        (["ablations", "--seed", "-1"], "from 0 to"),
        (["rivals", "--rivals", "bad.yaml"], "bad.yaml:3: set.psychology.spight: unknown key"),
        (["rivals", "--rivals", "empty.yaml"], "empty.yaml:1: rivals: is an empty list"),
        (["rivals", "--claims", "where.yaml"], "where.yaml:3: where.context.trst: unknown key; did you mean 'trust'"),
        (["horizon", "--set", "warmup=3"], "warmup: is too short"),
        (["horizon", "--set", "weeks=10"], "weeks: are too few"),
        (["horizon", "--band", "0"], "--band: cannot be used"),
        (["horizon", "--band", "nan"], "--band: cannot be used"),
        (["horizon", "-p", "pusch"], "--policies: no policy of that name; did you mean 'push'"),
    ],
)
def test_bad_input_is_refused_and_nothing_is_written(line: list[str], said: str, folder: Path) -> None:
    (folder / "held").mkdir()
    (folder / "held" / "mine").write_text("mine")
    (folder / "endless.yaml").write_text("factors: {context.trust: {normal: [0.5, 0.1]}}")
    (folder / "far.yaml").write_text("factors: {context.trust: {uniform: [0, 5]}}")
    (folder / "list.yaml").write_text("factors: [1]")
    (folder / "bad.yaml").write_text("rivals:\n  - name: b\n    set: {psychology.spight: 0}\n")
    (folder / "empty.yaml").write_text("rivals: []")
    claim = "name: a, sentence: A., one: push, other: pull, measure: do, weeks: [1, 4]"
    (folder / "where.yaml").write_text(f"claims:\n  - {{{claim},\n     where: {{context.trst: 0.3}}}}\n")
    before = {file.name for file in folder.rglob("*")}
    result = CliRunner().invoke(app, ["sensitivity", *line])
    found = str(result.exception) if isinstance(result.exception, InputError) else " ".join(result.stderr.split())
    assert isinstance(result.exception, InputError) or result.exit_code == 2
    assert re.search(said, found), found
    assert {file.name for file in folder.rglob("*")} == before


@pytest.mark.usefixtures("undrawn")
def test_without_salib_only_morris_is_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    result = CliRunner().invoke(app, ["sensitivity", *LINES["morris"]])
    assert isinstance(result.exception, InputError)
    assert "pip install 'simalign-abm[screening]'" in str(result.exception)
    invoked([*LINES["sobol"], "--out", "out"])
