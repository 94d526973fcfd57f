"""What is said and kept of uncertainty."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from simalign.scenario.posterior import shipped_posterior

from .conftest import QUICK, Command
from .test_commands import called, strictly

TWO = ("-p", "push", *QUICK)
DRAWS = "draw,pace,bite\n0,0.01,0.1\n1,0.5,0.9\n"


@pytest.mark.usefixtures("undrawn")
def test_compare_says_and_keeps_that_people_are_drawn(tmp_path: Path) -> None:
    import pandas as pd

    asked = ("compare", *TWO, "-n", "6", "--uncertainty", "posterior")
    record = strictly(called(*asked, "--json", "--out", str(tmp_path / "a")))
    told = {"file": "posterior.csv", "draws": len(shipped_posterior().draws), "sha256": shipped_posterior().digest}
    told["people"] = f"{told['draws']} draws of plausible people (posterior.csv; fitted to published effects)"
    assert record["uncertainty"] == told
    assert json.loads((tmp_path / "a" / "manifest.json").read_text())["uncertainty"] == told
    text = " ".join(called(*asked, "--out", str(tmp_path / "b")).split())
    people = shipped_posterior().people
    assert f"The spread covers parameter uncertainty: each replication uses one of {people}, the same" in text
    assert "The middle 95% of 6 replications" in text
    for entry in record["percent"]:
        assert f"[{entry['middle_low']:+.1f} to {entry['middle_high']:+.1f}]" in text
    series = [(tmp_path / name / "series.parquet").read_bytes() for name in "ab"]
    assert series[0] == series[1]

    table = pd.read_parquet(tmp_path / "a" / "series.parquet")
    value = table[(table["week"] > 0) & (table["basis"] == "as set")].groupby(["policy", "replication"])["value"].mean()
    apart = value["push"] - value["status_quo"]
    with (tmp_path / "a" / "ranges.csv").open() as file:
        (found,) = (r for r in csv.DictReader(file) if r["basis"] == "as set" and r["measure"] == "value")
    ends = [float(found["low"]), float(found["high"]), float(found["ahead"])]
    assert ends == pytest.approx([*np.quantile(apart, (0.025, 0.975)), (apart > 0).mean()])


@pytest.mark.usefixtures("undrawn")
def test_without_it_nothing_is_said(tmp_path: Path) -> None:
    record = strictly(called("compare", *TWO, "-n", "2", "--json", "--out", str(tmp_path / "a")))
    assert record["uncertainty"] is None and "ranges" not in record
    assert not any("middle_low" in entry for entry in record["percent"])
    text = called("compare", *TWO, "-n", "2", "--out", str(tmp_path / "b"))
    assert "parameter uncertainty" not in text and "middle 95%" not in text


@pytest.mark.usefixtures("undrawn")
def test_a_range_does_not_narrow_with_replications(tmp_path: Path) -> None:
    (tmp_path / "draws.csv").write_text(DRAWS)
    width = {}
    for n in (20, 80):
        out = str(tmp_path / str(n))
        given = ("--uncertainty", str(tmp_path / "draws.csv"), "-n", str(n), "--json", "--out", out)
        record = strictly(called("compare", *TWO, *given))
        (mean,) = (r for r in record["pairs"] + record["summary"] if _is_value(r))
        (single,) = (r for r in record["ranges"] if _is_value(r))
        width[n] = (mean["high"] - mean["low"], single["high"] - single["low"])
    assert width[80][0] < 0.7 * width[20][0]
    assert width[80][1] > 0.9 * width[20][1] > 2 * width[20][0]


def _is_value(r: dict[str, str]) -> bool:
    return (r["basis"], r["measure"], r.get("policy", r.get("one"))) == ("as set", "value", "push")


@pytest.mark.usefixtures("undrawn")
def test_power_needs_more_where_people_are_drawn(tmp_path: Path) -> None:
    (tmp_path / "draws.csv").write_text(DRAWS)
    asked = ("power", *TWO, "--pilot", "8", "--json")
    drawn = strictly(called(*asked, "--uncertainty", str(tmp_path / "draws.csv")))
    assert drawn["uncertainty"]["draws"] == 2
    assert max(p["sd"] for p in drawn["pairs"]) > max(p["sd"] for p in strictly(called(*asked))["pairs"])
    assert "The spread covers parameter uncertainty" in called(
        "power", *TWO, "--pilot", "4", "--uncertainty", "posterior"
    )


@pytest.mark.parametrize("name", ["compare", "power"])
def test_another_word_is_refused(command: Command, name: str) -> None:
    done = command(name, "--uncertainty", "posteriour")
    assert done.returncode == 2
    assert done.stderr.startswith("error: --uncertainty: is not a kind of uncertainty; did you mean 'posterior'?")
    assert "allowed: none, posterior, or the path of a CSV file" in done.stderr
