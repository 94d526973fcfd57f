"""``simalign.compare``: the same as the command line, with own measures and steps."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib import rc_context, rcParams
from matplotlib.figure import Figure
from typer.testing import CliRunner

import simalign
from simalign import Comparison, InputError, Policy, Simulation
from simalign.cli import app
from simalign.cli.output import json_text
from simalign.measures.catalogue import NAMES

from .conftest import AS_TYPED, QUIET, SMALL


def typed(*arguments: str) -> str:
    """Standard output of the command line."""
    done = CliRunner().invoke(app, list(arguments), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.parametrize("uncertainty", ["none", "posterior"])
def test_the_function_and_the_command_give_the_same(uncertainty: str, tmp_path: Path) -> None:
    """Numbers and files, byte for byte; but for the command line itself in the manifest."""
    options = ["-p", "push,pull", "-n", "2", "--uncertainty", uncertainty, *AS_TYPED, "--out", str(tmp_path / "typed")]
    record = json.loads(typed("compare", *options, "--json"))
    factors = {name: value for name, value in SMALL.items() if name != "weeks"}
    result = simalign.compare(
        policies=["push", "pull"], replications=2, weeks=4, factors=factors, uncertainty=uncertainty, **QUIET
    )
    assert json.loads(json_text(result.record)) == {key: value for key, value in record.items() if key != "out"}
    assert result.save(tmp_path / "called") == tmp_path / "called"
    files = {file.name: file.read_bytes() for file in (tmp_path / "typed").iterdir()}
    saved = {file.name: file.read_bytes() for file in (tmp_path / "called").iterdir()}
    assert files.keys() == saved.keys() and "curves.svg" in files and "series.parquet" in files
    manifests = [json.loads(one.pop("manifest.json")) for one in (files, saved)]
    assert manifests[0].pop("command")[0] == "simalign"
    assert manifests[0] == manifests[1]
    assert files == saved


def test_the_series_are_those_of_single_runs(comparison: Comparison) -> None:
    """Of every policy as it was set, in every replication; the own measure too."""
    series = comparison.series[comparison.series["basis"] == "as set"]
    for name, policy in comparison.policies.items():
        for replication in range(3):
            scenario = comparison.scenario.changed(policy=policy)
            alone = Simulation(scenario, 1, replication, measures={"head": lambda f, s, p, w: float(s.trust[0])})
            rows = series[(series["policy"] == name) & (series["replication"] == replication)]
            np.testing.assert_array_equal(rows[[*NAMES, "head_trust"]].to_numpy(), alone.run(6))


def test_an_own_measure_is_reported_like_a_shipped_one(comparison: Comparison) -> None:
    assert {"head_trust", "retention"} <= set(comparison.table["measure"]) & set(comparison.pairs["measure"])
    last = comparison.series.query("basis == 'as set' and week >= 1").groupby(["policy", "replication"])["head_trust"]
    means = last.mean().unstack("replication")
    apart = means.loc["push"] - means.loc["status_quo"]
    found = comparison.difference("head_trust", "push")
    assert found.mean == pytest.approx(apart.mean())
    row = comparison.table.query("basis == 'as set' and policy == 'push' and measure == 'head_trust'")
    assert row["difference"].item() == found.mean
    pair = comparison.pairs.query("basis == 'as set' and measure == 'head_trust'").iloc[0]
    assert comparison.difference("head_trust", pair["one"], pair["other"]).mean == pair["difference"]


def test_own_code_is_in_the_manifest(comparison: Comparison, tmp_path: Path) -> None:
    manifest = json.loads((comparison.save(tmp_path / "saved") / "manifest.json").read_text())
    assert "return float(state.trust[0])" in manifest["own_measures"]["head_trust"]


def test_own_steps_take_the_place_of_shipped_ones() -> None:
    def feel(fixed: Any, state: Any, parameters: Any, week: int) -> None:
        state.reactance[:] = 0.25

    result = simalign.compare(policies="push", replications=2, factors=SMALL, steps={"feel": feel}, **QUIET)
    assert set(result.series["resistance"]) == {0.25}


def test_policies_come_in_every_form(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("levers: {voice: 0.8}\n")
    forms = {
        "by path": tmp_path / "mine.yaml",
        "by text": str(tmp_path / "mine.yaml"),
        "levers": {"voice": 0.8},
        "fields": {"levers": {"voice": 0.8}},
        "record": Policy(levers={"voice": 0.8}),
    }
    result = simalign.compare(policies=forms, replications=1, factors=SMALL, **QUIET)
    ends = result.series.query("basis == 'as set' and policy in @forms").groupby("policy")["do"].apply(tuple)
    assert sorted(ends.index) == sorted(forms) and ends.nunique() == 1
    listed = simalign.compare(policies=list(forms.values())[1:3], replications=1, factors=SMALL, **QUIET)
    assert list(listed.policies) == ["status_quo", "mine", "voice 0.8"]


def test_organisations_come_in_every_form(tmp_path: Path) -> None:
    """The same series from files, tables and records; a saved folder repeats the comparison by itself."""
    members = pd.DataFrame({"id": [1, 2, 3, 4], "manager": [None, 1, 1, 2], "department": list("aabb")})
    ties = pd.DataFrame({"source": [1, 2], "target": [2, 4]})
    members.convert_dtypes().to_csv(tmp_path / "members.csv", index=False)
    ties.to_csv(tmp_path / "ties.csv", index=False)
    small: dict[str, Any] = {"policies": "push", "replications": 2, "weeks": 3, "factors": {"warmup": 1}, **QUIET}
    files = {"organisation": tmp_path / "members.csv", "ties": tmp_path / "ties.csv"}
    results = [
        simalign.compare(**files, **small),
        simalign.compare(organisation=members, ties=ties, **small),
        simalign.compare(organisation=simalign.load_organisation(**files), **small),
    ]
    saved = results[1].save(tmp_path / "saved")
    results.append(simalign.compare(saved / "scenario.yaml", "push", replications=2, **QUIET))
    for result in results[1:]:
        pd.testing.assert_frame_equal(result.series, results[0].series)


def test_a_seed_goes_by_two_names() -> None:
    few: dict[str, Any] = {"policies": "push", "replications": 1, "factors": SMALL, "progress": False}
    one, other = simalign.compare(seed=7, **few), simalign.compare(rng=7, **few)
    assert one.series.equals(other.series) and one.seed == other.seed == 7
    drawn = simalign.compare(rng=np.random.default_rng(3), **few)
    assert drawn.seed == int(np.random.default_rng(3).integers(2**32))
    assert simalign.compare(seed=drawn.seed, **few).series.equals(drawn.series)


def test_what_is_worth_knowing_is_told_unless_progress_is_off(capsys: pytest.CaptureFixture[str]) -> None:
    few: dict[str, Any] = {"policies": "push", "replications": 1, "factors": SMALL}
    scenario = simalign.Scenario(policy="pull")
    result = simalign.compare(scenario, **few)
    told = capsys.readouterr()
    assert f"Seed drawn: {result.seed}" in told.err and "policy of the scenario is ignored" in told.err
    assert told.out == ""
    simalign.compare(scenario, **few, progress=False)
    assert capsys.readouterr() == ("", "")


def test_a_precision_is_reached_or_said_not_to_be() -> None:
    result = simalign.compare(policies="push", replications=20, precision=0.02, most=60, factors=SMALL, **QUIET)
    reached = result.record["precision"]
    assert reached["reached"] == (reached["farthest"] <= 0.02)
    assert 20 <= result.record["replications"] <= 60


def test_the_figure_can_be_drawn_into_given_axes(comparison: Comparison) -> None:
    figure = Figure()
    left, right = figure.subplots(1, 2)
    assert comparison.figure(right) is figure
    assert not left.has_data() and right.has_data()
    titles = {right.get_title(where) for where in ("left", "center")}
    assert "head trust" in titles  # the first measure that was asked for
    assert len(comparison.figure().axes) == 2 * 6  # know, want, do, value and the two further ones


def test_figures_and_files_change_no_settings(comparison: Comparison, tmp_path: Path) -> None:
    with rc_context({"font.size": 11.0}):
        before = dict(rcParams)
        comparison.figure()
        comparison.save(tmp_path / "saved")
        assert dict(rcParams) == before


def test_arrays_have_named_dimensions(comparison: Comparison) -> None:
    arrays = comparison.to_xarray()
    assert dict(arrays.sizes) == {"basis": 2, "policy": 3, "replication": 3, "week": 6}
    assert list(arrays["policy"].values) == ["status_quo", "push", "pull"]
    cell = {"basis": "as set", "policy": "pull", "replication": 1, "week": 4}
    row = comparison.series.query(" and ".join(f"{key} == {value!r}" for key, value in cell.items()))
    assert arrays["head_trust"].sel(cell).item() == row["head_trust"].item()


def test_a_notebook_shows_finding_table_and_figure(comparison: Comparison) -> None:
    shown = comparison._repr_html_()
    assert comparison.finding in shown
    assert "<table" in shown and 'src="data:image/png;base64,' in shown
    assert comparison.finding in repr(comparison) and ".figure()" in repr(comparison)
    assert comparison.figure()._repr_png_().startswith(b"\x89PNG")


def test_names_cannot_write_html() -> None:
    result = simalign.compare(policies={"<script>": {"voice": 0.8}}, replications=1, factors=SMALL, **QUIET)
    assert "<script>" not in result._repr_html_()


def test_nothing_is_overwritten(comparison: Comparison, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept")
    with pytest.raises(InputError, match="folder: is not empty; nothing was overwritten"):
        comparison.save(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
