"""Forecasts of each family of evidence by a fit that did not see it, scored beside the prior and two constants."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.calibration.adjustment import Spread, adjust, probability_of_sign
from simalign.calibration.discrepancy import DOSE, learn
from simalign.calibration.scores import brier, covered, crps
from simalign.calibration.targets import Targets

Values = NDArray[np.float64]
Indices = NDArray[np.int64]
FORECASTS = ("fit", "prior", "constant", "zero")
DEGREES = 4  # of freedom of the errors of forecasts, which have heavier tails than normal ones
TO_HALF_WIDTH = 1.959963984540054


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


def forecasts(z: Values, effects: Values, targets: Targets, fold: Fold, seed: int) -> dict[str, Values]:
    """Return draws (draws, rows of the fold) of what the studies of a fold would publish, by kind of forecast.

    The constant has the mean size of the other effects and the published sign, which no forecaster knows.
    """
    rng = np.random.default_rng(seed)
    rows, known = fold.rows, fold.others
    discrepancy = learn(effects[:, known], targets.only(known))
    spread = Spread(discrepancy.of(targets), DOSE)
    fitted = adjust(z, effects, targets, known, spread, seed).effects[:, rows]
    some = targets.only(rows)
    error = np.sqrt(np.nan_to_num(some.error) ** 2 + spread.discrepancy[rows] ** 2)
    noise = forecast_errors(error, len(z), rng)
    size, around, overall = constants(targets, known)
    sign = np.where(np.isfinite(some.value), np.sign(some.value), some.sign)
    one = forecast_errors(np.ones(len(rows)), len(z), rng)
    plain = np.sqrt(np.nan_to_num(some.error) ** 2 + around**2), np.sqrt(np.nan_to_num(some.error) ** 2 + overall**2)
    return {
        "fit": fitted + noise,
        "prior": effects[:, rows] + noise,
        "constant": sign * size + one * plain[0],
        "zero": one * plain[1],
    }


def sign_probability(draws: Values, targets: Targets) -> Values:
    """Return the probability of the published sign of each row, (rows,), under a forecast (draws, rows)."""
    exact = np.full(len(targets), 1e-12)
    sign = np.where(np.isfinite(targets.value), np.sign(targets.value), targets.sign)
    smallest = np.where(np.isfinite(targets.value), 0.0, targets.smallest)
    as_signs = replace(targets, sign=sign, smallest=smallest)
    return np.asarray(probability_of_sign(draws, as_signs, exact).mean(axis=0))


def scored(by_kind: dict[str, Values], targets: Targets) -> pd.DataFrame:
    """Return one row per row of evidence and kind of forecast: quantiles, coverage, score, and the sign.

    crps is in half-widths of the published interval; crps and coverage are nan for signs.
    """
    records = []
    for kind, draws in by_kind.items():
        probability = sign_probability(draws, targets)
        for n, name in enumerate(targets.names):
            x, value = draws[:, n], targets.value[n]
            low, median, high = targets.origin[n] + np.quantile(x, [0.025, 0.5, 0.975]) * targets.scale[n]
            record = {
                "row": name, "family": targets.families[n], "study": targets.studies[n], "forecast": kind,
                "low": low, "median": median, "high": high,
                "sign_probability": probability[n], "sign_right": bool(probability[n] > 0.5),
                "brier": brier(probability[n], True),
                "crps": np.nan, "inside_50": np.nan, "inside_95": np.nan,
            }  # fmt: skip
            if np.isfinite(value):
                record["crps"] = crps(x, value) / (TO_HALF_WIDTH * targets.error[n])
                record |= {f"inside_{share}": float(covered(x, value, share / 100)) for share in (50, 95)}
            records.append(record)
    return pd.DataFrame(records)


def leave_families_out(
    z: Values, effects: Values, targets: Targets, seed: int, tick: Callable[[], None] = lambda: None
) -> pd.DataFrame:
    """Return the scores of all rows, each forecast by fits without its family; columns as in ``scored``.

    z: standard normal parameters of prior draws, (draws, parameters). effects: their effects in common units,
    (draws, rows). tick: called after each family.
    """
    parts = []
    for n, fold in enumerate(folds(targets)):
        parts.append(scored(forecasts(z, effects, targets, fold, seed + n), targets.only(fold.rows)))
        tick()
    return pd.concat(parts, ignore_index=True)


def by_family(scores: pd.DataFrame) -> pd.DataFrame:
    """Return the means of scores by family and kind of forecast."""
    numbers = ["crps", "inside_50", "inside_95", "sign_right", "brier"]
    groups = scores.groupby(["family", "forecast"])
    return groups[numbers].mean().assign(rows=groups.size()).reset_index()


def summary(scores: pd.DataFrame) -> pd.DataFrame:
    """Return, for each kind of forecast, means over families, and the difference of its score to that of the prior.

    difference_se: standard error over families. Every family counts alike, whatever the number of its rows.
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
        )
    return pd.DataFrame(records)


def learnt(z: Values, adjusted: Values) -> float:
    """Return how many parameters' worth of variance an adjustment has removed: the sum of 1 - variance ratios."""
    return float(np.sum(1.0 - adjusted.var(axis=0) / z.var(axis=0)))
