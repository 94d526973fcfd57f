"""simalign validate: compare published effects with simulated ones."""

from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from simalign.analysis.text import bracketed, words
from simalign.api.checkpoints import until_saved
from simalign.api.validate import ORGANISATIONS, SEED, Validation
from simalign.api.validate import validate as validated
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption, SetOption, UncertaintyOption, as_options, tell, whole_option
from simalign.cli.tables import console, fresh_table
from simalign.errors import InputError, Problem, printable
from simalign.evidence.virtual import Changes
from simalign.scenario.read import load_scenario

NOTE = (
    "inside: the simulated effect lies in the published interval, or has the published sign beyond chance. edge: "
    "replication noise decides. sign only: outside, but on the same side of no effect, beyond chance. undefined: it "
    "cannot be computed. reported: neither an interval nor a sign was published. Simulated intervals are 95% "
    "confidence intervals of the estimate, over organisations. The table of families counts estimates, whatever "
    "their noise."
)

SMALL = 0.05

FilesArgument = Annotated[
    list[Path] | None,
    typer.Argument(metavar="[FILE...]", help="Study files, or folders of them; default: the shipped studies."),
]


@command(epilog="Example: simalign validate my_study.yaml -n 50")
def validate(
    files: FilesArgument = None,
    organisations: Annotated[
        int,
        whole_option(2, 10_000, "Organisations of each study.", "--organisations", "-n"),
    ] = ORGANISATIONS,
    seed: Annotated[int, whole_option(0, 2**63 - 1, "Random seed, from 0.")] = SEED,
    settings: SetOption = None,
    uncertainty: UncertaintyOption = "none",
    as_json: JsonOption = False,
) -> None:
    """Run published experiments on the model and compare effects.

    All arms of all studies use the same organisations with common random numbers. The exit status is 1 if an effect
    lies outside its published interval, 2 for bad input. --set changes psychology, like --set psychology.anchor=0.5,
    and switches mechanisms off, like --set mechanisms.market=false.
    """
    changes = _changes(settings or [])
    with until_saved():
        with as_options():
            result = validated(
                files or None, organisations=organisations, seed=seed, factors=changes, uncertainty=uncertainty
            )
        if as_json:
            print(output.json_text(result.record, indent=2))
        else:
            _print(result)
    if not result.passed:
        raise typer.Exit(1)


def _changes(settings: list[str]) -> dict[str, Any] | None:
    """Return the parameters and switches that --set changes, by key, or None. Raises InputError for other keys."""
    for setting in settings:
        if setting.strip().partition(".")[0] not in Changes._fields:
            message = "has no effect here: the studies define arms and contexts"
            allowed = "psychology.NAME=VALUE or mechanisms.NAME=false"
            raise InputError([Problem(message, key="--set", value=setting, allowed=allowed)])
    if not settings:
        return None
    scenario = load_scenario("default", settings)
    return {
        f"{part}.{name}": getattr(getattr(scenario, part), name)
        for part in Changes._fields
        for name in getattr(scenario, part).model_fields_set
    }


def _print(result: Validation) -> None:
    table = fresh_table(f"Published effects against the model, seed {result.seed}")
    for name in ("fact", "unit", "week", "published", "simulated", "", "source"):
        table.add_column(name, justify="right" if name == "week" else "left", overflow="fold")
    for family, rows in groupby(sorted(result.record["facts"], key=_family), _family):
        table.add_section()
        table.add_row(family, style="bold")
        for row in rows:
            table.add_row(*_cells(row))
    screen = console()
    screen.print(table)
    if result.families:
        screen.print(_families(result))
        print(result.finding.replace(". ", ".\n"))
    tell(NOTE)


def _family(row: dict[str, Any]) -> str:
    return str(row["family"])


def _cells(row: dict[str, Any]) -> list[str]:
    """Return the cells of an effect; small numbers have four decimals."""
    simulated = row["simulated"]
    form = ".4f" if abs(simulated) < SMALL else ".2f"
    return [
        escape(words(row["fact"])),
        escape(words(row["unit"])),
        str(row["week"]),
        bracketed(row["published"], row["published_low"], row["published_high"]),
        bracketed(simulated, row["simulated_low"], row["simulated_high"], form),
        row["verdict"],
        escape(printable(row["source"])),
    ]


def _families(result: Validation) -> Table:
    """Return the table of families."""
    table = fresh_table("Families of studies")
    for name in ("family", "rows", "inside", "edge", "right sign"):
        table.add_column(name, justify="left" if name == "family" else "right")
    for row in result.families:
        counts = [str(row[name]) for name in ("rows", "inside", "edge")]
        table.add_row(row["family"], *counts, f"{row['right']} of {row['signs']}" if row["signs"] else "")
    return table
