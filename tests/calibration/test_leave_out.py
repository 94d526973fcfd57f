"""Leave-one-family-out: a fit sees nothing of its family, and the scores tell a right model from a wrong one."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from simalign.calibration.adjustment import Spread
from simalign.calibration.leave_out import (
    FORECASTS,
    Fold,
    LeftOut,
    by_family,
    fit_without,
    folds,
    forecasts,
    leave_families_out,
    scored,
    sign_probability,
    summary,
)
from simalign.calibration.scores import crps
from simalign.calibration.targets import Targets, compress
from tests.calibration.linear import ROWS, Linear, blank, linear

SPREAD = Spread(np.full(ROWS, 0.1), 0.1)


@pytest.fixture(scope="module")
def model() -> Linear:
    return linear(4, SPREAD, signs=6)


@pytest.fixture(scope="module")
def left_out(model: Linear) -> LeftOut:
    return leave_families_out(model.z, model.effects, model.targets, 1)


@pytest.fixture(scope="module")
def scores(left_out: LeftOut) -> pd.DataFrame:
    return left_out.scores


def forecast(model: Linear, targets: Targets, fold: Fold) -> dict[str, np.ndarray]:
    return forecasts(fit_without(model.z, model.effects, targets, fold, 1), model.effects, targets, fold, 1)


def test_rows_of_the_same_study_are_left_out_with_a_family(model: Linear) -> None:
    shared = replace(model.targets, studies=("one study",) * 4 + model.targets.studies[4:])
    for fold in folds(shared):
        inside = {shared.studies[n] for n in fold.rows}
        assert not inside & {shared.studies[n] for n in fold.others}
        assert {shared.families[n] for n in fold.rows} == {fold.family}
    assert sorted(np.concatenate([fold.rows for fold in folds(shared)])) == list(range(ROWS))


def test_a_forecast_does_not_depend_on_what_its_family_published(model: Linear) -> None:
    fold = next(folds(model.targets))
    before = forecast(model, model.targets, fold)
    moved = model.targets.value.copy()
    moved[fold.rows] += 5.0
    after = forecast(model, replace(model.targets, value=moved), fold)
    for kind in ("fit", "prior", "zero"):
        np.testing.assert_array_equal(before[kind], after[kind])


def test_a_right_model_beats_its_prior_and_the_constants(scores: pd.DataFrame) -> None:
    table = summary(scores).set_index("forecast")
    assert table.loc["fit", "crps"] < 0.8 * table["crps"].drop("fit").min()
    assert table.loc["fit", "difference"] < -2 * table.loc["fit", "difference_se"]
    assert table.loc["fit", "inside_95"] >= 0.85
    assert table.loc["prior", "difference"] == 0.0 and table.loc["prior", "gain"] == 0.0
    ratio = table.loc["fit", "crps"] / table.loc["prior", "crps"]
    assert table.loc["fit", "gain"] == pytest.approx(100.0 * (1.0 - ratio)) and table.loc["fit", "gain"] > 20.0


def test_a_wrong_model_does_not_beat_its_prior(model: Linear) -> None:
    """Published effects that have nothing to do with the model: the fit is at most as good as the prior."""
    rng = np.random.default_rng(8)
    wrong = replace(model.targets, value=np.where(np.isfinite(model.targets.value), rng.standard_normal(ROWS), np.nan))
    table = summary(leave_families_out(model.z, model.effects, wrong, 1).scores).set_index("forecast")
    assert table.loc["fit", "crps"] > 0.95 * table.loc["prior", "crps"]


def test_every_row_has_four_forecasts(scores: pd.DataFrame) -> None:
    assert len(scores) == 4 * ROWS
    sized = scores["crps"].notna()
    assert sized.sum() == 4 * (ROWS - 6)
    assert (scores["crps_half_widths"].notna() == sized).all()
    assert (scores["low"] <= scores["high"]).all()
    assert by_family(scores)["rows"].sum() == 4 * ROWS


def test_draws_without_a_family_do_not_depend_on_it(model: Linear, left_out: LeftOut) -> None:
    """They are those of a fit to the other rows: published effects of family 2 move only the fits of the others."""
    assert list(left_out.z) == sorted(set(model.targets.families))
    moved = model.targets.value + 5.0 * (np.array(model.targets.families) == "family 2")
    for number, fold in enumerate(folds(model.targets)):
        if fold.family in ("family 2", "family 3"):
            again = fit_without(model.z, model.effects, replace(model.targets, value=moved), fold, 1 + number)
            same = np.array_equal(left_out.z[fold.family], again.adjusted.z)
            assert same == (fold.family == "family 2")


def rows_of(*signs: float) -> Targets:
    """Return two rows with intervals and one with only a sign, of scale 10 and origin 1."""
    low, high = np.array([6.0, -2.0, np.nan]), np.array([16.0, 4.0, np.nan])
    return replace(
        blank(3, signs=1),
        scale=np.full(3, 10.0),
        origin=np.ones(3),
        low=low,
        high=high,
        value=compress(((low + high) / 2 - 1) / 10),
        sign=np.array(signs),
        smallest=np.array([0.0, 0.0, 0.05]),
    )


def test_scores_by_hand() -> None:
    """Draws of 1, 11 and 21 in the unit of the row are 0, 1 and 2 in scales; the published middles are 11 and 1."""
    draws = compress(np.array([[0.0, 0.0, -1.0], [1.0, 1.0, 1.0], [2.0, 2.0, 1.0]]))
    table = scored({"fit": draws}, rows_of(1.0, 0.0, -1.0))
    assert table["median"].tolist() == pytest.approx([11.0, 11.0, 11.0])
    assert table["low"].tolist()[:2] == pytest.approx([1 + 10 * np.sinh(0.05 * np.arcsinh(1.0))] * 2)
    assert table.loc[0, "crps"] == pytest.approx(crps(np.arcsinh([0.0, 1.0, 2.0]), np.arcsinh(1.0)))
    # mean |X - 11| = 20 / 3, mean |X - X'| / 2 = 40 / 9: 20 / 9 over a half-width of 5; mean |X - 1| = 10 over one of 3
    assert table["crps_half_widths"].tolist()[:2] == pytest.approx([20 / 9 / 5, (10 - 40 / 9) / 3])
    assert table.loc[2, ["crps", "crps_half_widths", "inside_50", "inside_95"]].isna().all()


def test_a_row_without_a_published_sign_does_not_count_for_signs() -> None:
    draws = np.array([[-1.0, -1.0, -0.01], [1.0, 1.0, -0.02], [1.0, 1.0, 0.2], [2.0, 1.0, -0.1]])
    targets = rows_of(1.0, 0.0, -1.0)
    assert sign_probability(draws, targets) == pytest.approx([0.75, np.nan, 0.75], nan_ok=True)
    table = scored({kind: draws for kind in FORECASTS}, replace(targets, families=("one", "two", "one")))
    assert table["sign_right"].tolist()[:3] == pytest.approx([1.0, np.nan, 1.0], nan_ok=True)
    assert table["brier"].tolist()[:3] == pytest.approx([0.0625, np.nan, 0.0625], nan_ok=True)
    wrong = scored({"fit": draws}, rows_of(-1.0, 0.0, 1.0))
    assert wrong["sign_right"].tolist() == pytest.approx([0.0, np.nan, 0.0], nan_ok=True)
    assert summary(table).set_index("forecast").loc["fit", "sign_right"] == 1.0  # a mean over families that have one


def test_the_constant_has_the_mean_size_and_the_published_sign() -> None:
    """Sizes of .3, .5 and 1 are known: the mean is .6; the forecast of a row of sign -1 is -.6, over 2,000 draws."""
    targets = replace(blank(4, signs=1), value=np.array([0.3, -0.5, 1.0, np.nan]), sign=np.array([1.0, 0.0, 1.0, -1.0]))
    fold = Fold("x", np.array([3]), np.arange(3))
    effects = np.random.default_rng(1).standard_normal((2000, 4))
    by_kind = forecasts(fit_without(effects, effects, targets, fold, 1), effects, targets, fold, 1)
    around = np.std([0.3, 0.5, 1.0])
    assert by_kind["constant"].mean() == pytest.approx(-0.6, abs=5 * around / np.sqrt(2000))
    assert by_kind["zero"].mean() == pytest.approx(0.0, abs=5 * np.sqrt(1.34 / 3 / 2000))
