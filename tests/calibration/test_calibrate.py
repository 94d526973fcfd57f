"""simalign calibrate: refusals, and a tiny one from end to end."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from simalign import InputError
from simalign.api import calibrate as api
from simalign.calibration.run import Plan
from simalign.cli import app
from tests.evidence.made import study

PRIORS = """kappa: {uniform: [0.05, 0.5], source: x, evidence: x}
anchor: {uniform: [0.1, 0.9], source: x, evidence: x}
lag: {uniform: [2, 26], source: x, evidence: x}
"""


def ran(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["calibrate", *arguments])


def test_bad_input_is_refused_before_anything_is_run(tmp_path: Path) -> None:
    file, none = str(study(tmp_path, published="{low: 0, high: 1}")), str(study(tmp_path, "none", published="{}"))
    (tmp_path / "priors.yaml").write_text("kapa: {uniform: [0, 1], source: x}\n")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes").write_text("mine")
    out = ["--out", str(tmp_path / "out")]
    for words, said in (
        ([none, *out], "has no published effect; allowed: published: {low: .., high: ..} or {sign: ..}"),
        (
            [file, "--draws", "96", *out],
            "--draws: cannot be used (given: 96); allowed: a power of two from 512 to 65536",
        ),
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
    monkeypatch.setattr(api, "QUICK", Plan(draws=32, posterior=20, without=8, refits=8, ranked=15))
    (tmp_path / "priors.yaml").write_text(PRIORS)
    line = "  - {name: trusting, outcome: trust, unit: difference, week: 3, published: {low: -0.1, high: 0.0}}"
    file = study(tmp_path, published="{low: 0.0, high: 0.1}", effects=f"high: 0.1}}}} => high: 0.1}}}}\n{line}")
    words = [str(file), "--priors", str(tmp_path / "priors.yaml"), "--quick", "-n", "2", "--workers", "1"]
    for name in ("one", "two"):
        done = ran(*words, "--out", str(tmp_path / name))
        assert done.exit_code == 0, done.exception
        assert " of 2 published effects.\nThe evidence removes the variance of " in done.stdout
    tables = ("posterior", "parameters", "evidence", "families", "summary", "scores", "ranks", "without/other")
    for name in tables:
        assert (tmp_path / "one" / f"{name}.csv").read_bytes() == (tmp_path / "two" / f"{name}.csv").read_bytes(), name
    for name in ("evidence", "families", "marginals", "ranks"):
        assert (tmp_path / "one" / f"{name}.png").stat().st_size > 5000
    blocks = {file: file.stat().st_mtime_ns for file in (tmp_path / "one" / "blocks").iterdir()}
    assert ran(*words, "--out", str(tmp_path / "one")).exit_code == 0
    assert blocks == {file: file.stat().st_mtime_ns for file in (tmp_path / "one" / "blocks").iterdir()}
    evidence = pd.read_csv(tmp_path / "one" / "evidence.csv")
    draws = pd.read_csv(tmp_path / "one" / "posterior.csv")
    assert len(pd.read_csv(tmp_path / "one" / "without" / "other.csv")) == 8
    assert list(evidence["effect"]) == ["small", "trusting"] and np.isfinite(evidence["posterior"]).all()
    assert len(draws) == 20 and draws["lag"].between(2, 26).all()
    manifest = json.loads((tmp_path / "one" / "manifest.json").read_text())
    assert manifest["draws"] == 32 and manifest["effects"] == 2 and manifest["quick"]
    refused = ran(*words[:-4], "-n", "3", "--out", str(tmp_path / "one"))
    assert "--out: belongs to another calibration" in str(refused.exception)
