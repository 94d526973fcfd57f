"""The content of the board report of a decision analysis."""

from collections.abc import Mapping, Sequence
from shlex import join
from typing import Any

from simalign.analysis.figures.decision import draw_decision
from simalign.analysis.text import words
from simalign.board.content import Board, Section, picture
from simalign.decision.aliases import with_aliases
from simalign.decision.ranking import BASE, Standing, with_base
from simalign.decision.report import Question
from simalign.decision.sentences import QUESTIONS, left_out_sentence, money_sentence, sentence_start, signed_percent
from simalign.decision.sources import HEADERS as SOURCE_HEADERS
from simalign.decision.sources import source_rows
from simalign.files.shipped import names as shipped_names
from simalign.installation import versions

MOST_POLICIES = 6  # in the figure and the tables of two pages, status quo included
HEADERS = ("Policy", "Gain", "In nine of ten cases", "Best in", "Expected regret")
MEANING = (
    "Worth is the value of the work to customers, less the time and pay that the policy takes. The gain is its "
    "difference from carrying on as now, as a share. Cases are simulated histories of this organisation with different "
    "plausible people and random events."
)
CAUTION = "This is the answer of a model: it states which reasons would have to hold, not what will happen."


def board_report(
    record: Mapping[str, Any],
    question: Question,
    name: str | None = None,
    named: bool = True,
    special: Section | None = None,
    payroll: float | None = None,
    command: Sequence[str] | None = None,
) -> Board:
    """Return the report of a decision.

    record: the results as ``DecisionAnalysis.record`` has them. name: of the organisation, or a code name. named:
    whether names of files and the names and texts of the user's policies are shown. special: on what is special in this
    organisation. payroll: yearly pay of all members, to state the gain in money. command: the command line.
    """
    if not named:
        record, question = with_aliases(record, question)
    standings, shown, left_out = _shown(record["standings"])
    subject = name or "the organisation"
    choices = ", ".join(words(name) for name in sorted(standing.policy for standing in standings))
    flips = [flip["said"] for flip in record.get("flips", [])]
    margins = [record["said"][2], *record.get("margins", {}).get("said", []), *flips]
    names = [standing["policy"] for standing in shown]
    first = [
        Section("Margins: what would change the answer", tuple(margins)),
        Section("Risks", tuple(record["risks"])),
        Section("The policies", (*left_out, *_meanings(question, names, named), *_budget(record, names))),
    ]
    money = [] if payroll is None else [money_sentence(standings, payroll)]
    distance = record["distance"]["said"] if "distance" in record else []
    second = [] if special is None else [special]
    second += [Section(title, tuple(record[key]["said"])) for key, title in QUESTIONS.items() if key in record]
    second += [
        Section("What the answer rests on", (MEANING, CAUTION), table=(SOURCE_HEADERS, *source_rows(question, named))),
        Section("How to repeat it", _repeat(record, command)),
    ]
    return Board(
        title=f"Which policy for {subject}?",
        question=f"Which of these policies is worth most to {subject} over {record['weeks']} weeks: {choices}?",
        answer=record["said"][0],
        certainty=tuple(filter(None, (" ".join([record["said"][1], *money]), " ".join(distance)))),
        picture=picture(
            draw_decision(shown, ""), f"{record['said'][0]} Gain of each policy, with the middle nine of ten cases."
        ),
        table=(HEADERS, *map(_row, shown)),
        sections=(*first, *second),
        first=len(first) - bool(left_out),  # a list of many policies is on the second page
    )


def _shown(rows: Sequence[Mapping[str, Any]]) -> tuple[list[Standing], list[Mapping[str, Any]], list[str]]:
    """Return all standings, those that fit on two pages, and a sentence on the others: the best ones and status quo."""
    if len(rows) <= MOST_POLICIES:
        return [Standing(**row) for row in rows], list(rows), []
    best = [row for row in rows if row["policy"] != BASE][: MOST_POLICIES - 1]
    shown = [row for row in rows if row in best or row["policy"] == BASE]
    standings = [Standing(**row) for row in rows]
    return standings, shown, [left_out_sentence(standings, [Standing(**row) for row in shown])]


def _meanings(question: Question, shown: Sequence[str], named: bool) -> list[str]:
    """Return what each policy does, in one sentence, if it says so itself; unless named, of shipped policies only."""
    shipped = shipped_names("policies")
    return [
        f"{sentence_start(name)}: {policy.description.rstrip('.')}."
        for name, policy in with_base(question.policies).items()
        if policy.description and name in shown and (named or name in shipped)
    ]


def _budget(record: Mapping[str, Any], shown: Sequence[str]) -> list[str]:
    """Return one paragraph on the budget, if there is one, and how far each policy is carried out for it."""
    if "budget" not in record:
        return []
    first, *others = record["budget"]["said"]
    policies = [row["policy"] for row in record["budget"]["policies"] if row["policy"] != BASE]
    return [" ".join([first, *(text for name, text in zip(policies, others, strict=True) if name in shown)])]


def _row(standing: Mapping[str, Any]) -> tuple[str, ...]:
    low, high = signed_percent(standing["low"]), signed_percent(standing["high"])
    compared = standing["policy"] != BASE
    return (
        words(standing["policy"]),
        signed_percent(standing["gain"]) if compared else "reference",
        f"{low} to {high}" if compared else "–",
        f"{standing['best']:.0%}",
        f"{standing['regret']:.1%}",
    )


def _repeat(record: Mapping[str, Any], command: Sequence[str] | None) -> tuple[str, ...]:
    typed = [] if command is None else [f"Command: {join(command)}"]
    software = ", ".join(f"{name} {version}" for name, version in versions().items())
    return (
        *typed,
        f"Random seed: {record['seed']}. The same seed, files and versions give the same numbers.",
        f"{record['draws']} cases were simulated for each policy. Versions: {software}.",
    )
