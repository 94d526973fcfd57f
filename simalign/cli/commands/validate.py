"""simalign validate: published effects against their virtual experiments."""

import math
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from simalign.analysis.text import words
from simalign.api.validate import ORGANISATIONS, SEED, Validation, number_text
from simalign.api.validate import validate as validated
from simalign.cli import output
from simalign.cli.lazy import command
from simalign.cli.options import JsonOption, SetOption, as_options, tell, whole
from simalign.cli.tables import console, fresh_table
from simalign.errors import InputError, Problem, printable
from simalign.evidence.study import Published
from simalign.scenario.read import load_scenario

NOTE = (
    "inside: the simulated effect lies in the published interval, or has the published sign beyond chance. sign only: "
    "outside, but on the same side of no effect, beyond chance. undefined: it cannot be worked out. reported: nothing "
    "to hold it against. Simulated intervals are 95%, over organisations."
)


@command(epilog="Example: simalign validate my_study.yaml -n 50")
def validate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE...]", help="Study files, or folders of them; default: the shipped facts."),
    ] = None,
    organisations: Annotated[
        int,
        typer.Option(
            "--organisations", "-n", parser=whole(2, 10_000), metavar="N", help="Organisations of each study."
        ),
    ] = ORGANISATIONS,
    seed: Annotated[int, typer.Option(parser=whole(0, 2**63 - 1), metavar="N", help="Seed, from 0.")] = SEED,
    settings: SetOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run published studies on the model and compare the effects.

    All arms of all studies have the same organisations with the same luck. The exit status is 1 when an effect
    is not inside what was published, 2 for input that
    cannot be used. --set changes psychology, like --set psychology.anchor=0.5.
    """
    changes = _psychology(settings or [])
    with as_options():
        result = validated(files or None, organisations=organisations, seed=seed, factors=changes)
    if as_json:
        print(output.json_text(result.record, indent=2))
    else:
        _print(result)
    if not result.passed:
        raise typer.Exit(1)


def _psychology(settings: list[str]) -> dict[str, Any] | None:
    """The psychological parameters that --set gives, by key; None where it gives none.

    Raises InputError for other keys.
    """
    for setting in settings:
        if not setting.strip().startswith("psychology."):
            message = "is of no effect here: arms and contexts are those of the studies"
            raise InputError([Problem(message, key="--set", value=setting, allowed="psychology.NAME=VALUE")])
    if not settings:
        return None
    psychology = load_scenario("default", settings).psychology
    return {f"psychology.{name}": getattr(psychology, name) for name in psychology.model_fields_set}


def _interval(middle: float | str | None, low: float | None, high: float | None) -> str:
    """An estimate with its interval, if it has one.

    >>> _interval(0.5, 0.25, 0.75), _interval(0.5, float("nan"), float("nan")), _interval("positive", None, None)
    ('0.50 [0.25, 0.75]', '0.50', 'positive')
    """
    known = low is not None and not math.isnan(low)
    return f"{number_text(middle)} [{number_text(low)}, {number_text(high)}]" if known else number_text(middle)


def _print(result: Validation) -> None:
    table = fresh_table(f"Published effects against the model, seed {result.seed}")
    for name in ("fact", "unit", "week", "published", "simulated", "", "source"):
        table.add_column(name, justify="right" if name == "week" else "left", overflow="fold")
    for row in result.record["facts"]:
        table.add_row(
            escape(words(row["fact"])),
            escape(words(row["unit"])),
            str(row["week"]),
            _interval(row["published"], row["published_low"], row["published_high"]),
            _interval(row["simulated"], row["simulated_low"], row["simulated_high"]),
            row["verdict"],
            escape(printable(row["source"])),
        )
    screen = console()
    screen.print(table)
    if any(f.effect.published != Published() for f in result.findings):
        print(result.finding.replace(". ", ".\n"))
    tell(NOTE)
