"""What is asked of each point of a sensitivity design: a level of each measure, and push minus pull in each.

A level is the mean over the last quarter of a year of the horizon, under the scenario's own policy with the point's
levers. Push and pull are the point's levers with those of the shipped policies on top, on the same organisation with
the same luck.

How much of an output is the luck of its replications.

A whole analysis: factors sampled, the model asked at every point, indices with the luck beside them.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.findings import periods
from simalign.policies.levers import PULL, PUSH, Levers
from simalign.policies.policy import load_policy
from simalign.policies.values import lever_values
from simalign.scenario import Scenario
from simalign.sensitivity import elementary_effects, sobol_indices
from simalign.sensitivity.factors import Factor, plain_policy, scenarios
from simalign.simulation.ensemble import PLAIN, Ensemble, Execution, Job, Run

Numbers = NDArray[np.float64]
MEASURED = ("do", "want", "value", "compliance_gap")
VERSUS = "push minus pull: "
ARMS = 3  # runs that an outcome takes: the scenario's policy, push, pull


def outcomes_of(measured: Sequence[str]) -> tuple[str, ...]:
    """The outcomes that measures make: the level of each, then push minus pull in each.

    >>> outcomes_of(["value"])
    ('value', 'push minus pull: value')
    """
    return (*measured, *(VERSUS + name for name in measured))


OUTCOMES = outcomes_of(MEASURED)


def arms(point: Scenario) -> list[Scenario]:
    """The scenario as it is, with push on top, and with pull on top.

    >>> [arm.policy.levers.mandate for arm in arms(plain_policy(Scenario()))]
    [None, 0.8, None]
    """
    policy = point.policy
    found = [point]
    for ours in _push_and_pull():
        levers = Levers(**(policy.levers.model_dump(exclude_none=True) | ours))
        found.append(point.unchecked_copy(policy=policy.unchecked_copy(levers=levers)))
    return found


@cache
def _push_and_pull() -> tuple[dict[str, float], dict[str, float]]:
    """What the shipped policies set their own families' levers to."""
    push, pull = lever_values(load_policy("push")), lever_values(load_policy("pull"))
    return {lever: push[lever] for lever in PUSH}, {lever: pull[lever] for lever in PULL}


def answers(
    points: Sequence[Scenario],
    replications: int,
    seed: int,
    tick: Callable[[int], None] = lambda runs: None,
    execution: Execution = PLAIN,
    measured: Sequence[str] = MEASURED,
) -> Numbers:
    """The outcomes of every point, (points, replications, outcomes); no two points share their luck.

    measured: shipped measures and those of ``execution``, which make the outcomes as ``outcomes_of`` says.
    Raises InputError where an organisation cannot be read.

    >>> small = Scenario(organisation={"size": 8}, warmup=1, weeks=2)
    >>> answers([small], 2, 1).shape
    (1, 2, 8)
    """
    points = [plain_policy(point) for point in points]
    first, last = list(periods(points[0].weeks).values())[-1]
    start = points[0].warmup
    columns = [execution.names.index(name) for name in measured]

    def keep(run: Run) -> Numbers:
        return np.asarray(run.series[start + first - 1 : start + last, columns].mean(axis=0))

    jobs = (
        Job(three, place * replications + n)
        for place, three in enumerate(arms(point) for point in points)
        for n in range(replications)
    )
    label = f"means of {tuple(measured)} in weeks {first} to {last}"
    ensemble = Ensemble(seed, execution=execution)
    levels = np.array(list(ensemble.runs(jobs, keep, label, tick)))  # (jobs, arms, measures)
    found = np.concatenate([levels[:, 0], levels[:, 1] - levels[:, 2]], axis=1)
    return found.reshape(len(points), replications, 2 * len(measured))


class Noise(NamedTuple):
    """Luck in outcomes (outcomes,): variance of one run's luck, and its share of the variance over the points.

    ``share`` is that of the mean of the replications, which is what indices are of; ``share_of_one`` that of a run.
    """

    variance: Numbers
    share: Numbers
    share_of_one: Numbers


