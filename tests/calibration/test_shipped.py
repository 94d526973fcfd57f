"""The shipped posterior draws, the defaults of the parameters, and the report of the calibration."""

import json
import runpy
from pathlib import Path

import pandas as pd
import pytest

from simalign.calibration.priors import load_priors, shipped_priors
from simalign.calibration.tables import forecast_finding
from simalign.experiments.readme import filled
from simalign.files.shipped import configs_folder
from simalign.scenario.psychology import Psychology

FITTED = 5  # later versions give generated organisations, and so the studies, the same results
FOLDER = Path(__file__).parents[2] / "experiments" / "calibration"


@pytest.fixture(scope="module")
def draws() -> pd.DataFrame:
    return pd.read_csv(configs_folder() / "calibration" / "posterior.csv")


def test_the_shipped_draws_are_those_of_the_report(draws: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(draws, pd.read_csv(FOLDER / "posterior.csv"))
    setting = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["setting"]
    assert setting["model_version"] == FITTED
    assert not json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))["quick"]


def test_there_are_a_hundred_draws_at_least_and_each_is_a_psychology(draws: pd.DataFrame) -> None:
    assert len(draws) >= 100
    assert set(draws) == {"draw", *load_priors(shipped_priors()).all.names}
    for row in draws.drop(columns="draw").to_dict("records"):
        Psychology(**row)


def test_defaults_are_medians_of_the_draws(draws: pd.DataFrame) -> None:
    """To two significant digits, as they are written in psychology.py."""
    default = Psychology()
    for name, median in draws.drop(columns="draw").median().items():
        assert getattr(default, str(name)) == float(f"{median:.2g}"), name


def test_the_report_says_what_its_tables_hold() -> None:
    answer = runpy.run_path(str(FOLDER.parent / "refresh.py"), run_name="refresh")["calibration"](FOLDER)
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert filled(text, {"answer": answer}) == text, "run experiments/refresh.py"


def test_the_finding_is_that_of_the_tables() -> None:
    record = json.loads((FOLDER / "manifest.json").read_text(encoding="utf-8"))
    assert record["finding"] == forecast_finding(pd.read_csv(FOLDER / "summary.csv"))


def test_families_left_out_have_draws() -> None:
    families = pd.read_csv(FOLDER / "families.csv")["family"]
    files = sorted((FOLDER / "without").glob("*.csv"))
    assert [file.stem for file in files] == sorted(name.replace(" ", "-") for name in families)
