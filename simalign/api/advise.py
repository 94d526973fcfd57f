"""``simalign.advise``: search for the best policies of one organisation under a budget."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from simalign.advice.advise import SEARCHING, SELECTING, Found, Task, find, runs_of
from simalign.advice.limits import Limits
from simalign.advice.report import record_of
from simalign.advice.sentences import LABELS
from simalign.api.advice import Advice
from simalign.api.checkpoints import checkpoint
from simalign.api.inputs import Factors, ScenarioLike, Uncertainty, between
from simalign.api.organisations import OrganisationLike, SurveyLike, TiesLike
from simalign.api.policies import Policies
from simalign.api.progress import announce_compilation, progress_bar
from simalign.api.question import BUDGETS, question_from, question_identity, share_from
from simalign.comparison.compare import PILOTS, USUAL, pricing
from simalign.comparison.cost import Payers, affordable_share, highest_load, payers, within_budget
from simalign.decision.report import Question
from simalign.decision.settings import Answer
from simalign.errors import InputError, Problem
from simalign.installation import require
from simalign.policies.scale import scaled
from simalign.scenario import Policy
from simalign.simulation.engine import Step
from simalign.simulation.ensemble import Ensemble

BUDGET, TRIALS, RANDOMS = "2%", 400, 1000
FEWEST_TRIALS, MOST_TRIALS = 20, 100_000
FEWEST_MEMBERS = 5  # of a department that may have a policy of its own
MOST_DEPARTMENTS = 8  # that may have policies of their own; the largest
MATTERS = 0.01  # of the worth of the status quo


def advise(
    scenario: ScenarioLike = "default",
    policies: Policies = USUAL,
    *,
    budget: float | str = BUDGET,
    managers_time: float | str | None = None,
    seed: int | None = None,
    rng: int | np.random.Generator | None = None,
    weeks: int | None = None,
    organisation: OrganisationLike | None = None,
    ties: TiesLike | None = None,
    survey: SurveyLike | None = None,
    factors: Factors | None = None,
    uncertainty: Uncertainty | None = "posterior",
    routine: Answer | None = None,
    trust: Answer | None = None,
    customers: Answer | None = None,
    matters: float | str = MATTERS,
    trials: int = TRIALS,
    randoms: int = RANDOMS,
    steps: Mapping[str, Step] | None = None,
    workers: int | None = None,
    progress: bool = True,
) -> Advice:
    """Search for the policies that are worth most under a budget, and report them on cases new to the search.

    Worth, gain, regret, cost and cases are those of ``simalign.decide``, which gives the same numbers for the same
    policies, seed and number of cases. Policies are searched in one set of cases, chosen in another, and reported in a
    third; the sets have different random numbers and, as long as there are enough draws, different plausible people.
    Arguments that are not explained here are those of ``simalign.decide``. Requires the extra ``advise``.

    Args:
        scenario: as in ``simalign.compare``.
        policies: the policies with which to compare; one that exceeds a limit is carried out in part.
        budget: what a policy may take besides what management takes as now, as a share of working time and pay (0.02
            or "2%").
        managers_time: the share of their week that managers may need for managing, on average over those with reports.
        seed: the random seed; drawn and reported if None.
        rng: an alias of ``seed``.
        weeks: the horizon; overrides the scenario.
        organisation: the organisation for which to search; replaces that of the scenario.
        ties: working ties between the members, for a table of members.
        survey: answers by person, department or team, which hold when the policy starts.
        factors: scenario values by key, which override the scenario.
        uncertainty: "posterior", a file of draws, or "none".
        routine: how routine the work is.
        trust: how far people trust management.
        customers: how often all customers change their minds.
        matters: the smallest gain that matters, as a share of the worth of the status quo.
        trials: number of policies that the search for constant policies tries; the other searches try a share of it.
        randoms: number of random policies, with the best of which the result is compared.
        steps: functions that replace steps of the week, by the name of the step.
        workers: number of threads; the results do not depend on it.
        progress: whether to write progress to standard error.

    Returns:
        The advice, with ``finding``, ``table``, ``levers``, ``budgets``, ``front``, ``optimism``, ``policies`` and
        ``report(path)``.

    Raises:
        InputError: for arguments that cannot be used; it lists every problem.

    >>> import simalign
    >>> small = {"organisation.size": 8, "warmup": 2, "weeks": 4}
    >>> result = simalign.advise(policies="push", seed=1, factors=small, trials=20, randoms=10, progress=False)
    >>> {"best", "best_random", "push", "status_quo"} <= set(result.table["policy"])
    True

    """
    require("simalign advise", "advise", "cmaes")
    allowance = share_from(budget, "budget", BUDGETS)
    smallest = share_from(matters, "matters", "a share of the worth of the status quo above 0, such as 1%")
    time = None if managers_time is None else share_from(managers_time, "managers_time", "a share, such as 20%")
    between(trials, "trials", FEWEST_TRIALS, MOST_TRIALS)
    between(randoms, "randoms", 1, MOST_TRIALS)
    question = question_from(
        scenario,
        policies,
        seed=seed,
        rng=rng,
        weeks=weeks,
        organisation=organisation,
        ties=ties,
        survey=survey,
        factors=factors,
        uncertainty=uncertainty,
        answers={"routine": routine, "trust": trust, "customers": customers},
        steps=steps,
        workers=workers,
        progress=progress,
    )
    _check_names(question.policies)
    task = _task(question, allowance, time, smallest, trials, randoms)
    task, shares = _funded(task)
    task.question.cases.check(question.scenario, task.cases + SEARCHING + SELECTING)
    if progress:
        announce_compilation(len(question.scenario.goals))
    found = _found(task, progress)
    return Advice(task, found, record_of(task, found, shares))


def _check_names(policies: Mapping[str, Policy]) -> None:
    """Raise InputError for policies with the name of one that the search reports."""
    message, allowed = "is the name of a policy that the search reports", "a policy with another name"
    problems = [Problem(message, key="policies", value=name, allowed=allowed) for name in policies if name in LABELS]
    if problems:
        raise InputError(problems)


def _found(task: Task, progress: bool) -> Found:
    """Return what the search finds; what it measures is stored."""
    question, runs_in_all = task.question, runs_of(task)
    ensemble = Ensemble(question.seed, question.posterior, question.organisation, question.execution)
    member_weeks = runs_in_all * question.size * (question.scenario.warmup + question.scenario.weeks)
    with (
        checkpoint("advise", ensemble, question_identity(question), member_weeks) as stored,
        progress_bar("runs", runs_in_all, progress) as runs,
    ):
        execution = replace(question.execution, checkpoint=stored)
        found = find(replace(task, question=replace(question, execution=execution)), runs.advance)
        runs.expect(runs.done)
    return found


def _task(
    question: Question, budget: float, managers_time: float | None, matters: float, trials: int, randoms: int
) -> Task:
    """Return the task of a question. Raises InputError if managers have less time than they need as now."""
    ensemble = Ensemble(question.seed, question.posterior, question.organisation, question.execution)
    organisation = ensemble.organisations.of(question.scenario, 0)
    price = pricing(question.scenario, question.seed, PILOTS, question.posterior, ensemble)
    by = payers(question.scenario, organisation)
    limits = _limits(budget, managers_time, price, by)
    sizes = dict(zip(organisation.departments, np.bincount(organisation.department).tolist(), strict=False))
    large = sorted((n for n, size in sizes.items() if size >= FEWEST_MEMBERS), key=lambda n: (-sizes[n], n))
    departments = tuple(large[:MOST_DEPARTMENTS]) if len(large) > 1 else ()
    goals = sum(goal.external for goal in question.scenario.goals)
    return Task(question, limits, departments, goals, matters, trials, randoms)


def _limits(budget: float, managers_time: float | None, price: Any, by: Payers) -> Limits:
    def load(policy: Policy) -> float:
        return highest_load(policy, by)

    now = load(Policy())
    if managers_time is not None and managers_time < now:
        allowed = f"at least {np.ceil(1000 * now) / 1000:.1%}, which managing takes as now"
        raise InputError([Problem("is too little", key="managers_time", value=managers_time, allowed=allowed)])
    most = float("inf") if managers_time is None else managers_time
    return Limits(budget, most, price(Policy()), price, load)


def _funded(task: Task) -> tuple[Task, dict[str, float]]:
    """Return the task with its policies within the limits, and the shares to which they are carried out.

    The budget comes first, as in a decision, and then managers' time. Raises InputError for a policy whose intervals
    and focus, which are not scaled, exceed a limit by themselves.
    """
    limits = task.limits
    funded = within_budget(task.question.policies, limits.budget, limits.price)
    policies, shares, problems = {}, {}, []
    for name, each in funded.items():
        policy, share = each.policy, each.share
        if limits.load(policy) > limits.managing:
            if limits.load(scaled(policy, 0.0)) > limits.managing:
                message = f"allows {limits.managing:.1%}, which the feedback of {name} alone exceeds"
                problems.append(Problem(message, key="managers_time", allowed=f"more, or a choice without {name}"))
                continue
            part = affordable_share(policy, limits.managing, limits.load)
            policy, share = scaled(policy, part), share * part
        policies[name], shares[name] = policy, share
    if problems:
        raise InputError(problems)
    return replace(task, question=replace(task.question, policies=policies)), shares
