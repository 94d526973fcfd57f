"""``simalign.calibrate`` from end to end, as small as it can be."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

import simalign
from simalign.api import calibrate as api
from simalign.calibration import checkpoint
from simalign.calibration.run import Checks
from simalign.calibration.waves import Plan
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
    monkeypatch.setattr(api, "QUICK_PLAN", Plan((16, 16), (1.0,), steps=40, draws=10))
    few = Checks(points=16, trajectories=2, left_out=2, refits=3, ranked=7, steps=30)
    monkeypatch.setattr(api, "QUICK_CHECKS", few)
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
        quantiles = draws[name].quantile([0.05, 0.5, 0.95]).to_list()
        assert table.loc[name, ["low", "median", "high"]].to_list() == pytest.approx(quantiles)
    medians = {f"psychology.{name}": float(table.loc[name, "median"]) for name in table.index}
    check = simalign.validate(tiny["studies"], organisations=2, seed=1, factors=medians, progress=False)
    facts = result.facts.set_index("fact")
    assert facts["at_median"].to_dict() == pytest.approx(check.table.set_index("fact")["simulated"].to_dict())
    assert result.finding.startswith(
        f"Inside their published intervals at the posterior median: {facts['inside'].sum()}"
    )
    assert set(result.ranks["rank"]) <= set(range(8))
    _check_forms(result, tmp_path)
    files = {file: file.stat().st_mtime_ns for file in (tiny["folder"] / "blocks").iterdir()}
    assert simalign.calibrate(**tiny).table.equals(result.table)
    assert {file: file.stat().st_mtime_ns for file in (tiny["folder"] / "blocks").iterdir()} == files


def _check_forms(result: simalign.CalibrationResult, tmp_path: Path) -> None:
    """The figure, the arrays and the files of a calibration."""
    figure, ax = result.figure(), Figure().subplots()
    assert figure.axes and result.figure(ax) is ax.figure and ax.has_data()
    assert result.to_xarray().sizes == {"draw": 10}
    assert "data:image/png;base64," in result._repr_html_()
    folder = result.save(tmp_path / "saved")
    names = {"posterior", "parameters", "facts", "ranks", "screening"}
    assert {file.stem for file in folder.glob("*.csv")} == names
    assert {file.stem for file in folder.glob("*.png")} == {"facts", "marginals", "correlations", "ranks"}
    saved = pd.read_csv(folder / "parameters.csv")
    assert saved["median"].to_list() == pytest.approx(result.table["median"].to_list(), rel=1e-5)
    _check_draws(folder / "posterior.csv")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["quick"] and manifest["facts"] == 2 and manifest["runs"] == 32


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
        ({"studies": study(tmp_path, "sign")}, "has no fact with an interval"),
        ({"priors": guesses}, "guesses.yaml: has no free parameter"),
        ({"organisations": 0}, "organisations: cannot be used"),
        ({"varied": 3}, "varied: cannot be used"),
    ):
        with pytest.raises(InputError, match=said):
            simalign.calibrate(**(tiny | changes))
    assert not tiny["folder"].exists()
