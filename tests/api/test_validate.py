"""``simalign.validate``."""

from pathlib import Path

import pandas as pd
import pytest

import simalign
from simalign.errors import InputError
from simalign.evidence.read import load_studies
from simalign.evidence.validation import validate

STUDY = """
source: made up for a test
set: {organisation.size: 8, warmup: 2, weeks: 4}
arms:
  control: {}
  push: {policy: push}
effects:
  - {name: certain, outcome: do, unit: difference, arms: [control, push], week: 4, published: {low: -9, high: 9}}
  - {name: never, outcome: do, unit: difference, arms: [control, push], week: 4, published: {low: 8, high: 9}}
"""


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A study of a fact that is always inside its interval, and one that never is."""
    file = tmp_path / "study.yaml"
    file.write_text(STUDY)
    return file


def test_verdicts_are_those_of_the_intervals(study: Path, tmp_path: Path) -> None:
    found = simalign.validate(study, organisations=3, seed=1, progress=False)
    assert found.table.set_index("fact")["verdict"].to_dict()["certain"] == "inside"
    assert not found.passed
    assert found.finding == "1 of 2 facts with an interval lie inside it."
    folder = found.save(tmp_path / "saved")
    pd.testing.assert_series_equal(pd.read_csv(folder / "table.csv")["simulated"], found.table["simulated"])
    assert found.figure(ax=found.figure().axes[0]) is not None
    assert found.to_xarray()["simulated"].sizes == {"fact": 2}
    assert "certain" in found._repr_html_()


def test_it_is_the_validation_of_the_command(study: Path) -> None:
    found = simalign.validate([study], organisations=3, seed=5, progress=False)
    by_hand = [finding.record() for finding in validate(load_studies([study]), 5, 3)]
    assert found.record["facts"] == by_hand


def test_bad_arguments_are_named(tmp_path: Path, study: Path) -> None:
    with pytest.raises(InputError, match=r"factors: context\.trust: has no effect here"):
        simalign.validate(study, factors={"context.trust": 0.2})
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="does not hold a study"):
        simalign.validate(tmp_path / "empty")
    with pytest.raises(InputError, match="organisations: cannot be used"):
        simalign.validate(organisations=1)
