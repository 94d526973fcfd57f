"""The command line: parse, call, print."""

import os
import sys
from importlib import metadata
from typing import Annotated

import typer

from simalign.errors import InputError

SHOWN = 20  # problems printed before the rest are only counted

app = typer.Typer(
    name="simalign",
    help="Simulate organisational alignment: when do push and pull align, why, and for how long?",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(metadata.version("simalign"))
        raise typer.Exit


@app.callback()
def overall(
    version: Annotated[
        bool,
        typer.Option(
            "--version", is_eager=True, callback=_print_version, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    """Simulate organisational alignment: when do push and pull align, why, and for how long?"""


def refuse(error: InputError) -> None:
    """Print what is wrong with the input, the first problems in full."""
    for problem in error.problems[:SHOWN]:
        print(f"error: {problem}", file=sys.stderr)
    if len(error.problems) > SHOWN:
        print(f"error: and {len(error.problems) - SHOWN} more like these", file=sys.stderr)


def main() -> None:
    """Run the command line; exit status 2 for bad input."""
    from simalign.cli import compare, run, show  # noqa: F401  (they register their commands)

    try:
        app(prog_name="simalign")
    except InputError as error:
        refuse(error)
        sys.exit(2)
    except BrokenPipeError:  # the reader of our output has left, as head does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