def noise(values: Numbers) -> Noise:
    """The share of luck in outcomes (points, replications, outcomes), by analysis of variance.

    The replications of a point must have independent luck. Shares are 0 where nothing varies.
    Raises ValueError for fewer than two points or replications.

    >>> noise(np.array([[[1.0], [1.0]], [[3.0], [3.0]]])).share
    array([0.])
    """
    points, r, _ = values.shape
    if points < 2 or r < 2:
        raise ValueError(f"replication noise takes at least 2 points and 2 replications, not {points} and {r}")
    within = values.var(axis=1, ddof=1).mean(axis=0)
    between = values.mean(axis=1).var(axis=0, ddof=1)  # of means: signal, and luck over r
    signal = np.maximum(between - within / r, 0.0)
    return Noise(within, _share(within / r, signal), _share(within, signal))


def _share(noise: Numbers, signal: Numbers) -> Numbers:
    total = noise + signal
    return np.where(total > 0.0, noise / np.where(total > 0.0, total, 1.0), 0.0)


NOISE = "replication noise"
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
    base: Scenario,
    factors: Sequence[Factor],
    n: int,
    replications: int,
    seed: int,
    tick: Tick = lambda runs: None,
    execution: Execution = PLAIN,
    measured: Sequence[str] = MEASURED,
) -> Study:
    """First-order and total indices of every factor and of luck, in every outcome.

    Raises InputError where values make no scenario, ValueError where n is not a power of two.
    """
    outcomes = outcomes_of(measured)
    units = sobol_indices.design(len(factors), n, seed)
    flat = units.reshape(-1, len(factors))
    values = answers(scenarios(base, factors, flat), replications, seed, tick, execution, measured)
    means = values.mean(axis=1).reshape(len(units), n, len(outcomes))
    found = sobol_indices.indices(means, seed)
    names = [factor.key for factor in factors]
    table = pd.DataFrame(sobol_indices.records(found, [*names, NOISE], outcomes))
    thresholds = {"threshold_first": found.first_threshold, "threshold_total": found.total_threshold}
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
    """Elementary effects of every factor on every outcome, with what luck alone would make of them.

    Raises InputError where values make no scenario, ValueError for fewer than two trajectories.
    """
    outcomes = outcomes_of(measured)
    units = elementary_effects.design(len(factors), trajectories, seed)
    values = answers(scenarios(base, factors, units), replications, seed, tick, execution, measured)
    found = elementary_effects.effects(units, values.mean(axis=1), seed)
    floor, threshold = elementary_effects.floor(noise(values).variance, replications, trajectories)
    rows = [
        {"outcome": outcome, "factor": factor.key}
        | {name: float(getattr(found, name)[o, k]) for name in found._fields}
        | {"told": bool(found.mu_star[o, k] > threshold[o])}
        for o, outcome in enumerate(outcomes)
        for k, factor in enumerate(factors)
    ]
    thresholds = {"mu_star_of_noise": floor, "threshold_mu_star": threshold}
    return Study(pd.DataFrame(rows), _noise(values, outcomes, thresholds), _points(factors, units, values, outcomes))


def _noise(values: np.ndarray, outcomes: Sequence[str], thresholds: dict[str, np.ndarray]) -> pd.DataFrame:
    """A row an outcome: mean and spread over the points, luck's spread and share, and what an index must exceed."""
    found, means = noise(values), values.mean(axis=1)
    columns = {
        "outcome": list(outcomes),
        "mean": means.mean(axis=0),
        "sd": means.std(axis=0, ddof=1),
        "noise_sd": np.sqrt(found.variance),
        "noise_share": found.share,
        "noise_share_of_one_run": found.share_of_one,
    }
    return pd.DataFrame(columns | thresholds)


def _points(factors: Sequence[Factor], units: np.ndarray, values: np.ndarray, outcomes: Sequence[str]) -> pd.DataFrame:
    columns = {factor.key: factor.shape.values(units[:, k]) for k, factor in enumerate(factors)}
    return pd.DataFrame(columns | dict(zip(outcomes, values.mean(axis=1).T, strict=True)))
