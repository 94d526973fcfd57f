"""What each command prints and keeps."""

import hashlib
import json
import math
import re
import resource
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from simalign import Policy, Scenario, Simulation, lever_table, load_scenario
from simalign.cli import app
from simalign.cli.options import split_settings
from simalign.files.shipped import names
from simalign.measures.catalogue import NAMES

from .conftest import QUICK, Command

COMMANDS = ("compare", "decide", "power", "run", "org", "schema", "odd", "policies")
ROOT = Path(__file__).parents[2]


def called(*arguments: str) -> str:
    """Standard output of a command in this process."""
    result = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def strictly(text: str) -> dict:
    """JSON without NaN or Infinity."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is not JSON")

    return json.loads(text, parse_constant=refuse)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example_on_one_line(name: str) -> None:
    text = called(name, "--help")
    example = next(line for line in text.splitlines() if "Example: simalign" in line)
    assert f"simalign {name}" in example
    assert text.rstrip().endswith(example.strip())


def test_help_answers_at_once(process: Command) -> None:
    """By the time that the processor takes, whatever else it does."""
    process("--help")
    took = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        assert process("--help").returncode == 0
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        took.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert min(took) < 0.5


def test_odd_prints_the_description() -> None:
    assert called("odd") == (ROOT / "simalign" / "ODD.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", ["scenario", "policy", "organisation", "sweep", "study", "lesson"])
def test_schema_is_json(kind: str) -> None:
    assert strictly(called("schema", kind))["type"] == "object"


def test_policies_lists_all_shipped() -> None:
    found = strictly(called("policies", "--json"))
    assert tuple(found) == names("policies")
    assert found["push"]["levers"]["mandate"] == 0.6
    assert found["laissez_faire"]["levers"]["review_interval"] == "never"
    assert found["okr"]["source"].startswith("Grove (1983)")
    text = " ".join(called("policies").split())  # lines are as wide as the terminal
    assert all(" ".join(f"{name}: {policy['description']}".split()) in text for name, policy in found.items())


def test_command_and_function_have_the_same_levers() -> None:
    found = strictly(called("policies", "--json"))
    table = lever_table().replace(float("inf"), "never")
    for name, rows in table.groupby("policy"):
        assert found[name]["levers"] == dict(zip(rows["lever"], rows["value"], strict=True))
    assert strictly(called("policies", "okr", "--json")) == {"okr": found["okr"]}


def test_policies_show_what_differs_in_100_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    text = called("policies")
    assert max(map(len, text.splitlines())) <= 100
    rows = re.split(r"\n *\n", text[text.index(" status quo ") :])
    changes = {row.split("  ")[0].strip(): re.findall(r"(\w+ ?\w+) ([\d.]+|never)", row) for row in rows}
    assert changes["mission command"] == [
        ("mandate", "0.6"),
        ("rationale", "0.6"),
        ("monitoring", "0.1"),
        ("autonomy", "0.7"),
    ]
    assert ("clarity", "0.5") in changes["status quo"] and len(changes["status quo"]) >= 14
    assert changes["continuous feedback"] == [("feedback interval", "2")]


def test_one_policy_is_shown_with_source_and_all_levers(tmp_path: Path) -> None:
    text = called("policies", "mbo")
    assert "Source: Drucker (1954), The Practice of Management" in text
    lines = [line.split() for line in text.splitlines()]
    assert ["pull", "voice", "*0.5", "0.2"] in lines and ["push", "mandate", "0.3", "0.3"] in lines
    assert len([line for line in lines if line[:1] and line[0] in ("push", "pull", "lead", "design")]) == 20
    assert "With *: different from status quo" in " ".join(text.split()) and "Bold" not in text
    (tmp_path / "mine.yaml").write_text("levers: {voice: 0.9}\nphases: [{from: 3, levers: {voice: 0.1}}]\n")
    own = called("policies", str(tmp_path / "mine.yaml"))
    assert ["pull", "voice", "*0.9", "0.2"] in [line.split() for line in own.splitlines()]
    assert "Phases, rules, events and departments are not shown." in own and "Source" not in own


@pytest.mark.parametrize("name", names("organisations"))
def test_org_shows_shipped_organisations(name: str) -> None:
    assert strictly(called("org", name, "--json"))
    assert called("org", name)


def test_run_keeps_series_members_and_manifest(tmp_path: Path) -> None:
    out = tmp_path / "out"
    record = strictly(called("run", "--policy", "pull", *QUICK, "--json", "--out", str(out)))
    files = {"series.parquet", "series.csv", "members.csv", "groups.csv", "manifest.json", "scenario.yaml"}
    assert {file.name for file in out.iterdir()} == files
    series = pd.read_parquet(out / "series.parquet")
    pd.testing.assert_frame_equal(series, pd.read_csv(out / "series.csv"), check_dtype=False)
    assert series["week"].tolist() == [-1, 0, 1, 2, 3, 4]
    assert series["value"].iloc[-1] == record["measures"]["value"]
    assert len(pd.read_csv(out / "members.csv")) == 8


def test_manifest_repeats_the_run(tmp_path: Path) -> None:
    rules = tmp_path / "mine.yaml"
    text = (
        "phases: [{from: 2, levers: {voice: 1}}]\nrules: [{while: trust > 0, departments: {operations: {mandate: 1}}}]"
    )
    rules.write_text(text)
    out = tmp_path / "out"
    first = strictly(called("run", "--policy", str(rules), *QUICK, "--json", "--out", str(out)))
    manifest = strictly((out / "manifest.json").read_text())
    assert manifest["digest"] == first["digest"]
    assert manifest["versions"]["simalign-abm"]
    again = Simulation(Scenario(**manifest["scenario"]), manifest["seed"], manifest["replication"])
    again.run(6)
    assert again.digest() == first["digest"]
    file, second = str(out / "scenario.yaml"), str(tmp_path / "second")
    repeated = strictly(called("run", file, "--seed", "1", "--json", "--out", second))
    assert repeated["digest"] == first["digest"]


def test_a_seed_not_given_is_drawn_told_and_stored(command: Command, tmp_path: Path) -> None:
    done = command("run", *QUICK[:-2], "--json")
    seed = strictly(done.stdout)["seed"]
    assert f"Seed drawn: {seed}" in done.stderr
    assert strictly((tmp_path / "simalign-run" / "manifest.json").read_text())["seed"] == seed


def test_compare_keeps_everything_and_says_pure_json(command: Command, tmp_path: Path) -> None:
    done = command("compare", "-p", "push,tell_and_sell", "-n", "2", *QUICK, "--json")
    record = strictly(done.stdout)
    assert record["out"] == "simalign-compare"
    files = {file.name for file in (tmp_path / "simalign-compare").iterdir()}
    pictures = {f"{name}.{kind}" for name in ("curves", "organisation") for kind in ("png", "svg")}
    tables = {"summary.csv", "percent.csv", "pairs.csv", "series.parquet"}
    assert files == pictures | tables | {"manifest.json", "scenario.yaml"}
    assert [(arm["policy"], arm["basis"]) for arm in record["arms"]] == [
        (name, basis) for basis in ("as set", "equal cost") for name in ("status_quo", "push", "tell_and_sell")
    ]
    series = pd.read_parquet(tmp_path / "simalign-compare" / "series.parquet")
    assert len(series) == 6 * 2 * 6
    repeated = command("compare", "-p", "push,tell_and_sell", "-n", "2", *QUICK, "--json")
    assert strictly(repeated.stdout) == record | {"out": "simalign-compare-2"}


@pytest.mark.usefixtures("undrawn")
def test_manifest_repeats_the_comparison(tmp_path: Path) -> None:
    """From its folder alone, whatever has become of the policy's file since."""
    mine, out = tmp_path / "mine.yaml", tmp_path / "out"
    mine.write_text("preset: tell_and_sell\nrules: [{while: trust >= 0, levers: {voice: 1}}]\n")
    called("compare", "-p", f"push,{mine}", "-n", "2", *QUICK, "--out", str(out))
    manifest = strictly((out / "manifest.json").read_text())
    series = pd.read_parquet(out / "series.parquet")
    assert {(arm["policy"], arm["basis"]) for arm in manifest["arms"]} == set(
        zip(series["policy"], series["basis"], strict=True)
    )
    for arm in manifest["arms"]:
        assert "preset" not in arm["full_policy"]
        design = Scenario(**manifest["scenario"] | {"policy": Policy(**arm["full_policy"])})
        for replication in range(manifest["replications"]):
            again = Simulation(design, manifest["seed"], replication).run(design.warmup + design.weeks)
            key = {"policy": arm["policy"], "basis": arm["basis"], "replication": replication}
            ours = series[(series[list(key)] == pd.Series(key)).all(axis=1)]
            np.testing.assert_array_equal(ours[list(NAMES)].to_numpy(), again)


