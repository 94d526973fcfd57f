"""``simalign.decide``: which of a few policies to choose in one organisation, and what that rests on."""

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
from simalign.api.policies import Policies, policies_from
from simalign.api.progress import announce_compilation, progress_bar, tell
from simalign.api.result import Result, frame
from simalign.comparison.decision import CONTEXTS, longest, with_base
from simalign.comparison.decision_report import Question, leaders_by_context, over_horizon, report, weekly_worth
from simalign.simulation.engine import Step
from simalign.simulation.ensemble import Ensemble
from simalign.simulation.initial import organise


def decide(
    scenario: ScenarioLike = "default",
    policies: Policies = ("push", "tell_and_sell", "pull", "hybrid"),
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
    """Say which policy is expected to be worth most over the weeks, how sure that is, and where it would flip.

    Worth is the work as customers value it, less the time and pay that a policy takes, in working weeks per
    member-week, mean over the weeks. Status quo always takes part. As many posterior draws are run as there is time
    for, from 30 to 100, and fewer along each context.

    Args:
        scenario: as in ``simalign.compare``, and so are all arguments that are not listed here.
        policies: the policies to choose from.
        seed: the random seed; drawn and told if None.
        rng: another name for ``seed``.
        weeks: the horizon of the decision, in place of the scenario's.
        organisation: the organisation in which to decide, in place of the scenario's.
        ties: who works with whom, for a table of members.
        factors: values by key on top of the scenario.
        uncertainty: "posterior", a file of posterior draws, or "none", where draws differ in chance alone.
        steps: own functions that replace steps of the week.
        workers: how many threads.
        progress: whether progress is written to standard error.

    Returns:
        The analysis: its ``finding``, ``table``, ``flips`` and ``figure()``.

    Raises:
        InputError: for arguments that cannot be used, with everything that is wrong with them.

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
    if posterior is not None:
        posterior.check(design, len(posterior.draws))
    number = seed_from(seed, rng, say)
    imported = None if design.organisation.members is None else organise(design, number, 0)
    size = design.organisation.size if imported is None else imported.size
    return _decided(Question(design, named, number, size, posterior, imported, execution), progress)


def _decided(question: Question, progress: bool) -> "DecisionAnalysis":
    """Run what a decision needs, storing what is computed where it takes long."""
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
        found = report(question, worth)
        flips = [leaders_by_context(question, context, over_horizon(question, worth)) for context in CONTEXTS]
    return DecisionAnalysis(question, worth, found, flips)


class DecisionAnalysis(Result):
    """Which policy to choose: what each is expected to be worth, how often it is best, and where the lead would flip.

    ``table`` has one row a policy, the best first: mean ``worth`` (working weeks per member-week), ``gain`` over
    status quo as a share of its worth, ``low`` and ``high`` of nine in ten draws of the gain, and ``best``, the share
    of draws in which no other policy is worth more. ``worth`` are the draws themselves, (draws, policies, weeks).
    """

    def __init__(
        self,
        question: Question,
        worth: NDArray[np.float64],
        found: dict[str, Any],
        flips: Sequence[dict[str, Any]],
    ) -> None:
        self._question, self._found, self._flips = question, found, list(flips)
        self.worth = worth

    @property
    def finding(self) -> str:
        """Which policy is expected to be worth most, and how often it is the best."""
        return " ".join(self._found["said"][:2])

    @property
    def record(self) -> dict[str, Any]:
        """Everything that came out, as JSON can hold it; the command line prints it with --json."""
        question = self._question
        return {"scenario": question.scenario.name, "seed": question.seed, **self._found, "flips": self._flips}

    @property
    def seed(self) -> int:
        """The random seed, which repeats the analysis."""
        return self._question.seed

    @property
    def table(self) -> pd.DataFrame:
        """One row a policy, the best first."""
        return frame(self._found["standings"])

    @property
    def flips(self) -> pd.DataFrame:
        """One row a context and value of it: which policy ``leads`` there beyond chance (None: too close to call)."""
        rows = [
            {"context": flip["context"], "value": at, "leads": leads, "ahead": ahead, "best": best}
            for flip in self._flips
            for at, leads, ahead, best in flip["leaders"]
        ]
        return frame(rows, ("context", "value", "leads", "ahead", "best"))

    @property
    def rests_on(self) -> list[str]:
        """The evidence and the guesses that the decision rests on, a sentence each."""
        return list(self._found["rests"])

    def _draw(self, ax: Any | None) -> Any:
        if ax is None:
            return draw_decision(self._found["standings"], self._found["said"][0])
        draw_gains(ax, self._found["standings"])
        return None

    def _arrays(self) -> tuple[pd.DataFrame, Sequence[str]]:
        names = list(with_base(self._question.policies))
        draws, policies, weeks = np.indices(self.worth.shape).reshape(3, -1)
        labels = {"draw": draws, "policy": np.array(names)[policies], "week": weeks + 1}
        return pd.DataFrame(labels | {"worth": self.worth.ravel()}), ("draw", "policy", "week")
