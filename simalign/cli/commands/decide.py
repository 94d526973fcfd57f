"""simalign decide: which of a few policies to choose in one organisation, and what that rests on."""

from typing import Annotated, Any

import typer

from simalign.api.checkpoints import until_saved
from simalign.api.decide import decide as decided
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.options import (
    JsonOption,
    OrganisationOption,
    ScenarioArgument,
    SeedOption,
    SetOption,
    TiesOption,
    UncertaintyOption,
    WeeksOption,
    as_options,
    chosen_scenario,
    several,
    without_policy_settings,
)


@command(epilog="Example: simalign decide -g workshop -p push,pull,hybrid --weeks 104 --seed 1")
def decide(
    scenario: ScenarioArgument = "default",
    policies: Annotated[
        str,
        typer.Option("--policies", "-p", metavar="NAMES", help="Shipped policies or YAML files, with commas."),
    ] = "push,tell_and_sell,pull,hybrid",
    seed: SeedOption = None,
    weeks: WeeksOption = None,
    organisation: OrganisationOption = None,
    ties: TiesOption = None,
    settings: SetOption = None,
    uncertainty: UncertaintyOption = "posterior",
    as_json: JsonOption = False,
) -> None:
    """Say which policy would do best over the weeks, and how sure that is.

    Worth is the work as customers value it, less the time and pay that a policy takes. Status quo always takes part.
    The same as under "Your organisation" in simalign app; writes nothing.
    """
    design = chosen_scenario(scenario, organisation, ties, without_policy_settings(settings), weeks)
    with until_saved():
        with as_options():
            result = decided(design, several(policies), seed=seed, uncertainty=uncertainty)
        if as_json:
            print(output.json_text(result.record))
        else:
            _print(result.record)


def _print(record: dict[str, Any]) -> None:
    print("\n".join(_lines(record)))
    for title, sentences in {
        "Where it would flip": [record["said"][2], *(flip["said"] for flip in record["flips"])],
        "What it rests on": record["rests"],
    }.items():
        print("\n".join(["", title, *(f"- {sentence}" for sentence in sentences)]))
    print(f"\nRepeat: --seed {record['seed']}")


def _lines(found: dict[str, Any]) -> list[str]:
    """What comes out, and a row a policy: its gain over status quo, nine in ten draws of it, how often it is best."""
    wide = max(len(one["policy"]) for one in found["standings"])
    rows = []
    for one in found["standings"]:
        spread = f"{one['low']:+7.1%} to {one['high']:+7.1%}"
        rows.append(f"  {one['policy']:<{wide}}  {one['gain']:+7.1%}  {spread}  best in {one['best']:4.0%}")
    return [*found["said"][:2], "", *rows]
