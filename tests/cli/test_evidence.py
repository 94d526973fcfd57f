"""What is printed of intervals, warnings, precision and power."""

import csv
import re
from pathlib import Path

import pytest

from .conftest import QUICK, Command
from .test_commands import called, strictly

TWO = ("-p", "push", *QUICK)


@pytest.mark.usefixtures("undrawn")
def test_warnings_are_said_once_and_kept(tmp_path: Path) -> None:
    text = " ".join(called("compare", *TWO, "-n", "3", "--out", str(tmp_path / "a")).split())
    why = "3 replications are too few to distinguish a skewed measure from a normal one"
    assert text.count(f"Unreliable: all intervals: {why}.") == 1
    assert f"Unreliable: {why} (weeks 1-4" in text or f"Unreliable: {why} (" in text
    record = strictly(called("compare", *TWO, "-n", "3", "--json", "--out", str(tmp_path / "b")))
    assert record["finding_warning"].startswith(why)
    assert {r["warning"] for r in record["summary"] if r["policy"] == "push"} == {why}
    assert {r["warning"] for r in record["summary"] if r["policy"] == "status_quo"} == {""}
    with (tmp_path / "b" / "summary.csv").open() as file:
        assert {row["warning"] for row in csv.DictReader(file)} == {"", why}


@pytest.mark.usefixtures("undrawn")
def test_precision_runs_the_same_replications_and_more(tmp_path: Path) -> None:
    """The first stage alone, and with what follows; what it says fits what it did."""
    import pandas as pd

    few = strictly(called("compare", *TWO, "-n", "20", "--json", "--out", str(tmp_path / "a")))
    reach = max(r["high"] - r["difference"] for r in few["summary"] if r["measure"] in ("do_gain", "value"))
    asked = ["--precision", f"{0.8 * reach:.6f}"]
    more = strictly(called("compare", *TWO, "-n", "20", *asked, "--json", "--out", str(tmp_path / "b")))
    assert few["precision"] is None and more["precision"]["reached"]
    assert more["replications"] == max(need["replications"] for need in more["precision"]["needs"]) > 20
    first, all_of_it = (pd.read_parquet(tmp_path / name / "series.parquet") for name in "ab")
    assert all_of_it["replication"].nunique() == more["replications"]
    same = all_of_it[all_of_it["replication"] < 20].reset_index(drop=True)
    pd.testing.assert_frame_equal(same, first, check_exact=True)
    text = " ".join(called("compare", *TWO, "-n", "20", *asked, "--out", str(tmp_path / "c")).split())
    assert f"{more['replications']} replications run for a precision of ±" in text
    assert "requires this number" in text
    assert more["precision"]["farthest"] <= more["precision"]["asked"]


@pytest.mark.slow
def test_precision_that_is_not_reached_is_said(command: Command) -> None:
    done = command("compare", *TWO, "-n", "3", "--precision", "1e-6", "--most", "5")
    assert done.returncode == 0
    text = " ".join(done.stdout.split())
    assert "The precision ±1e-06 was not reached" in text and "--most is 5." in text
    assert "until it is reached, at most 5" in done.stderr
    assert "fewer than 20 replications covers skewed differences less often" in done.stderr
    assert "5 replications, paired" in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--precision", "0"], "allowed: a number above 0"),
        (["--precision", "nan"], "allowed: a number above 0"),
        (["--precision", "wide"], "allowed: a number above 0"),
        (["--most", "5"], "--most: requires precision"),
        (["--precision", "1", "-n", "1"], "--replications: is too few for a first stage"),
        (["--precision", "1", "-n", "9", "--most", "8"], "--most: is fewer than the replications of the first stage"),
    ],
)
def test_contradictions_are_refused(command: Command, arguments: list[str], said: str) -> None:
    done = command("compare", *arguments, *QUICK)
    assert done.returncode == 2
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


def test_power_says_how_many_show_how_much() -> None:
    from simalign.analysis.power import power as power_of

    arguments = ["power", *TWO, "--pilot", "6", "-n", "12"]
    record = strictly(called(*arguments, "--json"))
    assert {p["measure"] for p in record["pairs"]} == {"do_gain", "value", "want_gain", "compliance_gap"}
    for pair in record["pairs"]:
        for entry in pair["needed"]:
            assert power_of(entry["difference"], pair["sd"], entry["replications"]) >= entry["power"]
        for entry in pair["smallest"]:
            assert power_of(entry["difference"], pair["sd"], 12) == pytest.approx(entry["power"], abs=1e-6)
    text = " ".join(called(*arguments).split())
    assert re.search(r"\b12 .*\bdetect\b", text)  # the title of a column, which a narrow terminal wraps
    assert "push minus status quo" in text
    assert "6 replications are too few" in text
