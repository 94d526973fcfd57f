"""Forecasts of each family of evidence by a fit that did not see it, scored beside the prior and two constants.

The score is the continuous ranked probability score (CRPS) in common units, in which a miss of the same size counts
alike in every row. A score in half-widths of the published interval is reported beside it. It does not decide, because
it divides by the precision of the study: a few large meta-analyses with narrow intervals would outweigh all other rows.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.calibration.adjustment import Adjusted, Spread, adjust
from simalign.calibration.discrepancy import DOSE, learn
from simalign.calibration.scores import brier, covered, crps
from simalign.calibration.targets import Targets

Values = NDArray[np.float64]
Indices = NDArray[np.int64]
FORECASTS = ("fit", "prior", "constant", "zero")
DEGREES = 4  # of freedom of the errors of forecasts, which have heavier tails than normal ones
ENDS = (0.025, 0.5, 0.975)


class Fold(NamedTuple):
    """A family that is left out: the indices of its rows, and of the rows from which the fit may learn."""

    family: str
    rows: Indices
    others: Indices


def folds(targets: Targets) -> Iterator[Fold]:
    """Yield one fold per family. Rows of other families from the studies of the family are left out as well."""
    families, studies = np.array(targets.families), np.array(targets.studies)
    for family in sorted(set(targets.families)):
        inside = families == family
        kin = np.isin(studies, studies[inside])
        yield Fold(family, np.flatnonzero(inside), np.flatnonzero(~inside & ~kin))


def forecast_errors(spread: Values, draws: int, rng: np.random.Generator) -> Values:
    """Return errors (draws, rows) with the standard deviations ``spread`` (rows,) from Student's t distribution."""
    scale = np.sqrt((DEGREES - 2) / DEGREES)
    return np.asarray(spread * scale * rng.standard_t(DEGREES, (draws, len(spread))))


def constants(targets: Targets, known: Indices) -> tuple[float, float, float]:
    """Return the mean size of known effects, the spread of sizes around it, and the root mean square of effects."""
    values = targets.only(known).value
    sizes = np.abs(values[np.isfinite(values)])
    if not len(sizes):
        return 0.0, 1.0, 1.0
    return float(sizes.mean()), float(sizes.std()), float(np.sqrt(np.mean(sizes**2)))


class Fit(NamedTuple):
    """Prior draws adjusted to the rows from which a fold may learn, and the spreads that these rows imply."""

    adjusted: Adjusted
    spread: Spread


def fit_without(z: Values, effects: Values, targets: Targets, fold: Fold, seed: int) -> Fit:
    """Return the fit that does not see the family of a fold. z: (draws, parameters); effects: (draws, rows)."""
    discrepancy = learn(effects[:, fold.others], targets.only(fold.others))
    spread = Spread(discrepancy.of(targets), DOSE)
    return Fit(adjust(z, effects, targets, fold.others, spread, seed), spread)


def forecasts(fit: Fit, effects: Values, targets: Targets, fold: Fold, seed: int) -> dict[str, Values]:
    """Return draws (draws, rows of the fold) of what the studies of a fold would publish, by kind of forecast.

    effects: of prior draws, (draws, rows). The constant has the mean size of the other effects and the sign of the
    published estimate, which no forecaster knows.
    """
    rng = np.random.default_rng(seed)
    rows, draws = fold.rows, len(effects)
    some = targets.only(rows)
    published = np.nan_to_num(some.error)
    noise = forecast_errors(np.hypot(published, fit.spread.discrepancy[rows]), draws, rng)
    size, around, overall = constants(targets, fold.others)
    sign = np.where(np.isfinite(some.value), np.sign(some.value), some.sign)
    one = forecast_errors(np.ones(len(rows)), draws, rng)
    return {
        "fit": fit.adjusted.effects[:, rows] + noise,
        "prior": effects[:, rows] + noise,
        "constant": sign * size + one * np.hypot(published, around),
        "zero": one * np.hypot(published, overall),
    }


