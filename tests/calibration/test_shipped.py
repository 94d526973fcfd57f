"""The shipped posterior, the defaults, and what experiments/calibration says of them."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from simalign.calibration.priors import load_priors, shipped_priors
from simalign.calibration.tables import prior_draws
from simalign.files.shipped import configs_folder
from simalign.scenario.psychology import Psychology

FOLDER = Path(__file__).parents[2] / "experiments" / "calibration"


@pytest.fixture(scope="module")
def draws() -> pd.DataFrame:
    return pd.read_csv(configs_folder() / "calibration" / "posterior.csv")


def test_draws_are_provisional_ones_from_the_priors(draws: pd.DataFrame) -> None:
    """They are those of the command in configs/README.md, until the model is calibrated."""
    text = (configs_folder() / "README.md").read_text(encoding="utf-8")
    (number, seed) = re.findall(r"draws=(\d+), seed=(\d+)\)", text)[0]
    made = prior_draws(load_priors(shipped_priors()), int(number), int(seed))
    assert list(draws) == list(made)
    assert (draws - made).abs().max().max() < 1e-4
    assert "provisional" in text


def test_there_are_a_hundred_draws_at_least_and_each_is_a_psychology(draws: pd.DataFrame) -> None:
    assert len(draws) >= 100
    for row in draws.drop(columns="draw").to_dict("records"):
        Psychology(**row)


def test_the_thirty_organisations_of_validate() -> None:
    text = " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())
    facts = [fact for fact in json.loads((FOLDER / "validate.json").read_text())["facts"] if fact["published_low"]]
    assert len(facts) == 20 and all(fact["organisations"] in (30, 64) for fact in facts)
    inside = [fact for fact in facts if fact["published_low"] <= fact["simulated"] <= fact["published_high"]]
    assert [fact["verdict"] == "inside" for fact in facts] == [fact in inside for fact in facts]
    assert f"Of `uv run simalign validate` on thirty organisations {len(inside)} do" in text


def test_organisations_that_the_fit_never_saw() -> None:
    text = " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())
    table = pd.read_csv(FOLDER / "seeds.csv")
    assert table.groupby("seed")["fact"].count().tolist() == [20] * 4
    inside = table["simulated"].between(table["published_low"], table["published_high"])
    assert (inside == table["inside"]).all()
    first, *others = inside.groupby(table["seed"]).sum()
    assert f"{first} do" in text
    assert f"never saw, {others[0]}, {others[1]} and {others[2]} (`seeds.csv`" in text
    kept = json.loads((FOLDER / "validate.json").read_text())["facts"]
    assert table.loc[table["seed"] == 1, "simulated"].tolist() == pytest.approx(
        [fact["simulated"] for fact in kept if fact["published_low"]], rel=1e-5
    )


@pytest.mark.slow
def test_validate_still_says_what_is_stored() -> None:
    """On another machine too: no number on the way depends on it but last bits of means."""
    command = [sys.executable, "-m", "simalign", "validate", "--json"]
    found = subprocess.run(command, capture_output=True, text=True, timeout=900)
    assert found.returncode == 1  # some lie outside
    now, then = (json.loads(text)["facts"] for text in (found.stdout, (FOLDER / "validate.json").read_text()))
    assert [fact["fact"] for fact in now] == [fact["fact"] for fact in then]
    assert [fact["simulated"] for fact in now] == pytest.approx([fact["simulated"] for fact in then], abs=1e-9)


def test_the_report_counts_what_its_tables_hold() -> None:
    text = " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())
    facts, parameters = pd.read_csv(FOLDER / "facts.csv"), pd.read_csv(FOLDER / "parameters.csv")
    assert f"At the posterior median {facts['inside'].sum()} of the {len(facts)} facts lie inside" in text
    medians = facts["posterior"].between(facts["published_low"], facts["published_high"])
    assert f"has them, {medians.sum()} are inside, and a" in text
    assert f"single draw holds {facts['share_of_draws_inside'].sum():.1f} on the mean" in text
    assert f"was not shown the fact, {facts['without_inside'].sum()} are" in text
    narrow, sure = parameters["spread"] < 0.8, parameters["identified"]  # as the report says
    assert f"{narrow.sum()} of the {len(parameters)} parameters are narrowed" in text
    assert f"{(sure & ~narrow).sum()} more are moved within it" in text
    assert f"say something of {sure.sum()} parameters; the other {(~sure).sum()} are priors" in text
    assert ", ".join(f"`{name}`" for name in parameters.loc[~sure, "parameter"]) in text
    for _, row in facts[~facts["inside"]].iterrows():
        told = f"{row['fact'].replace('_', ' ')}* ({row['at_median']:.2f}".replace("(0.", "(.")
        assert told in text, told


def test_either_heap_of_bias_meets_what_the_report_says() -> None:
    text = " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())
    table = pd.read_csv(FOLDER / "bias.csv")
    assert (table["simulated"].between(table["published_low"], table["published_high"]) == table["inside"]).all()
    (low, high), told = table.groupby("bias")["inside"].sum(), table.set_index(["bias", "fact"])["simulated"]
    assert low == high and f"either way {low} of the 20 are inside" in text
    numbers = [
        f"{told[bias, fact]:.2f}"[1:] for bias in (0.02, 0.48) for fact in ("goal_setting", "participation_ceiling")
    ]
    assert "goal setting comes to {} and participation to {}, at .48 to {} and {};".format(*numbers) in text
