"""Tables of a calibration: posterior draws, parameters, facts, screening, and ranks in fits of synthetic data."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import kstest

from simalign.calibration.checks import Ranks
from simalign.calibration.evaluate import Targets
from simalign.calibration.priors import Priors
from simalign.calibration.waves import Fit

Values = NDArray[np.float64]
NARROW = 0.8  # a parameter is identified if its posterior spread is below this share of the prior's
MOVED = 0.001  # or if the p value of its draws under the prior is below this
UNIFORM_SD = 12.0**-0.5
SHUFFLE = 0  # seed of the order of draws in a file
ENDS = (0.05, 0.5, 0.95)


def posterior_draws(fit: Fit, priors: Priors) -> pd.DataFrame:
    """Return the parameters of each posterior draw, one row per draw.

    The order is random, so that the first few draws are a sample of the whole chain.
    """
    order = np.random.default_rng(SHUFFLE).permutation(len(fit.posterior.draws))
    return pd.DataFrame([priors.values(u) for u in fit.posterior.draws[order]]).rename_axis("draw").reset_index()


def prior_draws(priors: Priors, draws: int, seed: int) -> pd.DataFrame:
    """Return draws of the free parameters from their priors, one row per draw, in the form of posterior draws."""
    points = np.random.default_rng(seed).random((draws, len(priors.names)))
    return pd.DataFrame([priors.values(u) for u in points]).rename_axis("draw").reset_index()


def median_point(fit: Fit) -> Values:
    """Return the posterior median of each parameter on the unit cube, (parameters,)."""
    return np.asarray(np.median(fit.posterior.draws, axis=0))


def parameters(fit: Fit, priors: Priors) -> pd.DataFrame:
    """Return one row per parameter: prior, posterior quantiles, spread relative to the prior, and identification.

    shift_p: p value of the draws under the prior, by the Kolmogorov-Smirnov test (Massey 1951). identified: whether
    the posterior is narrower than the prior or shifted within it.
    """
    rows = []
    for n, name in enumerate(priors.names):
        shape, u = priors.shapes[name], fit.posterior.draws[:, n]
        low, median, high = (float(x) for x in shape.values(np.quantile(u, ENDS)))
        spread, shift = float(np.std(u) / UNIFORM_SD), float(kstest(u, "uniform").pvalue)
        rows.append(
            {"parameter": name, "prior": f"{shape.name} {list(shape.numbers)}", "low": low, "median": median}
            | {"high": high, "spread": spread, "shift_p": shift, "identified": spread < NARROW or shift < MOVED}
            | {"source": priors.sources[name]}
        )
    return pd.DataFrame(rows)


def facts(fit: Fit, at_median: Values, left_out: Sequence[Values]) -> pd.DataFrame:
    """Return one row per fact: published, under the prior, under the posterior, at its median, and left out of the fit.

    at_median: effects at the posterior median, (facts,). left_out: for each fact, its effects at the draws of the fit
    without it; empty if there is only one fact.
    """
    rows = []
    first = fit.y[fit.wave == 1]
    for n, name in enumerate(fit.targets.names):
        low, high = float(fit.targets.low[n]), float(fit.targets.high[n])
        row: dict[str, Any] = {"fact": name, "published_low": low, "published_high": high}
        for label, values in (("prior", first[:, n]), ("posterior", fit.effects[:, n])):
            row |= dict(zip((f"{label}_low", label, f"{label}_high"), np.nanquantile(values, ENDS), strict=True))
        row |= {"at_median": at_median[n], "inside": bool(low <= at_median[n] <= high)}
        row |= {"share_of_draws_inside": float(np.mean((fit.effects[:, n] >= low) & (fit.effects[:, n] <= high)))}
        row |= {"emulator_explains": fit.emulator.explained[n], "emulator_error": fit.emulator.error[n]}
        if len(left_out):
            row |= dict(zip(("without_low", "without", "without_high"), np.nanquantile(left_out[n], ENDS), strict=True))
            row |= {"without_inside": bool(low <= row["without"] <= high)}
        rows.append(row)
    return pd.DataFrame(rows)


def ranks_table(ranks: Ranks, names: Sequence[str]) -> pd.DataFrame:
    """Return one row per fit and parameter with the rank of the true value among the posterior draws."""
    fits, count = ranks.ranks.shape
    return pd.DataFrame(
        {"fit": np.repeat(np.arange(fits), count), "parameter": list(names) * fits, "rank": ranks.ranks.ravel()}
    ).assign(draws=ranks.draws)


def screening(mu_star: Values, targets: Targets, names: Sequence[str]) -> pd.DataFrame:
    """Return one row per parameter: its mean absolute elementary effect on each fact.

    mu_star: (facts, parameters). Effects are in half-widths of the published intervals.
    """
    table = pd.DataFrame((mu_star / targets.half[:, None]).T, columns=list(targets.names))
    table.insert(0, "parameter", list(names))
    return table
