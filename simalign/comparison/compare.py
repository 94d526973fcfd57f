"""Comparison of policies on the same organisations with common random numbers, as specified and at equal cost."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.comparison.cost import (
    HALVINGS,
    RULE_HALVINGS,
    Price,
    affordable_share,
    common_budget,
    mean_cost,
    payers,
    run_cost,
)
from simalign.errors import expect, whole
from simalign.files.record import expect_record
from simalign.measures.catalogue import NAMES
from simalign.policies.scale import scaled
from simalign.scenario import Policy, Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation import Series, Simulation
from simalign.simulation.ensemble import PLAIN, Ensemble, Execution, Job, Replication, Run
from simalign.simulation.resume import ARRAY

AS_SET, EQUAL_COST = "as set", "equal cost"
BASE = "status_quo"
USUAL = ("push", "pull", "lead", "mission_command")  # compared by default; push and pull have equal leadership levers
PILOTS = 10  # replications that estimate the cost of rules
CLOSE = 0.02  # costs are equal if they differ by less than this share of the budget; ten replications resolve no less


@dataclass(frozen=True, slots=True)
class Arm:
    """One policy in a comparison on one basis, "as set" (as specified) or "equal cost".

    share: the factor by which the policy was scaled. cost: in weeks per member-week.
    """

    name: str
    basis: str
    policy: Policy
    share: float
    cost: float


def expect_policies(policies: Any) -> None:
    """Raise InputError unless ``policies`` is a mapping of names to policies.

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
    """Return the arms of a comparison: status quo, each policy as specified, and each policy at equal cost if possible.

    The common cost is that of ``common_budget``. A policy that costs less, or that cannot be scaled back to it, has no
    arm at equal cost.
    """
    named = {BASE: Policy()} | {name: scaled(policy, 1.0) for name, policy in policies.items() if name != BASE}
    as_specified = [Arm(name, AS_SET, policy, 1.0, price(policy)) for name, policy in named.items()]
    base, *others = as_specified
    budget = common_budget(base.cost, [arm.cost for arm in others])
    equal = [replace(base, basis=EQUAL_COST)]
    for arm in others:
        share, policy, costs = 1.0, arm.policy, arm.cost
        if costs > budget:
            halvings = RULE_HALVINGS if arm.policy.rules else HALVINGS
            share = affordable_share(arm.policy, budget, price, halvings)
            policy = scaled(arm.policy, share)
            costs = price(policy)
        if close(costs, budget):
            equal.append(Arm(arm.name, EQUAL_COST, policy, share, costs))
    return as_specified + equal


def close(costs: float, budget: float) -> bool:
    """Return whether the costs count as equal to the budget.

    >>> close(0.101, 0.1), close(0.12, 0.1)
    (True, False)
    """
    return abs(costs - budget) <= CLOSE * budget < float("inf")


def budget_of(chosen: Sequence[Arm]) -> float | None:
    """Return the cost that policies share at equal cost; None if none costs more than status quo."""
    return min((arm.cost for arm in chosen if arm.basis == EQUAL_COST and arm.name != BASE), default=None)


def not_equal(chosen: Sequence[Arm]) -> dict[str, str]:
    """Return the policies that have no arm at equal cost, each with the reason."""
    equal, budget = {arm.name for arm in chosen if arm.basis == EQUAL_COST}, budget_of(chosen)
    return {
        arm.name: "costs less" if arm.cost < (budget or arm.cost + 1) else "cannot be scaled back so far"
        for arm in chosen
        if arm.name not in equal
    }


def final_arms(chosen: Sequence[Arm], costs: Sequence[float]) -> list[Arm]:
    """Return the arms with the mean cost of their runs, without equal-cost arms whose cost turns out not to be equal.

    costs: of each arm in the first replication, then in the second, and so on; (replications x arms,).
    """
    budget = budget_of(chosen) or 0.0
    means = np.reshape(costs, (-1, len(chosen))).mean(axis=0).tolist()
    final = [replace(arm, cost=mean) if arm.policy.rules else arm for arm, mean in zip(chosen, means, strict=True)]
    return [arm for arm in final if arm.basis == AS_SET or arm.name == BASE or close(arm.cost, budget)]