def test_manifest_tells_what_the_files_held(tmp_path: Path) -> None:
    called("run", "-g", "workshop", "--weeks", "2", "--seed", "1", "--out", str(tmp_path / "out"))
    manifest = strictly((tmp_path / "out" / "manifest.json").read_text())
    held = {Path(file).name: digest for file, digest in manifest["files_sha256"].items()}
    there = ROOT / "configs" / "organisations" / "workshop"
    assert held == {n: hashlib.sha256((there / n).read_bytes()).hexdigest() for n in ("members.csv", "ties.csv")}


@pytest.mark.usefixtures("undrawn")
def test_who_is_not_at_equal_cost_is_said(tmp_path: Path) -> None:
    policies = "laissez_faire,annual_review,continuous_feedback"
    arguments = ["compare", "-p", policies, "-n", "2", *QUICK]
    record = strictly(called(*arguments, "--json", "--out", str(tmp_path / "a")))
    assert set(record["not_at_equal_cost"]) == {"laissez_faire", "annual_review"}
    assert {pair["basis"] for pair in record["pairs"]} == {"as set"}
    text = " ".join(called(*arguments, "--out", str(tmp_path / "b")).split())
    assert re.search(r"Not at equal cost, 0\.\d+: laissez faire \(costs less\), annual review \(costs less\)\.", text)
    text = called("compare", "-p", "laissez_faire", "-n", "2", *QUICK, "--out", str(tmp_path / "c"))
    assert "no policy costs more than status quo" in text
    assert "Against status quo, equal cost" not in text


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("width", [60, 80, 120])
def test_tables_fit_a_narrow_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    """No number is broken, and below 120 columns the periods stand below each other."""
    monkeypatch.setenv("COLUMNS", str(width))
    few = [word if word != "4" else "30" for word in QUICK]
    text = called("compare", "-p", "push,pull", "-n", "2", *few, "--out", str(tmp_path / "a"))
    tables = text[text.index("Against status quo") : text.index("value: value of")]
    assert max(map(len, tables.splitlines())) <= width
    assert tables.count("Against status quo, as set") == (2 if width < 120 else 1)
    # two policies on two bases in two periods: value and net value in %, doing in units; and one pair in two measures
    assert len(re.findall(r"[+-]\d+\.\d (?:±\d+\.\d\b|-)", tables)) == 2 * 2 * 2 * 2
    assert len(re.findall(r"[+-]\d\.\d{3} ±\d\.\d{3}", tables)) == 2 * 2 * 2 + 2 * 2 * 2


