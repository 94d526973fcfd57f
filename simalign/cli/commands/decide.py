"""simalign decide: choose between policies in one organisation, with the evidence for the choice."""

from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

import typer

from simalign.analysis.text import policy_title
from simalign.api.checkpoints import until_saved
from simalign.api.decide import decide as decided
from simalign.api.names import checked_names
from simalign.board.decision import QUESTIONS
from simalign.cli.decision_options import ReportOptions
from simalign.cli.lazy import command
from simalign.cli.options import NamesOption, as_options, several
from simalign.errors import printable
from simalign.texts.catalogue import LANGUAGES, Texts, texts_in


@dataclass(frozen=True)
class DecisionOptions(ReportOptions):
    """The options of a decision."""

    budget: Annotated[
        str | None,
        typer.Option(
            metavar="PERCENT",
            help="What a policy may take besides what management takes as now, as a share of working time and pay, "
            "like 2%; a policy that takes more is carried out in part.",
        ),
    ] = None
    language: Annotated[
        str,
        typer.Option(metavar="LANGUAGE", help="Language of the answer and the report: en or de."),
    ] = LANGUAGES[0]


DEFAULTS = DecisionOptions(uncertainty="posterior")
FURTHER = ("budget", "distance", *QUESTIONS)  # parts that a record may lack


@command(epilog="Example: simalign decide -g workshop -p push,pull --seed 1 --report board.html")
def decide(
    options: DecisionOptions = DEFAULTS,
    names: NamesOption = "shown",
    which_department_first: Annotated[
        bool,
        typer.Option(
            "--which-department-first", help="Also compare departments in which the leading policy could start."
        ),
    ] = False,
    reorganise: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Also decide in a second chart of the same people: members or organisation."),
    ] = None,
) -> None:
    """Report which policy is likely to do best.

    Also reports how sure that is, and which changes in the organisation would make another policy best. A policy's
    worth is the value of the work to customers, less the time and pay that the policy takes. Status quo is always
    included. `simalign app` shows the same report under "Your organisation". Writes no file without --report or --out.
    """
    options.check_report()
    texts = texts_in(options.language, "--language")
    shown, design, answers = checked_names(names), options.load(), options.answers()
    more = {"which_department_first": "which-department-first", "reorganise": "reorganise"}
    with options.folder() as folder, until_saved():
        with as_options(budget="budget", **more, **{name: name for name in answers}):
            result = decided(
                design,
                several(options.policies),
                seed=options.seed,
                uncertainty=options.uncertainty,
                names=shown,
                which_department_first=which_department_first,
                reorganise=reorganise,
                routine=answers["routine"],
                trust=answers["trust"],
                customers=answers["customers"],
                budget=options.budget,
            )
        record = result.record_in(options.language)
        options.deliver(result, answers, folder, record, partial(_print, texts=texts), texts, language=options.language)


def _print(record: dict[str, Any], money: list[str], texts: Texts) -> None:
    def title(key: str) -> str:
        return texts.say(f"report.board.{key}")

    if record["special"]:
        print("\n".join([title("special"), *(f"  {printable(line)}" for line in record["special"]), ""]))
    print("\n".join([*_lines(record, texts), *money]))
    flips = (flip["said"] for flip in record["flips"])
    for key, sentences in {
        **{key: record[key]["said"] for key in FURTHER if key in record},
        "margins": [record["said"][2], *record["margins"]["said"], *flips],
        "risks": record["risks"],
        "evidence": record["rests"],
        "rests": [f"{what} ({source}): {details}." for what, source, details in record["sources"]],
    }.items():
        print("\n".join(["", title(key), *(f"- {printable(sentence)}" for sentence in sentences)]))


def _lines(record: dict[str, Any], texts: Texts) -> list[str]:
    """Return the finding, and one row per policy: gain over status quo, its middle 90% of draws, share of draws won."""
    titles = [policy_title(standing["policy"], texts) for standing in record["standings"]]
    width = max(map(len, titles))
    rows = []
    for title, standing in zip(titles, record["standings"], strict=True):
        gain, low, high = (texts.figure(f"{standing[key]:+7.1%}") for key in ("gain", "low", "high"))
        spread = texts.say("report.range", low=low, high=high)
        best = f"{texts.say('report.column.best').lower()} {texts.figure(f'{standing["best"]:4.0%}')}"
        rows.append(f"  {title:<{width}}  {gain}  {spread}  {best}")
    return [*record["said"][:2], "", *rows]
