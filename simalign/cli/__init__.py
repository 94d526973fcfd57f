"""The command line: parse, call, print."""

import io
import os
import re
import signal
import sys
from typing import Annotated, NoReturn

import typer

from simalign import installation
from simalign.errors import InputError, Problem

SHOWN = 20  # problems printed before the rest are only counted


class Left(SystemExit):
    """A signal has asked the process to leave; ``kept``: after its results were in their place."""

    kept = False


app = typer.Typer(
    name="simalign",
    help="Simulate organisational alignment: when do push and pull align, why, and for how long?",
    epilog="Example: simalign compare --seed 1 --replications 10",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(version(installation.DISTRIBUTION))
        raise typer.Exit


@app.callback()
def overall(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and leave."),
    ] = False,
) -> None:
    """Simulate organisational alignment: when do push and pull align, why, and for how long?"""


def refuse(error: InputError) -> None:
    """Print what is wrong with the input, the first problems in full."""
    for problem in error.problems[:SHOWN]:
        print(f"error: {problem}", file=sys.stderr)
    if len(error.problems) > SHOWN:
        print(f"error: and {len(error.problems) - SHOWN} more like these", file=sys.stderr)


def _leave(number: int, frame: object) -> NoReturn:
    raise Left(128 + number)  # what is unfinished is cleared away as the stack unwinds


def _open_standard_streams() -> None:
    """Give output somewhere to go where the caller has closed it (``>&-``), and print ``?`` for what it cannot show."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115  (open as long as the process)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _check_words(words: list[str]) -> None:
    """Raise InputError for words that are not UTF-8: manifests and messages could not repeat them."""
    problems = []
    for before, word in zip(["", *words], words, strict=False):
        if any("\ud800" <= letter <= "\udfff" for letter in word):  # bytes that Python could not decode
            option, _, value = word.partition("=") if re.match("--.*=", word) else (before, "", word)
            key = option if option.startswith("-") else None
            problems.append(Problem("is not UTF-8", key=key, value=value, allowed="text and names of files in UTF-8"))
    if problems:
        raise InputError(problems)


def main() -> None:
    """Run the command line; exit status 2 for bad input."""
    from simalign.cli.commands import app as page
    from simalign.cli.commands import (
        calibrate,
        compare,
        decide,
        experiments,
        power,
        results,
        run,
        sensitivity,
        show,
        sweep,
        validate,
        viz,
    )

    _open_standard_streams()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _leave)
    try:
        installation.check()
        _check_words(sys.argv[1:])
        try:
            app(prog_name="simalign")
        finally:
            sys.stdout.flush()
    except InputError as error:
        refuse(error)
        sys.exit(2)
    except Left as left:
        if left.code == 128 + signal.SIGINT:
            print("interrupted" if left.kept else "interrupted; nothing was written", file=sys.stderr)
        raise
    except OSError as error:  # standard output is full, or its reader has left, as head does
        if not isinstance(error, BrokenPipeError):
            print(f"error: {error}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
