"""Run this model set up like a classic, and compare the order of its arms with that of the classic.

The agreement is Kendall's tau-b between the outcomes of the arms in the classic and in this model. Its 95% interval is
a percentile bootstrap: the replications of this model are drawn again, all arms of a replication together, and the
means of the classic vary with their standard errors. It covers chance in the simulations, and not the choice of arms.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simalign.analysis.intervals import ends
from simalign.docking.published import Alike
from simalign.docking.record import Floats, Row, X, generator, pick
from simalign.measures.catalogue import NAMES
from simalign.policies.values import resolve
from simalign.scenario import Scenario
from simalign.scenario.read import load_scenario
from simalign.simulation.ensemble import Ensemble, Job, Run

DRAWS = 4000
CONFIDENCE = 0.95


class ArmOutcome(NamedTuple):
    """An arm: the classic's mean and standard error, and this model's mean with its 95% interval.

    The interval is that of the arm's difference from the mean of all arms in each replication, which share their random
    numbers, so that it can be read against the other arms.
    """

    x: X
    classic: float
    classic_error: float
    ours: float
    low: float
    high: float


class Agreement(NamedTuple):
    """Kendall's tau-b over arms with its 95% interval."""

    arms: list[ArmOutcome]
    tau: float
    low: float
    high: float

    @property
    def spread(self) -> tuple[float, float]:
        """The range over arms as a share of their mean, in the classic and in this model; NaN for a mean of 0."""
        sides = (np.array([arm.classic for arm in self.arms]), np.array([arm.ours for arm in self.arms]))
        first, second = (float(np.ptp(side) / abs(side.mean())) if side.any() else float("nan") for side in sides)
        return first, second

    @property
    def steepest(self) -> tuple[float, float] | None:
        """The largest step between neighbouring arms as a share of the range, in the classic and in this model.

        A model that tips has a step near 1. None for arms that are not numbers.
        """
        if any(isinstance(arm.x, str) for arm in self.arms):
            return None
        ordered = sorted(self.arms, key=lambda arm: float(arm.x))
        first, second = (
            float(np.abs(np.diff(side)).max() / np.ptp(side)) if np.ptp(side) > 0 else 0.0
            for side in ([arm.classic for arm in ordered], [arm.ours for arm in ordered])
        )
        return first, second

    @property
    def verdict(self) -> str:
        """Whether the order is the same beyond chance.

        >>> Agreement([], 0.5, 0.1, 0.9).verdict, Agreement([], 0.1, -0.3, 0.4).verdict
        ('agrees', 'undecided')
        """
        return "agrees" if self.low > 0 else "disagrees" if self.high < 0 else "undecided"


def tau_b(first: Floats, second: Floats) -> NDArray[np.float64]:
    """Return Kendall's tau-b over the last axis, 0 if all values of one side are equal.

    >>> float(tau_b(np.array([1.0, 2.0, 3.0]), np.array([1.0, 3.0, 2.0])).round(3))
    0.333
    """
    one, two = np.triu_indices(first.shape[-1], 1)
    a, b = (np.sign(values[..., one] - values[..., two]) for values in (first, second))
    size = np.sqrt((a * a).sum(axis=-1) * (b * b).sum(axis=-1))
    tau: NDArray[np.float64] = np.divide((a * b).sum(axis=-1), size, out=np.zeros(size.shape), where=size > 0)
    return tau


def scenarios(alike: Alike) -> list[Scenario]:
    """Return the scenarios of all arms, then those of the same arms with the settings ``against``, if there are any.

    Raises InputError for keys and values that do not make a scenario.
    """
    base = load_scenario(alike.scenario).changed({"weeks": alike.weeks, **alike.set})
    further: list[Mapping[str, Any]] = [{}, alike.against] if alike.against else [{}]
    arms = [base.changed({**arm.set, **settings}) for settings in further for arm in alike.arms]
    return [arm.unchecked_copy(policy=resolve(arm.policy)) for arm in arms]


def outcome(alike: Alike) -> Callable[[Run], NDArray[np.float64]]:
    """Return the function that reads the outcome, (1,), from a finished run."""
    column = NAMES.index(alike.measure)

    def of_everybody(run: Run) -> NDArray[np.float64]:
        return np.array([run.series[-alike.last :, column].mean()])

    def wants_of_uncommitted(run: Run) -> NDArray[np.float64]:
        state, organisation = run.simulation.state, run.simulation.organisation
        overlap = np.minimum(state.wants, state.part[organisation.department]).sum(axis=1)
        committed = np.zeros(len(overlap), bool) if organisation.committed is None else organisation.committed
        return overlap[~committed].mean(keepdims=True)

    return of_everybody if alike.of == "everybody" else wants_of_uncommitted


def run_alike(
    alike: Alike, ensemble: Ensemble, replications: int, label: str, tick: Callable[[int], None] = lambda runs: None
) -> Floats:
    """Return the outcomes of this model, (replications, arms)."""
    arms = scenarios(alike)
    jobs = [Job(arms, replication) for replication in range(replications)]
    outcomes = np.array(list(ensemble.runs(jobs, outcome(alike), label, tick)))[..., 0]
    count = len(alike.arms)
    return outcomes[:, :count] - outcomes[:, count:] if alike.against else outcomes


def agreement(alike: Alike, rows: Sequence[Row], outcomes: Floats, seed: int) -> Agreement:
    """Return the rank agreement of this model's outcomes, (replications, arms), with the rows of the classic."""
    classic = [pick(rows, alike.quantity, alike.series, arm.x) for arm in alike.arms]
    means, errors = np.array([row.mean for row in classic]), np.array([row.error for row in classic])
    rng = generator(seed, "agreement", alike.quantity)
    again = rng.integers(0, len(outcomes), (DRAWS, len(outcomes)))
    drawn = tau_b(means + errors * rng.standard_normal((DRAWS, len(means))), outcomes[again].mean(axis=1))
    low, high = np.quantile(drawn, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    within = outcomes - outcomes.mean(axis=1, keepdims=True) + outcomes.mean()
    ours, bottoms, tops = ends(within.T)
    arms = [
        ArmOutcome(arm.x, *(float(number) for number in numbers))
        for arm, *numbers in zip(alike.arms, means, errors, ours, bottoms, tops, strict=True)
    ]
    return Agreement(arms, float(tau_b(means, ours)), float(low), float(high))
