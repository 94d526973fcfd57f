"""The sources of a decision: what comes from data, from published effects, and from guesses."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simalign.analysis.text import listed
from simalign.decision.evidence import changed_levers, lever_costs, studies_by_lever, study_count
from simalign.decision.phrases import lever_title
from simalign.decision.report import Question
from simalign.decision.settings import BY_KEY
from simalign.organisation.record import Organisation
from simalign.policies.levers import LEVERS
from simalign.scenario import OrganisationSpec, Policy
from simalign.scenario.psychology import Psychology
from simalign.simulation.survey import REPLACED, surveyed_trust
from simalign.texts.catalogue import ENGLISH, Texts

MOST_COSTS = 6  # in a row; the dearest
Row = tuple[str, str, str]


def source_headers(texts: Texts = ENGLISH) -> Row:
    """Return the headers of the rows of sources.

    >>> source_headers()
    ('What', 'Source', 'Details')
    """
    what, source, details = (texts.say(f"report.source.headers.{name}") for name in ("what", "source", "details"))
    return what, source, details


def source_rows(question: Question, names: bool = True, texts: Texts = ENGLISH) -> list[Row]:
    """Return one row for each kind of input: what it is, its source, and details.

    names: whether to name files.
    """
    rows = _Rows(texts, names)
    return [
        *rows.organisation(question),
        *rows.answers(question),
        *rows.people(question),
        *rows.policies(question.policies),
        rows.settings(question),
    ]


@dataclass(frozen=True)
class _Rows:
    """The rows of each kind of input; names: whether to name files."""

    texts: Texts
    names: bool

    def row(self, what: str, source: str, details: str) -> Row:
        """Return a row; what, source: the ends of keys."""
        return self.texts.say(f"report.source.{what}"), self.texts.say(f"report.source.{source}"), details

    def say(self, key: str, **values: str | int) -> str:
        """Return a text on a source."""
        return self.texts.say(f"report.source.{key}", **values)

    def figure(self, value: float, form: str = ",") -> str:
        """Return a number in the notation of the language."""
        return self.texts.figure(f"{value:{form}}")

    def file(self, file: Any) -> str:
        """Return the origin of data."""
        return self.say("file", file=Path(str(file)).name if file is not None and self.names else "hidden")

    def organisation(self, question: Question) -> list[Row]:
        """Return the rows on members, their working ties, and values given for them."""
        spec, organisation = question.scenario.organisation, question.organisation
        people = self.figure(question.size)
        if organisation is None:
            return [self.row("all", "generated", self.say("all.details", people=people))]
        departments = len(set(organisation.department.tolist()))
        details = self.say("members.details", people=people, n=departments, file=self.file(spec.members))
        rows = [self.row("members", "data", details), self.ties(spec, organisation)]
        if organisation.given:
            given = [self.texts.say(f"report.value.{name}") for name in sorted(organisation.given)]
            rows.append(self.row("values", "data", listed(given, self.texts.say("report.and"))))
        return rows

    def ties(self, spec: OrganisationSpec, organisation: Organisation) -> Row:
        """Return the row on working ties: how many there are, and whether a file gives them or they are drawn."""
        ties, drawn = len(organisation.ties.target), organisation.drawn
        if not ties:
            return self.row("ties", "missing", self.say("ties.missing"))
        if not drawn:
            file = self.file(spec.ties or spec.members)
            return self.row("ties", "data", self.say("ties.given", ties=self.figure(ties), file=file))
        more = self.figure(ties - drawn) if ties > drawn else "none"
        degree, cross = self.figure(spec.degree, "g"), self.figure(spec.cross, ".0%")
        details = self.say("ties.drawn", ties=self.figure(drawn), degree=degree, cross=cross, more=more)
        return self.row("ties", "generated", details)

    def answers(self, question: Question) -> list[Row]:
        """Return the row on the answers to the three questions, if there are any."""
        answers, texts = question.answers, self.texts
        details = [each.answer(answers[key], texts) for key, each in _settings().items() if key in answers]
        for key, each in _settings().items():
            if key in question.drawn:
                low, high = sorted(1.0 - x if each.falls else x for x in each.whole_range)
                ends = {"low": each.text(low, texts), "high": each.text(high, texts)}
                details.append(self.say("unknown", question=each.question(texts), **ends))
        return [self.row("questions", "answers", "; ".join(details))] if details else []

    def people(self, question: Question) -> list[Row]:
        """Return the rows on the psychological parameters: those that differ between cases, and those that do not."""
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
            described, count = posterior.described(self.texts, self.names), len(drawn) - len(guessed)
            details = self.say("people.fitted", n=count, studies=study_count(), people=described)
            rows.append(self.row("people", "published", details))
        if guessed:
            guesses.append(self.say("people.guessed", n=len(guessed)))
        fixed = [name for name, text in sources.items() if name not in drawn and text.startswith(("guess", "prior"))]
        if fixed:
            guesses.append(self.say("people.fixed", n=len(fixed)))
        return [*rows, self.row("people", "guess", "; ".join(guesses))] if guesses else rows

    def policies(self, policies: Mapping[str, Policy]) -> list[Row]:
        """Return the rows on the costs of levers, and on the levers that no study varies."""
        costs = sorted(lever_costs(policies).items(), key=lambda entry: -entry[1])
        dearest = costs[:MOST_COSTS]
        shown = [
            f"{lever_title(name, self.texts, quoted=False)} {self.texts.figure(f'{100 * cost:.2g}%')}"
            for name, cost in dearest
        ]
        more = max(len(costs) - MOST_COSTS, 0)
        rows = [self.row("costs", "guess", self.say("costs.details", costs=", ".join(shown), n=more))]
        studies = studies_by_lever()
        moved = set().union(*(changed_levers(policy) for policy in policies.values()))
        untested = [lever_title(name, self.texts) for name in LEVERS if name in moved and not studies.get(name)]
        if untested:
            levers = listed(untested, self.texts.say("report.and"))
            rows.append(self.row("effects", "theory", self.say("effects.details", levers=levers)))
        return rows

    def settings(self, question: Question) -> Row:
        """Return the row on the settings of the scenario that neither answers nor a survey give."""
        context, organisation = question.scenario.context, question.organisation
        surveyed = {REPLACED} if organisation is not None and surveyed_trust(organisation) is not None else set()
        left = [
            each.answer(getattr(context, each.key), self.texts)
            for key, each in _settings().items()
            if key not in question.answers and key not in question.drawn and key not in surveyed
        ]
        left.append(self.say("leave", share=self.figure(1 - (1 - context.turnover) ** 52, ".0%")))
        return self.row("settings", "guess", "; ".join(left))


def _settings() -> dict[str, Any]:
    return {f"context.{key}": setting for key, setting in BY_KEY.items()}
