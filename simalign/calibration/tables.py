"""Tables of a calibration: posterior draws, parameters, evidence, families, and ranks in fits of synthetic data."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import kstest

from simalign.calibration.adjustment import Learnt
from simalign.calibration.checks import Ranks
from simalign.calibration.leave_out import ENDS, FORECASTS, by_family
from simalign.calibration.priors import Priors
from simalign.calibration.run import Calibration
from simalign.calibration.targets import Targets, compress

Values = NDArray[np.float64]
UNIFORM_SD = 12.0**-0.5
SCORES = ("crps", "crps_half_widths")


def posterior_draws(points: Values, priors: Priors) -> pd.DataFrame:
    """Return the parameters of each draw, one row per draw. points: of the unit cube, (draws, parameters)."""
    return pd.DataFrame([priors.values(u) for u in points]).rename_axis("draw").reset_index()


def prior_draws(priors: Priors, draws: int, seed: int) -> pd.DataFrame:
    """Return draws of the parameters from their priors, one row per draw, in the form of posterior draws."""
    return posterior_draws(np.random.default_rng(seed).random((draws, len(priors.names))), priors)


def parameters(points: Values, priors: Priors, learnt: Learnt) -> pd.DataFrame:
    """Return one row per parameter: prior, posterior quantiles, spread relative to the prior, and identification.

    points: posterior draws on the unit cube, (draws, parameters). shift_p: p value of the draws under the prior, by the
    Kolmogorov-Smirnov test (Massey 1951). removed: share of the prior variance that the evidence removes. identified:
    whether that is more than it removes from unrelated parameters by chance (``Learnt.informed``).
    """
    rows = []
    for n, name in enumerate(priors.names):
        shape, u = priors.shapes[name], points[:, n]
        low, median, high = (float(x) for x in shape.values(np.quantile(u, ENDS)))
        spread, shift = float(np.std(u) / UNIFORM_SD), float(kstest(u, "uniform").pvalue)
        rows.append(
            {"parameter": name, "prior": f"{shape.name} {list(shape.numbers)}", "low": low, "median": median}
            | {"high": high, "spread": spread, "shift_p": shift}
            | {"removed": float(learnt.removed[n]), "identified": bool(learnt.informed[n])}
            | {"source": priors.sources[name]}
        )
    return pd.DataFrame(rows)


def evidence(calibration: Calibration) -> pd.DataFrame:
    """Return one row per published effect: published, and simulated by the prior, by the fit, and by one without it.

    Quantiles of the last are those of a forecast of what the study would publish, and therefore include the errors of
    publication and of the model. inside: whether the median of the fit lies in the published interval, or has the
    published sign.
    """
    targets = calibration.targets
    without = calibration.scores[calibration.scores["forecast"] == "fit"].set_index("row")
    simulated = {"prior": calibration.effects, "posterior": calibration.fitted}
    ends = {label: targets.expanded(np.quantile(values, ENDS, axis=0)) for label, values in simulated.items()}
    rows = []
    for n, name in enumerate(targets.names):
        row: dict[str, Any] = {"effect": name, "family": targets.families[n], "study": targets.studies[n]}
        row |= {"published_low": targets.low[n], "published_high": targets.high[n], "published_sign": targets.sign[n]}
        for label, quantiles in ends.items():
            row |= dict(zip((f"{label}_low", label, f"{label}_high"), quantiles[:, n].tolist(), strict=True))
        row["inside"] = _inside(targets, n, row["posterior"])
        left_out = without.loc[name]
        row |= {"without_low": left_out["low"], "without": left_out["median"], "without_high": left_out["high"]}
        row |= {"sign_probability": left_out["sign_probability"], "inside_95": left_out["inside_95"]}
        rows.append(row)
    return pd.DataFrame(rows)


def _inside(targets: Targets, n: int, median: float) -> bool:
    """Return whether a median, in the unit of row n, is in its published interval, or has its published sign."""
    if np.isfinite(targets.value[n]):
        return bool(targets.low[n] <= median <= targets.high[n])
    effect, sign = compress((median - targets.origin[n]) / targets.scale[n]), targets.sign[n]
    smallest = targets.smallest[n]
    return bool(sign * effect > 0.0 and sign * effect >= smallest if sign else abs(effect) < smallest)


def families(calibration: Calibration) -> pd.DataFrame:
    """Return one row per family: its discrepancy, and the scores of a fit without it and of the other forecasts."""
    table = by_family(calibration.scores)
    fit = table[table["forecast"] == "fit"].set_index("family")
    others = table.pivot(index="family", columns="forecast", values=list(SCORES))
    known = calibration.discrepancy
    return pd.DataFrame(
        {
            "effects": fit["rows"],
            "discrepancy": [known.families.get(name, known.common) for name in fit.index],
            "signs_right": fit["sign_right"],
            "inside_50": fit["inside_50"],
            "inside_95": fit["inside_95"],
            **{f"{score}_{kind}": others[score, kind] for score in SCORES for kind in FORECASTS},
        }
    ).reset_index()


def ranks_table(ranks: Ranks, names: Sequence[str]) -> pd.DataFrame:
    """Return one row per fit and parameter with the rank of the true value among the posterior draws."""
    fits, count = ranks.ranks.shape
    return pd.DataFrame(
        {"fit": np.repeat(np.arange(fits), count), "parameter": list(names) * fits, "rank": ranks.ranks.ravel()}
    ).assign(draws=ranks.draws)


def forecast_finding(summary: pd.DataFrame) -> str:
    """Return how well families are forecast by a fit without them, beside the priors, in a sentence.

    summary: as returned by ``leave_out.summary``. The gain has its 95% interval over families.
    """
    kinds = summary.set_index("forecast")
    fit, prior = kinds.loc["fit"], kinds.loc["prior"]
    direction = "better" if fit["gain"] >= 0 else "worse"
    half = 100.0 * 1.96 * fit["difference_se"] / prior["crps"]
    return (
        f"Left-out families are forecast {abs(fit['gain']):.0f}% (± {half:.0f}) {direction} than by the priors; "
        f"95% bands hold {100 * fit['inside_95']:.0f}% and {100 * fit['sign_right']:.0f}% of signs are right "
        f"(priors: {100 * prior['inside_95']:.0f}% and {100 * prior['sign_right']:.0f}%)"
    )
