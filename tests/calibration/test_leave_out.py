"""Leave-one-family-out: a fit sees nothing of its family, and the scores tell a right model from a wrong one."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simalign.calibration.adjustment import Spread
from simalign.calibration.leave_out import by_family, folds, forecasts, learnt, leave_families_out, summary
from tests.calibration.linear import ROWS, Linear, linear

SPREAD = Spread(np.full(ROWS, 0.1), 0.1)


@pytest.fixture(scope="module")
def model() -> Linear:
    return linear(4, SPREAD, signs=6)


@pytest.fixture(scope="module")
def scores(model: Linear) -> pd.DataFrame:
    return leave_families_out(model.z, model.effects, model.targets, 1)


def test_rows_of_the_same_study_are_left_out_with_a_family(model: Linear) -> None:
    shared = replace(model.targets, studies=("one study",) * 4 + model.targets.studies[4:])
    for fold in folds(shared):
        inside = {shared.studies[n] for n in fold.rows}
        assert not inside & {shared.studies[n] for n in fold.others}
        assert {shared.families[n] for n in fold.rows} == {fold.family}
    assert sorted(np.concatenate([fold.rows for fold in folds(shared)])) == list(range(ROWS))


def test_a_forecast_does_not_depend_on_what_its_family_published(model: Linear) -> None:
    fold = next(folds(model.targets))
    before = forecasts(model.z, model.effects, model.targets, fold, 1)
    moved = model.targets.value.copy()
    moved[fold.rows] += 5.0
    after = forecasts(model.z, model.effects, replace(model.targets, value=moved), fold, 1)
    for kind in ("fit", "prior", "zero"):
        np.testing.assert_array_equal(before[kind], after[kind])


def test_a_right_model_beats_its_prior_and_the_constants(scores: pd.DataFrame) -> None:
    table = summary(scores).set_index("forecast")
    assert table.loc["fit", "crps"] < 0.8 * table["crps"].drop("fit").min()
    assert table.loc["fit", "difference"] < -2 * table.loc["fit", "difference_se"]
    assert table.loc["fit", "inside_95"] >= 0.85
    assert table.loc["prior", "difference"] == 0.0


def test_a_wrong_model_does_not_beat_its_prior(model: Linear) -> None:
    """Published effects that have nothing to do with the model: the fit is at most as good as the prior."""
    rng = np.random.default_rng(8)
    wrong = replace(model.targets, value=np.where(np.isfinite(model.targets.value), rng.standard_normal(ROWS), np.nan))
    table = summary(leave_families_out(model.z, model.effects, wrong, 1)).set_index("forecast")
    assert table.loc["fit", "crps"] > 0.95 * table.loc["prior", "crps"]


def test_every_row_has_four_forecasts(scores: pd.DataFrame) -> None:
    assert len(scores) == 4 * ROWS
    sized = scores["crps"].notna()
    assert sized.sum() == 4 * (ROWS - 6)
    assert scores["sign_probability"].between(0, 1).all()
    assert (scores["low"] <= scores["high"]).all()
    assert by_family(scores)["rows"].sum() == 4 * ROWS


def test_variance_that_was_removed_is_counted_in_parameters() -> None:
    z = np.random.default_rng(1).standard_normal((1000, 3))
    assert learnt(z, z) == pytest.approx(0.0)
    assert learnt(z, z * [0.0, 1.0, 0.5]) == pytest.approx(1.75)
