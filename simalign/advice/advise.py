"""All stages of a policy search: try, choose, and report on cases that neither has seen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import ceil

import numpy as np
from numpy.typing import NDArray

from simalign.advice.choose import (
    FACTORS,
    FINALISTS,
    POINTS,
    Sets,
    by_budget,
    cautious,
    chosen,
    exchanged,
    merged,
    regretted,
    trusted,
    within,
)
from simalign.advice.examine import LeverEffect, lever_effects, ranges
from simalign.advice.fewest import changed, eliminated, fewest_levers
from simalign.advice.front import on_front, spread
from simalign.advice.limits import Limits, Proposal
from simalign.advice.sample import TRUSTS, WORTHS, Sample, derived
from simalign.advice.search import LATE, Tried, random_policies, search
from simalign.advice.space import NAMES, Space, possible
from simalign.decision.ranking import draws_for, longest
from simalign.decision.report import Question
from simalign.policies.policy import Policy

Floats = NDArray[np.float64]
SEARCHING, SELECTING = 16, 40  # cases in which policies are searched, and chosen
REPORTED_WITH = 4  # policies: the reported cases are those of a decision between these
ON_FRONT = 12  # policies of the Pareto front that are reported
BEST, LEAN, CAUTIOUS, RANDOM = "best", "lean", "cautious", "best_random"


@dataclass(frozen=True)
class Task:
    """What is sought.

    question: the decision for which policies are sought; its policies are those with which they are compared. limits:
    of a policy. departments: names, the largest first. most_goals: number of external goals. matters: smallest gain
    that matters, a share of the worth of the status quo. trials: proposals of the search for constant policies; the
    others have a share of them. randoms: number of random policies.
    """

    question: Question
    limits: Limits
    departments: tuple[str, ...]
    most_goals: int
    matters: float
    trials: int
    randoms: int

    @property
    def cases(self) -> int:
        """Number of the reported cases: those of a decision between few policies with the same seed."""
        return draws_for(self.question.size, longest(self.question.scenario.weeks), REPORTED_WITH)

    def share(self, part: float) -> int:
        """Return a share of the trials."""
        return ceil(part * self.trials)


@dataclass(frozen=True)
class Found:
    """The policies that were found, and what was measured of them.

    proposals: by name. budgets: the best constant policy at each multiple of the budget. fewer: policies with fewer and
    fewer levers. front: policies of the Pareto front in the cases of the search, and the constant ones of
    ``proposals``. levers: of the best policy. flat: number of policies over which the ranges of its levers were taken.
    searching, selecting, reporting: the sets of cases.
    """

    proposals: Mapping[str, Proposal]
    budgets: Mapping[float, Proposal]
    fewer: list[Proposal]
    front: list[Proposal]
    levers: list[LeverEffect]
    flat: int
    searching: Sample
    selecting: Sample
    reporting: Sample


def find(task: Task, tick: Callable[[int], None] = lambda runs: None) -> Found:
    """Search for policies, choose the best ones and examine them.

    tick: called after each case with the number of its runs.
    """
    question, limits = task.question, task.limits
    reporting, sets = samples(task, tick)
    weeks, seed = question.scenario.weeks, sets.seed
    box = Space("constant", weeks, task.most_goals)
    first = search(box, limits, sets.searching, task.trials, seed("constant"))
    randoms = random_policies(box, limits, sets.searching, task.randoms, seed("random"))
    tried = merged([first, randoms], sets.searching)
    start, others = chosen(tried.best(FINALISTS), sets.selecting), [Policy(), *question.policies.values()]
    quarter = task.share(0.25)
    regret = regretted(box, limits, tried, start, others, sets, quarter)
    more = [first, randoms, regret, *trusted(box, limits, tried, sets, quarter)]
    budgets, tried = by_budget(box, limits, merged(more, sets.searching), sets, quarter)
    fewer = eliminated(budgets[1.0], limits, sets.searching)
    budgets = exchanged([*budgets.values(), *fewer], limits, sets.selecting)
    best = budgets[1.0]
    careful = cautious([best, *regret.best(FINALISTS), *within(tried, limits).best(FINALISTS)], others, sets.selecting)
    fewer = [each for each in fewer if len(changed(each)) < len(changed(best))]
    found = {BEST: best, LEAN: fewest_levers([best, *fewer], sets.selecting, task.matters), CAUTIOUS: careful}
    front = front_of(tried, limits, sets.searching)
    front = list({each.policy.model_dump_json(): each for each in (*found.values(), *front)}.values())
    for kind in possible(weeks, task.departments)[1:]:
        space = Space(kind, weeks, task.most_goals, task.departments, best.design.units[0, 0])
        of_kind = search(space, limits, sets.searching, task.share(0.5), seed(kind), schedule=LATE)
        found[kind] = chosen(of_kind.best(FINALISTS), sets.selecting)
    found[RANDOM] = chosen(randoms.best(FINALISTS), sets.selecting)
    lowest, highest, flat = ranges(best, tried, limits, sets.searching, reporting, task.matters)
    levers = lever_effects(best, lowest, highest, reporting, task.matters)
    every = [*found.values(), *budgets.values(), *fewer, *front]
    reporting.measured([*(proposal.policy for proposal in every), *others])
    return Found(found, budgets, fewer, front, levers, flat, sets.searching, sets.selecting, reporting)


def samples(task: Task, tick: Callable[[int], None] = lambda runs: None) -> tuple[Sample, Sets]:
    """Return the reported cases, and those of the search and the selection.

    The three sets have different random numbers and, as long as there are enough draws, different people.
    """
    question, count = task.question, task.cases
    cases = question.cases

    def sample(purpose: str, numbers: range) -> Sample:
        return Sample(question.scenario, replace(cases, seed=derived(question.seed, purpose)), numbers, tick)

    searching = sample("search", range(count, count + SEARCHING))
    selecting = sample("selection", range(count + SEARCHING, count + SEARCHING + SELECTING))
    seed = partial(_strategy_seed, question.seed)
    return Sample(question.scenario, cases, range(count), tick), Sets(searching, selecting, seed)


def _strategy_seed(seed: int, purpose: str) -> int:
    return derived(seed, f"strategy: {purpose}")


def front_of(tried: Tried, limits: Limits, sample: Sample) -> list[Proposal]:
    """Return policies that cover the Pareto front of worth, trust and cost, over all that meet the limits."""
    allowed = [p for p in tried.proposals if limits.meets(p.extra, p.load)]
    means = sample.measured([p.policy for p in allowed]).mean(axis=0)
    values = np.column_stack([means[:, WORTHS], means[:, TRUSTS], [-p.extra for p in allowed]])
    best = np.flatnonzero(on_front(values))
    return [allowed[int(best[n])] for n in spread(values[best], ON_FRONT)]


def runs_of(task: Task) -> int:
    """Return the number of runs of a search, or a little more: policies that are tried twice run once."""
    kinds = len(possible(task.question.scenario.weeks, task.departments)) - 1
    generations = 12  # proposals by which the trials of a search may be exceeded
    early = SEARCHING * 0.4125 * (task.trials + generations)
    late = SEARCHING * 0.75 * ((6 * 0.25 + 0.5 * kinds) * task.trials + (6 + kinds) * generations)
    random = SEARCHING * task.randoms * (0.25 + 0.2 * 0.25 + 0.05 * 0.5)
    levers = len(NAMES)
    polished = SEARCHING * len(POINTS) * levers * len(FACTORS)
    fewer = SEARCHING * (len(POINTS) + 1) * levers * (levers - 1) / 2
    selected = SELECTING * (FINALISTS * (12 + kinds) + levers)
    compared = len(task.question.policies) + 1
    reported = task.cases * (compared + 4 + kinds + len(FACTORS) + ON_FRONT + 4 * levers)
    return round(early + late + random + polished + fewer + selected + reported)
