"""simalign decide: which of a few policies to take in one organisation, and what that rests on."""

from typing import Any

from simalign.app.views.decision_report import Question, answered, flipped
from simalign.cli import output
from simalign.cli.commands.compare import chosen
from simalign.cli.lazy import command
from simalign.cli.option_groups import ComparisonOptions
from simalign.cli.options import (
    announce_compilation,
    drawn,
    tell,
)
from simalign.comparison.decision import CONTEXTS
from simalign.simulation.initial import organise

DEFAULTS = ComparisonOptions(policies="push,tell_and_sell,pull,hybrid", uncertainty="posterior")


@command(epilog="Example: simalign decide -g workshop -p push,pull,hybrid --weeks 104 --seed 1")
def decide(options: ComparisonOptions = DEFAULTS) -> None:
    """Report which policy is likely to do best.

    Also reports how sure that is, and which changes in the organisation would make another policy best. A policy's
    worth is the value of the work to customers, less the time and pay that the policy takes. Status quo always takes
    part. `simalign app` shows the same report under "Your organisation". Writes no files.
    """
    design, named, posterior = chosen(options)
    if posterior is not None:
        posterior.check(design, len(posterior.draws))
    luck = drawn(options.seed)
    brought = None if design.organisation.members is None else organise(design, luck, 0)
    size = design.organisation.size if brought is None else brought.size
    asked = Question(design, named, luck, size, posterior, brought)
    announce_compilation(len(design.goals))
    found, here = answered(asked)
    if not options.as_json:
        print("\n".join(_lines(found)), flush=True)
        tell("Searching for contexts in which another policy is best: some seconds each.")
    turned = [flipped(asked, context, here) for context in CONTEXTS]
    if options.as_json:
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
