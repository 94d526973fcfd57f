"""``simalign.decide``: which of a few policies to choose in one organisation, and which assumptions decide it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from simalign.api.checkpoints import checkpoint
from simalign.api.decision import DecisionAnalysis
from simalign.api.further import department_first, reorganised, second_chart, sizes_of
from simalign.api.inputs import Factors, ScenarioLike, Uncertainty
from simalign.api.names import Names, checked_names
from simalign.api.organisations import OrganisationLike, SurveyLike, TiesLike
from simalign.api.policies import Policies
from simalign.api.portrait import portrait_of
from simalign.api.progress import announce_compilation, progress_bar, tell
from simalign.api.question import BUDGETS, question_from, question_identity, share_from, silent
from simalign.api.question import with_surveyed_trust as with_surveyed_trust
from simalign.comparison.compare import PILOTS, USUAL, pricing
from simalign.comparison.cost import Funded, within_budget
from simalign.decision.distance import distance_of, is_usual
from simalign.decision.ranking import longest, with_base
from simalign.decision.report import Question, leaders_by_context, margins_of, over_horizon, report, weekly_worth
from simalign.decision.sentences import budget_sentences
from simalign.decision.settings import Answer
from simalign.decision.sources import source_rows
from simalign.scenario import Policy, Scenario
from simalign.simulation.engine import Step
from simalign.simulation.ensemble import Ensemble


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
    shown = checked_names(names)
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
    funds = None
    if budget is not None:
        ensemble = Ensemble(question.seed, question.posterior, question.organisation, question.execution)
        funds = fund(budget, question.policies, question.scenario, ensemble)
        question = replace(question, policies={name: each.policy for name, each in funds.policies.items()})
    question.check()
    sizes = sizes_of(question) if which_department_first else {}
    say = tell if progress else silent
    chart = None if reorganise is None else second_chart(question, reorganise, say)
    result = _decided(question, progress, {} if funds is None else {"budget": funds.record})
    if question.organisation is not None:
        result.portrait = portrait_of(question.scenario, shown, question.seed)
    if sizes:
        first = str(result.table["policy"].iloc[0])
        result.further["department_first"] = department_first(question, first, sizes)
    if chart is not None:
        result.further["reorganisation"] = reorganised(question, chart, over_horizon(question, result.worth))
    return result


def _decided(question: Question, progress: bool, more: Mapping[str, Any]) -> DecisionAnalysis:
    """Run the policies and contexts of a decision; long work is stored. more: entries of the summary."""
    design, execution = question.scenario, question.execution
    if progress:
        announce_compilation(len(design.goals))
    ensemble = Ensemble(question.seed, question.posterior, question.organisation, execution)
    runs_in_all = question.runs + (0 if is_usual(question) else question.draws * len(with_base(question.policies)))
    member_weeks = runs_in_all * question.size * (design.warmup + longest(design.weeks))
    with (
        checkpoint("decide", ensemble, question_identity(question), member_weeks) as stored,
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
    share = share_from(budget, "budget", BUDGETS)
    price = pricing(scenario, ensemble.seed, PILOTS, ensemble.posterior, ensemble)
    return Funds(share, price(Policy()), within_budget(policies, share, price))
