"""Policies on the same organisations with the same luck: as set, and at equal cost."""

from collections.abc import Callable, Iterator, Mapping, Sequence
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

    Arms that are the same policy are run once and given for each.
    Raises InputError where an organisation cannot be read.
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
    """One run's series as a table: policy, basis, replication, week (0 ends the warm-up), one column a measure."""
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