def test_commands_are_summed_up_in_few_words() -> None:
    assert "compare Compare policies on the same organisations." in " ".join(called("--help").split())


@pytest.mark.usefixtures("undrawn")
def test_one_replication_has_no_intervals(tmp_path: Path) -> None:
    record = strictly(called("compare", "-p", "push", "-n", "1", *QUICK, "--json", "--out", str(tmp_path / "out")))
    assert {r["low"] for r in record["summary"]} == {None}
    assert "leads" not in record["finding"]


@pytest.mark.usefixtures("undrawn")
def test_table_leads_with_value_and_gain_on_both_bases(tmp_path: Path) -> None:
    text = called("compare", "-p", "push,pull", "-n", "2", *QUICK, "--out", str(tmp_path / "out"))
    assert text.index("value, %") < text.index("net value, %") < text.index("do, gain")
    assert text.index("as set") < text.index("equal cost")
    assert "Repeat: --seed 1" in text


def test_names_cannot_dress_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text('name: "[red]a, $b_{ \\e[31m"\nlevers: {voice: 1}\n')
    text = called("compare", "-p", f"push,{file}", "-n", "2", *QUICK, "--out", str(tmp_path / "out"))
    assert "[red]a, $b { ?[31m" in text
    assert "\x1b[31m" not in text


