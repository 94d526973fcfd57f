"""Policies on the same organisations with the same luck: as set, and at equal cost."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simalign.cost import common_budget, mean_cost, payers, scaled, within
from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation
from simalign.policies.resolve import unfolded
from simalign.scenario import Policy, Scenario
from simalign.simulation import Simulation
from simalign.start import organise

Run = tuple[Simulation, np.ndarray]  # at its end, and its series (weeks, measures)

AS_SET, EQUAL_COST = "as set", "equal cost"
BASE = "status_quo"


@dataclass(frozen=True, slots=True)
class Arm:
    """One policy in a comparison, on one basis; ``share``: how far it was scaled, ``cost``: weeks per member-week."""

    name: str
    basis: str
    policy: Policy
    share: float
    cost: float


def arms(scenario: Scenario, policies: Mapping[str, Policy], organisation: Organisation) -> list[Arm]:
    """The arms of a comparison: status quo, each policy as set, and each at the cost of the cheapest.

    A policy that costs no more than status quo cannot set the budget: it stays as set at equal cost, too.
    Raises InputError for a department that is not there.
    """
    by = payers(scenario, organisation)
    named = {BASE: Policy()} | {name: unfolded(policy) for name, policy in policies.items() if name != BASE}
    found = [Arm(name, AS_SET, policy, 1.0, mean_cost(policy, by)) for name, policy in named.items()]
    budget = common_budget(named, named[BASE], by)
    for arm in tuple(found):
        share = 1.0 if arm.cost <= found[0].cost else within(arm.policy, budget, by)
        cut = scaled(arm.policy, share) if share < 1.0 else arm.policy
        found.append(Arm(arm.name, EQUAL_COST, cut, share, mean_cost(cut, by)))
    return found


def runs(
    scenario: Scenario, chosen: Sequence[Arm], seed: int, replications: int
) -> Iterator[tuple[Arm, int, Simulation, np.ndarray]]:
    """Every arm in every replication, replications in turn: arm, replication, the simulation at its end, its series.

    Arms that are the same policy are run once and given for each; the arms of a replication share the machine's
    cores, as compiled weeks leave Python's lock alone.
    Raises InputError where an organisation cannot be read.
    """
    texts = [arm.policy.model_dump_json(exclude={"name", "description"}) for arm in chosen]
    distinct = {text: arm.policy for text, arm in zip(texts, chosen, strict=True)}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for replication in range(replications):
            organisation = organise(scenario, seed, replication)

            def done(policy: Policy, at: int = replication, of: Organisation = organisation) -> Run:
                simulation = Simulation(scenario.model_copy(update={"policy": policy}), seed, at, of)
                return simulation, simulation.run(scenario.warmup + scenario.weeks)

            found = dict(zip(distinct, pool.map(done, distinct.values()), strict=True))
            for arm, text in zip(chosen, texts, strict=True):
                yield arm, replication, *found[text]


def tidy(labels: Mapping[str, Sequence[str | int]], series: Sequence[np.ndarray], warmup: int) -> pd.DataFrame:
    """Runs' series as one table: a column a label, week (0 ends the warm-up), a column a measure.

    labels: by name, one entry a run; series: each run's measures, (weeks, measures).

    >>> tidy({"policy": ["push"]}, [np.zeros((2, len(NAMES)))], 1)[["policy", "week"]].values.tolist()
    [['push', 0], ['push', 1]]
    """
    run = np.repeat(np.arange(len(series)), [len(own) for own in series])
    week = np.concatenate([np.arange(1, len(own) + 1) for own in series]) - warmup
    columns = {name: pd.Series(list(entries))[run].to_numpy() for name, entries in labels.items()}
    return pd.DataFrame(columns | {"week": week} | dict(zip(NAMES, np.concatenate(series).T, strict=True)))


def compare(
    scenario: Scenario,
    policies: Mapping[str, Policy],
    seed: int,
    replications: int,
    tick: Callable[[], None] = lambda: None,
) -> tuple[list[Arm], pd.DataFrame, dict[str, Simulation]]:
    """Run a comparison: its arms, all series in one tidy table, and the first replication's end by policy as set.

    ``tick`` is called after each run. Raises ValueError for fewer than one replication.

    >>> small = Scenario(organisation={"size": 8}, warmup=2, weeks=2)
    >>> compare(small, {"push": Policy(preset="push")}, 1, 2)[1].groupby("policy").size().to_dict()
    {'push': 16, 'status_quo': 16}
    """
    if replications < 1:
        raise ValueError(f"replications must be at least 1, not {replications}")
    chosen = arms(scenario, policies, organise(scenario, seed, 0))
    kept: list[np.ndarray] = []
    labels: dict[str, list[str | int]] = {"policy": [], "basis": [], "replication": []}
    ends = {}
    for arm, replication, simulation, series in runs(scenario, chosen, seed, replications):
        labels["policy"].append(arm.name)
        labels["basis"].append(arm.basis)
        labels["replication"].append(replication)
        kept.append(series)
        if replication == 0 and arm.basis == AS_SET:
            ends[arm.name] = simulation
        tick()
    return chosen, tidy(labels, kept, scenario.warmup), ends
