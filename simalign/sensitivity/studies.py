"""A whole analysis: factors sampled, the model asked at every point, indices with the luck beside them."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from simalign.scenario import Scenario
from simalign.sensitivity import morris, sobol
from simalign.sensitivity.factors import Factor, scenarios
from simalign.sensitivity.noise import noise
from simalign.sensitivity.outcomes import ARMS, OUTCOMES, answers

LUCK = "luck"
Tick = Callable[[int], None]


class Study(NamedTuple):
    """What an analysis found.

    indices: a row an outcome and factor; noise: a row an outcome, its mean, spread and share of luck; points: a row
    a design point, with its factors and the mean of each outcome over the replications.
    """

    indices: pd.DataFrame
    noise: pd.DataFrame
    points: pd.DataFrame


def runs_of_sobol(factors: int, n: int, replications: int) -> int:
    """How many runs a Sobol analysis takes.

    >>> runs_of_sobol(15, 64, 2)
    6912
    """
    return (factors + 3) * n * replications * ARMS


def runs_of_morris(factors: int, trajectories: int, replications: int) -> int:
    """How many runs a screening takes.

    >>> runs_of_morris(15, 10, 2)
    960
    """
    return (factors + 1) * trajectories * replications * ARMS


def sobol_study(
    base: Scenario, factors: Sequence[Factor], n: int, replications: int, seed: int, tick: Tick = lambda runs: None
) -> Study:
    """First-order and total indices of every factor and of luck, in every outcome.

    Raises InputError where values make no scenario, ValueError where n is no power of two.
    """
    units = sobol.design(len(factors), n, seed)
    flat = units.reshape(-1, len(factors))
    values = answers(scenarios(base, factors, flat), replications, seed, tick)
    means = values.mean(axis=1).reshape(len(units), n, len(OUTCOMES))
    found = sobol.indices(means, seed)
    names = [factor.key for factor in factors]
    table = pd.DataFrame(sobol.records(found, [*names, LUCK], OUTCOMES))
    thresholds = {"threshold_first": found.first_threshold, "threshold_total": found.total_threshold}
    return Study(table, _noise(values, thresholds), _points(factors, flat, values))


def morris_study(
    base: Scenario,
    factors: Sequence[Factor],
    trajectories: int,
    replications: int,
    seed: int,
    tick: Tick = lambda runs: None,
) -> Study:
    """Elementary effects of every factor on every outcome, with what luck alone would make of them.

    Raises InputError where values make no scenario, ValueError for fewer than two trajectories.
    """
    units = morris.design(len(factors), trajectories, seed)
    values = answers(scenarios(base, factors, units), replications, seed, tick)
    found = morris.effects(units, values.mean(axis=1), seed)
    floor, threshold = morris.floor(noise(values).variance, replications, trajectories)
    rows = [
        {"outcome": outcome, "factor": factor.key}
        | {name: float(getattr(found, name)[o, k]) for name in found._fields}
        | {"told": bool(found.mu_star[o, k] > threshold[o])}
        for o, outcome in enumerate(OUTCOMES)
        for k, factor in enumerate(factors)
    ]
    thresholds = {"mu_star_of_luck": floor, "threshold_mu_star": threshold}
    return Study(pd.DataFrame(rows), _noise(values, thresholds), _points(factors, units, values))


def _noise(values: np.ndarray, thresholds: dict[str, np.ndarray]) -> pd.DataFrame:
    """A row an outcome: mean and spread over the points, luck's spread and share, and what an index must exceed."""
    found, means = noise(values), values.mean(axis=1)
    columns = {
        "outcome": list(OUTCOMES),
        "mean": means.mean(axis=0),
        "sd": means.std(axis=0, ddof=1),
        "sd_of_luck": np.sqrt(found.variance),
        "share_of_luck": found.share,
        "share_of_luck_in_one_run": found.share_of_one,
    }
    return pd.DataFrame(columns | thresholds)


def _points(factors: Sequence[Factor], units: np.ndarray, values: np.ndarray) -> pd.DataFrame:
    columns = {factor.key: factor.shape.values(units[:, k]) for k, factor in enumerate(factors)}
    return pd.DataFrame(columns | dict(zip(OUTCOMES, values.mean(axis=1).T, strict=True)))
