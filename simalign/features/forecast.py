"""Behaviour of an organisation in the model: knowledge under the status quo, and resistance under a policy."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simalign.organisation.record import Organisation
from simalign.organisation.survey.report import FEWEST
from simalign.policies.policy import Policy
from simalign.scenario import Scenario
from simalign.simulation.ensemble import Ensemble, Job, Replication
from simalign.simulation.run import Simulation

WEEKS = 13  # of the policy, over which resistance is averaged
MEMBER_WEEKS, LEAST, MOST = 4_000_000, 4, 24  # in all replications; limits of their number

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Means over members by layer or department, one row per replication. NaN: a department without members.

    know_by_layer: (R, layers) and know: (R, D), knowledge of the own part of the strategy, overlap from 0 to 1, in the
    first week after the warm-up under the status quo. resistance: (R, D), reactance in the first ``WEEKS`` weeks of the
    policy. With the answers of a survey, departments of fewer than ``FEWEST`` members are NaN, and so are such layers
    below the leaders, who know their part whatever they answer.
    """

    know_by_layer: Floats
    know: Floats
    resistance: Floats


def replication_count(size: int, warmup: int) -> int:
    """Return the number of replications, fewer in a large organisation.

    >>> replication_count(120, 52), replication_count(5_000, 52)
    (24, 12)
    """
    return int(np.clip(MEMBER_WEEKS // (size * (warmup + WEEKS)), LEAST, MOST))


def forecast(scenario: Scenario, organisation: Organisation | None, policy: Policy, seed: int, count: int) -> Forecast:
    """Run ``count`` replications of a scenario's warm-up, and then of the first weeks of a policy.

    organisation: replaces that of the scenario. Raises InputError if the policy does not fit the organisation.
    """
    ensemble = Ensemble(seed, organisation=organisation)
    arms = [scenario.unchecked_copy(policy=each, weeks=WEEKS) for each in (Policy(), policy)]
    jobs = (Job(arms, number) for number in range(count))
    rows = list(ensemble.each(ensemble.replications(jobs), _run))
    return Forecast(*(np.stack(column) for column in zip(*rows, strict=True)))


def _run(replication: Replication) -> tuple[Floats, Floats, Floats]:
    usual, simulation = (replication.branch(arm) for arm in replication.arms)
    usual.run(1)
    organisation = simulation.organisation
    known, few = _knowledge(usual), FEWEST if simulation.surveyed else 1
    departments = len(organisation.departments)
    know = means_by(organisation.department, known, departments, few)
    know_by_layer = means_by(organisation.depth - 1, known, int(organisation.depth.max()))
    leaders = simulation.scenario.organisation.leadership_levels
    know_by_layer[leaders:][np.bincount(organisation.depth)[1 + leaders :] < few] = np.nan
    resistance = np.zeros(departments)
    for _ in range(WEEKS):
        simulation.run(1)
        resistance += means_by(organisation.department, simulation.state.reactance, departments, few) / WEEKS
    return know_by_layer, know, resistance


def _knowledge(simulation: Simulation) -> Floats:
    """Return the overlap of each member's knowledge with their part of the strategy, (N,)."""
    part = simulation.state.part[simulation.organisation.department]
    return np.asarray(np.minimum(simulation.state.knows, part).sum(axis=1))


def means_by(group: NDArray[np.int32], values: Floats, groups: int, fewest: int = 1) -> Floats:
    """Return the mean of the values in each group, (groups,); NaN for a group with fewer than ``fewest`` values.

    >>> means_by(np.array([0, 0, 2], np.int32), np.array([1.0, 3.0, 5.0]), 3)
    array([ 2., nan,  5.])
    """
    count = np.bincount(group, minlength=groups)
    sums = np.bincount(group, values, minlength=groups)
    return np.asarray(np.divide(sums, count, out=np.full(groups, np.nan), where=count >= fewest))
