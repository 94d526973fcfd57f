"""The content of the board report of a policy search."""

from collections.abc import Mapping, Sequence
from shlex import join
from typing import Any

from simalign.advice.advise import BEST, LEAN
from simalign.advice.sentences import TITLES, label
from simalign.analysis.figures.advice import draw_advice
from simalign.board.content import Board, Section, picture
from simalign.decision.ranking import BASE
from simalign.decision.sentences import signed_percent
from simalign.decision.sources import source_headers
from simalign.installation import versions
from simalign.policies.levers import LEVERS
from simalign.texts.catalogue import ENGLISH

HEADERS = ("Policy", "Gain", "Nine of ten", "Cost", "Trust", "Worst regret")
LEVER_HEADERS = ("Lever (now)", "Set to; as good", "Meaning; * also in the policy with the fewest levers")
MOST_LEVERS = 6
FIRST, SECOND = ("levers", "budget"), ("regret", "compared", "front")


def advice_board(
    record: Mapping[str, Any], name: str | None = None, money: str | None = None, command: Sequence[str] | None = None
) -> Board:
    """Return the report of a policy search.

    record: the results as ``Advice.record`` has them. name: of the organisation. money: the gain in money. command: the
    command line.
    """
    said, subject = record["said"], name or "the organisation"
    sections = [Section(TITLES[key], tuple(said[key])) for key in FIRST]
    sections += [Section(TITLES[key], tuple(said[key])) for key in SECOND]
    sections += [
        Section(
            "What the best policy sets, and how flat the top is",
            tuple(said["flat"][:1]),
            table=(LEVER_HEADERS, *_settings(record)),
        ),
        Section(
            ENGLISH.say("report.board.rests"),
            (ENGLISH.say("report.board.worth"), ENGLISH.say("report.board.caution")),
            table=(source_headers(), *record["sources"]),
        ),
        Section("How to repeat it", _repeat(record, command)),
    ]
    certainty = [*said["answer"][1:], *([] if money is None else [money])]
    return Board(
        title=f"Which policy for {subject}? The result of a search",
        question=f"Which policy is worth most to {subject} over {record['weeks']} weeks, if it may take up to "
        f"{record['budget']:.1%} of working time and pay more than management takes as now?",
        answer=said["answer"][0],
        certainty=(" ".join(certainty),),
        picture=picture(draw_advice(record, "", label, front=False), " ".join([said["answer"][0], *said["levers"]])),
        table=(HEADERS, *(_row(row) for row in record["policies"])),
        sections=tuple(sections),
        first=len(FIRST),
    )


def _row(row: Mapping[str, Any]) -> tuple[str, ...]:
    known = row["policy"] != BASE
    return (
        label(row["policy"]) + ("" if row["share"] == 1.0 else f" at {row['share']:.0%}"),
        signed_percent(row["gain"]) if known else "reference",
        f"{signed_percent(row['low'])} to {signed_percent(row['high'])}" if known else "–",
        signed_percent(row["extra"]),
        f"{row['trust']:.2f}",
        f"{row['regret_high']:.1%}",
    )


def _settings(record: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """Return the levers that the best policy changes most to effect, with their meaning."""
    few = record["definitions"][LEAN].get("levers", {})
    best = record["definitions"][BEST].get("levers", {})
    changed = [row for row in record["levers"] if row["lever"] in best]
    rows: list[tuple[str, ...]] = []
    for row in changed[:MOST_LEVERS]:
        plain = LEVERS[row["lever"]].plain
        star = " *" if row["lever"] in few else ""
        span = f"{row['value']:g}; {row['lowest']:g} to {row['highest']:g}"
        rows.append((f"{plain.title} ({row['status_quo']:g}){star}", span, plain.text))
    if len(changed) > MOST_LEVERS:
        texts = [
            f"{LEVERS[row['lever']].plain.title.lower()} {row['value']:g} ({row['status_quo']:g})"
            for row in changed[MOST_LEVERS:]
        ]
        rows.append(("Others", "", "; ".join(texts)))
    return rows


def _repeat(record: Mapping[str, Any], command: Sequence[str] | None) -> tuple[str, ...]:
    typed = [] if command is None else [f"Command: {join(command)}"]
    software = ", ".join(f"{name} {version}" for name, version in versions().items())
    return (
        *typed,
        f"Random seed: {record['seed']}. The same seed, files and versions give the same numbers.",
        f"Versions: {software}.",
    )
