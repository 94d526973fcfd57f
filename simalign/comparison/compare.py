"""Policies on the same organisations with the same luck: as set, and at equal cost."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.comparison.cost import HALVINGS, Price, mean_cost, payers, run_cost, within
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


def pricing(
    scenario: Scenario,
    seed: int,
    replications: int,
    posterior: Posterior | None = None,
    ensemble: Ensemble | None = None,
) -> Price:
    """Return the function that says what a policy costs in this scenario, in weeks per member-week.

    The cost of a policy with rules is the mean of a few runs, at most ``PILOTS`` of the ``replications``, under the
    same posterior. Their warm-ups are run once for all policies. ensemble: one to share organisations with.
    """
    ensemble = ensemble or Ensemble(seed, posterior)
    by = payers(scenario, ensemble.organisations.of(scenario, 0))
    numbers = range(min(replications, PILOTS))
    alone = [scenario]
    pilots = list(ensemble.replications(Job(alone, number) for number in numbers))

    def price(policy: Policy) -> float:
        if not policy.rules:
            return mean_cost(policy, by)
        ruled = scenario.unchecked_copy(policy=policy)

        def cost_in(pilot: Replication) -> NDArray[np.float64]:
            series = pilot.run(ruled).series
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
    """Yield every arm in every replication, replications in turn: arm, replication, series (weeks, measures).

    Arms with the same policy are run once and yielded for each. ``watch`` is called with each arm and its finished run,
    in the thread that ran it, unless its series comes from the ensemble's checkpoint.
    Raises InputError where an organisation cannot be read, or a posterior draw contradicts the scenario.
    """
    texts = [arm.policy.model_dump_json(exclude={"name", "description"}) for arm in chosen]
    distinct = {text: arm.policy for text, arm in zip(texts, chosen, strict=True)}
    places = [list(distinct).index(text) for text in texts]
    scenarios = [scenario.unchecked_copy(policy=policy) for policy in distinct.values()]

    def keep(run: Run) -> Series:
        for arm, place in zip(chosen, places, strict=True):
            if place == run.arm:
                watch(arm, run)
        return run.series

    numbers = list(replications)
    jobs = [Job(scenarios, number) for number in numbers]
    with closing(ensemble.runs(jobs, keep, "series")) as results:
        for number, series in zip(numbers, results, strict=True):
            for arm, place in zip(chosen, places, strict=True):
                yield arm, number, series[place]


def tidy(
    labels: Mapping[str, Sequence[str | int]], series: Sequence[Series], warmup: int, names: Sequence[str] = NAMES
) -> pd.DataFrame:
    """Runs' series as one table: a column a label, week (0 ends the warm-up), a column a measure.

    labels: by name, one entry a run; series: each run's measures, (weeks, measures), called ``names``.

    >>> tidy({"policy": ["push"]}, [np.zeros((2, len(NAMES)))], 1)[["policy", "week"]].values.tolist()
    [['push', 0], ['push', 1]]
    """
    run = np.repeat(np.arange(len(series)), [len(own) for own in series])
    week = np.concatenate([np.arange(1, len(own) + 1) for own in series]) - warmup
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
    """Run a comparison: its arms, all series in one tidy table, and the first replication's end by policy as set.

    ``tick`` is called after each run. ``more`` is shown the table after that many replications and returns how many
    there are to be in all: the same ones, and those that follow; it is called again until that many are there. Under a
    posterior, replication r has its draw r in place of what the scenario does not set of psychology. ``on_first`` is
    called with the ends of the first replication while the others run. Raises InputError for arguments of the wrong
    kind.

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
    kept: list[tuple[Arm, int, Series]] = []
    ends: dict[str, Simulation] = {}

    def run(start: int, end: int) -> None:
        watch = partial(_note_end, ends)
        for arm, replication, series in runs(scenario, chosen, ensemble, range(start, end), watch):
            if not kept:
                on_first(_first_ends(ends, scenario, chosen, ensemble))
            costs = run_cost(arm.policy, by, scenario.warmup, series) if arm.policy.rules else arm.cost
            kept.append((replace(arm, cost=costs), replication, series))
            tick()

    run(0, replications)
    while more is not None:
        total = more(_gathered(chosen, kept, scenario.warmup, execution.names)[1])
        if total <= replications:
            break
        run(replications, total)
        replications = total
    return *_gathered(chosen, kept, scenario.warmup, execution.names), _first_ends(ends, scenario, chosen, ensemble)


def _note_end(ends: dict[str, Simulation], arm: Arm, run: Run) -> None:
    """Note the end of a run of the first replication by its policy as set."""
    if run.simulation.replication == 0 and arm.basis == AS_SET:
        ends[arm.name] = run.simulation


def _first_ends(
    ends: dict[str, Simulation], scenario: Scenario, chosen: Sequence[Arm], ensemble: Ensemble
) -> dict[str, Simulation]:
    """The ends that were noted, in the order of the arms; without any, those of the first replication run again."""
    as_set = [arm for arm in chosen if arm.basis == AS_SET]
    if not ends:
        execution = replace(ensemble.execution, checkpoint=None)
        again = Ensemble(ensemble.seed, ensemble.posterior, None, execution, ensemble.organisations)
        for _ in runs(scenario, as_set, again, [0], partial(_note_end, ends)):
            pass
    return {arm.name: ends[arm.name] for arm in as_set}


def _gathered(
    chosen: Sequence[Arm], kept: Sequence[tuple[Arm, int, Series]], warmup: int, names: Sequence[str]
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
    return final, tidy(labels, [series for *_, series in kept], warmup, names)
