"""simalign decide: choose between policies in one organisation, with the evidence for the choice."""

from typing import Annotated, Any

import typer

from simalign.api.checkpoints import until_saved
from simalign.api.decide import decide as decided
from simalign.api.names import checked_names
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.option_groups import ComparisonOptions
from simalign.cli.options import (
    NamesOption,
    as_options,
    several,
)
from simalign.errors import printable

FURTHER = {"department_first": "Which department first", "reorganisation": "After a reorganisation"}
DEFAULTS = ComparisonOptions(uncertainty="posterior")


@command(epilog="Example: simalign decide -g workshop -p push,pull,lead --weeks 104 --seed 1")
def decide(
    options: ComparisonOptions = DEFAULTS,
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
    included. `simalign app` shows the same report under "Your organisation". Writes no files.
    """
    shown, design = checked_names(names), options.load()
    with until_saved():
        with as_options(which_department_first="which-department-first", reorganise="reorganise"):
            result = decided(
                design,
                several(options.policies),
                seed=options.seed,
                uncertainty=options.uncertainty,
                names=shown,
                which_department_first=which_department_first,
                reorganise=reorganise,
            )
        if options.as_json:
            print(output.json_text(result.record))
        else:
            _print(result.record)


def _print(record: dict[str, Any]) -> None:
    if record["special"]:
        print("\n".join(["What is special here", *(f"  {printable(line)}" for line in record["special"]), ""]))
    print("\n".join(_lines(record)))
    for title, sentences in {
        "Where the decision would change": [record["said"][2], *(flip["said"] for flip in record["flips"])],
        **{title: record[key]["said"] for key, title in FURTHER.items() if key in record},
        "Evidence and guesses": record["rests"],
    }.items():
        print("\n".join(["", title, *(f"- {printable(sentence)}" for sentence in sentences)]))
    print(f"\nRepeat: --seed {record['seed']}")


def _lines(record: dict[str, Any]) -> list[str]:
    """Return the finding, and one row per policy: gain over status quo, its middle 90% of draws, share of draws won."""
    width = max(len(standing["policy"]) for standing in record["standings"])
    rows = []
    for standing in record["standings"]:
        name, gain, best = standing["policy"], standing["gain"], standing["best"]
        spread = f"{standing['low']:+7.1%} to {standing['high']:+7.1%}"
        rows.append(f"  {name:<{width}}  {gain:+7.1%}  {spread}  best in {best:4.0%}")
    return [*record["said"][:2], "", *rows]
