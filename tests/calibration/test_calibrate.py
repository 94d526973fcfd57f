"""simalign calibrate: refusals, and a tiny one from end to end."""

import builtins
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from simalign import InputError
from simalign.api import calibrate as api
from simalign.calibration.run import Checks
from simalign.calibration.waves import Plan
from simalign.cli import app
from tests.evidence.made import study

PRIORS = """kappa: {uniform: [0.05, 0.5], source: x, evidence: x}
anchor: {uniform: [0.1, 0.9], source: x, evidence: x}
lag: {uniform: [2, 26], source: x, evidence: x}
"""


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["calibrate", *arguments])


@pytest.mark.parametrize("name", ["emcee", "sklearn", "SALib"])
def test_a_missing_extra_is_named(name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    usual = builtins.__import__

    def without(module: str, *given: Any, **more: Any) -> Any:
        if module.partition(".")[0] == name:
            raise ImportError(module)
        return usual(module, *given, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    done = ran("--out", str(tmp_path / "out"))
    assert isinstance(done.exception, InputError)
    said = f"calibrate needs {name}, which is not installed; allowed: pip install 'simalign-abm[calibrate]'"
    assert said in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_bad_input_is_refused_before_anything_is_run(tmp_path: Path) -> None:
    file, sign = str(study(tmp_path, published="{low: 0, high: 1}")), str(study(tmp_path, "sign"))
    (tmp_path / "priors.yaml").write_text("kapa: {uniform: [0, 1], source: x}\n")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes").write_text("mine")
    out = ["--out", str(tmp_path / "out")]
    for words, said in (
        ([sign, *out], "has no fact with an interval; allowed: published: {low: .., high: ..}"),
        ([file, "--priors", str(tmp_path / "priors.yaml"), *out], "no parameter is called 'kapa'"),
        ([str(tmp_path / "no.yaml"), *out], "no.yaml: no such file"),
        ([file, "--out", str(tmp_path / "mine")], "--out: is not empty; nothing was overwritten"),
        ([file, "--out", str(tmp_path / "mine" / "notes")], "--out: cannot be written"),
        ([file, "--out", "/proc/nowhere"], "--out: cannot be written"),
    ):
        done = ran(*words)
        assert isinstance(done.exception, InputError) and said in str(done.exception), words
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_tiny_one_from_end_to_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All tables and figures; the same seed, the same tables; a second time nothing is run."""
    monkeypatch.setattr(api, "QUICK_PLAN", Plan((32, 32), (1.0,), steps=100, draws=20))
    monkeypatch.setattr(
        api, "QUICK_CHECKS", Checks(points=32, trajectories=2, left_out=4, refits=8, ranked=15, steps=60)
    )
    (tmp_path / "priors.yaml").write_text(PRIORS)
    line = "  - {name: trusting, outcome: trust, unit: difference, week: 3, published: {low: -0.1, high: 0.0}}"
    file = study(tmp_path, published="{low: 0.0, high: 0.1}", effects=f"high: 0.1}}}} => high: 0.1}}}}\n{line}")
    words = [str(file), "--priors", str(tmp_path / "priors.yaml"), "--quick", "-n", "2", "--workers", "1"]
    for name in ("one", "two"):
        done = ran(*words, "--out", str(tmp_path / name))
        assert done.exit_code == 0, done.exception
        assert "Inside their published intervals at the posterior median: " in done.stdout
        assert " of 2 facts.\nBy medians of draws: " in done.stdout
    tables = ("posterior", "parameters", "facts", "ranks", "screening")
    for name in tables:
        assert (tmp_path / "one" / f"{name}.csv").read_bytes() == (tmp_path / "two" / f"{name}.csv").read_bytes(), name
    for name in ("facts", "marginals", "correlations", "ranks"):
        assert (tmp_path / "one" / f"{name}.png").stat().st_size > 5000
    blocks = {file: file.stat().st_mtime_ns for file in (tmp_path / "one" / "blocks").iterdir()}
    assert ran(*words, "--out", str(tmp_path / "one")).exit_code == 0
    assert blocks == {file: file.stat().st_mtime_ns for file in (tmp_path / "one" / "blocks").iterdir()}
    facts = pd.read_csv(tmp_path / "one" / "facts.csv")
    draws = pd.read_csv(tmp_path / "one" / "posterior.csv")
    assert list(facts["fact"]) == ["small", "trusting"] and np.isfinite(facts["at_median"]).all()
    assert len(draws) == 20 and draws["lag"].between(2, 26).all()
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text())
    assert manifest["runs"] == 64 and manifest["facts"] == 2 and manifest["quick"]
    refused = ran(*words[:-4], "-n", "3", "--out", str(tmp_path / "one"))
    assert "--out: belongs to another calibration" in str(refused.exception)


@pytest.mark.slow
def test_one_fact_alone_is_fitted_and_left_out_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "QUICK_PLAN", Plan((32, 32), (1.0,), steps=100, draws=20))
    monkeypatch.setattr(api, "QUICK_CHECKS", Checks(points=32, trajectories=2, refits=8, ranked=15, steps=60))
    (tmp_path / "priors.yaml").write_text(PRIORS)
    file = study(tmp_path, published="{low: 0.0, high: 0.1}")
    words = [str(file), "--priors", str(tmp_path / "priors.yaml"), "--quick", "-n", "2", "--workers", "1"]
    done = ran(*words, "--out", str(tmp_path / "out"))
    assert done.exit_code == 0, done.exception
    assert " of 1 fact.\nBy medians of draws: " in done.stdout
    assert "; each predicted by a fit without it: one cannot be." in done.stdout
    assert "without" not in pd.read_csv(tmp_path / "out" / "facts.csv")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["left_out_inside"] is None
