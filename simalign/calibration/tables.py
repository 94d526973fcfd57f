"""What a fit found, as tables: parameters, facts, the fit without each fact, ranks of fits to the model's own data."""

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
NARROW = 0.8  # a posterior narrower than this share of its prior's spread says something
MOVED = 0.001  # and one that is so unlikely to be draws from its prior, as wide as it may be
UNIFORM_SD = 12.0**-0.5
SHUFFLE = 0  # seed of the order of draws in a file
ENDS = (0.05, 0.5, 0.95)


def posterior_draws(fit: Fit, priors: Priors) -> pd.DataFrame:
    """Parameters by draw, in an order that says nothing of the chain's: whoever takes a few takes some of all of it."""
    order = np.random.default_rng(SHUFFLE).permutation(len(fit.posterior.draws))
    return pd.DataFrame([priors.values(u) for u in fit.posterior.draws[order]]).rename_axis("draw").reset_index()


def median_point(fit: Fit) -> Values:
    """The median of each parameter's draws, (parameters,), on the unit cube."""
    return np.asarray(np.median(fit.posterior.draws, axis=0))


def parameters(fit: Fit, priors: Priors) -> pd.DataFrame:
    """One row a parameter: prior, posterior quantiles, its spread as a share of the prior's, and whether facts tell.

    shift_p: chance of draws so far from the prior, by the test of Kolmogorov and Smirnov (Massey 1951). identified:
    narrower than the prior, or moved within it.
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


def facts(fit: Fit, at_median: Values, alone: Sequence[Values]) -> pd.DataFrame:
    """One row a fact: published, under the prior, under the posterior, at its median, and by a fit without the fact.

    at_median: effects (facts,); alone: by fact, its effects at the draws of the fit without it.
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
        if len(alone):
            row |= dict(zip(("without_low", "without", "without_high"), np.nanquantile(alone[n], ENDS), strict=True))
            row |= {"without_inside": bool(low <= row["without"] <= high)}
        rows.append(row)
    return pd.DataFrame(rows)


def ranks_table(ranks: Ranks, names: Sequence[str]) -> pd.DataFrame:
    """One row a fit and parameter: its true value's rank among the draws."""
    fits, count = ranks.ranks.shape
    return pd.DataFrame(
        {"fit": np.repeat(np.arange(fits), count), "parameter": list(names) * fits, "rank": ranks.ranks.ravel()}
    ).assign(draws=ranks.draws)


def screening(mu_star: Values, targets: Targets, names: Sequence[str]) -> pd.DataFrame:
    """One row a parameter: by fact, its mean absolute effect over its prior, in half-widths of what was published."""
    table = pd.DataFrame((mu_star / targets.half[:, None]).T, columns=list(targets.names))
    table.insert(0, "parameter", list(names))
    return table
