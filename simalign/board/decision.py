"""The content of the board report of a decision analysis."""

from collections.abc import Mapping, Sequence
from shlex import join
from typing import Any

from simalign.analysis.figures.decision import draw_decision
from simalign.analysis.text import words
from simalign.board.content import Board, Section, picture
from simalign.decision.ranking import BASE
from simalign.decision.sentences import signed_percent
from simalign.decision.settings import BY_KEY
from simalign.installation import versions
from simalign.scenario import Scenario

HEADERS = ("Policy", "Gain", "In nine of ten cases", "Best in", "Expected regret")
MEANING = (
    "Worth is the value of the work to customers, less the time and pay that the policy takes. The gain is its "
    "difference from carrying on as now, as a share. Cases are simulated histories of this organisation with different "
    "plausible people and random events."
)


def board_report(
    record: Mapping[str, Any],
    scenario: Scenario,
    name: str | None = None,
    special: Section | None = None,
    money: Sequence[str] = (),
    command: Sequence[str] | None = None,
) -> Board:
    """Return the report of a decision.

    record: the results as ``DecisionAnalysis.record`` has them. name: of the
    organisation, or a code name. special: on what is special in this organisation.
    money: sentences on the gain in money. command: the command line.
    """
    standings = record["standings"]
    subject = name or "the organisation"
    choices = ", ".join(words(standing["policy"]) for standing in sorted(standings, key=lambda row: row["policy"]))
    margins = Section("Margins: what would change the answer", (record["said"][2], *_margins(record)))
    sections = [margins, Section("Risks", tuple(record["risks"]))]
    first = len(sections)
    if special is not None:
        sections.append(special)
    sections += [
        Section("Assumptions", (*_data(scenario, record["people"]), *record["rests"], MEANING)),
        Section("How to repeat it", _repeat(record, command)),
    ]
    return Board(
        title=f"Which policy for {subject}?",
        question=f"Which of these policies is worth most to {subject} over {record['weeks']} weeks: {choices}?",
        answer=record["said"][0],
        certainty=" ".join([record["said"][1], *money]),
        picture=picture(
            draw_decision(standings, ""), f"{record['said'][0]} Gain of each policy, with the middle nine of ten cases."
        ),
        table=(HEADERS, *map(_row, standings)),
        sections=tuple(sections),
        first=first,
    )


def _margins(record: Mapping[str, Any]) -> list[str]:
    return [*record["margins"]["said"], *(flip["said"] for flip in record["flips"])]


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


def _data(scenario: Scenario, people: int) -> list[str]:
    """State what comes from data on the organisation, and what from the settings of the scenario."""
    source = "generated, because no file of members is given"
    if scenario.organisation.members is not None:
        source = f"read from {scenario.organisation.members.name}"
    settings = [f"{each.phrase} {each.text(getattr(scenario.context, key))}" for key, each in BY_KEY.items()]
    return [
        f"Data: {people:,} members, {source}.",
        f"Settings of the scenario, which are guesses unless somebody measured them: {', '.join(settings)}.",
    ]


def _repeat(record: Mapping[str, Any], command: Sequence[str] | None) -> tuple[str, ...]:
    typed = [] if command is None else [f"Command: {join(command)}"]
    software = ", ".join(f"{name} {version}" for name, version in versions().items())
    return (
        *typed,
        f"Random seed: {record['seed']}. The same seed, files and versions give the same numbers.",
        f"{record['draws']} cases were simulated for each policy. Versions: {software}.",
    )
