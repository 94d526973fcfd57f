"""``simalign.power``, ``decide`` and ``describe``: the same as the command line, each with table, figure and arrays."""

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure
from scipy import stats

import simalign
from simalign import DecisionAnalysis, InputError, OrganisationDescription, PowerAnalysis
from simalign.analysis.text import words
from simalign.api.result import Result
from simalign.cli.output import json_text
from simalign.decision.ranking import CONTEXTS

from .conftest import AS_TYPED, QUIET, SMALL
from .test_compare import typed


@pytest.fixture(scope="module")
def analysis() -> PowerAnalysis:
    """A small power analysis."""
    return simalign.power(policies="push", pilot=5, replications=40, factors=SMALL, measures="retention", **QUIET)


@pytest.fixture(scope="module")
def decision() -> DecisionAnalysis:
    """A small decision."""
    return simalign.decide(policies=["push", "pull"], factors=SMALL, **QUIET)


@pytest.fixture(scope="module")
def workshop() -> OrganisationDescription:
    """A shipped organisation."""
    return simalign.describe("workshop")


def same(record: dict[str, Any], text: str) -> None:
    assert json.loads(json_text(record)) == json.loads(text)


def test_power_is_that_of_the_command() -> None:
    text = typed("power", "-p", "push,pull", "--pilot", "3", "-n", "9", *AS_TYPED, "--json")
    same(simalign.power(policies=["push", "pull"], pilot=3, replications=9, factors=SMALL, **QUIET).record, text)


def test_a_decision_is_that_of_the_command(decision: DecisionAnalysis) -> None:
    same(decision.record, typed("decide", "-p", "push,pull", *AS_TYPED, "--json"))


def test_a_description_is_that_of_the_command(workshop: OrganisationDescription) -> None:
    special = simalign.portrait("workshop", progress=False)
    same({**workshop.record, "special": special.record}, typed("org", "workshop", "--json"))
    lines = "\n".join(f"  {line}" for line in special.lines)
    assert typed("org", "workshop") == f"{workshop.text}\n\nWhat is special\n{lines}\n"


def test_power_counts_what_scipy_counts(analysis: PowerAnalysis) -> None:
    """One replication fewer has less power than asked for, by the noncentral t distribution."""
    wanted = "basis == 'as set' and measure == 'value' and difference == 0.01 and power == 0.8"
    row = analysis.table.query(wanted).iloc[0]

    def power(n: int) -> float:
        shift, critical = 0.01 / row["sd"] * n**0.5, stats.t.ppf(0.975, n - 1)
        return float(stats.nct.sf(critical, n - 1, shift) + stats.nct.cdf(-critical, n - 1, shift))

    assert power(int(row["replications"])) >= 0.8 > power(int(row["replications"]) - 1)
    weeks = analysis.pilot.series.query("basis == 'as set' and week >= 1")
    last = weeks.groupby(["policy", "replication"])["value"].mean()
    apart = last["push"] - last["status_quo"]
    assert row["sd"] == pytest.approx(apart.std())


def test_power_knows_further_measures(analysis: PowerAnalysis) -> None:
    assert "retention" in {record["measure"] for record in analysis.record["pairs"]}


def test_a_decision_follows_from_its_draws(decision: DecisionAnalysis) -> None:
    arrays = decision.to_xarray()["worth"]
    assert arrays.dims == ("draw", "policy", "week")
    means = arrays.sel(week=slice(1, 4)).mean("week")
    worth = decision.table.set_index("policy")["worth"]
    assert worth.to_dict() == pytest.approx(means.mean("draw").to_series().to_dict())
    assert decision.table["worth"].is_monotonic_decreasing
    assert decision.table["best"].sum() == pytest.approx(1.0)
    assert set(decision.flips["context"]) == set(CONTEXTS)
    assert words(decision.table["policy"].iloc[0]) in decision.finding
    assert len(decision.rests_on) == 3


def test_members_are_described_one_by_one(workshop: OrganisationDescription) -> None:
    table = workshop.table
    assert len(table) == 60 and table["reports"].sum() == 59 and (table["manager"] == "").sum() == 1
    assert table["ties"].sum() == workshop.record["network"]["ties"]
    assert str(simalign.describe(workshop.organisation).table) == str(table)


@pytest.mark.parametrize("name", ["analysis", "decision", "workshop"])
def test_every_result_can_be_drawn_saved_and_shown(name: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    result: Result = request.getfixturevalue(name)
    figure = Figure()
    ax = figure.subplots()
    assert result.figure(ax) is figure and ax.has_data()
    assert result.figure() is not figure
    assert 'src="data:image/png;base64,' in result._repr_html_() and result.finding in repr(result)
    folder = result.save(tmp_path / "saved")
    assert {"table.csv", "figure.png", "figure.svg", "manifest.json"} <= {file.name for file in folder.iterdir()}
    assert len(pd.read_csv(folder / "table.csv")) == len(result.table)
    assert json.loads((folder / "manifest.json").read_text())["versions"]["simalign-abm"]
    assert result.to_xarray().sizes
    with pytest.raises(InputError, match=r"ax: cannot be drawn into .*Matplotlib axes"):
        result.figure(3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: simalign.power(pilot=1, seed=1), "pilot: .*given: 1.*from 2 to"),
        (lambda: simalign.power(replications=1, seed=1), "replications: .*from 2 to"),
        (lambda: simalign.power(policies="pusch", seed=1), "did you mean 'push'"),
        (lambda: simalign.decide(policies="status_quo", seed=1), "policies: names only status_quo"),
        (lambda: simalign.decide(policies="push", seed="x"), "seed: .*given: 'x'"),
        (lambda: simalign.decide(policies="push", factors={"x": 1}, seed=1), "factors: x: unknown key"),
        (lambda: simalign.describe("workshp"), "did you mean 'workshop'"),
        (lambda: simalign.describe(3), "organisation: is a number .*a members CSV"),
        (lambda: simalign.describe("workshop", ties="x.csv"), "ties: requires a table of members"),
    ],
)
def test_a_wrong_argument_gets_a_message(call: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        call()


def test_without_xarray_the_message_says_what_to_install(
    workshop: OrganisationDescription, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xarray", None)
    with pytest.raises(InputError, match=r"to_xarray needs xarray.*simalign-abm\[xarray\]"):
        workshop.to_xarray()


def test_importing_the_package_does_no_work() -> None:
    """All names are listed, and each is found."""
    assert dir(simalign) == sorted(simalign.__all__)
    assert all(getattr(simalign, name).__doc__ for name in simalign.__all__)
