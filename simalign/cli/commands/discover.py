"""simalign discover: the conditions under which something happens in a sweep."""

from typing import Annotated

import typer

from simalign.api.discover import ScenarioDiscovery
from simalign.api.discover import discover as discovered
from simalign.cli.commands.results import StoreArgument
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption
from simalign.cli.stored import OutOption, report


@command(epilog="Example: simalign discover contexts-sweep --when 'value < 0.4' --out found")
def discover(
    store: StoreArgument,
    when: Annotated[
        str, typer.Option(metavar="EVENT", help="Conditions on means of measures, like 'value < 0.4 and do > 0.5'.")
    ],
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find out under which conditions an event happens.

    Searches the factors of a sweep's design points for limits within which the event is frequent (PRIM), and grows a
    decision tree. Frequencies are of the half of the points that was held out. If no factor matters, a box is reported
    in at most 1% of sweeps.
    """
    report(lambda: discovered(store, when), out, as_json, _show)


def _show(result: ScenarioDiscovery) -> None:
    print(result.table.to_string(index=False, float_format="{:.2f}".format))
