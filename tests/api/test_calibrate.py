"""``simalign.calibrate`` from end to end, as small as it can be."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

import simalign
from simalign.api import calibrate as api
from simalign.calibration import checkpoint
from simalign.calibration.run import Plan
from simalign.errors import InputError
from tests.calibration.made import Here
from tests.evidence.made import study

PRIORS = """anchor: {uniform: [0.1, 0.9], source: made up, evidence: made up}
lag: {uniform: [2, 26], source: made up, evidence: made up}
"""
TRUSTING = "{name: trusting, outcome: trust, unit: difference, week: 3, published: {low: -0.1, high: 0.0}}"


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Arguments of the smallest calibration: two facts, two parameters, and a plan of seconds."""
    monkeypatch.setattr(checkpoint, "ProcessPoolExecutor", Here)
    monkeypatch.setattr(api, "QUICK", Plan(draws=16, posterior=10, without=6, refits=3, ranked=7))
    (tmp_path / "priors.yaml").write_text(PRIORS)
    file = study(tmp_path, published="{low: 0.0, high: 0.1}", effects=f"high: 0.1}}}} => high: 0.1}}}}\n  - {TRUSTING}")
    return {
        "studies": file,
        "folder": tmp_path / "calibration",
        "priors": tmp_path / "priors.yaml",
        "organisations": 2,
        "quick": True,
        "workers": 1,
        "progress": False,
    }


def test_a_tiny_calibration_runs_to_its_end(tiny: dict[str, Any], tmp_path: Path) -> None:
    result = simalign.calibrate(**tiny)
    table, draws = result.table.set_index("parameter"), result.posterior
    assert list(table.index) == ["anchor", "lag"] and len(draws) == 10
    for name in table.index:
        quantiles = draws[name].quantile([0.025, 0.5, 0.975]).to_list()
        assert table.loc[name, ["low", "median", "high"]].to_list() == pytest.approx(quantiles)
    one = {f"psychology.{name}": float(draws.loc[0, name]) for name in table.index}
    check = simalign.validate(tiny["studies"], organisations=2, seed=1, factors=one, progress=False)
    targets, fitted = result.calibration.targets, result.calibration.fitted[0]
    again = check.table.set_index("fact")["simulated"]
    assert dict(zip(targets.names, targets.expanded(fitted), strict=True)) == pytest.approx(again.to_dict(), abs=0.01)
    assert result.finding == f"The fit holds {result.held} of 2 effects; no family was left out"
    assert set(result.ranks["rank"]) <= set(range(8))
    _check_evidence(result)
    _check_forms(result, tmp_path)
    files = {file: file.stat().st_mtime_ns for file in (tiny["folder"] / "blocks").iterdir()}
    assert simalign.calibrate(**tiny).table.equals(result.table)
    assert {file: file.stat().st_mtime_ns for file in (tiny["folder"] / "blocks").iterdir()} == files


def _check_evidence(result: simalign.CalibrationResult) -> None:
    """Medians and published results are in the unit of the row; scores and numbers of the record fit together."""
    evidence, calibration = result.evidence.set_index("effect"), result.calibration
    assert evidence.loc["trusting", ["published_low", "published_high"]].to_list() == [-0.1, 0.0]
    assert evidence["published_sign"].to_list() == [0.0, 0.0] and evidence["sign_probability"].isna().all()
    medians = np.median(calibration.targets.expanded(calibration.fitted), axis=0)
    assert evidence["posterior"].to_list() == pytest.approx(medians.tolist(), abs=1e-3)
    assert (
        evidence["inside"] == evidence["posterior"].between(evidence["published_low"], evidence["published_high"])
    ).all()
    row = result.families.iloc[0]
    for score in ("crps", "crps_half_widths"):
        means = calibration.scores.groupby("forecast")[score].mean()
        assert {kind: row[f"{score}_{kind}"] for kind in means.index} == pytest.approx(means.to_dict())
    removed = calibration.learnt.removed
    assert result.table["removed"].to_list() == removed.tolist()
    assert result.record["identified"] == calibration.learnt.informed.sum() == result.table["identified"].sum()
    net = result.record["parameters_learnt"] + result.record["parameters_learnt_by_chance"]
    assert net == pytest.approx(removed.sum())


def _check_forms(result: simalign.CalibrationResult, tmp_path: Path) -> None:
    """The figure, the arrays and the files of a calibration."""
    figure, ax = result.figure(), Figure().subplots()
    assert figure.axes and result.figure(ax) is ax.figure and ax.has_data()
    assert result.to_xarray().sizes == {"draw": 10}
    assert "data:image/png;base64," in result._repr_html_()
    folder = result.save(tmp_path / "saved")
    names = {"posterior", "parameters", "evidence", "families", "summary", "scores", "ranks"}
    assert {file.stem for file in folder.glob("*.csv")} == names
    assert {file.stem for file in folder.glob("*.png")} == {"evidence", "families", "marginals", "ranks"}
    saved = pd.read_csv(folder / "parameters.csv")
    assert saved["median"].to_list() == pytest.approx(result.table["median"].to_list(), rel=1e-5)
    _check_draws(folder / "posterior.csv")
    without = pd.read_csv(folder / "without" / "other.csv")
    pd.testing.assert_frame_equal(without, result.posterior_without("other"), rtol=1e-5)
    assert [file.name for file in (folder / "without").iterdir()] == ["other.csv"] and len(without) == 6
    _check_draws(folder / "without" / "other.csv")
    with pytest.raises(InputError, match=r"family: no family is called 'othr'; did you mean 'other'\?"):
        result.posterior_without("othr")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["quick"] and manifest["effects"] == 2 and manifest["draws"] == 16


def _check_draws(file: Path) -> None:
    """The saved posterior draws are a file for ``uncertainty``."""
    small = {"organisation.size": 8, "warmup": 2, "weeks": 4}
    quiet: dict[str, Any] = {"policies": "push", "replications": 2, "seed": 1, "factors": small, "progress": False}
    drawn = simalign.compare(uncertainty=file, **quiet)
    assert not drawn.series.equals(simalign.compare(**quiet).series)


def test_bad_arguments_are_named(tiny: dict[str, Any], tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes").write_text("mine")
    guesses = tmp_path / "guesses.yaml"
    guesses.write_text("lag: {uniform: [2, 26], source: made up}\n")
    own = study(tmp_path, "own", published="{low: 0, high: 1}", outcome="outcome: resistance => outcome: x, of: whole")
    for changes, said in (
        ({"folder": mine}, "folder: is not empty"),
        ({"studies": own}, r"own\.yaml:7: effects\.0\.outcome: no measure is called 'x'"),
        ({"studies": study(tmp_path, "none")}, "has no published effect"),
        ({"draws": 96}, "draws: cannot be used"),
        ({"organisations": 0}, "organisations: cannot be used"),
        ({"varied": 3}, "varied: cannot be used"),
    ):
        with pytest.raises(InputError, match=said):
            simalign.calibrate(**(tiny | changes))
    assert not tiny["folder"].exists()