def test_a_comparison_lists_its_events(tmp_path: Path) -> None:
    """Positions that are gone at the end leave the figure of the organisation without a number, and not its mean."""
    (tmp_path / "cut.yaml").write_text(
        "organisation: {size: 20}\nwarmup: 2\nweeks: 4\nevents: [{week: 1, layoffs: 0.25}, {week: 2, hire: 2}]\n"
    )
    (tmp_path / "own.yaml").write_text("preset: push\nevents: [{week: 3, layoffs: 0.2, by: output}]\n")
    policies = f"push,{tmp_path}/own.yaml"
    command = ["compare", str(tmp_path / "cut.yaml"), "-p", policies, "-n", "2", "--seed", "1"]
    record = strictly(called(*command, "--json", "--out", str(tmp_path / "a")))
    assert record["events"] == [
        "week 1: 25% of the positions are cut, drawn at random.",
        "week 2: 2 positions are added.",
        "own, week 3: 20% of the positions are cut, those of the lowest output.",
    ]
    assert record["members"] == 17
    text = " ".join(called(*command, "--out", str(tmp_path / "b")).split())
    listed = "; ".join(event[:-1] for event in record["events"])
    assert f"Events: {listed}. Members are counted at the end." in text
    picture = (tmp_path / "a" / "organisation.svg").read_text()
    assert "nan" not in picture.lower().replace("dominant", "")


@pytest.mark.usefixtures("undrawn")
def test_a_focus_beyond_the_external_goals_is_remarked_on(command: Command, tmp_path: Path) -> None:
    (tmp_path / "broad.yaml").write_text("levers: {voice: 0.5}\nphases: [{from: 2, levers: {focus: 7}}]\n")
    (tmp_path / "all.yaml").write_text("levers: {voice: 0.5}\nphases: [{from: 2, levers: {focus: 5}}]\n")
    done = command("compare", "-p", "broad.yaml,all.yaml", "-n", "2", *QUICK, "--json")
    said = "broad: focus 7 exceeds the 5 external goals of the scenario, so that the strategy has all 5."
    assert done.stderr.count("focus") == 1 and said in done.stderr
    values = {(r["policy"], r["basis"], r["period"], r["measure"]): r["mean"] for r in strictly(done.stdout)["summary"]}
    for (policy, *rest), mean in values.items():
        if policy == "broad":
            assert mean == values["all", *rest]
    assert "focus 7" in command("run", "--policy", "broad.yaml", *QUICK).stderr


@pytest.mark.parametrize("size", [1, 2])
def test_very_small_organisations_run(tmp_path: Path, size: int) -> None:
    small = ["--set", f"organisation.size={size}", "--set", "warmup=0", "--weeks", "1", "--seed", "1"]
    record = strictly(called("compare", "-p", "push", "-n", "2", *small, "--json", "--out", str(tmp_path / "out")))
    assert record["members"] == size


@pytest.mark.parametrize("name", names("scenarios"))
def test_shipped_scenarios_run(name: str, tmp_path: Path) -> None:
    out = str(tmp_path / "out")
    record = strictly(called("run", name, "--seed", "1", "--weeks", "4", "--json", "--out", out))
    assert 0 < record["measures"]["value"] < 2
    assert record["members"] == load_scenario(name).organisation.size


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[] if name == "workshop" else [pytest.mark.slow]) for name in names("organisations")],
)
def test_shipped_policies_run_on_shipped_organisations(name: str, tmp_path: Path) -> None:
    policies, few = ",".join(names("policies")), ["-n", "2", "--weeks", "4", "--seed", "1"]
    record = strictly(called("compare", "-g", name, "-p", policies, *few, "--json", "--out", str(tmp_path / "out")))
    assert len(record["arms"]) + len(record["not_at_equal_cost"]) == 2 * len(names("policies"))
    assert all(math.isfinite(r["mean"]) for r in record["summary"])


def test_settings_of_the_policy_go_on_top_of_it(tmp_path: Path) -> None:
    out = tmp_path / "out"
    called("run", "--policy", "pull", "--set", "policy.levers.voice=.1", *QUICK, "--out", str(out))
    assert load_scenario(out / "scenario.yaml").policy.levers.voice == 0.1
    assert split_settings(["a.b=policy.c"]) == (["a.b=policy.c"], [])
