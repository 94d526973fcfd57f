"""Policies on the same organisations with the same luck: as set, and at equal cost."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Event
from typing import Any

import numpy as np
import pandas as pd

from simalign.comparison.cost import HALVINGS, Price, mean_cost, payers, run_cost, within
from simalign.errors import expect, whole
from simalign.files.record import expect_record
from simalign.measures.catalogue import NAMES
from simalign.organisation.record import Organisation
from simalign.policies.scale import scaled
from simalign.scenario import Policy, Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation import Simulation
from simalign.start import organise

Run = tuple[Simulation, np.ndarray]  # at its end, and its series (weeks, measures)

AS_SET, EQUAL_COST = "as set", "equal cost"
BASE = "status_quo"
PILOTS, RULE_HALVINGS = 10, 8  # replications that tell what rules cost while a policy is scaled, and how finely it is
CLOSE = 0.02  # costs that differ by less than this share of the budget are equal: what ten replications can tell


@dataclass(frozen=True, slots=True)
class Arm:
    """One policy in a comparison, on one basis; ``share``: how far it was scaled, ``cost``: weeks per member-week."""

    name: str
    basis: str
    policy: Policy
    share: float
    cost: float


def expect_policies(policies: Any) -> None:
    """Raise InputError unless this is a mapping of names to policies.

    >>> expect_policies(["push", "pull"])
    Traceback (most recent call last):
    simalign.errors.InputError: policies: is a list (given: ['push', 'pull']);
        allowed: a mapping of names to Policy records, like {"push": load_policy("push")}
    """
    example = 'a mapping of names to Policy records, like {"push": load_policy("push")}'
    expect(policies, Mapping, "policies", example)
    for name, policy in policies.items():
        expect_record(policy, Policy, f"policies[{name!r}]")


def arms(policies: Mapping[str, Policy], price: Price) -> list[Arm]:
    """The arms of a comparison: status quo, each policy as set, and each at equal cost that can be.

    Equal is the cost of the cheapest policy that costs more than status quo. A policy that costs less than that, or
    that cannot be scaled back so far, has no arm at equal cost.
    """
    named = {BASE: Policy()} | {name: scaled(policy, 1.0) for name, policy in policies.items() if name != BASE}
    found = [Arm(name, AS_SET, policy, 1.0, price(policy)) for name, policy in named.items()]
    base, *others = found
    budget = min((arm.cost for arm in others if arm.cost > base.cost), default=float("inf"))
    equal = [replace(base, basis=EQUAL_COST)]
    for arm in others:
        share, cut, costs = 1.0, arm.policy, arm.cost
        if costs > budget:
            halvings = RULE_HALVINGS if arm.policy.rules else HALVINGS
            share = within(arm.policy, budget, price, halvings)
            cut = scaled(arm.policy, share)
            costs = price(cut)
        if close(costs, budget):
            equal.append(Arm(arm.name, EQUAL_COST, cut, share, costs))
    return found + equal


def close(costs: float, budget: float) -> bool:
    """Whether costs count as equal.

    >>> close(0.101, 0.1), close(0.12, 0.1)
    (True, False)
    """
    return abs(costs - budget) <= CLOSE * budget < float("inf")


def budget_of(chosen: Sequence[Arm]) -> float | None:
    """What policies cost at equal cost; None where none costs more than status quo."""
    return min((arm.cost for arm in chosen if arm.basis == EQUAL_COST and arm.name != BASE), default=None)


def not_equal(chosen: Sequence[Arm]) -> dict[str, str]:
    """Policies that have no arm at equal cost, and why."""
    there, budget = {arm.name for arm in chosen if arm.basis == EQUAL_COST}, budget_of(chosen)
    return {
        arm.name: "costs less" if arm.cost < (budget or arm.cost + 1) else "cannot be scaled back so far"
        for arm in chosen
        if arm.name not in there
    }


def settled(chosen: Sequence[Arm], costs: Sequence[float]) -> list[Arm]:
    """The arms at the mean cost of their runs, without those at equal cost that turn out not to be.

    costs: of each arm in each replication, replications in turn.
    """
    budget = budget_of(chosen) or 0.0
    means = np.reshape(costs, (-1, len(chosen))).mean(axis=0).tolist()
    final = [replace(arm, cost=mean) if arm.policy.rules else arm for arm, mean in zip(chosen, means, strict=True)]
    return [arm for arm in final if arm.basis == AS_SET or arm.name == BASE or close(arm.cost, budget)]


def pricing(scenario: Scenario, seed: int, replications: int, posterior: Posterior | None = None) -> Price:
    """What policies cost in this scenario; those with rules by the mean of a few runs, under the same posterior."""
    by = payers(scenario, organise(scenario, seed, 0))

    def price(policy: Policy) -> float:
        if not policy.rules:
            return mean_cost(policy, by)
        pilot = [Arm("", "", policy, 1.0, 0.0)]
        tried = runs(scenario, pilot, seed, min(replications, PILOTS), posterior=posterior)
        return float(np.mean([run_cost(policy, by, scenario.warmup, series) for *_, series in tried]))

    return price


def runs(
    scenario: Scenario,
    chosen: Sequence[Arm],
    seed: int,
    replications: int,
    start: int = 0,
    posterior: Posterior | None = None,
) -> Iterator[tuple[Arm, int, Simulation, np.ndarray]]:
    """Every arm in every replication, replications in turn: arm, replication, the simulation at its end, its series.

    The replications are those from ``start`` to before ``replications``; each is the same wherever one starts.
    Arms that are the same policy are run once and given for each; the arms of a replication share the machine's
    cores, as compiled weeks leave Python's lock alone. Under a posterior, all arms of a replication have its draw.
    Raises InputError where an organisation cannot be read, or a draw is not in keeping with the scenario.
    """
    texts = [arm.policy.model_dump_json(exclude={"name", "description"}) for arm in chosen]
    distinct = {text: arm.policy for text, arm in zip(texts, chosen, strict=True)}
    stopped = Event()
    pool = ThreadPoolExecutor(os.cpu_count())
    try:
        for replication in range(start, replications):
            organisation = organise(scenario, seed, replication)
            people = scenario if posterior is None else posterior.applied(scenario, replication)

            def done(
                policy: Policy, at: int = replication, of: Organisation = organisation, own: Scenario = people
            ) -> Run:
                simulation = Simulation(own.unchecked_copy(policy=policy), seed, at, of)
                stretches = simulation.stretches(scenario.warmup + scenario.weeks)
                series = [simulation.run(weeks) for weeks in stretches if not stopped.is_set()]
                return simulation, np.concatenate(series)

            found = dict(zip(distinct, pool.map(done, distinct.values()), strict=True))
            for arm, text in zip(chosen, texts, strict=True):
                yield arm, replication, *found[text]
    finally:
        stopped.set()  # whoever interrupts does not wait for whole runs
        pool.shutdown(cancel_futures=True)


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
    more: Callable[[pd.DataFrame], int] | None = None,
    posterior: Posterior | None = None,
) -> tuple[list[Arm], pd.DataFrame, dict[str, Simulation]]:
    """Run a comparison: its arms, all series in one tidy table, and the first replication's end by policy as set.

    ``tick`` is called after each run. ``more`` is shown the table after that many replications and says how many are
    to be there in all: the same ones, and those that follow. Under a posterior, replication r has its draw r in place
    of what the scenario does not set of psychology. Raises InputError for arguments of the wrong kind.

    >>> small = Scenario(organisation={"size": 8}, warmup=2, weeks=2)
    >>> compare(small, {"push": Policy(preset="push")}, 1, 2)[1].groupby("policy").size().to_dict()
    {'push': 16, 'status_quo': 16}
    """
    expect_record(scenario, Scenario, "scenario")
    expect_policies(policies)
    whole(seed, "seed")
    whole(replications, "replications", 1)
    chosen = arms(policies, pricing(scenario, seed, replications, posterior))
    by = payers(scenario, organise(scenario, seed, 0))
    kept: list[tuple[Arm, int, np.ndarray]] = []
    ends = {}

    def run(start: int, end: int) -> None:
        for arm, replication, simulation, series in runs(scenario, chosen, seed, end, start, posterior):
            costs = run_cost(arm.policy, by, scenario.warmup, series) if arm.policy.rules else arm.cost
            kept.append((replace(arm, cost=costs), replication, series))
            if replication == 0 and arm.basis == AS_SET:
                ends[arm.name] = simulation
            tick()

    run(0, replications)
    if more is not None:
        run(replications, more(_gathered(chosen, kept, scenario.warmup)[1]))
    return *_gathered(chosen, kept, scenario.warmup), ends


def _gathered(
    chosen: Sequence[Arm], kept: Sequence[tuple[Arm, int, np.ndarray]], warmup: int
) -> tuple[list[Arm], pd.DataFrame]:
    """The arms that are settled, and their series in one tidy table."""
    final = settled(chosen, [arm.cost for arm, *_ in kept])
    there = {(arm.name, arm.basis) for arm in final}
    kept = [entry for entry in kept if (entry[0].name, entry[0].basis) in there]
    labels: dict[str, list[str | int]] = {
        "policy": [arm.name for arm, *_ in kept],
        "basis": [arm.basis for arm, *_ in kept],
        "replication": [replication for _, replication, _ in kept],
    }
    return final, tidy(labels, [series for *_, series in kept], warmup)