def pricing(
    scenario: Scenario,
    seed: int,
    replications: int,
    posterior: Posterior | None = None,
    ensemble: Ensemble | None = None,
) -> Price:
    """Return a function that computes the cost of a policy in this scenario, in weeks per member-week.

    The cost of a policy with rules is the mean over the first ``replications``, at most ``PILOTS``, under the same
    posterior. Their warm-ups are run once for all policies.
    ensemble: an ensemble whose organisations are reused.
    """
    ensemble = ensemble or Ensemble(seed, posterior)
    by = payers(scenario, ensemble.organisations.of(scenario, 0))
    numbers = range(min(replications, PILOTS))
    pilots = list(ensemble.replications(Job([scenario], number) for number in numbers))

    def price(policy: Policy) -> float:
        if not policy.rules:
            return mean_cost(policy, by)
        with_policy = scenario.unchecked_copy(policy=policy)

        def cost_in(pilot: Replication) -> NDArray[np.float64]:
            series = pilot.run(with_policy).series
            return np.array(run_cost(policy, by, scenario.warmup, series))

        label = f"cost of {policy.model_dump_json()}"
        return float(np.mean(list(ensemble.each(pilots, cost_in, label, ARRAY))))

    return price


def runs(
    scenario: Scenario,
    chosen: Sequence[Arm],
    ensemble: Ensemble,
    replications: Iterable[int],
    watch: Callable[[Arm, Run], None] = lambda arm, run: None,
) -> Iterator[tuple[Arm, int, Series]]:
    """Run every arm in every replication and yield the arm, the replication and its series, (weeks, measures).

    All arms of a replication come before those of the next. Arms with the same policy share one run. ``watch`` is
    called with each arm and its finished run, in the thread that ran it, unless the series comes from a checkpoint.
    Raises InputError if an organisation cannot be read or a posterior draw contradicts the scenario.
    """
    texts = [arm.policy.model_dump_json(exclude={"name", "description"}) for arm in chosen]
    distinct = {text: arm.policy for text, arm in zip(texts, chosen, strict=True)}
    indices = [list(distinct).index(text) for text in texts]
    scenarios = [scenario.unchecked_copy(policy=policy) for policy in distinct.values()]

    def series_of(run: Run) -> Series:
        for arm, index in zip(chosen, indices, strict=True):
            if index == run.arm:
                watch(arm, run)
        return run.series

    numbers = list(replications)
    jobs = [Job(scenarios, number) for number in numbers]
    with closing(ensemble.runs(jobs, series_of, "series")) as results:
        for number, series in zip(numbers, results, strict=True):
            for arm, index in zip(chosen, indices, strict=True):
                yield arm, number, series[index]


def tidy(
    labels: Mapping[str, Sequence[str | int]], series: Sequence[Series], warmup: int, names: Sequence[str] = NAMES
) -> pd.DataFrame:
    """Return the series of runs as one tidy table, with a column for each label, the week and each measure.

    Week 0 is the last week of the warm-up.
    labels: by name, one entry per run. series: of each run, (weeks, measures). names: of the measures.

    >>> tidy({"policy": ["push"]}, [np.zeros((2, len(NAMES)))], 1)[["policy", "week"]].values.tolist()
    [['push', 0], ['push', 1]]
    """
    run = np.repeat(np.arange(len(series)), [len(weeks) for weeks in series])
    week = np.concatenate([np.arange(1, len(weeks) + 1) for weeks in series]) - warmup
    columns = {name: pd.Series(list(entries))[run].to_numpy() for name, entries in labels.items()}
    return pd.DataFrame(columns | {"week": week} | dict(zip(names, np.concatenate(series).T, strict=True)))


