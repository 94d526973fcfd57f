"""``simalign.decide``: which of a few policies to choose in one organisation, and which assumptions decide it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.figures.decision import draw_decision, draw_gains
from simalign.api.checkpoints import checkpoint
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
from simalign.api.portrait import OrganisationPortrait, portrait_of
from simalign.api.progress import announce_compilation, progress_bar, tell
from simalign.api.result import Result, frame
from simalign.comparison.compare import USUAL
from simalign.comparison.decision import CONTEXTS, longest, with_base
from simalign.comparison.decision_report import Question, leaders_by_context, over_horizon, report, weekly_worth
from simalign.simulation.engine import Step
from simalign.simulation.ensemble import Ensemble
from simalign.simulation.initial import organise


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
    steps: Mapping[str, Step] | None = None,
    workers: int | None = None,
    progress: bool = True,
) -> "DecisionAnalysis":
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
        uncertainty: "posterior", the shipped draws of plausible people (provisional: from the priors); a file of draws;
            or "none", with which draws differ in random numbers only.
        names: "shown", or "hidden" for positions in place of names in what is special about the organisation.
        which_department_first: whether to compare departments in which the leading policy could start.
        reorganise: a second chart of the same people, in which the policies are compared as well.
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
    if posterior is not None:
        posterior.check(design, len(posterior.draws))
    number = seed_from(seed, rng, say)
    imported = None if design.organisation.members is None else organise(design, number, 0)
    size = design.organisation.size if imported is None else imported.size
    question = Question(design, named, number, size, posterior, imported, execution)
    sizes = sizes_of(question) if which_department_first else {}
    chart = None if reorganise is None else second_chart(question, reorganise, say)
    result = _decided(question, progress)
    result.portrait = None if imported is None else portrait_of(design, shown, number)
    if sizes:
        first = str(result.table["policy"].iloc[0])
        result.further["department_first"] = department_first(question, first, sizes)
    if chart is not None:
        result.further["reorganisation"] = reorganised(question, chart, over_horizon(question, result.worth))
    return result


def _decided(question: Question, progress: bool) -> "DecisionAnalysis":
    """Run the policies and contexts of a decision; long work is stored."""
    design, execution = question.scenario, question.execution
    if progress:
        announce_compilation(len(design.goals))
    ensemble = Ensemble(question.seed, question.posterior, question.organisation, execution)
    member_weeks = question.runs * question.size * (design.warmup + longest(design.weeks))
    with (
        checkpoint("decide", ensemble, identity_of(design, question.policies), member_weeks) as stored,
        progress_bar("runs", question.runs, progress) as runs,
    ):
        question = replace(question, tick=runs.advance, execution=replace(execution, checkpoint=stored))
        worth = weekly_worth(question)
        summary = report(question, worth)
        flips = [leaders_by_context(question, context, over_horizon(question, worth)) for context in CONTEXTS]
    return DecisionAnalysis(question, worth, summary, flips)


class DecisionAnalysis(Result):
    """A decision analysis: the expected worth of each policy, how often it is best, and where another one would lead.

    ``table`` has one row per policy, the best first: mean ``worth`` (working weeks per member-week), ``gain`` over
    status quo as a share of the worth of status quo, the 90% interval ``low`` to ``high`` of the gain over draws, and
    ``best``, the share of draws in which no other policy is worth more. ``worth`` holds the draws, (draws, policies,
    weeks). ``portrait`` is that of an imported organisation, and ``special`` its five lines. ``further`` holds
    the answers to further questions, each with sentences, ``said``.
    """

    def __init__(
        self,
        question: Question,
        worth: NDArray[np.float64],
        summary: dict[str, Any],
        flips: Sequence[dict[str, Any]],
    ) -> None:
        self._question, self._summary, self._flips = question, summary, list(flips)
        self.worth = worth
        self.portrait: OrganisationPortrait | None = None
        self.further: dict[str, dict[str, Any]] = {}

    @property
    def special(self) -> list[str]:
        """What is special about the organisation, in five lines; none for a generated organisation."""
        return [] if self.portrait is None else self.portrait.lines

    @property
    def finding(self) -> str:
        """Which policy has the highest expected worth, and how often it is the best."""
        return " ".join(self._summary["said"][:2])

    @property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        question = self._question
        start = {"scenario": question.scenario.name, "seed": question.seed, "special": self.special}
        return {**start, **self._summary, "flips": self._flips, **self.further}

    @property
    def seed(self) -> int:
        """The random seed, with which to repeat the analysis."""
        return self._question.seed

    @property
    def table(self) -> pd.DataFrame:
        """One row per policy, the best first."""
        return frame(self._summary["standings"])

    @property
    def flips(self) -> pd.DataFrame:
        """One row per context and value of it: which policy ``leads`` beyond chance (None: too close to call)."""
        rows = [
            {"context": flip["context"], "value": at, "leads": leads, "ahead": ahead, "best": best}
            for flip in self._flips
            for at, leads, ahead, best in flip["leaders"]
        ]
        return frame(rows, ("context", "value", "leads", "ahead", "best"))

    @property
    def rests_on(self) -> list[str]:
        """The evidence and the assumptions on which the decision rests, one sentence each."""
        return list(self._summary["rests"])

    def _draw(self, ax: Any | None) -> Any:
        if ax is None:
            return draw_decision(self._summary["standings"], self._summary["said"][0])
        draw_gains(ax, self._summary["standings"])
        return None

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        names = list(with_base(self._question.policies))
        draws, policies, weeks = np.indices(self.worth.shape).reshape(3, -1)
        labels = {"draw": draws, "policy": np.array(names)[policies], "week": weeks + 1}
        return pd.DataFrame(labels | {"worth": self.worth.ravel()}), ("draw", "policy", "week")
