"""Sensitivity studies: outputs of the model at every point of a design, replication noise, and indices of the factors.

The outputs at a point are a level of each measure, and push minus pull in each. A level is the mean over the last
quarter of a year of the horizon, under the scenario's policy with the levers of the point. Push and pull add the levers
of the shipped policies to those of the point. All three run on the same organisation with common random numbers.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.findings import periods
from simalign.policies.levers import Levers
from simalign.policies.policy import load_policy
from simalign.scenario import Scenario
from simalign.sensitivity import elementary_effects, sobol_indices
from simalign.sensitivity.factors import Factor, plain_policy, scenarios
from simalign.simulation.ensemble import PLAIN, Ensemble, Execution, Job, Run

Numbers = NDArray[np.float64]
MEASURED = ("do", "want", "value", "compliance_gap")
VERSUS = "push minus pull: "
ARMS = 3  # runs per point and replication: the scenario's policy, push, pull


def outcomes_of(measured: Sequence[str]) -> tuple[str, ...]:
    """Return the outcomes of measures: the level of each, then push minus pull in each.

    >>> outcomes_of(["value"])
    ('value', 'push minus pull: value')
    """
    return (*measured, *(VERSUS + name for name in measured))


OUTCOMES = outcomes_of(MEASURED)


def arms(point: Scenario) -> list[Scenario]:
    """Return the scenario unchanged, with the levers of push, and with the levers of pull.

    >>> [arm.policy.levers.mandate for arm in arms(plain_policy(Scenario()))]
    [None, 0.6, None]
    """
    policy = point.policy
    result = [point]
    for family in _push_and_pull():
        levers = Levers(**(policy.levers.model_dump(exclude_none=True) | family))
        result.append(point.unchecked_copy(policy=policy.unchecked_copy(levers=levers)))
    return result


@cache
def _push_and_pull() -> tuple[dict[str, float], dict[str, float]]:
    """Return the levers that the shipped policies push and pull set; both set autonomy."""
    push, pull = (load_policy(name).levers.model_dump(exclude_none=True) for name in ("push", "pull"))
    return push, pull


def answers(
    points: Sequence[Scenario],
    replications: int,
    seed: int,
    tick: Callable[[int], None] = lambda runs: None,
    execution: Execution = PLAIN,
    measured: Sequence[str] = MEASURED,
) -> Numbers:
    """Simulate the outcomes of every point, (points, replications, outcomes), with different random numbers at each.

    measured: shipped measures and those of ``execution``; the outcomes are those of ``outcomes_of``.
    Raises InputError if an organisation cannot be read.

    >>> small = Scenario(organisation={"size": 8}, warmup=1, weeks=2)
    >>> answers([small], 2, 1).shape
    (1, 2, 8)
    """
    points = [plain_policy(point) for point in points]
    first, last = list(periods(points[0].weeks).values())[-1]
    start = points[0].warmup
    columns = [execution.names.index(name) for name in measured]

    def last_quarter(run: Run) -> Numbers:
        return np.asarray(run.series[start + first - 1 : start + last, columns].mean(axis=0))

    jobs = (
        Job(arms_of_point, index * replications + n)
        for index, arms_of_point in enumerate(arms(point) for point in points)
        for n in range(replications)
    )
    label = f"means of {tuple(measured)} in weeks {first} to {last}"
    ensemble = Ensemble(seed, execution=execution)
    levels = np.array(list(ensemble.runs(jobs, last_quarter, label, tick)))  # (jobs, arms, measures)
    outcomes = np.concatenate([levels[:, 0], levels[:, 1] - levels[:, 2]], axis=1)
    return outcomes.reshape(len(points), replications, 2 * len(measured))


class Noise(NamedTuple):
    """Replication noise of outcomes, (outcomes,): the variance of one run, and shares of the variance over points.

    share: of the variance of means over replications, to which indices refer. share_of_one: of the variance of one run.
    """

    variance: Numbers
    share: Numbers
    share_of_one: Numbers


def noise(values: Numbers) -> Noise:
    """Estimate the replication noise of outcomes (points, replications, outcomes) by analysis of variance.

    The replications of a point must have independent random numbers. Shares are 0 if an outcome does not vary.
    Raises ValueError for fewer than two points or replications.

    >>> noise(np.array([[[1.0], [1.0]], [[3.0], [3.0]]])).share
    array([0.])
    """
    points, r, _ = values.shape
    if points < 2 or r < 2:
        raise ValueError(f"replication noise requires at least 2 points and 2 replications, not {points} and {r}")
    within = values.var(axis=1, ddof=1).mean(axis=0)
    between = values.mean(axis=1).var(axis=0, ddof=1)  # of means: signal + noise / r
    signal = np.maximum(between - within / r, 0.0)
    return Noise(within, _share(within / r, signal), _share(within, signal))


def _share(noise: Numbers, signal: Numbers) -> Numbers:
    total = noise + signal
    return np.where(total > 0.0, noise / np.where(total > 0.0, total, 1.0), 0.0)


NOISE = "replication noise"
Tick = Callable[[int], None]


class Study(NamedTuple):
    """Results of a sensitivity study.

    indices: one row per outcome and factor. noise: one row per outcome with its mean, standard deviation and share of
    replication noise. points: one row per design point with its factors and the mean of each outcome over replications.
    """

    indices: pd.DataFrame
    noise: pd.DataFrame
    points: pd.DataFrame


def runs_of_sobol(factors: int, n: int, replications: int) -> int:
    """Return the number of runs of a Sobol study.

    >>> runs_of_sobol(15, 64, 2)
    6912
    """
    return (factors + 3) * n * replications * ARMS


def runs_of_morris(factors: int, trajectories: int, replications: int) -> int:
    """Return the number of runs of a Morris screening.

    >>> runs_of_morris(15, 10, 2)
    960
    """
    return (factors + 1) * trajectories * replications * ARMS


def sobol_study(
    base: Scenario,
    factors: Sequence[Factor],
    n: int,
    replications: int,
    seed: int,
    tick: Tick = lambda runs: None,
    execution: Execution = PLAIN,
    measured: Sequence[str] = MEASURED,
) -> Study:
    """Compute first-order and total Sobol indices of every factor and of replication noise, for every outcome.

    n: base sample size. Raises InputError if values contradict each other, ValueError if n is not a power of two.
    """
    outcomes = outcomes_of(measured)
    units = sobol_indices.design(len(factors), n, seed)
    flat = units.reshape(-1, len(factors))
    values = answers(scenarios(base, factors, flat), replications, seed, tick, execution, measured)
    means = values.mean(axis=1).reshape(len(units), n, len(outcomes))
    result = sobol_indices.indices(means, seed)
    names = [factor.key for factor in factors]
    table = pd.DataFrame(sobol_indices.records(result, [*names, NOISE], outcomes))
    thresholds = {"threshold_first": result.first_threshold, "threshold_total": result.total_threshold}
    return Study(table, _noise(values, outcomes, thresholds), _points(factors, flat, values, outcomes))


def morris_study(
    base: Scenario,
    factors: Sequence[Factor],
    trajectories: int,
    replications: int,
    seed: int,
    tick: Tick = lambda runs: None,
    execution: Execution = PLAIN,
    measured: Sequence[str] = MEASURED,
) -> Study:
    """Compute elementary effects of every factor on every outcome, with the threshold of replication noise.

    Raises InputError if values contradict each other, ValueError for fewer than two trajectories.
    """
    outcomes = outcomes_of(measured)
    units = elementary_effects.design(len(factors), trajectories, seed)
    values = answers(scenarios(base, factors, units), replications, seed, tick, execution, measured)
    result = elementary_effects.effects(units, values.mean(axis=1), seed)
    floor, threshold = elementary_effects.floor(noise(values).variance, replications, trajectories)
    rows = [
        {"outcome": outcome, "factor": factor.key}
        | {name: float(getattr(result, name)[o, k]) for name in result._fields}
        | {"told": bool(result.mu_star[o, k] > threshold[o])}
        for o, outcome in enumerate(outcomes)
        for k, factor in enumerate(factors)
    ]
    thresholds = {"mu_star_of_noise": floor, "threshold_mu_star": threshold}
    return Study(pd.DataFrame(rows), _noise(values, outcomes, thresholds), _points(factors, units, values, outcomes))


def _noise(values: np.ndarray, outcomes: Sequence[str], thresholds: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return one row per outcome: mean and standard deviation over points, replication noise, and thresholds."""
    replication_noise, means = noise(values), values.mean(axis=1)
    columns = {
        "outcome": list(outcomes),
        "mean": means.mean(axis=0),
        "sd": means.std(axis=0, ddof=1),
        "noise_sd": np.sqrt(replication_noise.variance),
        "noise_share": replication_noise.share,
        "noise_share_of_one_run": replication_noise.share_of_one,
    }
    return pd.DataFrame(columns | thresholds)


def _points(factors: Sequence[Factor], units: np.ndarray, values: np.ndarray, outcomes: Sequence[str]) -> pd.DataFrame:
    columns = {factor.key: factor.shape.values(units[:, k]) for k, factor in enumerate(factors)}
    return pd.DataFrame(columns | dict(zip(outcomes, values.mean(axis=1).T, strict=True)))