def compare(
    scenario: Scenario,
    policies: Mapping[str, Policy],
    seed: int,
    replications: int,
    tick: Callable[[], None] = lambda: None,
    more: Callable[[pd.DataFrame], int] | None = None,
    posterior: Posterior | None = None,
    execution: Execution = PLAIN,
    on_first: Callable[[dict[str, Simulation]], None] = lambda ends: None,
) -> tuple[list[Arm], pd.DataFrame, dict[str, Simulation]]:
    """Run a comparison of policies.

    seed: the random seed. tick: called after each run. more: called with the table of all replications so far; returns
    the total number of replications wanted and is called again after they have run. posterior: replication r uses
    posterior draw r for the psychological parameters that the scenario does not set. execution: how runs are carried
    out. on_first: called with the finished simulations of the first replication while the others run.

    Returns the arms, one tidy table of all series, and the finished simulation of the first replication of each policy
    as specified. Raises InputError for arguments of the wrong kind.

    >>> small = Scenario(organisation={"size": 8}, warmup=2, weeks=2)
    >>> compare(small, {"push": Policy(preset="push")}, 1, 2)[1].groupby("policy").size().to_dict()
    {'push': 16, 'status_quo': 16}
    """
    expect_record(scenario, Scenario, "scenario")
    expect_policies(policies)
    whole(seed, "seed")
    whole(replications, "replications", 1)
    ensemble = Ensemble(seed, posterior, execution=execution)
    chosen = arms(policies, pricing(scenario, seed, replications, posterior, ensemble))
    by = payers(scenario, ensemble.organisations.of(scenario, 0))
    results: list[tuple[Arm, int, Series]] = []
    ends: dict[str, Simulation] = {}

    def run(start: int, end: int) -> None:
        watch = partial(_note_end, ends)
        for arm, replication, series in runs(scenario, chosen, ensemble, range(start, end), watch):
            if not results:
                on_first(_first_ends(ends, scenario, chosen, ensemble))
            costs = run_cost(arm.policy, by, scenario.warmup, series) if arm.policy.rules else arm.cost
            results.append((replace(arm, cost=costs), replication, series))
            tick()

    run(0, replications)
    while more is not None:
        total = more(_gathered(chosen, results, scenario.warmup, execution.names)[1])
        if total <= replications:
            break
        run(replications, total)
        replications = total
    final, table = _gathered(chosen, results, scenario.warmup, execution.names)
    return final, table, _first_ends(ends, scenario, chosen, ensemble)


def _note_end(ends: dict[str, Simulation], arm: Arm, run: Run) -> None:
    """Record the finished simulation of an arm as specified if it belongs to the first replication."""
    if run.simulation.replication == 0 and arm.basis == AS_SET:
        ends[arm.name] = run.simulation


def _first_ends(
    ends: dict[str, Simulation], scenario: Scenario, chosen: Sequence[Arm], ensemble: Ensemble
) -> dict[str, Simulation]:
    """Return the recorded simulations in the order of the arms; run the first replication again if there are none."""
    as_set = [arm for arm in chosen if arm.basis == AS_SET]
    if not ends:
        execution = replace(ensemble.execution, checkpoint=None)
        repeated = Ensemble(ensemble.seed, ensemble.posterior, None, execution, ensemble.organisations)
        for _ in runs(scenario, as_set, repeated, [0], partial(_note_end, ends)):
            pass
    return {arm.name: ends[arm.name] for arm in as_set}


def _gathered(
    chosen: Sequence[Arm], results: Sequence[tuple[Arm, int, Series]], warmup: int, names: Sequence[str]
) -> tuple[list[Arm], pd.DataFrame]:
    """Return the final arms, and their series in one tidy table."""
    final = final_arms(chosen, [arm.cost for arm, *_ in results])
    keys = {(arm.name, arm.basis) for arm in final}
    rows = [row for row in results if (row[0].name, row[0].basis) in keys]
    labels: dict[str, list[str | int]] = {
        "policy": [arm.name for arm, *_ in rows],
        "basis": [arm.basis for arm, *_ in rows],
        "replication": [replication for _, replication, _ in rows],
    }
    return final, tidy(labels, [series for *_, series in rows], warmup, names)
