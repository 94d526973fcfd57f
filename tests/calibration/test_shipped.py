"""The shipped posterior, the defaults, and what experiments/calibration says of them."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from simalign.calibration.priors import load_priors, shipped_priors
from simalign.scenario.configs import configs_folder
from simalign.scenario.psychology import Psychology

FOLDER = Path(__file__).parents[2] / "experiments" / "calibration"


@pytest.fixture(scope="module")
def draws() -> pd.DataFrame:
    return pd.read_csv(configs_folder() / "calibration" / "posterior.csv")


def test_defaults_are_medians_of_the_posterior(draws: pd.DataFrame) -> None:
    defaults = Psychology()
    for name in load_priors(shipped_priors()).names:
        assert getattr(defaults, name) == float(f"{draws[name].median():.3g}"), name


def test_there_are_a_hundred_draws_at_least_and_each_is_a_psychology(draws: pd.DataFrame) -> None:
    assert len(draws) >= 100
    for row in draws.drop(columns="draw").to_dict("records"):
        Psychology(**row)


def test_draws_have_the_quantiles_that_the_report_gives(draws: pd.DataFrame) -> None:
    table = pd.read_csv(FOLDER / "parameters.csv").set_index("parameter")
    for name in load_priors(shipped_priors()).names:
        assert draws[name].median() == pytest.approx(table.loc[name, "median"], rel=1e-4), name


def test_the_thirty_organisations_of_validate() -> None:
    text = " ".join((FOLDER / "README.md").read_text(encoding="utf-8").split())
    facts = [fact for fact in json.loads((FOLDER / "validate.json").read_text())["facts"] if fact["published_low"]]
    assert len(facts) == 20 and all(fact["organisations"] in (30, 64) for fact in facts)
    inside = [fact for fact in facts if fact["published_low"] <= fact["simulated"] <= fact["published_high"]]
    assert [fact["verdict"] == "inside" for fact in facts] == [fact in inside for fact in facts]
    assert f"`uv run simalign validate`, more than the fit saw, {len(inside)} do" in text


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
    assert f"was not shown them, {facts['without_inside'].sum()} do" in text
    assert f"say something of {parameters['identified'].sum()} parameters" in text
    assert f"the other {(~parameters['identified']).sum()} are priors" in text
    for _, row in facts[~facts["inside"]].iterrows():
        told = f"{row['fact'].replace('_', ' ')}* ({row['at_median']:.2f}".replace("(0.", "(.")
        assert told in text, told
