"""``simalign.validate``."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import simalign
from simalign.errors import InputError
from simalign.evidence.read import load_studies
from simalign.evidence.validation import validate

ARMS = """
source: made up for a test
set: {organisation.size: 8, warmup: 2, weeks: 4}
arms:
  control: {}
  push: {policy: push}
effects:"""
STUDY = (
    ARMS
    + """
  - {name: certain, outcome: do, unit: difference, arms: [control, push], week: 4, published: {low: -9, high: 9}}
  - {name: never, outcome: do, unit: difference, arms: [control, push], week: 4, published: {low: 8, high: 9}}
"""
)
TRUST = (
    ARMS
    + """
  - {name: shipped, outcome: trust, of: whole, unit: difference, week: 4, since: 1}
  - {name: own, outcome: mean_trust, of: whole, unit: difference, week: 4, since: 1}
"""
)


def mean_trust(fixed: Any, state: Any, parameters: Any, week: int) -> float:
    """The shipped measure of trust as an own one."""
    return float(state.trust.mean())


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
    assert (
        found.finding
        == "1 of 2 effects agree with their published interval or sign. 1 of 1 effects have the published sign."
    )
    folder = found.save(tmp_path / "saved")
    pd.testing.assert_series_equal(pd.read_csv(folder / "table.csv")["simulated"], found.table["simulated"])
    assert found.figure(ax=found.figure().axes[0]) is not None
    assert found.to_xarray()["simulated"].sizes == {"fact": 2}
    assert "certain" in found._repr_html_()


def test_it_is_the_validation_of_the_command(study: Path) -> None:
    found = simalign.validate([study], organisations=3, seed=5, progress=False)
    by_hand = [finding.record() for finding in validate(load_studies([study]), 5, 3)]
    assert found.record["facts"] == by_hand


def test_an_effect_can_be_on_an_own_measure(tmp_path: Path) -> None:
    """It is that on the shipped measure of the same definition."""
    (tmp_path / "trust.yaml").write_text(TRUST)
    found = simalign.validate(
        tmp_path / "trust.yaml", organisations=3, seed=1, measures=mean_trust, workers=1, progress=False
    )
    table = found.table.set_index("fact")[["simulated", "simulated_low", "simulated_high"]]
    assert table.loc["own"].to_list() == pytest.approx(table.loc["shipped"].to_list(), abs=1e-12)
    assert table.loc["own", "simulated"] != 0.0


def test_an_own_step_takes_part(tmp_path: Path) -> None:
    """Where nobody feels anything, trust does not change."""

    def nothing(fixed: Any, state: Any, parameters: Any, week: int) -> None:
        pass

    (tmp_path / "trust.yaml").write_text(TRUST)
    found = simalign.validate(
        tmp_path / "trust.yaml",
        organisations=2,
        seed=1,
        measures={"mean_trust": mean_trust},
        steps={"feel": nothing},
        workers=1,
        progress=False,
    )
    assert found.table["simulated"].to_list() == [0.0, 0.0]


def test_an_unknown_measure_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "trust.yaml").write_text(TRUST.replace("mean_trust", "mean_trst"))
    said = r"trust\.yaml:9: effects\.1\.outcome: no measure is called 'mean_trst'; did you mean 'mean_trust'\?"
    with pytest.raises(InputError, match=said):
        simalign.validate(tmp_path / "trust.yaml", measures=mean_trust, progress=False)
    (tmp_path / "trust.yaml").write_text(TRUST.replace("of: whole", "of: members"))
    with pytest.raises(
        InputError, match=r"no measure of members is called 'mean_trust'.*with of: whole, also measures"
    ):
        simalign.validate(tmp_path / "trust.yaml", measures=mean_trust, progress=False)


def test_bad_arguments_are_named(tmp_path: Path, study: Path) -> None:
    with pytest.raises(InputError, match=r"factors: context\.trust: has no effect here"):
        simalign.validate(study, factors={"context.trust": 0.2})
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="does not hold a study"):
        simalign.validate(tmp_path / "empty")
    with pytest.raises(InputError, match="organisations: cannot be used"):
        simalign.validate(organisations=1)