def sign_probability(draws: Values, targets: Targets) -> Values:
    """Return the probability of the published sign of each row under a forecast (draws, rows); nan if it has none."""
    return np.where(targets.sign == 0.0, np.nan, (draws * targets.sign > 0.0).mean(axis=0))


def scored(by_kind: dict[str, Values], targets: Targets) -> pd.DataFrame:
    """Return one row per row of evidence and kind of forecast: quantiles, coverage, scores, and the sign.

    Quantiles are in the unit of the row. crps is in common units, and crps_half_widths in half-widths of the published
    interval. Scores and coverage are nan for rows that have only a sign, and sign_right and brier for rows without one.
    """
    records = []
    for kind, draws in by_kind.items():
        probability = sign_probability(draws, targets)
        expanded, ends = targets.expanded(draws), targets.expanded(np.quantile(draws, ENDS, axis=0))
        for n, name in enumerate(targets.names):
            x, value, right = draws[:, n], targets.value[n], float(probability[n])
            low, high = targets.low[n], targets.high[n]
            record = {
                "row": name, "family": targets.families[n], "study": targets.studies[n], "forecast": kind,
                **dict(zip(("low", "median", "high"), ends[:, n].tolist(), strict=True)),
                "sign_probability": right, "sign_right": np.nan if np.isnan(right) else float(right > 0.5),
                "brier": brier(right, True),
                "crps": np.nan, "crps_half_widths": np.nan, "inside_50": np.nan, "inside_95": np.nan,
            }  # fmt: skip
            if np.isfinite(value):
                in_row_units = crps(expanded[:, n], (low + high) / 2.0)
                record |= {"crps": crps(x, value), "crps_half_widths": in_row_units / ((high - low) / 2.0)}
                record |= {f"inside_{share}": float(covered(x, value, share / 100)) for share in (50, 95)}
            records.append(record)
    return pd.DataFrame(records)


class LeftOut(NamedTuple):
    """Scores of all rows, as in ``scored``, and parameters z (draws, parameters) of the fit without each family."""

    scores: pd.DataFrame
    z: dict[str, Values]


def leave_families_out(
    z: Values, effects: Values, targets: Targets, seed: int, tick: Callable[[], None] = lambda: None
) -> LeftOut:
    """Fit without each family in turn, and score the forecasts of its rows.

    z: standard normal parameters of prior draws, (draws, parameters). effects: their effects in common units,
    (draws, rows). tick: called after each family.
    """
    parts, adjusted = [], {}
    for n, fold in enumerate(folds(targets)):
        fit = fit_without(z, effects, targets, fold, seed + n)
        parts.append(scored(forecasts(fit, effects, targets, fold, seed + n), targets.only(fold.rows)))
        adjusted[fold.family] = fit.adjusted.z
        tick()
    return LeftOut(pd.concat(parts, ignore_index=True), adjusted)


def by_family(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the means of scores by family and kind of forecast."""
    numbers = ["crps", "crps_half_widths", "inside_50", "inside_95", "sign_right", "brier"]
    groups = scores.groupby(["family", "forecast"])
    return groups[numbers].mean().assign(rows=groups.size()).reset_index()


def summary(scores: pd.DataFrame) -> pd.DataFrame:
    """Return, for each kind of forecast, means over families, and the difference of its crps from that of the prior.

    difference_se: standard error over families. gain: by how many per cent the mean crps is smaller than the prior's.
    Every family counts alike, whatever the number of its rows.
    """
    families = by_family(scores)
    crps_by_family = families.pivot(index="family", columns="forecast", values="crps").dropna()
    records = []
    for kind in FORECASTS:
        means = families[families["forecast"] == kind].mean(numeric_only=True)
        difference = crps_by_family[kind] - crps_by_family["prior"]
        records.append(
            {"forecast": kind, **means.drop("rows"), "difference": difference.mean()}
            | {"difference_se": difference.std(ddof=1) / np.sqrt(len(difference))}
            | {"gain": 100.0 * (1.0 - crps_by_family[kind].mean() / crps_by_family["prior"].mean())}
        )
    return pd.DataFrame(records)
