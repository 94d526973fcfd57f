"""The report of a decision: the numbers of its figure, its sentences, and the evidence that it rests on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simalign.decision.evidence import evidence_sentences
from simalign.decision.ranking import (
    CONTEXTS,
    Decision,
    decision_from,
    draws_for,
    leaders_along,
    longest,
    simulate_worth,
    with_base,
)
from simalign.decision.sentences import (
    CONTEXT_TITLES,
    context_sentence,
    decision_sentences,
    risk_sentences,
)
from simalign.organisation.record import Organisation
from simalign.scenario import Policy, Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation.ensemble import PLAIN, Execution

MOST_CANDIDATES = 6


@dataclass(frozen=True)
class Question:
    """A decision to be made: named policies, compared in one organisation over the weeks of a scenario.

    size: number of members. organisation: replaces the scenario's organisation. execution: how runs are carried out.
    tick: called after each draw with the number of runs that it took.
    """

    scenario: Scenario
    policies: Mapping[str, Policy]
    seed: int
    size: int
    posterior: Posterior | None
    organisation: Organisation | None = None
    execution: Execution = PLAIN
    tick: Callable[[int], None] = lambda runs: None

    @property
    def draws(self) -> int:
        """Number of parameter draws (replications without draws) that the computing budget allows."""
        return draws_for(self.size, longest(self.scenario.weeks), len(with_base(self.policies)))

    def draws_along(self, context: str) -> int:
        """Return the number of draws that the budget allows at each value of a context."""
        values = max(len(CONTEXTS.get(context, ())), 1)
        return min(self.draws, draws_for(self.size, self.scenario.weeks, len(with_base(self.policies)), values))

    @property
    def runs(self) -> int:
        """Number of runs of the whole decision, including those along contexts."""
        draws = self.draws
        for context, values in CONTEXTS.items():
            draws += len(set(values) - {getattr(self.scenario.context, context)}) * self.draws_along(context)
        return len(with_base(self.policies)) * draws


def decision_answer(question: Question) -> tuple[dict[str, Any], NDArray[np.float64]]:
    """Return the report of a decision, and the worth over its horizon, (draws, policies)."""
    worth = weekly_worth(question)
    return report(question, worth), over_horizon(question, worth)


def report(question: Question, worth: NDArray[np.float64]) -> dict[str, Any]:
    """Return the numbers of the figure, the sentences, and the evidence that the decision rests on.

    worth: as ``weekly_worth`` returns it.
    """
    decision = decision_from(list(with_base(question.policies)), worth, question.scenario.weeks)
    return figure_numbers(decision) | {
        "said": decision_sentences(decision),
        "risks": risk_sentences(decision.standings),
        "rests": evidence_sentences(question.policies, len(worth), question.posterior),
        "people": question.size,
    }


def weekly_worth(question: Question) -> NDArray[np.float64]:
    """Simulate the weekly worth of every policy in every draw.

    Returns (draws, policies, weeks); there are more weeks than the scenario has if longer horizons are examined.
    """
    scenario = question.scenario.unchecked_copy(weeks=longest(question.scenario.weeks))
    return simulate_worth(
        scenario,
        with_base(question.policies),
        question.seed,
        question.draws,
        question.posterior,
        question.organisation,
        question.execution,
        question.tick,
    )


def over_horizon(question: Question, worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean worth over the weeks of the scenario, (draws, policies)."""
    return worth[:, :, : question.scenario.weeks].mean(axis=2)


def leaders_by_context(question: Question, context: str, worth: NDArray[np.float64]) -> dict[str, Any]:
    """Return which policy leads at each value of a context, with a sentence on it.

    worth: over the horizon, (draws, policies), as ``over_horizon`` returns it.
    Raises InputError if the context is not one of ``CONTEXTS``.
    """
    draws = min(len(worth), question.draws_along(context))
    leaders = leaders_along(
        context,
        question.scenario,
        with_base(question.policies),
        question.seed,
        draws,
        question.posterior,
        question.organisation,
        worth,
        question.execution,
        question.tick,
    )
    current = float(getattr(question.scenario.context, context))
    return {
        "context": context,
        "title": CONTEXT_TITLES[context],
        "own": current,
        "draws": draws,
        "leaders": [list(leader) for leader in leaders],
        "said": context_sentence(context, current, leaders),
    }


def figure_numbers(decision: Decision) -> dict[str, Any]:
    """Return the numbers behind the figure of a decision, in types that JSON can hold."""
    return {
        "weeks": decision.weeks,
        "draws": decision.draws,
        "sure": decision.sure,
        "standings": [standing._asdict() for standing in decision.standings],
        "horizon": [list(leader) for leader in decision.by_horizon],
    }
