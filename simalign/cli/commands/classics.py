"""simalign classics: reproduce classic models, and compare this model with them."""

from math import isnan
from typing import Annotated, Any, Literal

import typer
from rich.markup import escape

from simalign.api.checkpoints import until_saved
from simalign.api.classics import SEED, Classics
from simalign.api.classics import classics as reproduced
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption, OutOption, as_options, tell, whole_option
from simalign.cli.tables import console, fresh_table
from simalign.docking.catalogue import CLASSICS
from simalign.docking.report import VERDICTS
from simalign.docking.verdicts import FALSE_ALARM, NOT_FOUND, REPRODUCED

NOTE = (
    "reproduced: within the tolerance of a published number and an allowance for chance, or beyond the bound of a "
    "claim. undecided: a claim within chance of its bound. not found: no source of the number could be found; it "
    "does not count. Chance alone makes a simulated number that is as published 'not reproduced' for at most one seed "
    f"in {1 / FALSE_ALARM:,.0f}. order: Kendall's tau between the arms of the classic and of this model set up alike, "
    "with its 95% interval over simulations; exact: this model contains the classic."
)

NamesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME...]", help=f"Classics: {', '.join(CLASSICS)}; default: all."),
]


@command(epilog="Example: simalign classics march centola --quick")
def classics(
    names: NamesArgument = None,
    quick: Annotated[bool, typer.Option("--quick", help="Fewer simulations, for a first look.")] = False,
    seed: Annotated[int, whole_option(0, 2**63 - 1, "Random seed, from 0.")] = SEED,
    out: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """Reproduce classic models and compare the model with them.

    Each classic is computed and compared with published numbers. Where this model can be set up like it, the order of
    outcomes is compared as well. Writes a figure for each classic, tables and a manifest. The exit status is 1 if a
    published number or claim is not reproduced, 2 for bad input.
    """
    with output.reserve(out, "simalign-classics") as results, until_saved():
        with as_options():
            result = reproduced(names or None, quick=quick, seed=seed)

        def show(path: str | None) -> None:
            if as_json:
                print(output.json_text(result.record | {"out": path}, indent=2))
            else:
                _print(result, path)

        output.save_and_show(results, lambda folder: result.write(folder, output.command()), show)
    if not result.passed:
        raise typer.Exit(1)


def _print(result: Classics, path: str | None) -> None:
    """Print one row per classic, the numbers that are not reproduced, the finding and the folder."""
    table = fresh_table(f"Classic models, seed {result.seed}{', quick' if result.quick else ''}")
    for name in ("classic", "rules from", *VERDICTS, "order", ""):
        side: Literal["right", "left"] = "right" if name in VERDICTS else "left"
        table.add_column(name, justify=side, overflow="fold", no_wrap=name == "classic")
    for row in result.summary.to_dict("records"):
        cells = [str(row[verdict] or "") for verdict in VERDICTS]
        table.add_row(escape(row["title"]), row["rules_from"], *cells, _order(row), row["agreement"])
    screen = console()
    screen.print(table)
    for row in result.table.to_dict("records"):
        if row["verdict"] not in (REPRODUCED, NOT_FOUND):
            print(f"{row['verdict']}: {row['classic']}, {row['quantity']} {row['series']} {row['x']}: {_numbers(row)}")
    print(*result.sentences, sep="\n")
    print(f"Figures, tables and manifest: {path}/ (open {path}/overview.png)" if path else "Nothing was written.")
    tell(NOTE)


def _order(row: dict[str, Any]) -> str:
    """Return the rank agreement of a classic with its interval."""
    if row["contained"]:
        return "exact"
    return f"{row['tau']:+.2f} [{row['low']:+.2f}, {row['high']:+.2f}]"


def _numbers(row: dict[str, Any]) -> str:
    """Return our number beside the published one or the bound of a claim."""
    bounds = {"published": "published", "above": "claimed above", "below": "claimed below"}
    other = next(f"{text} {row[key]:g}" for key, text in bounds.items() if not isnan(row[key]))
    return f"{row['ours']:.4g} ±{row['error']:.2g} (standard error), {other}"
