"""The report of a decision: the numbers of its figure, its sentences, and the evidence that it rests on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from simalign.decision.cases import Cases, Floats, simulate_worth
from simalign.decision.evidence import evidence_sentences
from simalign.decision.margin_sentences import along_sentence, margin_sentences
from simalign.decision.margins import context_margin, margins
from simalign.decision.ranking import (
    CONTEXTS,
    Decision,
    decision_from,
    draws_for,
    leader_after,
    longest,
    with_base,
    worth_along,
)
from simalign.decision.sentences import decision_sentences, risk_sentences
from simalign.decision.settings import BY_KEY
from simalign.organisation.record import Organisation
from simalign.scenario import Policy, Scenario
from simalign.scenario.posterior import Posterior
from simalign.simulation.ensemble import PLAIN, Execution
from simalign.sweeps.design.factors import Distribution

MOST_CANDIDATES = 6
MARGIN_DRAWS = (40, 200)  # fewest and most cases for margins, with those of the decision
MARGIN_BUDGET = 12_500_000  # member-weeks


@dataclass(frozen=True)
class Question:
    """A decision to be made: named policies, compared in one organisation over the weeks of a scenario.

    size: number of members. organisation: replaces the scenario's organisation. execution: how runs are carried out.
    tick: called after each draw with the number of runs that it took. answers: values that answers have set, by key of
    the scenario. drawn: distributions of unknown settings.
    """

    scenario: Scenario
    policies: Mapping[str, Policy]
    seed: int
    size: int
    posterior: Posterior | None
    organisation: Organisation | None = None
    execution: Execution = PLAIN
    tick: Callable[[int], None] = lambda runs: None
    answers: Mapping[str, float] = field(default_factory=dict)
    drawn: Mapping[str, Distribution] = field(default_factory=dict)

    @property
    def cases(self) -> Cases:
        """How the cases of the decision are simulated."""
        return Cases(self.seed, self.posterior, self.organisation, self.drawn, self.execution, self.tick)

    @property
    def contexts(self) -> list[str]:
        """The contexts along which the decision is examined: those that are not drawn anyway."""
        return [context for context in CONTEXTS if f"context.{context}" not in self.drawn]

    @property
    def draws(self) -> int:
        """Number of parameter draws (replications without draws) that the computing budget allows."""
        return draws_for(self.size, longest(self.scenario.weeks), len(with_base(self.policies)))

    @property
    def margin_draws(self) -> int:
        """Number of cases in which margins are sought, those of the decision included; none if people do not vary."""
        if self.posterior is None:
            return 0
        low, high = MARGIN_DRAWS
        affordable = MARGIN_BUDGET // (self.size * (52 + 3 * self.scenario.weeks))
        return max(self.draws, min(high, max(low, affordable)))

    def draws_along(self, context: str) -> int:
        """Return the number of draws that the budget allows at each value of a context."""
        values = max(len(CONTEXTS.get(context, ())), 1)
        return min(self.draws, draws_for(self.size, self.scenario.weeks, len(with_base(self.policies)), values))

    @property
    def runs(self) -> int:
        """Number of runs of the decision, of those along contexts and, at most, of those for margins."""
        draws = self.draws
        for context in self.contexts:
            draws += len(set(CONTEXTS[context]) - {getattr(self.scenario.context, context)}) * self.draws_along(context)
        return len(with_base(self.policies)) * draws + 3 * max(self.margin_draws - self.draws, 0)

    def check(self) -> None:
        """Raise InputError if the drawn values of one of the cases contradict each other."""
        self.cases.check(self.scenario, max(self.draws, self.margin_draws))


def decision_answer(question: Question) -> tuple[dict[str, Any], Floats]:
    """Return the report of a decision, and the worth over its horizon, (draws, policies)."""
    worth = weekly_worth(question)
    return report(question, worth), over_horizon(question, worth)


def report(question: Question, worth: Floats) -> dict[str, Any]:
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


def weekly_worth(question: Question) -> Floats:
    """Simulate the weekly worth of every policy in every draw.

    Returns (draws, policies, weeks); there are more weeks than the scenario has if longer horizons are examined.
    """
    scenario = question.scenario.unchecked_copy(weeks=longest(question.scenario.weeks))
    return simulate_worth(scenario, with_base(question.policies), question.cases, question.draws)


def over_horizon(question: Question, worth: Floats) -> Floats:
    """Return the mean worth over the weeks of the scenario, (draws, policies)."""
    return np.asarray(worth[:, :, : question.scenario.weeks].mean(axis=2))


def leaders_by_context(question: Question, context: str, worth: Floats) -> dict[str, Any]:
    """Return which policy leads at each value of a context, and the margins along it, with a sentence.

    worth: over the horizon, (draws, policies), as ``over_horizon`` returns it.
    Raises InputError if the context is not one of ``CONTEXTS``.
    """
    draws, policies = min(len(worth), question.draws_along(context)), with_base(question.policies)
    changes = worth_along(context, question.scenario, policies, question.cases, draws, worth)
    names, current = list(policies), float(getattr(question.scenario.context, context))
    leaders = [leader_after(names, worth, change, at) for at, change in changes.items()]
    first, second = _first_two(worth)
    lead, change = _lead(worth, first, second), np.stack(list(changes.values()))
    along = _lead(change, first, second).T
    crossings = context_margin(f"context.{context}", np.array(list(changes)), current, lead, along)
    answer = {
        "context": context,
        "title": BY_KEY[context].title(),
        "own": current,
        "draws": draws,
        "leaders": [list(leader) for leader in leaders],
        "margins": [margin._asdict() for margin in crossings],
    }
    return answer | {"said": along_sentence(answer, names[first], names[second])}


def _first_two(worth: Floats) -> tuple[int, int]:
    """Return the indices of the two policies with the highest mean worth; worth: (draws, policies)."""
    first, second = np.argsort(-worth.mean(axis=0), kind="stable")[:2]
    return int(first), int(second)


def _lead(worth: Floats, first: int, second: int) -> Floats:
    """Return the lead of the first policy over the second; worth: (..., policies)."""
    return np.asarray(worth[..., first] - worth[..., second])


def margins_of(question: Question, worth: Floats) -> dict[str, Any]:
    """Return the margins of a decision: where a rival would overtake the first policy if one quantity were known.

    The rivals are the policy with the second highest worth and the one that is best most often besides the first.
    Parameters vary as in the posterior draws, and unknown settings in their ranges. Further cases are added to those of
    the decision where the computing budget allows it. worth: over the horizon, (draws, policies), as ``over_horizon``
    returns it.
    """
    policies = with_base(question.policies)
    names, draws = list(policies), question.margin_draws
    compared = _first_and_rivals(worth)
    first, *rivals = (names[index] for index in compared)
    answer: dict[str, Any] = {"first": first, "draws": draws, "quantities": 0, "rivals": []}
    if draws:
        worth = worth[:, compared]
        if draws > len(worth):
            more = {name: policies[name] for name in (first, *rivals)}
            added = simulate_worth(question.scenario, more, question.cases, draws, first=len(worth))
            worth = np.concatenate([worth, added.mean(axis=2)])
        keys, values, assumed = _quantities(question, draws)
        answer["quantities"] = len(keys)
        for index, rival in enumerate(rivals, 1):
            lead = _lead(worth, 0, index)
            crossings = margins(lead, values, keys, assumed, len(rivals))
            ahead = float((lead > 0).mean())
            answer["rivals"].append({"policy": rival, "ahead": ahead, "margins": [m._asdict() for m in crossings]})
    return answer | {"said": margin_sentences(answer)}


def _first_and_rivals(worth: Floats) -> list[int]:
    """Return the indices of the policies with the highest and the second highest mean worth, and of the frequent rival.

    worth: (draws, policies). The frequent rival is best in more draws than any other policy but the first.
    """
    first, second = _first_two(worth)
    often = np.bincount(worth.argmax(axis=1), minlength=worth.shape[1])
    often[first] = -1
    return list(dict.fromkeys((first, second, int(often.argmax()))))


def _quantities(question: Question, count: int) -> tuple[list[str], Floats, Floats]:
    """Return what differs between cases when margins are sought: keys, values (cases, keys), and assumed values."""
    columns: dict[str, tuple[Floats, float]] = {}
    posterior, psychology = question.posterior, question.scenario.psychology
    if posterior is not None:
        table = np.array(posterior.draws)
        for n, name in enumerate(posterior.names):
            if name not in psychology.model_fields_set:
                column = table[:, n]
                columns[f"psychology.{name}"] = (column[np.arange(count) % len(column)], float(column.mean()))
    for key, values in question.cases.values(count).items():
        columns[key] = (values, float(values.mean()))
    return list(columns), np.stack([x for x, _ in columns.values()], 1), np.array([x for _, x in columns.values()])


def figure_numbers(decision: Decision) -> dict[str, Any]:
    """Return the numbers behind the figure of a decision, in types that JSON can hold."""
    return {
        "weeks": decision.weeks,
        "draws": decision.draws,
        "sure": decision.sure,
        "standings": [standing._asdict() for standing in decision.standings],
        "horizon": [list(leader) for leader in decision.by_horizon],
    }
