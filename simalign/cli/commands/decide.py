"""simalign decide: choose between policies in one organisation, with the evidence for the choice."""

from typing import Any

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

DEFAULTS = ComparisonOptions(uncertainty="posterior")


@command(epilog="Example: simalign decide -g workshop -p push,pull,lead --weeks 104 --seed 1")
def decide(options: ComparisonOptions = DEFAULTS, names: NamesOption = "shown") -> None:
    """Report which policy is likely to do best.

    Also reports how sure that is, and which changes in the organisation would make another policy best. A policy's
    worth is the value of the work to customers, less the time and pay that the policy takes. Status quo is always
    included. `simalign app` shows the same report under "Your organisation". Writes no files.
    """
    shown, design = checked_names(names), options.load()
    with until_saved():
        with as_options():
            result = decided(
                design, several(options.policies), seed=options.seed, uncertainty=options.uncertainty, names=shown
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
        "Evidence and guesses": record["rests"],
    }.items():
        print("\n".join(["", title, *(f"- {sentence}" for sentence in sentences)]))
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
