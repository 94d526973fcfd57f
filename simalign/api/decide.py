"""``simalign.decide``: which of a few policies to choose in one organisation, and which assumptions decide it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simalign.analysis.figures.decision import draw_decision, draw_gains
from simalign.api.checkpoints import checkpoint
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
from simalign.api.organisations import OrganisationLike, TiesLike, tell_remarks
from simalign.api.policies import Policies, focus_remarks, policies_from
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
    factors: Factors | None = None,
    uncertainty: Uncertainty | None = "posterior",
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
        factors: scenario values by key, which override the scenario.
        uncertainty: "posterior", the shipped draws of plausible people (fitted to published effects); a file of draws;
            or "none", with which draws differ in random numbers only.
        steps: functions that replace steps of the week, by the name of the step.
        workers: number of threads.
        progress: whether to write progress to standard error.

    Returns:
        The analysis, with ``finding``, ``table``, ``flips`` and ``figure()``.

    Raises:
        InputError: for arguments that cannot be used; it lists every problem.

    >>> import simalign
    >>> small = {"organisation.size": 8, "warmup": 2, "weeks": 4}
    >>> result = simalign.decide(policies="push", seed=1, factors=small, progress=False)
    >>> sorted(result.table["policy"])
    ['push', 'status_quo']

    """
    say = tell if progress else lambda text: None
    posterior = posterior_from(uncertainty)
    design = without_policy(scenario_from(scenario, factors, organisation, ties, weeks), factors, say)
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
    return _decided(Question(design, named, number, size, posterior, imported, execution), progress)


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
    weeks).
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

    @property
    def finding(self) -> str:
        """Which policy has the highest expected worth, and how often it is the best."""
        return " ".join(self._summary["said"][:2])

    @property
    def record(self) -> dict[str, Any]:
        """All results as values for JSON; the command line prints them with --json."""
        question = self._question
        return {"scenario": question.scenario.name, "seed": question.seed, **self._summary, "flips": self._flips}

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
