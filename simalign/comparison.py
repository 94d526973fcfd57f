"""Policies on the same organisations with the same luck: as set, and at equal cost."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from simalign.cost import mean_cost, scaled, within
from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation
from simalign.policies.resolve import unfolded
from simalign.scenario import Policy, Scenario
from simalign.simulation import Simulation
from simalign.start import fix, organise
from simalign.streams import run_of

AS_SET, EQUAL_COST = "as set", "equal cost"
BASE = "status_quo"


@dataclass(frozen=True, slots=True)
class Arm:
    """One policy in a comparison, on one basis; ``share`` is how far it was scaled, ``cost`` in weeks per member-week."""

    name: str
    basis: str
    policy: Policy
    share: float
    cost: float


def arms(scenario: Scenario, policies: Mapping[str, Policy], organisation: Organisation) -> list[Arm]:
    """The arms of a comparison: status quo, each policy as set, and each at the cost of the cheapest.

    A policy that costs no more than status quo cannot set the budget: it stays as set at equal cost too.
    """
    f = fix(scenario, organisation, run_of(0))
    parts = (scenario.weeks, scenario.costs, len(f.K), float(np.mean(f.has_reports)), float(np.mean(f.cares)))
    named = {BASE: Policy()} | {name: unfolded(policy) for name, policy in policies.items() if name != BASE}
    costs = {name: mean_cost(policy, *parts) for name, policy in named.items()}
    dearer = [cost for cost in costs.values() if cost > costs[BASE]]
    found = [Arm(name, AS_SET, policy, 1.0, costs[name]) for name, policy in named.items()]
    for name, policy in named.items():
        share = within(policy, min(dearer, default=costs[name]), *parts)
        cut = scaled(policy, share) if share < 1.0 else policy
        found.append(Arm(name, EQUAL_COST, cut, share, mean_cost(cut, *parts)))
    return found


def runs(
    scenario: Scenario, chosen: Sequence[Arm], seed: int, replications: int
) -> Iterator[tuple[Arm, int, Simulation, np.ndarray]]:
    """Every arm in every replication, replications in turn: arm, replication, the simulation at its end, its series.

    Arms that are the same policy are run once and given for each. Raises InputError where an organisation cannot be read.
    """
    for replication in range(replications):
        organisation = organise(scenario, seed, replication)
        done: dict[str, tuple[Simulation, np.ndarray]] = {}
        for arm in chosen:
            text = arm.policy.model_dump_json(exclude={"name", "description"})
            if text not in done:
                design = scenario.model_copy(update={"policy": arm.policy})
                simulation = Simulation(design, seed, replication, organisation)
                done[text] = (simulation, simulation.run(scenario.warmup + scenario.weeks))
            yield arm, replication, *done[text]


def tidy(arm: Arm, replication: int, series: np.ndarray, warmup: int) -> pd.DataFrame:
    """One run's series as a table: policy, basis, replication, week (0 is the end of the warm-up), one column a measure."""
    table = pd.DataFrame(series, columns=list(NAMES))
    table.insert(0, "week", np.arange(1, len(series) + 1) - warmup)
    table.insert(0, "replication", replication)
    table.insert(0, "basis", arm.basis)
    table.insert(0, "policy", arm.name)
    return table


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
    tables, ends = [], {}
    for arm, replication, simulation, series in runs(scenario, chosen, seed, replications):
        tables.append(tidy(arm, replication, series, scenario.warmup))
        if replication == 0 and arm.basis == AS_SET:
            ends[arm.name] = simulation
        tick()
    return chosen, pd.concat(tables, ignore_index=True), ends
