"""simalign decide: which of a few policies to take in one organisation, and what that rests on."""

from typing import Annotated, Any

import typer

from simalign.app.views.decision_report import Question, answered, flipped
from simalign.cli import output
from simalign.cli.commands.compare import design_of, fitting
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
    announce_compilation,
    chosen_posterior,
    chosen_scenario,
    drawn,
    tell,
)
from simalign.comparison.decision import CONTEXTS
from simalign.simulation.initial import organise


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
    posterior = chosen_posterior(uncertainty)
    design = design_of(chosen_scenario(scenario, organisation, ties, settings or [], weeks), settings or [])
    named = fitting(policies, design)
    if posterior is not None:
        posterior.check(design, len(posterior.draws))
    luck = drawn(seed)
    brought = None if design.organisation.members is None else organise(design, luck, 0)
    size = design.organisation.size if brought is None else brought.size
    asked = Question(design, named, luck, size, posterior, brought)
    announce_compilation(len(design.goals))
    found, here = answered(asked)
    if not as_json:
        print("\n".join(_lines(found)), flush=True)
        tell("Where would it flip? Some seconds a context.")
    turned = [flipped(asked, context, here) for context in CONTEXTS]
    if as_json:
        print(output.json_text({"scenario": design.name, "seed": luck, **found, "flips": turned}))
        return
    for title, said in {
        "Where it would flip": [found["said"][2], *(one["said"] for one in turned)],
        "What it rests on": found["rests"],
    }.items():
        print("\n".join(["", title, *(f"- {one}" for one in said)]))
    print(f"\nRepeat: --seed {luck}")


def _lines(found: dict[str, Any]) -> list[str]:
    """What comes out, and a row a policy: its gain over status quo, nine in ten draws of it, how often it is best."""
    wide = max(len(one["policy"]) for one in found["standings"])
    rows = []
    for one in found["standings"]:
        spread = f"{one['low']:+7.1%} to {one['high']:+7.1%}"
        rows.append(f"  {one['policy']:<{wide}}  {one['gain']:+7.1%}  {spread}  best in {one['best']:4.0%}")
    return [*found["said"][:2], "", *rows]
