"""simalign decide: choose between policies in one organisation, with the evidence for the choice."""

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from simalign.api.checkpoints import until_saved
from simalign.api.decide import decide as decided
from simalign.api.names import checked_names
from simalign.cli.decision_options import ReportOptions
from simalign.cli.lazy import command
from simalign.cli.options import NamesOption, as_options, several
from simalign.decision.sentences import FURTHER, QUESTIONS
from simalign.errors import printable


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


DEFAULTS = DecisionOptions(uncertainty="posterior")


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
        options.deliver(result, answers, folder, _print)


def _print(record: dict[str, Any], money: list[str]) -> None:
    if record["special"]:
        print("\n".join(["What is special here", *(f"  {printable(line)}" for line in record["special"]), ""]))
    print("\n".join([*_lines(record), *money]))
    further = {title: record[key]["said"] for key, title in FURTHER.items() if key in record}
    for title, sentences in {
        **further,
        **{title: record[key]["said"] for key, title in QUESTIONS.items() if key in record},
        "Margins: what would change the answer": [
            record["said"][2],
            *record["margins"]["said"],
            *(flip["said"] for flip in record["flips"]),
        ],
        "Risks": record["risks"],
        "Evidence and guesses": record["rests"],
        "What the answer rests on": [f"{what} ({source}): {details}." for what, source, details in record["sources"]],
    }.items():
        print("\n".join(["", title, *(f"- {printable(sentence)}" for sentence in sentences)]))


def _lines(record: dict[str, Any]) -> list[str]:
    """Return the finding, and one row per policy: gain over status quo, its middle 90% of draws, share of draws won."""
    width = max(len(standing["policy"]) for standing in record["standings"])
    rows = []
    for standing in record["standings"]:
        name, gain, best = standing["policy"], standing["gain"], standing["best"]
        spread = f"{standing['low']:+7.1%} to {standing['high']:+7.1%}"
        rows.append(f"  {name:<{width}}  {gain:+7.1%}  {spread}  best in {best:4.0%}")
    return [*record["said"][:2], "", *rows]
