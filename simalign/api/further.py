"""Further questions to a decision: in which department to start, and what a second chart of the same people changes."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from simalign.api.organisations import OrganisationLike, remarks, with_members, with_organisation
from simalign.comparison.reorganisation import Chart, reorganisation_from, reorganisation_sentences, worth_in
from simalign.comparison.rollout import candidates, rollout_sentences, starts, wait_of
from simalign.decision.ranking import BASE, with_base
from simalign.decision.report import Question
from simalign.errors import InputError, Problem, nearest
from simalign.organisation.record import Organisation
from simalign.organisation.reorganised import REORGANISE, chart_changes, with_people_of
from simalign.policies.policy import parts
from simalign.simulation.ensemble import Ensemble
from simalign.simulation.initial import organise


def sizes_of(question: Question) -> dict[str, int]:
    """Return the number of members of each department of the organisation in question.

    Raises InputError if fewer than two departments are large enough to be first.
    """
    own = question.organisation or organise(question.scenario, question.seed, 0)
    counts = np.bincount(own.department, minlength=len(own.departments)).tolist()
    sizes = dict(zip(own.departments, counts, strict=True))
    candidates(sizes)
    return sizes


def department_first(question: Question, policy: str, sizes: Mapping[str, int]) -> dict[str, Any]:
    """Return in which department a policy of the question should start, as values for JSON, with sentences."""
    if policy == BASE:
        said = ["No department is first, because carrying on as now is expected to be worth most."]
        return {"policy": policy, "starts": [], "best": [], "said": said}
    ensemble = Ensemble(question.seed, question.posterior, question.organisation, question.execution)
    ranked, best = starts(question.scenario, question.policies[policy], sizes, ensemble, question.draws)
    wait = wait_of(question.scenario.weeks)
    said = rollout_sentences(policy, ranked, best, wait)
    left_out = len(sizes) - len(ranked)
    if left_out:
        departments = "1 smaller department is" if left_out == 1 else f"{left_out} smaller departments are"
        said.append(f"{departments} left out.")
    return {"policy": policy, "weeks": wait, "starts": [each._asdict() for each in ranked], "best": best, "said": said}


def second_chart(question: Question, second: OrganisationLike, tell: Callable[[str], None]) -> Chart:
    """Read a second chart of the people of the organisation in question; tell: called with remarks on its files.

    Raises InputError for other people, and for policies that name a department which the second chart does not have.
    """
    first, scenario = question.organisation, question.scenario
    if first is None:
        message, allowed = "requires an organisation from a members file", "organisation=..., or -g FILE"
        raise InputError([Problem(message, key=REORGANISE, value=str(second), allowed=allowed)])
    if scenario.organisation.committed is not None:
        raise InputError([Problem("cannot be combined with organisation.committed", key=REORGANISE)])
    changed = with_organisation(scenario, second, None)
    spec = with_members(changed.organisation, second)
    for remark in remarks(changed, with_ties=False):
        tell(remark)
    kinds = scenario.organisation.kinds | spec.kinds
    own = with_people_of(first, organise(changed, question.seed, 0), spec.ties is not None)
    _check_departments(question, own)
    kept = {name: kind for name, kind in kinds.items() if name in own.departments}
    return Chart(changed.unchecked_copy(organisation=spec.unchecked_copy(kinds=kept)), own)


def _check_departments(question: Question, second: Organisation) -> None:
    """Raise InputError for policies with departments that are missing in the second chart."""
    names = second.departments
    problems = [
        Problem(
            f"the policy {policy} has levers for a department that is missing in the second chart"
            f"{nearest(department, names)}",
            key=REORGANISE,
            value=department,
            allowed=", ".join(names),
        )
        for policy, each in question.policies.items()
        for department in sorted({department for _, part in parts(each) for department in part.departments})
        if department not in names
    ]
    if problems:
        raise InputError(problems)


def reorganised(question: Question, then: Chart, now: np.ndarray[Any, np.dtype[np.float64]]) -> dict[str, Any]:
    """Return what a second chart changes, as values for JSON, with sentences; now: worth over the horizon today."""
    policies = with_base(question.policies)
    worth = worth_in(then, policies, question.seed, len(now), question.posterior, question.execution)
    found = reorganisation_from(list(policies), now, worth)
    first = question.organisation
    changes = [] if first is None else chart_changes(first, then.organisation)
    return {**found.as_dict(), "changes": changes, "said": reorganisation_sentences(found, changes)}
