"""The sources of a decision: what comes from data, from published effects, and from guesses."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from simalign.analysis.text import listed
from simalign.decision.evidence import changed_levers, lever_costs, studies_by_lever, study_count
from simalign.decision.report import Question
from simalign.decision.settings import BY_KEY
from simalign.organisation.record import Organisation
from simalign.policies.levers import LEVERS
from simalign.scenario import OrganisationSpec, Policy
from simalign.scenario.psychology import Psychology
from simalign.simulation.survey import REPLACED, surveyed_trust

HEADERS = ("What", "Source", "Details")
DATA, ANSWERS, PUBLISHED, GUESS, THEORY = "your data", "your answers", "published effects", "guesses", "theory"
MOST_COSTS = 6  # in a row; the dearest


def source_rows(question: Question, names: bool = True) -> list[tuple[str, str, str]]:
    """Return one row for each kind of input: what it is, its source, and details.

    names: whether to name files.
    """
    return [
        *_organisation_rows(question, names),
        *_answer_rows(question),
        *_people_rows(question, names),
        *_policy_rows(question.policies),
        _setting_row(question),
    ]


def _organisation_rows(question: Question, names: bool) -> list[tuple[str, str, str]]:
    """Return the rows on members, their working ties, and values given for them."""
    spec, organisation = question.scenario.organisation, question.organisation
    people = f"{question.size:,} people"
    if organisation is None:
        return [("Members, reporting lines, ties", "generated", f"{people}; no file of members was read")]
    departments = len(set(organisation.department.tolist()))
    rows = [
        (
            "Members and reporting lines",
            DATA,
            f"{people} in {departments} department{'' if departments == 1 else 's'}{_from(spec.members, names)}",
        )
    ]
    rows.append(_ties_row(spec, organisation, names))
    if organisation.given:
        given = [name.replace("_", " ") for name in organisation.given]
        rows.append(("Values of members at the start", DATA, listed(sorted(given))))
    return rows


def _ties_row(spec: OrganisationSpec, organisation: Organisation, names: bool) -> tuple[str, str, str]:
    """Return the row on working ties: how many there are, and whether a file gives them or they are drawn."""
    ties, drawn = len(organisation.ties.target), organisation.drawn
    if not ties:
        return ("Working ties", "not given", "people see only what their managers do")
    if not drawn:
        source = spec.ties or spec.members
        return ("Working ties", DATA, f"{ties:,}, counted from each side{_from(source, names)}")
    details = (
        f"{drawn:,}, counted from each side, drawn as in the default organisation: {spec.degree:g} for each member on "
        f"average, {spec.cross:.0%} across departments"
    )
    if ties > drawn:
        details += f"; {ties - drawn:,} more from your data, such as those to second managers"
    return ("Working ties", "generated", details)


def _from(file: Any, names: bool) -> str:
    return f", from {Path(str(file)).name}" if file is not None and names else ", from a file"


def _answer_rows(question: Question) -> list[tuple[str, str, str]]:
    """Return the row on the answers to the three questions, if there are any."""
    answers = question.answers
    details = [each.answer(answers[key]) for key, each in _settings().items() if key in answers]
    for key, each in _settings().items():
        if key in question.drawn:
            low, high = sorted(each.text(1.0 - x if each.falls else x) for x in each.whole_range)
            details.append(f"{each.question} not known: from {low} to {high}")
    return [("Three questions", ANSWERS, "; ".join(details))] if details else []


def _settings() -> dict[str, Any]:
    return {f"context.{key}": setting for key, setting in BY_KEY.items()}


def _people_rows(question: Question, names: bool) -> list[tuple[str, str, str]]:
    """Return the rows on the psychological parameters: those that differ between cases, and those that are fixed."""
    sources = {
        name: str(field.json_schema_extra.get("source"))
        for name, field in Psychology.model_fields.items()
        if isinstance(field.json_schema_extra, dict)
    }
    posterior = question.posterior
    drawn = set(posterior.names if posterior else ()) - question.scenario.psychology.model_fields_set
    guessed = [name for name in drawn if sources[name].startswith("guess")]
    rows, guesses = [], []
    if posterior is not None:
        people = posterior.people if names else f"{len(posterior.draws):,} draws of plausible people"
        details = f"{len(drawn) - len(guessed)} parameters, fitted to {study_count()} studies; {people}"
        rows.append(("How people react", PUBLISHED, details))
    if guessed:
        guesses.append(f"{len(guessed)} parameters in plausible ranges, which the fit to the studies narrows")
    fixed = [name for name, source in sources.items() if name not in drawn and source.startswith(("guess", "prior"))]
    if fixed:
        guesses.append(f"{len(fixed)} parameters at one value")
    return [*rows, ("How people react", GUESS, "; ".join(guesses))] if guesses else rows


def _policy_rows(policies: Mapping[str, Policy]) -> list[tuple[str, str, str]]:
    """Return the rows on the costs of levers, and on the levers that no study varies."""
    costs = sorted(lever_costs(policies).items(), key=lambda entry: -entry[1])
    shown = [f"{LEVERS[name].plain.title.lower()} {100 * cost:.2g}%" for name, cost in costs[:MOST_COSTS]]
    more = f" and {len(costs) - MOST_COSTS} cheaper ones" if len(costs) > MOST_COSTS else ""
    rows = [("Time and pay that policies take", GUESS, f"of the working week, at full: {', '.join(shown)}{more}")]
    studies = studies_by_lever()
    moved = set().union(*(changed_levers(policy) for policy in policies.values()))
    untested = [LEVERS[name].plain.title.lower() for name in LEVERS if name in moved and not studies.get(name)]
    if untested:
        rows.append(("Effects of these levers", THEORY, f"{listed(untested)}: no study varies them"))
    return rows


def _setting_row(question: Question) -> tuple[str, str, str]:
    """Return the row on the settings of the scenario that neither answers nor a survey give."""
    context, organisation = question.scenario.context, question.organisation
    surveyed = {REPLACED} if organisation is not None and surveyed_trust(organisation) is not None else set()
    left = [
        each.answer(getattr(context, each.key))
        for key, each in _settings().items()
        if key not in question.answers and key not in question.drawn and key not in surveyed
    ]
    left.append(f"{100 * (1 - (1 - context.turnover) ** 52):.0f}% of the people leave in a year")
    return ("Settings of the scenario", GUESS, "; ".join(left))
