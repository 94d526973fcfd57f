"""The question of a decision or a policy search, from the arguments of the public functions."""

from collections.abc import Mapping
from typing import Any

import numpy as np

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
from simalign.api.organisations import OrganisationLike, SurveyLike, TiesLike, tell_remarks
from simalign.api.policies import Policies, focus_remarks, policies_from
from simalign.api.progress import tell
from simalign.decision.cases import with_values
from simalign.decision.report import Question
from simalign.decision.settings import SETTINGS, Answer, Answers, answered, number_of
from simalign.errors import InputError, Problem
from simalign.organisation.record import Organisation
from simalign.scenario import Scenario
from simalign.simulation.engine import Step
from simalign.simulation.initial import organise
from simalign.simulation.survey import surveyed_trust

BUDGETS = "a share of working time and pay above 0, such as 2%"


def question_from(
    scenario: ScenarioLike,
    policies: Policies,
    *,
    seed: int | None,
    rng: int | np.random.Generator | None,
    weeks: int | None,
    organisation: OrganisationLike | None,
    ties: TiesLike | None,
    survey: SurveyLike | None,
    factors: Factors | None,
    uncertainty: Uncertainty | None,
    answers: Mapping[str, Answer | None],
    steps: Mapping[str, Step] | None,
    workers: int | None,
    progress: bool,
) -> Question:
    """Return the question of arguments as ``simalign.decide`` has them; its policies are not scaled to a budget.

    answers: to the three questions, by name. progress: whether to write remarks to standard error.
    Raises InputError for arguments that cannot be used.
    """
    say = tell if progress else silent
    posterior = posterior_from(uncertainty)
    design = without_policy(scenario_from(scenario, factors, organisation, ties, weeks, survey), factors, say)
    if organisation is not None and progress:
        tell_remarks(design)
    execution = execution_from(steps, Measures((), {}), workers)
    named = policies_from(policies, design)
    for remark in focus_remarks(named, design):
        say(remark)
    values = _answers(answers, factors)
    design = design.changed(values.fixed) if values.fixed else design
    number = seed_from(seed, rng, say)
    imported = None if design.organisation.members is None else organise(design, number, 0)
    size = design.organisation.size if imported is None else imported.size
    design = with_surveyed_trust(design, imported, answers.get("trust"))
    return Question(
        design, named, number, size, posterior, imported, execution, answers=values.fixed, drawn=values.drawn
    )


def question_identity(question: Question) -> list[Any]:
    """Return everything that determines the results beside the ``identity`` of the ensemble, as values for JSON."""
    drawn = {key: repr(shape) for key, shape in question.drawn.items()}
    return [*identity_of(question.scenario, question.policies), drawn]


def silent(text: str) -> None:
    """Do nothing with a remark."""


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


def _answers(given: Mapping[str, Answer | None], factors: Factors | None) -> Answers:
    """Return what the answers set. Raises InputError also for an answer whose value ``factors`` give."""
    changes = factors or {}
    context = changes.get("context")
    for name, answer in given.items():
        key = SETTINGS[name].key
        if answer is not None and (f"context.{key}" in changes or (isinstance(context, Mapping) and key in context)):
            raise InputError([Problem(f"is also given by factors, as context.{key}", key=name, value=answer)])
    return answered(given)


def share_from(value: Any, argument: str, allowed: str) -> float:
    """Return a share above 0 and up to 1, as a number or a percentage. Raises InputError for other values.

    >>> share_from("2%", "budget", "a share")
    0.02
    """
    share = float("nan") if isinstance(value, bool) else number_of(value)
    if not 0.0 < share <= 1.0:
        raise InputError([Problem("cannot be used", key=argument, value=value, allowed=allowed)])
    return share
