"""``simalign.decide``: which of a few policies to choose in one organisation, and which assumptions decide it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simalign.api.checkpoints import checkpoint
from simalign.api.decision import DecisionAnalysis
from simalign.api.further import department_first, reorganised, second_chart, sizes_of
from simalign.api.inputs import (
    Factors,
    Measures,
    ScenarioLike,
    Uncertainty,
    execution_from,
    identity_of,
    posterior_from,
    scenario_from,
    seed_from,
    without_policy,
)
from simalign.api.names import Names, checked_names
from simalign.api.organisations import OrganisationLike, SurveyLike, TiesLike, tell_remarks
from simalign.api.policies import Policies, focus_remarks, policies_from
from simalign.api.portrait import portrait_of
from simalign.api.progress import announce_compilation, progress_bar, tell
from simalign.comparison.compare import PILOTS, USUAL, pricing
from simalign.comparison.cost import Funded, within_budget
from simalign.decision.cases import with_values
from simalign.decision.distance import distance_of, is_usual
from simalign.decision.ranking import longest, with_base
from simalign.decision.report import Question, leaders_by_context, margins_of, over_horizon, report, weekly_worth
from simalign.decision.sentences import budget_sentences
from simalign.decision.settings import SETTINGS, Answer, Answers, answered, number_of
from simalign.decision.sources import source_rows
from simalign.errors import InputError, Problem
from simalign.organisation.record import Organisation
from simalign.scenario import Policy, Scenario
from simalign.simulation.engine import Step
from simalign.simulation.ensemble import Ensemble
from simalign.simulation.initial import organise
from simalign.simulation.survey import surveyed_trust


def decide(
    scenario: ScenarioLike = "default",
    policies: Policies = USUAL,
    *,
    seed: int | None = None,
    rng: int | np.random.Generator | None = None,
    weeks: int | None = None,
    organisation: OrganisationLike | None = None,
    ties: TiesLike | None = None,
    survey: SurveyLike | None = None,
    factors: Factors | None = None,
    uncertainty: Uncertainty | None = "posterior",
    names: Names = "shown",
    which_department_first: bool = False,
    reorganise: OrganisationLike | None = None,
    routine: Answer | None = None,
    trust: Answer | None = None,
    customers: Answer | None = None,
    budget: float | str | None = None,
    steps: Mapping[str, Step] | None = None,
    workers: int | None = None,
    progress: bool = True,
) -> DecisionAnalysis:
    """Report which policy has the highest expected worth, how certain that is, and in which contexts it would change.

    Worth is the value of the work to customers, less the time and pay that a policy takes: working weeks per
    member-week, averaged over the weeks. Status quo is always one of the policies. The number of parameter draws
    depends on the time that a run takes, from 30 to 100, with fewer for each context. Arguments that are not explained
    here are those of ``simalign.compare``.

    Args:
        scenario: as in ``simalign.compare``.
        policies: the policies from which to choose.
        seed: the random seed; drawn and reported if None.
        rng: an alias of ``seed``.
        weeks: the horizon of the decision; overrides the scenario.
        organisation: the organisation in which to decide; replaces that of the scenario.
        ties: working ties between the members, for a table of members.
        survey: answers by person, department or team, a CSV or a DataFrame, which hold when the policy starts.
        factors: scenario values by key, which override the scenario.
        uncertainty: "posterior", the shipped draws of plausible people (fitted to published effects); a file of draws;
            or "none", with which draws differ in random numbers only.
        names: "shown", or "hidden" for positions in place of names in what is special about the organisation.
        which_department_first: whether to compare departments in which the leading policy could start.
        reorganise: a second chart of the same people, in which the policies are compared as well.
        routine: how routine the work is, so that others can judge it: "low", "medium", "high", a share (0.7, "70%"),
            or "unknown", with which it differs between draws. Sets ``context.complexity``.
        trust: how far people trust management, likewise. Sets ``context.trust``.
        customers: how often all customers change their minds: "low", "medium", "high", a number of times a year, or
            "unknown". Sets ``context.turbulence``.
        budget: what a policy may take besides what management takes as now, as a share of working time and pay (0.02
            or "2%"); a policy that takes more is carried out in part.
        steps: functions that replace steps of the week, by the name of the step.
        workers: number of threads.
        progress: whether to write progress to standard error.

    Returns:
        The analysis, with ``finding``, ``table``, ``flips``, ``portrait`` and ``figure()``.

    Raises:
        InputError: for arguments that cannot be used; it lists every problem.

    >>> import simalign
    >>> small = {"organisation.size": 8, "warmup": 2, "weeks": 4}
    >>> result = simalign.decide(policies="push", seed=1, factors=small, progress=False)
    >>> sorted(result.table["policy"])
    ['push', 'status_quo']

    """
    shown, say = checked_names(names), tell if progress else lambda text: None
    posterior = posterior_from(uncertainty)
    design = without_policy(scenario_from(scenario, factors, organisation, ties, weeks, survey), factors, say)
    if organisation is not None and progress:
        tell_remarks(design)
    execution = execution_from(steps, Measures((), {}), workers)
    named = policies_from(policies, design)
    for remark in focus_remarks(named, design):
        say(remark)
    answers = _answers({"routine": routine, "trust": trust, "customers": customers}, factors)
    design = design.changed(answers.fixed) if answers.fixed else design
    number = seed_from(seed, rng, say)
    imported = None if design.organisation.members is None else organise(design, number, 0)
    size = design.organisation.size if imported is None else imported.size
    design = with_surveyed_trust(design, imported, trust)
    funds = None if budget is None else fund(budget, named, design, Ensemble(number, posterior, imported, execution))
    if funds is not None:
        named = {name: each.policy for name, each in funds.policies.items()}
    question = Question(design, named, number, size, posterior, imported, execution)
    question = replace(question, answers=answers.fixed, drawn=answers.drawn)
    question.check()
    sizes = sizes_of(question) if which_department_first else {}
    chart = None if reorganise is None else second_chart(question, reorganise, say)
    result = _decided(question, progress, {} if funds is None else {"budget": funds.record})
    result.portrait = None if imported is None else portrait_of(design, shown, number)
    if sizes:
        first = str(result.table["policy"].iloc[0])
        result.further["department_first"] = department_first(question, first, sizes)
    if chart is not None:
        result.further["reorganisation"] = reorganised(question, chart, over_horizon(question, result.worth))
    return result


def with_surveyed_trust(design: Scenario, imported: Organisation | None, answer: Answer | None) -> Scenario:
    """Return the scenario with the mean trust of a survey as its trust.

    Raises InputError if the question on trust is answered as well.
    """
    surveyed = None if imported is None else surveyed_trust(imported)
    if surveyed is None:
        return design
    if answer is not None:
        raise InputError([Problem("is also given by a survey of the members", key="trust", value=answer)])
    return with_values(design, {"context.trust": round(surveyed, 2)})


def _decided(question: Question, progress: bool, more: Mapping[str, Any]) -> DecisionAnalysis:
    """Run the policies and contexts of a decision; long work is stored. more: entries of the summary."""
    design, execution = question.scenario, question.execution
    if progress:
        announce_compilation(len(design.goals))
    ensemble = Ensemble(question.seed, question.posterior, question.organisation, execution)
    runs_in_all = question.runs + (0 if is_usual(question) else question.draws * len(with_base(question.policies)))
    member_weeks = runs_in_all * question.size * (design.warmup + longest(design.weeks))
    with (
        checkpoint("decide", ensemble, _identity(question), member_weeks) as stored,
        progress_bar("runs", runs_in_all, progress) as runs,
    ):
        question = replace(question, tick=runs.advance, execution=replace(execution, checkpoint=stored))
        worth = weekly_worth(question)
        over_weeks = over_horizon(question, worth)
        summary = report(question, worth) | {"margins": margins_of(question, over_weeks), **more}
        summary["sources"] = source_rows(question)
        if (distance := distance_of(question, over_weeks)) is not None:
            summary["distance"] = distance
        flips = [leaders_by_context(question, context, over_weeks) for context in question.contexts]
    return DecisionAnalysis(question, worth, summary, flips)


@dataclass(frozen=True)
class Funds:
    """Policies within a budget, by name; base: the cost of status quo."""

    budget: float
    base: float
    policies: Mapping[str, Funded]

    @property
    def record(self) -> dict[str, Any]:
        """The budget as values for JSON, with sentences."""
        rows = [{"policy": name, "share": each.share, "extra": each.extra} for name, each in self.policies.items()]
        said = budget_sentences(self.budget, self.base, self.policies)
        return {"budget": self.budget, "base": self.base, "policies": rows, "said": said}


def fund(budget: float | str, policies: Mapping[str, Policy], scenario: Scenario, ensemble: Ensemble) -> Funds:
    """Scale the policies to a budget. Raises InputError for an invalid budget, or a policy that cannot be scaled."""
    share = float("nan") if isinstance(budget, bool) else number_of(budget)
    if not 0.0 < share <= 1.0:
        allowed = "a share of working time and pay above 0, such as 2%"
        raise InputError([Problem("cannot be used", key="budget", value=budget, allowed=allowed)])
    price = pricing(scenario, ensemble.seed, PILOTS, ensemble.posterior, ensemble)
    return Funds(share, price(Policy()), within_budget(policies, share, price))


def _identity(question: Question) -> list[Any]:
    """Return everything that determines the results beside the ``identity`` of the ensemble."""
    drawn = {key: repr(shape) for key, shape in question.drawn.items()}
    return [*identity_of(question.scenario, question.policies), drawn]


def _answers(given: Mapping[str, Answer | None], factors: Factors | None) -> Answers:
    """Return what the answers set. Raises InputError also for an answer whose value ``factors`` give."""
    changes = factors or {}
    context = changes.get("context")
    for name, answer in given.items():
        key = SETTINGS[name].key
        if answer is not None and (f"context.{key}" in changes or (isinstance(context, Mapping) and key in context)):
            raise InputError([Problem(f"is also given by factors, as context.{key}", key=name, value=answer)])
    return answered(given)
