"""The content of the board report of a decision analysis."""

from collections.abc import Mapping, Sequence
from shlex import join
from typing import Any

from simalign.analysis.figures.decision import draw_decision
from simalign.analysis.text import policy_title
from simalign.board.content import Board, Section, picture
from simalign.decision.aliases import with_aliases
from simalign.decision.ranking import BASE, Standing, with_base
from simalign.decision.report import Question
from simalign.decision.sentences import left_out_sentence, money_sentence, sentence_start, signed_percent
from simalign.decision.sources import source_headers, source_rows
from simalign.decision.translated import record_in
from simalign.files.shipped import names as shipped_names
from simalign.installation import versions
from simalign.policies.policy import load_policy
from simalign.texts.catalogue import ENGLISH, Texts

MOST_POLICIES = 6  # in the figure and the tables of two pages, status quo included
COLUMNS = ("policy", "gain", "spread", "best", "regret")
QUESTIONS = ("department_first", "reorganisation")  # if asked


def board_report(
    record: Mapping[str, Any],
    question: Question,
    name: str | None = None,
    named: bool = True,
    special: Section | None = None,
    payroll: float | None = None,
    command: Sequence[str] | None = None,
    texts: Texts = ENGLISH,
) -> Board:
    """Return the report of a decision.

    record: the results as ``DecisionAnalysis.record`` has them. name: of the organisation, or a code name. named:
    whether names of files and the names and texts of the user's policies are shown. special: on what is special in this
    organisation. payroll: yearly pay of all members, to state the gain in money. command: the command line. texts: of
    the language of the report.
    """
    if named:
        record = record_in(texts, record, question)
    else:
        record, question = with_aliases(record, question, texts)
    say = texts.say
    standings, shown, left_out = _shown(record["standings"], texts)
    subject = name or "unnamed"
    choices = ", ".join(sorted(policy_title(standing.policy, texts) for standing in standings))
    flips = [flip["said"] for flip in record.get("flips", [])]
    margins = [record["said"][2], *record.get("margins", {}).get("said", []), *flips]
    names = [standing["policy"] for standing in shown]
    policies = (*left_out, *_meanings(question, names, named, texts), *_budget(record, names))
    first = [
        Section(say("report.board.margins"), tuple(margins)),
        Section(say("report.board.risks"), tuple(record["risks"])),
        Section(say("report.board.policies"), policies),
    ]
    money = [] if payroll is None else [money_sentence(standings, payroll, texts)]
    distance = record["distance"]["said"] if "distance" in record else []
    second = [] if special is None else [special]
    second += [Section(say(f"report.board.{key}"), tuple(record[key]["said"])) for key in QUESTIONS if key in record]
    sources = (source_headers(texts), *source_rows(question, named, texts))
    second += [
        Section(say("report.board.rests"), (say("report.board.worth"), say("report.board.caution")), table=sources),
        Section(say("report.board.repeat"), _repeat(record, command, texts)),
    ]
    return Board(
        title=say("report.board.title", subject=subject),
        question=say("report.board.question", subject=subject, weeks=record["weeks"], policies=choices),
        answer=record["said"][0],
        certainty=tuple(filter(None, (" ".join([record["said"][1], *money]), " ".join(distance)))),
        picture=picture(draw_decision(shown, "", texts=texts), say("report.board.picture", answer=record["said"][0])),
        table=(tuple(say(f"report.column.{name}") for name in COLUMNS), *(_row(row, texts) for row in shown)),
        sections=(*first, *second),
        first=len(first) - bool(left_out),  # a list of many policies is on the second page
        texts=texts,
    )


def _shown(
    rows: Sequence[Mapping[str, Any]], texts: Texts
) -> tuple[list[Standing], list[Mapping[str, Any]], list[str]]:
    """Return all standings, those that fit on two pages, and a sentence on the others: the best ones and status quo."""
    if len(rows) <= MOST_POLICIES:
        return [Standing(**row) for row in rows], list(rows), []
    best = [row for row in rows if row["policy"] != BASE][: MOST_POLICIES - 1]
    shown = [row for row in rows if row in best or row["policy"] == BASE]
    standings = [Standing(**row) for row in rows]
    return standings, shown, [left_out_sentence(standings, [Standing(**row) for row in shown], texts)]


def _meanings(question: Question, shown: Sequence[str], named: bool, texts: Texts) -> list[str]:
    """Return what each policy does, in one sentence, if it says so itself; unless named, of shipped policies only."""
    shipped = shipped_names("policies")
    return [
        texts.say(
            "report.board.meaning",
            policy=sentence_start(name, texts),
            text=_description(name, policy.description, texts),
        )
        for name, policy in with_base(question.policies).items()
        if policy.description and name in shown and (named or name in shipped)
    ]


def _description(name: str, text: str, texts: Texts) -> str:
    """Return the description of a policy, translated if it is that of a shipped one, without its full stop."""
    translated = texts.messages.get(f"policy.{name}.text")
    if translated is not None and text == load_policy(name).description:
        text = translated
    return text.rstrip(".")


def _budget(record: Mapping[str, Any], shown: Sequence[str]) -> list[str]:
    """Return one paragraph on the budget, if there is one, and how far each policy is carried out for it."""
    if "budget" not in record:
        return []
    first, *others = record["budget"]["said"]
    policies = [row["policy"] for row in record["budget"]["policies"] if row["policy"] != BASE]
    return [" ".join([first, *(text for name, text in zip(policies, others, strict=True) if name in shown)])]


def _row(standing: Mapping[str, Any], texts: Texts) -> tuple[str, ...]:
    low, high = signed_percent(standing["low"], texts), signed_percent(standing["high"], texts)
    compared = standing["policy"] != BASE
    return (
        policy_title(standing["policy"], texts),
        signed_percent(standing["gain"], texts) if compared else texts.say("report.cell.reference"),
        texts.say("report.range", low=low, high=high) if compared else "–",
        texts.figure(f"{standing['best']:.0%}"),
        texts.figure(f"{standing['regret']:.1%}"),
    )


def _repeat(record: Mapping[str, Any], command: Sequence[str] | None, texts: Texts) -> tuple[str, ...]:
    typed = [] if command is None else [texts.say("report.repeat.command", command=join(command))]
    software = ", ".join(f"{name} {version}" for name, version in versions().items())
    return (
        *typed,
        texts.say("report.repeat.seed", seed=record["seed"]),
        texts.say("report.repeat.cases", n=record["draws"], versions=software),
    )
